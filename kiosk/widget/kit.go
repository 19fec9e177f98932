package widget

import (
	"bytes"
	"fmt"
	"math"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/hajimehoshi/ebiten/v2/text/v2"
	"golang.org/x/text/language"

	"linli/assets"
)

// Kit holds the faces and icons that sheets and painters share. It is safe for
// use by several goroutines and is never changed once loaded.
type Kit struct {
	sources [fonts]*text.GoTextFaceSource
	icons   map[string]Path

	mu    sync.Mutex // protects faces
	faces map[faceKey]*text.GoTextFace
}

type faceKey struct {
	font Font
	px   float64
}

// LoadKit reads fonts and icons from assets. It needs no display and takes
// about 50 ms. It fails only on a fault of the build: a font or icon that is
// missing or broken.
func LoadKit() (*Kit, error) {
	k := &Kit{faces: map[faceKey]*text.GoTextFace{}}
	files := [fonts]string{
		Regular: "NotoSansSC-Regular.otf",
		Bold:    "NotoSansSC-Bold.otf",
		Kai:     "LinliKai-Screen.ttf",
	}
	for f, name := range files {
		b, err := assets.Font(name)
		if err != nil {
			return nil, fmt.Errorf("widget: %w", err)
		}
		k.sources[f], err = text.NewGoTextFaceSource(bytes.NewReader(b))
		if err != nil {
			return nil, fmt.Errorf("widget: font %s: %w", name, err)
		}
	}
	icons, err := readIcons(assets.FS)
	if err != nil {
		return nil, err
	}
	k.icons = icons
	return k, nil
}

// face returns f at px pixels an em. Sizes are whole pixels because ebiten
// caches glyphs for each size.
func (k *Kit) face(f Font, px float64) *text.GoTextFace {
	key := faceKey{f, math.Round(px)}
	k.mu.Lock()
	defer k.mu.Unlock()
	face, ok := k.faces[key]
	if !ok {
		face = &text.GoTextFace{Source: k.sources[f], Size: key.px, Language: language.SimplifiedChinese}
		k.faces[key] = face
	}
	return face
}

// Draws tells whether f has a glyph for r.
func (k *Kit) Draws(f Font, r rune) bool {
	inner, ok := k.sources[f].UnsafeInternal().(*font.Face)
	if !ok {
		return true
	}
	_, ok = inner.Font.NominalGlyph(r) // Face has one too, with a cache that is not safe
	return ok
}

// emFor returns the pixels an em that give capPx pixels of cap height.
func (k *Kit) emFor(f Font, capPx float64) float64 {
	const probe = 1000
	return capPx * probe / k.face(f, probe).Metrics().CapHeight
}

// Icons lists the names of all icons.
func (k *Kit) Icons() []string {
	names := make([]string, 0, len(k.icons))
	for n := range k.icons {
		names = append(names, n)
	}
	return names
}
