package screen_test

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// TestDrawEverythingToLookAt writes each scene as a picture when -look names a
// folder.
func TestDrawEverythingToLookAt(t *testing.T) {
	if *look == "" {
		t.Skip("-look names no folder")
	}
	k := kit(t)
	walked := func(name string, v flow.View) {
		if only := os.Getenv("LOOK"); only != "" && !matches(name, only) {
			return
		}
		for _, pn := range panels() {
			for _, m := range manners()[:3] {
				for _, v.Lang = range languages() {
					v.Large, v.Contrast = m.large, m.contrast
					file := filepath.Join(*look, strings.Join([]string{name, pn.name, m.name, string(v.Lang)}, " ")+".png")
					writePNG(t, file, draw(k, screen.Lay(k, v, pn.opts).Scene, 0.45, ""))
				}
			}
		}
	}
	shippedViews(t, func(name string, v flow.View) { walked("shipped "+name, v) })
	for s, v := range everyScreen(t) {
		walked("first "+string(s), v)
	}
	appliedViews(t, walked)
	fullGuides(t, walked)
	each(func(name string, v flow.View, o screen.Options) {
		if only := os.Getenv("LOOK"); only != "" && !matches(name, only) {
			return
		}
		file := filepath.Join(*look, strings.ReplaceAll(name, "/", "_")+".png")
		writePNG(t, file, draw(k, screen.Lay(k, v, o).Scene, 0.45, ""))
	})
}

func matches(name, only string) bool {
	for _, want := range strings.Split(only, ",") {
		if ok, _ := filepath.Match(want, strings.ReplaceAll(name, "/", "_")); ok {
			return true
		}
	}
	return false
}

// draw paints a scene with its motions at one moment and reads the picture
// back.
func draw(k *widget.Kit, s *widget.Scene, progress float64, pressed string) *image.RGBA {
	return painted(s, func(dst *ebiten.Image) {
		p := widget.NewPainter(k)
		p.Paint(dst, s, pressed, widget.Rect{W: float64(s.Width), H: float64(s.Height)})
		for _, m := range s.Motions {
			p.PaintMotion(dst, s, m, m.At(progress))
		}
	})
}

// painted is what paint leaves on a picture of the size of s. It paints within
// a frame, as the drawing process does: what is painted beside the frame loop
// can be lost.
func painted(s *widget.Scene, paint func(dst *ebiten.Image)) (img *image.RGBA) {
	inFrame(func() {
		dst := ebiten.NewImage(s.Width, s.Height)
		defer dst.Deallocate()
		paint(dst)
		img = read(dst)
	})
	return img
}

// drawTwice paints a scene as the frame loop does: all of it, then each target
// pressed and lifted, then its motions from begin to end.
func drawTwice(k *widget.Kit, s *widget.Scene) *image.RGBA {
	return painted(s, func(dst *ebiten.Image) {
		p := widget.NewPainter(k)
		p.Paint(dst, s, "", widget.Rect{W: float64(s.Width), H: float64(s.Height)})
		for _, target := range s.Targets {
			around := target.Box.Inset(-s.Slop, -s.Slop)
			p.Paint(dst, s, target.ID, around)
			p.Paint(dst, s, "", around)
		}
		for _, m := range s.Motions {
			for _, progress := range []float64{0, 0.3, 0.6, 1} {
				p.PaintMotion(dst, s, m, m.At(progress))
			}
		}
	})
}

func read(dst *ebiten.Image) *image.RGBA {
	img := image.NewRGBA(dst.Bounds())
	dst.ReadPixels(img.Pix)
	return img
}

func writePNG(t *testing.T, file string, img image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}
