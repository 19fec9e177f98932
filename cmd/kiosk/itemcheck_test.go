package main_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"linli/assets"
)

// TestCheckSaysWhatLooksUnmeant: the terminal judges items as kioskctl check
// does, with advice that stops nothing.
func TestCheckSaysWhatLooksUnmeant(t *testing.T) {
	dir := t.TempDir()
	services, err := fs.Sub(assets.FS, "services")
	if err == nil {
		err = os.CopyFS(filepath.Join(dir, "services"), services)
	}
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "services/items/senior-card.yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(data, []byte("5个工作日"), []byte("50个工作日"), 1)
	if bytes.Equal(changed, data) {
		t.Fatal("the item promises something else by now")
	}
	settings := filepath.Join(dir, "kiosk.yaml")
	for path, text := range map[string][]byte{file: changed, settings: []byte("services: " + dir + "\n")} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(filepath.Join(programs, "kiosk"), "-config", settings, "-check").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "advice: services/items/senior-card.yaml") || !strings.Contains(string(out), "service items are right") {
		t.Errorf("%v, says\n%s", err, out)
	}
}
