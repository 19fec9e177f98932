package widget

import (
	"fmt"
	"slices"
)

// Scene is one laid-out picture: what to draw, what can be touched, and what
// is wrong with it. It is plain data.
type Scene struct {
	Width, Height int
	Palette       *Palette
	Ops           []Op
	Targets       []Target // a later one lies above an earlier one
	Motions       []Motion
	Faults        []Fault
	Missing       []rune   // characters that no face can draw, once each
	Slop          float64  // how far beside its target a finger may end, in pixels
	Tenth         float64  // a tenth of a millimetre, in pixels
	Order         []string // ids of the targets in reading order
	Focus         string   // id of the target that keys act on; "" for none
	RingWidth     float64  // of the focus, in pixels
}

// Op is one thing to draw: a Fill, a line of text, a Drawing or a Script.
type Op interface {
	// Bounds is the place that the op may touch, shadow included.
	Bounds() Rect
}

// Script is one stroke of a finger, drawn with a round pen.
type Script struct {
	Box    Rect // of the pad; points are counted from its corner
	Points []Point
	Unit   float64 // pixels of one unit of a point
	Width  float64 // of the pen, in pixels
	Role   Role
}

// Bounds is the pad, with room for the pen.
func (s Script) Bounds() Rect { return s.Box.Inset(-s.Width, -s.Width) }

// Same tells whether a and b are drawn alike. Scripts never are: they do not
// move.
func Same(a, b Op) bool {
	if _, script := a.(Script); script {
		return false
	}
	d, ok := a.(Drawing)
	if !ok {
		_, other := b.(Drawing)
		return !other && a == b
	}
	e, ok := b.(Drawing)
	return ok && d.Box == e.Box && d.Width == e.Width && d.Role == e.Role && d.Owner == e.Owner &&
		slices.Equal(d.Path, e.Path)
}

// Fill is a rectangle with round corners.
type Fill struct {
	Box    Rect
	Radius float64
	Role   Role
	Bare   bool    // only the edge is drawn
	Raised float64 // depth of the soft shadow in pixels; 0 for none
	Edge   float64 // width of the edge in pixels; 0 for none
	Border Role    // of the edge
	Owner  string
}

// Bounds includes the shadow.
func (f Fill) Bounds() Rect {
	out := shadowReach*f.Raised + 1
	return f.Box.Inset(-out, -out)
}

// TextLine is one line of text.
type TextLine struct {
	Box      Rect    // advance width by line height
	Baseline float64 // y in pixels
	Text     string
	Font     Font
	Px       float64 // pixels an em
	Role     Role
	Owner    string
}

// Bounds is the line's box with room for what glyphs draw outside of it.
func (l TextLine) Bounds() Rect { return l.Box.Inset(-l.Px/4, -l.Px/4) }

// Drawing is a path of strokes. Its path must not be changed any more.
type Drawing struct {
	Box   Rect // where IconBox by IconBox units are mapped to
	Path  Path
	Width float64 // of the strokes, in pixels
	Role  Role
	Owner string
}

// Bounds is the box with room for the width of a stroke.
func (d Drawing) Bounds() Rect { return d.Box.Inset(-d.Width, -d.Width) }

// Target is a place to touch.
type Target struct {
	ID    string
	Box   Rect
	Local bool // acts inside the drawing process; no answer is awaited
	Ink   bool // a finger on it draws; sliding does not cancel
	Ring  Rect // where the focus shows; zero for around Box
}

// TargetAt returns the topmost target at a point.
func (s *Scene) TargetAt(x, y float64) (Target, bool) {
	for i := len(s.Targets) - 1; i >= 0; i-- {
		if s.Targets[i].Box.Contains(x, y) {
			return s.Targets[i], true
		}
	}
	return Target{}, false
}

// Target returns the target with that id.
func (s *Scene) Target(id string) (Target, bool) {
	for _, t := range s.Targets {
		if t.ID == id {
			return t, true
		}
	}
	return Target{}, false
}

// PointOn is where a point of the window lies on the pad t, for a SignaturePad.
func (s *Scene) PointOn(t Target, x, y float64) Point {
	return Point{X: int((x - t.Box.X) / s.Tenth), Y: int((y - t.Box.Y) / s.Tenth)}
}

// FaultKind sorts faults.
type FaultKind string

// Kinds of fault.
const (
	Overflow     FaultKind = "overflow"      // text does not fit its place
	Outside      FaultKind = "outside"       // something sticks out of the window
	SmallTarget  FaultKind = "small-target"  // below TargetLeast
	CloseTargets FaultKind = "close-targets" // nearer than GapLeast
	NoGlyph      FaultKind = "no-glyph"      // a character that no face can draw
	NoIcon       FaultKind = "no-icon"       // a name that is not in the icon set
	NoPhrase     FaultKind = "no-phrase"     // a text key that assets do not hold
	NotDrawn     FaultKind = "not-drawn"     // a live control without a place
)

// Fault is something wrong with a layout. A layout with faults can be drawn;
// a test must not let it pass.
type Fault struct {
	Kind   FaultKind
	Detail string // which text, target or name, in words for the log
}

// String is the fault in one line.
func (f Fault) String() string { return fmt.Sprintf("%s: %s", f.Kind, f.Detail) }

// Motion is a part of a picture that moves to show a physical act. The part
// stands still at progress 1 when Times have passed.
type Motion struct {
	Box    Rect                 // all that moves stays inside
	Period float64              // seconds of one pass
	Times  int                  // passes until it stops
	Stills int                  // it is so many pictures that stand still, one after another and for ever; 0 for a movement
	At     func(p float64) []Op // the ops at progress p in 0..1; pure
}

// Progress tells where in a pass the motion is, elapsed seconds after it
// began, and whether it still moves.
func (m Motion) Progress(elapsed float64) (p float64, moving bool) {
	if m.Stills > 0 {
		return float64(int(elapsed/m.Period*float64(m.Stills))%m.Stills) / float64(m.Stills), false
	}
	if elapsed >= m.Period*float64(m.Times) {
		return 1, false
	}
	p = elapsed / m.Period
	return p - float64(int(p)), true
}
