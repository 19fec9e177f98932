package demo_test

import (
	"image"
	"math"
	"testing"

	"linli/cmd/kioskctl/internal/demo"
)

func TestWindowFitsTheDisplayAndStaysReadable(t *testing.T) {
	portrait, landscape := image.Pt(1080, 1920), image.Pt(1920, 1080)
	for name, c := range map[string]struct{ room, panel, want image.Point }{
		"a large display shows it whole":        {image.Pt(3840, 2160), portrait, portrait},
		"a smaller one shows it smaller":        {image.Pt(2560, 1440), portrait, image.Pt(729, 1296)},
		"a low one turns it on its side":        {image.Pt(1920, 1080), portrait, image.Pt(1728, 972)},
		"landscape stays as it is":              {image.Pt(1366, 768), landscape, image.Pt(1229, 691)},
		"a tiny one gets more than it can hold": {image.Pt(640, 480), portrait, image.Pt(640, 1138)},
	} {
		got := demo.Fit(c.room, c.panel)
		if got.Size != c.want || got.Fullscreen {
			t.Errorf("%s: %+v, want %v", name, got, c.want)
		}
		longSide := float64(max(got.Size.X, got.Size.Y)) * got.PitchMM
		if want := 1920 * 0.248; math.Abs(longSide-want) > 1 {
			t.Errorf("%s: the panel is %.0f mm long, want %.0f", name, longSide, want)
		}
	}
}
