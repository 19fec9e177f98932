package judges_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// folder is where `make verify-print-tools` puts node packages.
const folder = "../../build/judges"

// judgeTime is how long one judge may think.
const judgeTime = time.Minute

// wanted skips a test that nobody asked for, or whose judge is absent.
func wanted(t *testing.T, programs []string, packages ...string) {
	t.Helper()
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("run by make verify-print")
	}
	debian := map[string]string{
		"node": "nodejs npm", "zbarimg": "zbar-tools", "tesseract": "tesseract-ocr tesseract-ocr-chi-sim",
	}
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is absent: apt-get install %s", p, debian[p])
		}
	}
	for _, p := range packages {
		if _, err := os.Stat(filepath.Join(folder, "node_modules", p)); err != nil {
			t.Skipf("the npm package %s is absent: make verify-print-tools", p)
		}
	}
}

// ask runs a judge and returns what it says.
func ask(t *testing.T, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), judgeTime)
	defer cancel()
	var said, complained bytes.Buffer
	command := exec.CommandContext(ctx, program, args...)
	command.Stdout, command.Stderr = &said, &complained
	if err := command.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", program, err, said.String(), complained.String())
	}
	return said.String()
}

// packages is the absolute path of folder.
func packages(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
