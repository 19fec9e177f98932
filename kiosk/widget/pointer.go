package widget

import (
	"math"
	"time"
)

// How fingers behave.
const (
	// Bounce is how soon after a finger left a new contact at the same place is
	// the same touch. Elsewhere it is another finger: two hands write faster.
	Bounce = 60 * time.Millisecond
	// Settle is how long a new picture must have been seen before it takes a
	// touch: a second tap meant for the last picture must not act on this one.
	Settle = 250 * time.Millisecond
	// AnswerWithin is how long controls stay inert when no answer comes.
	AnswerWithin = 5 * time.Second
)

// Contact is what the glass says now: a finger, a mouse button, or nothing.
type Contact struct {
	Down bool
	X, Y float64 // window pixels; of a finger that left, where it did
}

// Deed is what one step of a Pointer found out.
type Deed struct {
	Landed bool   // a finger came down, wherever it was
	Fired  string // id of the control that was pressed and released, or ""
	Ink    string // id of the pad that the finger draws on, or ""
	Begun  bool   // Ink: the stroke begins here
}

// Pointer turns contacts into deeds. A control acts when the finger leaves it,
// not when it comes down; sliding off cancels. From the moment it has acted,
// nothing acts until the answer is shown. Its zero value is ready for use by
// one goroutine.
type Pointer struct {
	scene   *Scene
	down    bool
	armed   string    // control under the finger that came down, "" when cancelled
	waiting time.Time // when a control acted whose answer is awaited; zero when none
	left    time.Time // when the last finger left
	last    Contact   // where it was down last
	settled time.Time // touches before this are for the picture before
	acted   string    // control that a key acted on last
	actedAt time.Time // when
}

// Pressed is the control to draw pressed: the one under the finger, or the one
// whose answer is awaited.
func (p *Pointer) Pressed() string { return p.armed }

// Waiting tells whether a control acted and its answer is not shown yet.
func (p *Pointer) Waiting() bool { return !p.waiting.IsZero() }

// Show tells that s is on the glass from now on. Other means that another
// screen than before is shown, not the same one with a new minute.
func (p *Pointer) Show(now time.Time, s *Scene, other bool) {
	held := p.down && !p.Waiting() && !other
	was, _ := p.target()
	p.scene = s
	if is, ok := p.target(); !held || !ok || is.Box != was.Box {
		p.armed = ""
	}
	p.waiting = time.Time{}
	if other {
		p.settled = now.Add(Settle)
	}
}

// Step takes one look at the glass.
func (p *Pointer) Step(now time.Time, c Contact) Deed {
	var d Deed
	switch {
	case c.Down && !p.down:
		p.down, d.Landed = true, true
		p.land(now, c)
		p.last = c
		d.Ink, d.Begun = p.inks()
	case c.Down:
		p.slide(c)
		p.last = c
		d.Ink, _ = p.inks()
	case p.down:
		p.slide(c) // it may have slid and left within one frame
		p.down, p.left = false, now
		d.Fired = p.lift(now)
	}
	if p.Waiting() && now.Sub(p.waiting) > AnswerWithin {
		p.waiting, p.armed = time.Time{}, ""
	}
	return d
}

func (p *Pointer) land(now time.Time, c Contact) {
	if p.scene == nil || p.Waiting() || now.Before(p.settled) || p.bounces(now, c) {
		return
	}
	if t, ok := p.scene.TargetAt(c.X, c.Y); ok {
		p.armed = t.ID
	}
}

// bounces tells whether c is the finger that has just left. A finger that lands
// elsewhere is not, even where a slow machine looks at both within one frame.
func (p *Pointer) bounces(now time.Time, c Contact) bool {
	near := math.Hypot(c.X-p.last.X, c.Y-p.last.Y) <= 2*p.scene.Slop
	return near && now.Sub(p.left) < Bounce
}

func (p *Pointer) slide(c Contact) {
	if p.Waiting() {
		return
	}
	slop := 0.0
	if p.scene != nil {
		slop = p.scene.Slop
	}
	if t, ok := p.target(); ok && !t.Ink && !t.Box.Inset(-slop, -slop).Contains(c.X, c.Y) {
		p.armed = ""
	}
}

func (p *Pointer) lift(now time.Time) string {
	t, ok := p.target()
	if p.Waiting() || !ok {
		return ""
	}
	if t.Local {
		p.armed = ""
	} else {
		p.waiting = now
	}
	if t.Ink {
		return ""
	}
	return t.ID
}

// Cancel takes the press from under the finger: it scrolls. What has acted
// already goes on waiting for its answer.
func (p *Pointer) Cancel() {
	if !p.Waiting() {
		p.armed = ""
	}
}

// Act presses and releases the control id by a key, under the rules for
// fingers. It returns id, or "" when nothing acts now.
func (p *Pointer) Act(now time.Time, id string) string {
	bounces := id == p.acted && now.Sub(p.actedAt) < Bounce
	if p.scene == nil || p.down || p.Waiting() || now.Before(p.settled) || bounces {
		return ""
	}
	if t, ok := p.scene.Target(id); !ok || t.Ink {
		return ""
	}
	p.armed, p.acted, p.actedAt = id, id, now
	return p.lift(now)
}

// inks is the pad that the finger draws on.
func (p *Pointer) inks() (id string, begun bool) {
	if t, ok := p.target(); ok && t.Ink && !p.Waiting() {
		return t.ID, true
	}
	return "", false
}

func (p *Pointer) target() (Target, bool) {
	if p.scene == nil || p.armed == "" {
		return Target{}, false
	}
	return p.scene.Target(p.armed)
}
