package widget

import (
	"image"
	"slices"
	"testing"
)

func memory(t testing.TB, blueFirst bool) *Raster {
	t.Helper()
	k, err := LoadKit()
	if err != nil {
		t.Fatal(err)
	}
	return NewRaster(k, blueFirst)
}

// written is a pad with strokes on it, as a finger draws a name.
func written(strokes int) *Scene {
	pal := NormalPalette()
	s := &Scene{Width: 900, Height: 500, Palette: pal}
	pad := Rect{X: 50, Y: 40, W: 800, H: 400}
	for i := range strokes {
		var points []Point
		for j := range 60 {
			points = append(points, Point{X: 100 + 60*i + j, Y: 200 + 3*j - i})
		}
		s.Ops = append(s.Ops, Script{Box: pad, Points: points, Unit: 0.6, Width: 5, Role: Ink})
	}
	return s
}

func TestStrokeIsInkWhereTheFingerWasAndNowhereElse(t *testing.T) {
	s := &Scene{Width: 200, Height: 100, Palette: NormalPalette()}
	s.Ops = []Op{Script{Box: Rect{X: 20, Y: 10, W: 150, H: 80}, Points: []Point{{X: 10, Y: 40}, {X: 100, Y: 40}}, Unit: 1, Width: 6, Role: Ink}}
	r := memory(t, false)
	dst := image.NewRGBA(image.Rect(0, 0, 200, 100))
	r.Paint(dst, s, "", Rect{W: 200, H: 100})
	ink, ground := r.colour(s.Palette.Colour(Ink)), r.colour(s.Palette.Colour(Ground))
	for y := range 100 {
		for x := range 200 {
			got := dst.RGBAAt(x, y)
			near := x >= 25 && x <= 125 && y >= 45 && y <= 54
			core := x >= 30 && x < 120 && y >= 48 && y < 52
			if core && got != ink || !near && got != ground {
				t.Fatalf("%d,%d is %v", x, y, got)
			}
		}
	}
}

func TestDotOfAFingerIsInk(t *testing.T) {
	s := &Scene{Width: 60, Height: 60, Palette: NormalPalette()}
	s.Ops = []Op{Script{Box: Rect{W: 60, H: 60}, Points: []Point{{X: 30, Y: 30}}, Unit: 1, Width: 6, Role: Ink}}
	r := memory(t, false)
	dst := image.NewRGBA(image.Rect(0, 0, 60, 60))
	r.Paint(dst, s, "", Rect{W: 60, H: 60})
	if got := dst.RGBAAt(30, 30); got != r.colour(s.Palette.Colour(Ink)) {
		t.Errorf("the dot is %v", got)
	}
}

// TestNothingIsPaintedBesideTheClip paints a part of a plate and holds all else
// against what was there before.
func TestNothingIsPaintedBesideTheClip(t *testing.T) {
	s := written(5)
	s.Ops = append(s.Ops, Fill{Box: Rect{X: 100, Y: 100, W: 600, H: 200}, Radius: 12, Raised: 6, Edge: 2, Role: Surface, Border: Line})
	r := memory(t, true)
	dst := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
	clip := Rect{X: 120.5, Y: 90, W: 300, H: 120}
	r.Paint(dst, s, "", clip)
	for y := range s.Height {
		for x := range s.Width {
			if painted := dst.RGBAAt(x, y).A != 0; painted != image.Pt(x, y).In(clip.Outer()) {
				t.Fatalf("%d,%d painted: %v", x, y, painted)
			}
		}
	}
}

func BenchmarkPaintSignature(b *testing.B) {
	s, r := written(10), memory(b, true)
	dst := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
	for b.Loop() {
		r.Paint(dst, s, "", Rect{W: float64(s.Width), H: float64(s.Height)})
	}
}

func TestForgottenCharactersAreDrawnAnewAlike(t *testing.T) {
	s := &Scene{Width: 300, Height: 80, Palette: NormalPalette()}
	s.Ops = []Op{TextLine{Box: Rect{X: 10, Y: 10, W: 280, H: 60}, Baseline: 55, Text: "张示例", Px: 40, Role: Ink}} // a name that nobody has
	r := memory(t, true)
	before, after := image.NewRGBA(image.Rect(0, 0, 300, 80)), image.NewRGBA(image.Rect(0, 0, 300, 80))
	r.Paint(before, s, "", Rect{W: 300, H: 80})
	kept := r.glyphs.masks
	if len(kept) != 3 {
		t.Fatalf("%d characters are kept of three", len(kept))
	}
	r.Forget()
	for _, mask := range kept {
		if slices.Max(mask.Pix) != 0 {
			t.Error("a character can still be read")
		}
	}
	if len(r.glyphs.masks) != 0 || r.glyphs.bytes != 0 {
		t.Error("something is kept")
	}
	r.Paint(after, s, "", Rect{W: 300, H: 80})
	if !slices.Equal(before.Pix, after.Pix) {
		t.Error("it looks otherwise than before")
	}
}
