package assets_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"linli/assets"
)

func TestEveryPhraseStandsInBothLanguages(t *testing.T) {
	keys := assets.Keys()
	if len(keys) < 20 {
		t.Fatalf("only %d phrases were found", len(keys))
	}
	for _, key := range keys {
		p, ok := assets.Lookup(key)
		if !ok || strings.TrimSpace(p.ZH) == "" || strings.TrimSpace(p.EN) == "" {
			t.Errorf("%s: %+v", key, p)
		}
	}
	if _, ok := assets.Lookup("screen.no-such-phrase"); ok {
		t.Error("a phrase that does not exist was found")
	}
}

// TestFontsHoldWhatPeopleAreCalled tries characters that are in the standard
// table of 2013 but not in GB 2312, and one beyond the BMP.
func TestFontsHoldWhatPeopleAreCalled(t *testing.T) {
	names, err := fs.Glob(os.DirFS("fonts"), "Noto*.otf")
	if err != nil || len(names) < 2 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		holds(t, name, "街道办事处镕喆堃䶮𫖮0Aé，。·")
	}
}

func TestFaceOfTheGreetingHoldsTheGreeting(t *testing.T) {
	greeting, ok := assets.Lookup("screen.greeting")
	if !ok {
		t.Fatal("there is no greeting")
	}
	holds(t, "LinliKai-Screen.ttf", greeting.ZH+greeting.EN)
}

func holds(t *testing.T, name, words string) {
	t.Helper()
	data, err := assets.Font(name)
	if err != nil {
		t.Fatal(err)
	}
	face, err := sfnt.Parse(data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var b sfnt.Buffer
	for _, r := range words {
		if i, err := face.GlyphIndex(&b, r); err != nil || i == 0 {
			t.Errorf("%s has no %c", name, r)
		}
	}
}

func TestFontThatIsNotThereIsAnError(t *testing.T) {
	if _, err := assets.Font("nothing.otf"); err == nil {
		t.Error("found")
	}
}
