package main_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"linli/assets/kai"
)

// TestOnlyProgramsThatRenderCertificatesCarryTheirFace looks for a piece of the
// font's outlines in the files.
func TestOnlyProgramsThatRenderCertificatesCarryTheirFace(t *testing.T) {
	font := kai.Regular()
	piece := font[len(font)/2:][:256]
	for name, want := range map[string]bool{"kiosk": false, "streetoffice": true, "kioskctl": true} {
		file, err := os.ReadFile(filepath.Join(programs, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Contains(file, piece); got != want {
			t.Errorf("%s: has the face of certificates: %v, want %v", name, got, want)
		}
	}
}
