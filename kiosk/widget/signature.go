package widget

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Point is a place on a signature pad, in tenths of a millimetre from its top
// left corner.
type Point struct{ X, Y int }

// What a pad takes at most: a signature has some hundred points.
const (
	mostStrokes = 60
	mostPoints  = 4000
)

// SignaturePad is a place to sign on with a finger. It keeps strokes, not a
// picture. It is used by one goroutine.
type SignaturePad struct {
	LeastStrokes int         // without which nobody has signed; 0 for 1
	LeastLength  Millimetres // of all strokes together

	strokes [][]Point
	points  int
	open    bool
}

// keyPad is the pad itself; a finger on it writes.
const keyPad = Key + "pad"

// Begin takes where a finger comes down. What goes beyond a signature is
// dropped, there and in Draw.
func (p *SignaturePad) Begin(at Point) {
	if p.open = len(p.strokes) < mostStrokes; p.open {
		p.strokes = append(p.strokes, nil)
		p.Draw(at)
	}
}

// Draw goes on with the stroke that was begun.
func (p *SignaturePad) Draw(at Point) {
	n := len(p.strokes)
	if !p.open || p.points >= mostPoints {
		return
	}
	if last := p.strokes[n-1]; len(last) > 0 && last[len(last)-1] == at {
		return
	}
	p.strokes[n-1] = append(p.strokes[n-1], at)
	p.points++
}

// Lift ends the stroke.
func (p *SignaturePad) Lift() { p.open = false }

// Strokes are what was drawn. They must not be changed.
func (p *SignaturePad) Strokes() [][]Point { return p.strokes }

// Value is the strokes in words of SVG path data, in tenths of a millimetre.
func (p *SignaturePad) Value() string {
	var words []string
	for _, stroke := range p.strokes {
		verb := "M"
		for _, at := range stroke {
			words = append(words, verb, strconv.Itoa(at.X), strconv.Itoa(at.Y))
			verb = "L"
		}
	}
	return strings.Join(words, " ")
}

// Enough tells whether this can be a signature.
func (p *SignaturePad) Enough() bool {
	return len(p.strokes) >= max(1, p.LeastStrokes) && p.length() >= p.LeastLength
}

func (p *SignaturePad) length() Millimetres {
	tenths := 0.0
	for _, stroke := range p.strokes {
		for i := range len(stroke) - 1 {
			tenths += math.Hypot(float64(stroke[i+1].X-stroke[i].X), float64(stroke[i+1].Y-stroke[i].Y))
		}
	}
	return Millimetres(tenths / 10)
}

// Wipe overwrites the strokes.
func (p *SignaturePad) Wipe() {
	for _, stroke := range p.strokes {
		clear(stroke)
	}
	p.strokes, p.points, p.open = nil, 0, false
}

// Press answers a touch on a target of this widget, and tells whether anything
// changed.
func (p *SignaturePad) Press(id string) bool {
	if id != keyClear || len(p.strokes) == 0 {
		return false
	}
	p.Wipe()
	return true
}

// Lay lays the pad, its line to sign on, and the key that clears it.
func (p *SignaturePad) Lay(s *Sheet, box Rect, w Words) {
	const shape = 2.2 // a signature is wider than high
	foot := box.CutBottom(max(s.keyLeast(), s.Grown(16)))
	box.CutBottom(s.Px(4))
	height := min(box.H, box.W/shape)
	width := min(box.W, height*3)
	pad := box.Centred(width, height)
	s.own(keyPad, func() {
		s.add(Fill{Box: pad, Role: Surface, Radius: s.Px(Corner), Edge: s.Px(0.8), Border: Calm})
		in := pad.Inset(s.Px(Grid), s.Px(4))
		st := Caption().To(Centre)
		words := in.CutBottom(s.Measure(st, w.Sign, in.W).H)
		s.Rule(words)
		s.TextMiddle(words, st, w.Sign)
	})
	s.local(keyPad, pad).Ink = true
	for _, stroke := range p.strokes {
		s.add(Script{Box: pad, Points: slices.Clone(stroke), Unit: s.scene.Tenth, Width: s.Px(1.1), Role: Ink})
	}
	clearing := Button{ID: keyClear, Label: w.Clear, Icon: "again", Weight: Quiet, Style: Body().Of(Bold), Asleep: len(p.strokes) == 0}
	s.Key(foot.Centred(min(foot.W, max(s.ButtonWidth(clearing), s.Grown(50))), foot.H), clearing)
}
