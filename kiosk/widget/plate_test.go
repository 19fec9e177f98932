package widget

import (
	"image"
	"image/color"
	"testing"
)

// These tests look inside because a picture outside needs a display.

func tile(w, h int) plate {
	return plate{w: w, h: h, radius: 12, raised: 6.5, fill: color.NRGBA{255, 255, 255, 255}}
}

// drawnOut is the picture of p made of its least one, as a Raster does.
func drawnOut(p plate) *image.RGBA {
	least := p.least()
	from, m := least.picture(), p.margin()
	out := image.NewRGBA(image.Rect(0, 0, p.w+2*m, p.h+2*m))
	x, y := cutAxis(m, p.w, least.w, p.corner(), m), cutAxis(m, p.h, least.h, p.corner(), m)
	overCells(out, out.Rect, from, x, y)
	return out
}

func TestPlateDrawnOutLooksLikeOneOfThatSize(t *testing.T) {
	edged := plate{w: 300, h: 90, radius: 12, edge: 4.8, fill: color.NRGBA{11, 11, 11, 255}, border: color.NRGBA{255, 255, 255, 255}}
	bare := edged
	bare.bare = true
	for _, p := range []plate{tile(400, 200), tile(400, 30), tile(20, 300), edged, bare, {w: 500, h: 1, fill: edged.border}} {
		want, got := p.picture(), drawnOut(p)
		if got.Rect != want.Rect {
			t.Fatalf("%v became %v", want.Rect, got.Rect)
		}
		for i := range want.Pix {
			if want.Pix[i] != got.Pix[i] {
				t.Errorf("%dx%d: byte %d is %d, drawn out %d", p.w, p.h, i, want.Pix[i], got.Pix[i])
				break
			}
		}
	}
}

func TestShadowEndsInsideTheMargin(t *testing.T) {
	img := tile(60, 60).picture()
	below := img.RGBAAt(img.Rect.Dx()/2, img.Rect.Dy()-tile(60, 60).margin()+2)
	if below.A == 0 {
		t.Error("there is no shadow below")
	}
	for x := range img.Rect.Dx() {
		if top := img.RGBAAt(x, 0); top.A != 0 {
			t.Fatalf("the shadow is cut off at the top: %v", top)
		}
	}
}

func TestStrokeCoversWhatThePenTouches(t *testing.T) {
	path, err := ParsePath("M 4 12 L 20 12 O 12 12 9")
	if err != nil {
		t.Fatal(err)
	}
	s := stroke{path: path, side: 96, width: 4, c: color.NRGBA{0x1F, 0x6F, 0x78, 255}}
	img, m := s.picture(), s.margin()
	for _, at := range []struct {
		name  string
		x, y  float64 // units of the box
		inked bool
	}{
		{"on the line", 12, 12, true}, {"right on the circle", 20.9, 12, true}, {"top of the circle", 12, 3, true},
		{"beside the line", 12, 15, false}, {"in the corner", 1, 1, false},
	} {
		c := img.RGBAAt(m+int(at.x*4), m+int(at.y*4))
		if inked := c.A == 255; inked != at.inked {
			t.Errorf("%s: %v", at.name, c)
		}
	}
}

func TestEachVerbLeavesInk(t *testing.T) {
	for _, data := range []string{
		"M 4 4 L 20 20", "M 4 4 Q 12 20 20 4", "M 4 4 C 4 20 20 20 20 4", "O 12 12 6", "R 4 4 16 16 3", "M 4 4 L 20 4 L 20 20 Z",
	} {
		path, err := ParsePath(data)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		img := stroke{path: path, side: 48, width: 3, c: color.NRGBA{A: 255}}.picture()
		for i := 3; i < len(img.Pix); i += 4 {
			if img.Pix[i] == 255 {
				n++
			}
		}
		if n < 60 {
			t.Errorf("%s: %d pixels", data, n)
		}
	}
}

func TestSameSeesWhatIsDrawnAlike(t *testing.T) {
	line := Drawing{Path: Path{{Verb: MoveTo}}, Width: 1}
	other := line
	other.Path = Path{{Verb: LineTo}}
	for _, c := range []struct {
		a, b Op
		same bool
	}{
		{Fill{Radius: 1}, Fill{Radius: 1}, true}, {Fill{Radius: 1}, Fill{Radius: 2}, false},
		{line, line, true}, {line, other, false}, {line, Fill{}, false}, {Fill{}, line, false},
	} {
		if got := Same(c.a, c.b); got != c.same {
			t.Errorf("%v and %v: %v", c.a, c.b, got)
		}
	}
}
