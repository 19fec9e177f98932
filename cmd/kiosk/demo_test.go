package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"linli/internal/visitplay"
)

// TestPlayedResidentComesToTheDeskOfStaffAndHomeWithTheCertificate runs what
// `make run` runs where there is no display.
func TestPlayedResidentComesToTheDeskOfStaffAndHomeWithTheCertificate(t *testing.T) {
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("the played visits take a minute; set LINLI_VERIFY=1")
	}
	dir := t.TempDir()
	demo := exec.CommandContext(t.Context(), filepath.Join(programs, "kioskctl"), "demo", "-interactive=false", "-any-ports", "-dir", dir)
	if out, err := demo.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "visit", "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var sum visitplay.Summary
	if err := json.Unmarshal(text, &sum); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"receipt": "printed", "grade": "5", "moved": "decided", "state": "decided", "paper": "printed"}
	for _, d := range sum.Deeds {
		if !d.Done {
			t.Errorf("%s was not done", d.Name)
		}
		if due := d.Facts["due"]; d.Name == "application" && len(due) != len("2026-11-23") {
			t.Errorf("the application is due on %q", due)
		}
		for fact, value := range d.Facts {
			if want[fact] == value {
				delete(want, fact)
			}
		}
		for _, name := range d.Pictures {
			if info, err := os.Stat(filepath.Join(dir, "visit", name)); err != nil || info.Size() == 0 {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("nothing tells %v: %s", want, text)
	}
}
