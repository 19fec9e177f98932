package screen

import (
	"time"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// tremble is how far a finger may move before it scrolls.
const tremble widget.Millimetres = 3

// scroll is what a finger moves of the View on the glass. Each page is laid
// out and drawn once, and kept as a picture while it is near; a frame is one or
// two pictures put side by side.
type scroll struct {
	roll   widget.Roll
	at     float64 // of the last frame
	heard  int     // the page of the newest View from the terminal
	turned bool    // pages were scrolled since, and the terminal may not know
}

// sheets are pictures of pages, as they stand at rest.
type sheets[P any] struct {
	kept map[int]P
	draw func(*widget.Scene, widget.Rect) P
	drop func(P)
}

// each gives the pictures of pages to put, and lets those go that it did not
// ask for.
func (s *sheets[P]) each(r *widget.Roll, scene func(int) *widget.Scene, put func(page func(int) P)) {
	shown := map[int]P{}
	put(func(page int) P {
		img, ok := s.kept[page]
		if !ok {
			img = s.draw(scene(page), r.Box())
		}
		delete(s.kept, page)
		shown[page] = img
		return img
	})
	s.clear()
	s.kept = shown
}

// clear lets all pictures go.
func (s *sheets[P]) clear() {
	for _, img := range s.kept {
		s.drop(img)
	}
	s.kept = nil
}

// take returns v with the page that was scrolled to, when v is the same as
// before and was sent by a terminal that had not heard of it.
func (s *scroll) take(before, v *flow.View) *flow.View {
	same := s.turned && before.Screen == v.Screen && before.Visit == v.Visit && before.Heading == v.Heading
	if same && entryOf(*before) == entryOf(*v) && v.Page == s.heard {
		turned := *v
		turned.Page = before.Page
		return &turned
	}
	s.heard, s.turned = v.Page, false
	return v
}

// lay says what can be scrolled on what was laid out anew.
func (s *scroll) lay(l Laid, o Options) {
	s.roll.Lay(l.Rolls, l.Rolls.H, l.Pages, l.Page, float64(tremble)/o.PitchMM)
}

// scrolls gives a touch to the pages first and tells whether it is theirs. A
// finger that scrolls presses nothing.
func (w *window) scrolls(now time.Time, c widget.Contact) bool {
	if w.pointer.Waiting() || w.inked != "" {
		return false
	}
	return w.scroll.roll.Touch(now, c)
}

// fly moves pages that a finger let go. When they come to rest, the page in
// sight is the one that the View is of.
func (w *window) fly(now time.Time) {
	s := &w.scroll
	if s.roll.Moving() {
		w.pace.stir(now, activeFor)
	}
	if !s.roll.Fly(now) {
		return
	}
	page := s.roll.Page()
	other := page != w.laid.Page
	if other {
		v := *w.view
		v.Page, s.turned = page, true
		w.view = &v
	}
	w.lay(now, other)
	w.unsaid = true
}

// roll makes the frame of a movement of pages that is due, and tells whether it
// did.
func (w *window) roll(now time.Time, repainted bool) bool {
	s := &w.scroll
	if !s.roll.Moving() || s.roll.Offset() == s.at && !repainted {
		return false
	}
	s.at, w.put, w.drawn = s.roll.Offset(), now, ""
	w.easel.pages(&s.roll, w.page)
	return true
}

// page is one page of the View laid out.
func (w *window) page(n int) *widget.Scene {
	v := *w.view
	v.Page = n
	return LayEntry(w.kit, v, w.opts, w.entry).Scene
}
