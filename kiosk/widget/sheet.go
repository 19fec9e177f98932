package widget

import (
	"fmt"
	"slices"
)

// Look is how a sheet is drawn on one panel for one resident.
type Look struct {
	Pitch   float64 // millimetres a pixel
	Large   bool    // 大字
	Near    bool    // a small panel, read from 400 mm instead of 500 mm
	Palette *Palette
}

// Sheet lays out one Scene. It is used by one goroutine and thrown away.
type Sheet struct {
	kit   *Kit
	look  Look
	scene *Scene
	owner string // target whose ops are being laid
}

// NewSheet begins a picture of width by height pixels.
func NewSheet(kit *Kit, look Look, width, height int) *Sheet {
	s := &Sheet{kit: kit, look: look}
	s.scene = &Scene{Width: width, Height: height, Palette: look.Palette, Slop: s.Px(3), Tenth: s.Px(0.1), RingWidth: s.Px(FocusRing)}
	return s
}

// Whole is the whole window.
func (s *Sheet) Whole() Rect {
	return Rect{W: float64(s.scene.Width), H: float64(s.scene.Height)}
}

// Large tells whether 大字 is on.
func (s *Sheet) Large() bool { return s.look.Large }

// Px turns millimetres into pixels.
func (s *Sheet) Px(mm Millimetres) float64 { return float64(mm) / s.look.Pitch }

// Grown turns millimetres into pixels that follow the size of the text: larger
// in 大字 mode, smaller on a panel that is read from near.
func (s *Sheet) Grown(mm Millimetres) float64 {
	if s.look.Near {
		mm *= NearFactor
	}
	if s.look.Large {
		mm *= LargeFactor
	}
	return s.Px(mm)
}

// capHeight is the cap height of st in pixels. No text is below CapCaption.
func (s *Sheet) capHeight(st Style) float64 {
	if st.Fixed {
		return s.Px(st.Cap)
	}
	least := s.Px(CapCaption)
	if s.look.Large {
		least *= LargeFactor
	}
	return max(s.Grown(st.Cap), least)
}

// Fault notes something wrong with the layout.
func (s *Sheet) Fault(kind FaultKind, format string, args ...any) {
	s.scene.Faults = append(s.scene.Faults, Fault{kind, fmt.Sprintf(format, args...)})
}

// Fill paints a place flat, with corners of radius pixels.
func (s *Sheet) Fill(box Rect, role Role, radius float64) {
	s.add(Fill{Box: box, Role: role, Radius: radius, Owner: s.owner})
}

// Panel paints a surface that lies flat on the ground.
func (s *Sheet) Panel(box Rect) {
	s.add(Fill{Box: box, Role: Surface, Radius: s.Px(Corner), Edge: s.Px(0.3), Border: Line, Owner: s.owner})
}

// Rule paints a thin line along the top of box.
func (s *Sheet) Rule(box Rect) {
	s.Fill(Rect{box.X, box.Y, box.W, max(1, s.Px(0.3))}, Line, 0)
}

// Icon draws the named icon in the middle of box, as large as it fits.
func (s *Sheet) Icon(name string, box Rect, role Role) {
	s.draw(s.Path(name), box, role, IconStroke)
}

// draw draws a path in the middle of box with strokes of weight units.
func (s *Sheet) draw(path Path, box Rect, role Role, weight float64) {
	side := min(box.W, box.H)
	s.add(Drawing{Box: box.Centred(side, side), Path: path, Role: role,
		Width: weight * side / IconBox, Owner: s.owner})
}

// Ops adds what a screen drew by itself.
func (s *Sheet) Ops(ops ...Op) { s.scene.Ops = append(s.scene.Ops, ops...) }

// Path returns the strokes of the named icon, for a screen that draws them
// itself; an unknown name is a Fault.
func (s *Sheet) Path(name string) Path {
	path, ok := s.kit.icons[name]
	if !ok {
		s.Fault(NoIcon, "%q", name)
	}
	return path
}

// Move adds a part that moves.
func (s *Sheet) Move(m Motion) { s.scene.Motions = append(s.scene.Motions, m) }

// Shade covers all that was laid so far: nothing of it can be touched any
// more, and nothing of it moves.
func (s *Sheet) Shade() {
	s.scene.Targets, s.scene.Motions = nil, nil
	s.Fill(s.Whole(), Shade, 0)
}

// Target makes box touchable.
func (s *Sheet) Target(id string, box Rect) {
	if least := s.Px(TargetLeast) - 0.5; box.W < least || box.H < least {
		s.Fault(SmallTarget, "%s: %.0fx%.0f px, least is %.0f", id, box.W, box.H, least)
	}
	s.scene.Targets = append(s.scene.Targets, Target{ID: id, Box: box})
}

// Done checks the whole and returns the scene. The sheet must not be used any
// more.
func (s *Sheet) Done() *Scene {
	whole := s.Whole()
	for i, t := range s.scene.Targets {
		if !whole.Holds(t.Box) {
			s.Fault(Outside, "%s", t.ID)
		}
		for _, o := range s.scene.Targets[i+1:] {
			if t.Box.Holds(o.Box) {
				continue // a button on a surface that is a target itself
			}
			gap := s.Px(GapLeast) - 0.5
			if t.Box.Inset(-gap, -gap).Meets(o.Box) {
				s.Fault(CloseTargets, "%s and %s", t.ID, o.ID)
			}
		}
	}
	for _, t := range s.scene.Targets {
		s.scene.Order = append(s.scene.Order, t.ID)
	}
	slices.Sort(s.scene.Missing)
	return s.scene
}

func (s *Sheet) add(op Op) { s.scene.Ops = append(s.scene.Ops, op) }

// own lays what f lays as part of the target id.
func (s *Sheet) own(id string, f func()) {
	before := s.owner
	s.owner = id
	f()
	s.owner = before
}
