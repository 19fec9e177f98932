package screen_test

import (
	"image"
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

// TestMemoryShowsWhatTheGraphicsLibraryShows paints each screen both ways, so
// that what is proven of one is proven of the other.
func TestMemoryShowsWhatTheGraphicsLibraryShows(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	n := 0
	worst := 0.0
	each(func(name string, v flow.View, o screen.Options) {
		n++
		if n%17 != 0 {
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
