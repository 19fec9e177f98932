package assets_test

import (
	"bytes"
	"io/fs"
	"testing"

	"go.yaml.in/yaml/v3"

	"linli/assets"
)

// TestNoPhraseIsCutAtAComma: within braces a comma ends a text that stands
// without quotation marks, and what follows it is lost.
func TestNoPhraseIsCutAtAComma(t *testing.T) {
	names, err := fs.Glob(assets.FS, "texts/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("there are no texts", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(assets.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		strict := yaml.NewDecoder(bytes.NewReader(text))
		strict.KnownFields(true)
		var phrases map[string]assets.Phrase
		if err := strict.Decode(&phrases); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
