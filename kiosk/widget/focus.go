package widget

import (
	"math"
	"slices"
)

// Move is where a key takes the focus.
type Move int

// Moves of the focus.
const (
	MoveNext Move = iota
	MoveBefore
	MoveUp
	MoveDown
	MoveLeft
	MoveRight
)

// Focused is the target that keys act on, and whether there is one.
func (s *Scene) Focused() (Target, bool) {
	if s.Focus == "" {
		return Target{}, false
	}
	return s.Target(s.Focus)
}

// MoveFocus moves the focus and returns the id that has it then: the next or
// the one before in reading order, for ever round; or the nearest on one side,
// and where there is none the next or the one before. "" is a scene without
// targets.
func (s *Scene) MoveFocus(m Move) string {
	at := slices.Index(s.Order, s.Focus)
	if len(s.Order) == 0 {
		return ""
	}
	if at < 0 {
		s.Focus = s.Order[0]
		return s.Focus
	}
	step := 1
	if m == MoveBefore || m == MoveUp || m == MoveLeft {
		step = -1
	}
	s.Focus = s.Order[(at+step+len(s.Order))%len(s.Order)]
	if m == MoveNext || m == MoveBefore {
		return s.Focus
	}
	if id := s.beside(s.Order[at], m); id != "" {
		s.Focus = id
	}
	return s.Focus
}

// beside is the nearest target on one side of another; a target in line with it
// is nearer than one aslant.
func (s *Scene) beside(id string, m Move) string {
	from, _ := s.Target(id)
	best, least := "", math.MaxFloat64
	for _, other := range s.Order {
		t, ok := s.Target(other)
		if !ok || other == id {
			continue
		}
		along, across := apart(from.Box, t.Box, m)
		if along < 0 {
			continue
		}
		if d := along + 3*across; d < least {
			best, least = other, d
		}
	}
	return best
}

// apart is how far b lies from a towards one side, negative when it does not
// lie there, and how far it is out of line.
func apart(a, b Rect, m Move) (along, across float64) {
	switch m {
	case MoveUp:
		a, b = Rect{X: a.X, Y: -a.Y - a.H, W: a.W, H: a.H}, Rect{X: b.X, Y: -b.Y - b.H, W: b.W, H: b.H}
	case MoveLeft:
		a, b = Rect{X: a.Y, Y: -a.X - a.W, W: a.H, H: a.W}, Rect{X: b.Y, Y: -b.X - b.W, W: b.H, H: b.W}
	case MoveRight:
		a, b = Rect{X: a.Y, Y: a.X, W: a.H, H: a.W}, Rect{X: b.Y, Y: b.X, W: b.H, H: b.W}
	}
	const slack = 1
	along = b.Y - (a.Y + a.H) + slack
	across = max(0, b.X-(a.X+a.W), a.X-(b.X+b.W))
	return along, across
}

// ring is the mark around the target that has the focus. It lies outside of
// the target, in ink, so that it stands out from whatever the target is.
func (s *Scene) ring() (Op, bool) {
	t, ok := s.Focused()
	if !ok {
		return nil, false
	}
	return Fill{Box: s.RingBox(t), Bare: true, Radius: 2 * s.RingWidth, Edge: s.RingWidth, Border: Ink}, true
}

// RingBox is the place of the mark around t, the mark included.
func (s *Scene) RingBox(t Target) Rect {
	box := t.Ring
	if box == (Rect{}) {
		box = t.Box
	}
	box = box.Inset(-s.RingWidth, -s.RingWidth)
	x, y := max(0, box.X), max(0, box.Y)
	return Rect{x, y, min(float64(s.Width), box.X+box.W) - x, min(float64(s.Height), box.Y+box.H) - y}
}
