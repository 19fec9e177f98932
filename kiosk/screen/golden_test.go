package screen_test

import (
	"image"
	imagedraw "image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

// Drivers smooth edges differently, so a frame may differ from its golden by
// this much of a channel anywhere and by more in this part of its pixels.
const (
	channelSlack = 24
	pixelSlack   = 0.004
)

// TestGoldenFrames compares a few whole pictures with testdata/golden.
func TestGoldenFrames(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	for _, g := range []struct {
		scene, panel    string
		lang            kiosk.Lang
		large, contrast bool
		pressed         string
	}{
		{scene: "attract", panel: "portrait", lang: kiosk.Chinese},
		{scene: "attract-only-numbers", panel: "portrait", lang: kiosk.Chinese},
		{scene: "home", panel: "landscape", lang: kiosk.English, pressed: "entry:guide"},
		{scene: "identify-card-moved", panel: "portrait", lang: kiosk.Chinese, large: true},
		{scene: "number-printed", panel: "landscape", lang: kiosk.Chinese, contrast: true},
	} {
		t.Run(g.scene+"-"+g.panel, func(t *testing.T) {
			v, o := find(t, g.scene, g.panel)
			v.Lang, v.Large, v.Contrast = g.lang, g.large, g.contrast
			got := draw(k, screen.Lay(k, v, o).Scene, 0.45, g.pressed)
			file := filepath.Join("testdata", "golden", g.scene+"-"+g.panel+".png")
			if *update {
				writePNG(t, file, got)
				return
			}
			want := readPNG(t, file)
			if part := difference(got, want); part > pixelSlack {
				writePNG(t, filepath.Join(t.ArtifactDir(), "got.png"), got)
				t.Errorf("%.2f %% of the pixels differ from %s; -update rewrites it", part*100, file)
			}
		})
	}
}

func TestPressedTileLooksPressed(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	v, o := find(t, "home", "landscape")
	s := screen.Lay(k, v, o).Scene
	if part := difference(draw(k, s, 1, ""), draw(k, s, 1, "entry:guide")); part < 0.001 {
		t.Errorf("only %.3f %% of the pixels change", part*100)
	}
}

func TestPaintingAPartGivesTheSamePicture(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	v, o := find(t, "identify-below", "portrait")
	s := screen.Lay(k, v, o).Scene
	whole := draw(k, s, 1, "")
	parts := drawTwice(k, s)
	if part := difference(whole, parts); part > 0.0001 {
		t.Errorf("%.3f %% of the pixels differ after a repaint of parts", part*100)
	}
}

func find(t testing.TB, name, on string) (v flow.View, o screen.Options) {
	t.Helper()
	for _, s := range scenes() {
		for _, pn := range panels() {
			if s.name == name && pn.name == on {
				return s.view, pn.opts
			}
		}
	}
	t.Fatalf("no scene %s on %s", name, on)
	return v, o
}

func readPNG(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return img
}

// difference is the part of the pixels that differ by more than channelSlack.
func difference(a *image.RGBA, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	other := image.NewRGBA(b.Bounds())
	imagedraw.Draw(other, b.Bounds(), b, image.Point{}, imagedraw.Src)
	n := 0
	for i := 0; i < len(a.Pix); i += 4 {
		for c := range 3 {
			if d := int(a.Pix[i+c]) - int(other.Pix[i+c]); d > channelSlack || d < -channelSlack {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(a.Pix)/4)
}
