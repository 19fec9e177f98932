package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"linli/internal/visitplay"
)

func TestLockedOutTerminalLosesItsLineAndServesOn(t *testing.T) {
	l := raise(t, portrait, false)
	l.sees("the line up", func(v visitplay.Line) bool { return v.View.Band.LineUp })
	revoke := exec.CommandContext(l.ctx, filepath.Join(programs, "streetoffice"), "device", "revoke", "-data",
		filepath.Join(l.stage.Dir, "data", "office"), "K1")
	if out, err := revoke.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	l.sees("the line down", func(v visitplay.Line) bool { return !v.View.Band.LineUp })
	number := l.takesTicket()
	if number == "" {
		t.Error("no ticket without a line")
	}
	tickets, err := l.player.Office.Tickets(l.ctx)
	l.must("office", err)
	if len(tickets) > 0 {
		t.Errorf("a locked out terminal told the office of %v", tickets)
	}
}

func TestTerminalThatIsNotEnrolledSaysWhatToDo(t *testing.T) {
	for settings, want := range map[string]string{
		"device: K1\n": "kioskctl enrol -data data",
		"device: K1\noffice: {url: \"https://192.0.2.7:8443\"}\n":          "kioskctl enrol -data data",
		"device: K1\noffice: {url: \"http://192.0.2.7:8480\"}\n":           "office.url: http:// is for an office on this machine",
		"device: K1\noffice: {url: \"ftp://192.0.2.7\"}\n":                 "office.url: must be an address such as https://",
		"device: K1\noffice: {url: \"http://127.0.0.1:8480\"}\n":           "office.sealing-key-file",
		"device: K1\noffice: {url: \"https://\"}\nprinter: {port: none}\n": "office.url",
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "kiosk.yaml")
		if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(filepath.Join(programs, "kiosk"), "-config", file)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "DISPLAY=:none")
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), want) {
			t.Errorf("%q: %v: %s; want %q", settings, err, out, want)
		}
	}
}
