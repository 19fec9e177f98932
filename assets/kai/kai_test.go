package kai_test

import (
	"testing"

	"golang.org/x/image/font/sfnt"

	"linli/assets/kai"
)

// TestCertificatesHoldWhatPeopleAreCalled tries names of the standard table of
// 2013, of Extension A and beyond the BMP.
func TestCertificatesHoldWhatPeopleAreCalled(t *testing.T) {
	face, err := sfnt.Parse(kai.Regular())
	if err != nil {
		t.Fatal(err)
	}
	var b sfnt.Buffer
	for _, r := range "街道办事处镕喆堃䶮𫖮𠮷㑇0Aé，。·" {
		if i, err := face.GlyphIndex(&b, r); err != nil || i == 0 {
			t.Errorf("there is no %c", r)
		}
	}
	for id, want := range map[sfnt.NameID]string{sfnt.NameIDFamily: kai.Family, sfnt.NameIDPostScript: kai.PostScriptName} {
		if name, err := face.Name(&b, id); err != nil || name != want {
			t.Errorf("name %d is %q (%v), want %q", id, name, err, want)
		}
	}
}
