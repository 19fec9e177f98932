package widget_test

import (
	"slices"
	"testing"

	"linli/kiosk/widget"
)

func TestPathReadsEachVerb(t *testing.T) {
	p, err := widget.ParsePath("# a comment\nM 1 2 L 3 4\nQ 1 2 3 4 C 1 2 3 4 5 6 # more\nO 12 12 9 R 1 2 3 4 0.5 Z")
	if err != nil {
		t.Fatal(err)
	}
	var verbs []byte
	for _, s := range p {
		verbs = append(verbs, byte(s.Verb))
	}
	if string(verbs) != "MLQCORZ" || p[5].At[4] != 0.5 {
		t.Errorf("read %s, %v", verbs, p)
	}
}

func TestBrokenPathIsRefused(t *testing.T) {
	for _, data := range []string{"", "# nothing", "X 1 2", "M 1", "M 1 two", "ML 1 2", "1 2"} {
		if p, err := widget.ParsePath(data); err == nil {
			t.Errorf("%q was read as %v", data, p)
		}
	}
}

// TestIconSetIsComplete names the icons that items and entries may use.
func TestIconSetIsComplete(t *testing.T) {
	k, err := widget.LoadKit()
	if err != nil {
		t.Fatal(err)
	}
	have := k.Icons()
	for _, want := range []string{
		"ticket", "guide", "aid", "elder", "disability", "home", "family", "residence", "foreigner",
		"job", "medical", "veteran", "party", "document", "people", "house-key",
	} {
		if !slices.Contains(have, want) {
			t.Errorf("no icon %q", want)
		}
	}
}
