package screen_test

import (
	"image"
	"os"
	"path/filepath"
	"testing"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// paintInMemory paints a scene with its motions at one moment, without a
// graphics library.
func paintInMemory(k *widget.Kit, s *widget.Scene, progress float64, pressed string) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
	r := widget.NewRaster(k, false)
	r.Paint(dst, s, pressed, widget.Rect{W: float64(s.Width), H: float64(s.Height)})
	for _, m := range s.Motions {
		r.PaintMotion(dst, s, m, m.At(progress))
	}
	return dst
}

// TestMemoryShowsWhatTheGraphicsLibraryShows paints screens both ways, so that
// what is proven of one is proven of the other: some of them, and with
// LINLI_VERIFY=1 many.
func TestMemoryShowsWhatTheGraphicsLibraryShows(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	n, worst, oneIn := 0, 0.0, 101
	if os.Getenv("LINLI_VERIFY") != "" {
		oneIn = 7
	}
	each(func(name string, v flow.View, o screen.Options) {
		if n++; n%oneIn != 0 {
			return
		}
		s := screen.Lay(k, v, o).Scene
		want, got := draw(k, s, 0.45, ""), paintInMemory(k, s, 0.45, "")
		part := difference(got, want)
		worst = max(worst, part)
		if part > 0.0005 {
			writePNG(t, filepath.Join(t.ArtifactDir(), "memory.png"), got)
			writePNG(t, filepath.Join(t.ArtifactDir(), "library.png"), want)
			t.Errorf("%s: %.3f %% of the pixels differ", name, part*100)
		}
	})
	t.Logf("%d screens, at most %.4f %% differ", n, worst*100)
}

// TestPartsPaintedInMemoryLeaveNoTrace presses and lets go each control as the
// window does, in both orders of bytes: what is left is the picture of before,
// pixel by pixel.
func TestPartsPaintedInMemoryLeaveNoTrace(t *testing.T) {
	k := kit(t)
	for _, name := range []string{"home", "choose", "identify-below", "number-printed"} {
		for _, pn := range panels() {
			v, _ := find(t, name, pn.name)
			s := screen.Lay(k, v, pn.opts).Scene
			all := widget.Rect{W: float64(s.Width), H: float64(s.Height)}
			for _, blueFirst := range []bool{false, true} {
				r := widget.NewRaster(k, blueFirst)
				want, got := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height)), image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
				r.Paint(want, s, "", all)
				r.Paint(got, s, "", all)
				changed := 0
				for _, target := range s.Targets {
					around := target.Box.Inset(-2*s.Slop, -2*s.Slop)
					r.Paint(got, s, target.ID, around)
					changed += differing(got, want, got.Rect, image.Point{})
					r.Paint(got, s, "", around)
				}
				if changed == 0 {
					t.Errorf("%s on %s: nothing looks pressed", name, pn.name)
				}
				if n := differing(got, want, got.Rect, image.Point{}); n > 0 {
					t.Errorf("%s on %s: %d pixels are left of what was pressed", name, pn.name, n)
				}
			}
		}
	}
}

// TestBlueFirstIsTheSamePictureInAnotherOrder compares both orders of bytes.
func TestBlueFirstIsTheSamePictureInAnotherOrder(t *testing.T) {
	k := kit(t)
	v, o := find(t, "home", "portrait")
	s := screen.Lay(k, v, o).Scene
	all := widget.Rect{W: float64(s.Width), H: float64(s.Height)}
	red, blue := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height)), image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
	widget.NewRaster(k, false).Paint(red, s, "", all)
	widget.NewRaster(k, true).Paint(blue, s, "", all)
	for i := 0; i < len(blue.Pix); i += 4 {
		blue.Pix[i], blue.Pix[i+2] = blue.Pix[i+2], blue.Pix[i]
	}
	if n := differing(red, blue, red.Rect, image.Point{}); n > 0 {
		t.Errorf("%d pixels differ", n)
	}
}
