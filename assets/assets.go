// Package assets embeds what a terminal shows, prints and says: fonts, texts,
// service items. One Go file; everything else here is data. The face of
// certificates is in package kai below.
//
// It refuses logic beyond handing out that data, and imports nothing of ours.
package assets

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"go.yaml.in/yaml/v3"
)

// FS holds icons/, texts/, services/ and hours.yaml as they stand in this folder.
//
//go:embed icons texts services hours.yaml
var FS embed.FS

// faces holds fonts/. A program that asks for no Font does not carry it.
//
//go:embed fonts
var faces embed.FS

// keyboard is what the keyboard for Chinese knows.
//
//go:embed pinyin/table.bin
var keyboard string

// spoken holds voice/. A program that says nothing does not carry it.
//
//go:embed voice/zh voice/en
var spoken embed.FS

// readings is how Chinese is read aloud, for a synthesiser.
//
//go:embed voice/readings.txt.gz
var readings []byte

// Phrase is one text in both languages.
type Phrase struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

// Lookup returns the phrase under key, for example "home.title". Keys are the
// file's base name, a dot, and the key inside texts/<file>.yaml.
func Lookup(key string) (Phrase, bool) {
	p, ok := phrases()[key]
	return p, ok
}

// Keys lists every key there is.
func Keys() []string {
	all := make([]string, 0, len(phrases()))
	for k := range phrases() {
		all = append(all, k)
	}
	return all
}

// Font returns the bytes of a font file under fonts/.
func Font(name string) ([]byte, error) {
	b, err := faces.ReadFile("fonts/" + name)
	if err != nil {
		return nil, fmt.Errorf("assets: font %s: %w", name, err)
	}
	return b, nil
}

// Pinyin returns the table of package pinyin. pinyin/README.md says what it is
// made of.
func Pinyin() string { return keyboard }

// Clips holds the recorded voice: a folder for each language, with an index.
// voice/README.md says how clips are made.
func Clips() fs.FS {
	sub, err := fs.Sub(spoken, "voice")
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}

// Readings returns the table of package mandarin. The caller must not change it.
func Readings() []byte { return readings }

// phrases reads texts/*.yaml once. The files are embedded, so a fault in one
// is a fault of the build: the tests of this package read them all.
var phrases = sync.OnceValue(func() map[string]Phrase {
	all, err := readPhrases(FS)
	if err != nil {
		panic(err)
	}
	return all
})

func readPhrases(fsys fs.FS) (map[string]Phrase, error) {
	names, err := fs.Glob(fsys, "texts/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	all := map[string]Phrase{}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("assets: %w", err)
		}
		var file map[string]Phrase
		if err := yaml.Unmarshal(b, &file); err != nil {
			return nil, fmt.Errorf("assets: %s: %w", name, err)
		}
		base := name[len("texts/") : len(name)-len(".yaml")]
		for key, p := range file {
			all[base+"."+key] = p
		}
	}
	return all, nil
}
