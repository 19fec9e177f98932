package screen

import (
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// scrollShortest and scrollLongest bound the time between two frames while
// pages are scrolled; in between it follows what a frame costs.
const (
	scrollShortest = 33 * time.Millisecond
	scrollLongest  = 50 * time.Millisecond
)

// scrollFrame is the time between frames while a finger moves pages, where a
// whole picture took cost to the glass: what is left is for the machine.
func scrollFrame(cost time.Duration) time.Duration {
	return min(scrollLongest, max(scrollShortest, cost+cost/4))
}

// tremble is how far a finger may move before it scrolls.
const tremble widget.Millimetres = 3

// scroll is what a finger moves of the View on the glass. Each page is laid
// out and drawn once, and kept as a picture while it is near; a frame is one or
// two pictures put side by side.
type scroll struct {
	roll   widget.Roll
	sheets map[int]*ebiten.Image // pages, as they stand at rest
	put    time.Time             // last frame
	at     float64               // of that frame
	heard  int                   // the page of the newest View from the terminal
	turned bool                  // pages were scrolled since, and the terminal may not know
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
	s.drop()
	s.roll.Lay(l.Rolls, l.Rolls.H, l.Pages, l.Page, float64(tremble)/o.PitchMM)
}

// drop lets all pictures go.
func (s *scroll) drop() {
	for _, img := range s.sheets {
		img.Deallocate()
	}
	s.sheets = nil
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

// roll makes the frame of a movement of pages that is due, on dst where the
// panel is turned, and tells whether it did. On other panels the pages go from
// their pictures to the glass: see DrawFinalScreen.
func (w *window) roll(dst *ebiten.Image, now time.Time, repainted bool) bool {
	s := &w.scroll
	if !s.roll.Moving() || s.roll.Offset() == s.at && !repainted {
		return false
	}
	s.at, w.put, w.drawn = s.roll.Offset(), now, ""
	ground := w.laid.Scene.Palette.Colour(widget.Ground)
	if w.turned == nil {
		dst.Set(0, 0, ground) // so that the frame counts
	} else {
		w.putPages(dst, ebiten.GeoM{})
	}
	return true
}

// putPages puts the pages in sight on dst, by way of m, and lets those go that
// are not.
func (w *window) putPages(dst widget.Canvas, m ebiten.GeoM) {
	s := &w.scroll
	shown := map[int]bool{}
	widget.PutPages(dst, m, &s.roll, func(page int) *ebiten.Image {
		shown[page] = true
		return w.sheet(page)
	})
	for page, img := range s.sheets {
		if !shown[page] {
			img.Deallocate()
			delete(s.sheets, page)
		}
	}
}

// DrawFinalScreen brings what Draw painted to the glass, and between its parts
// the pages that move: each of their pixels is drawn once a frame.
func (w *window) DrawFinalScreen(glass ebiten.FinalScreen, painted *ebiten.Image, m ebiten.GeoM) {
	if w.turned == nil && w.scroll.roll.Moving() {
		widget.PutAround(glass, m, &w.scroll.roll, painted)
		w.putPages(glass, m)
		return
	}
	glass.DrawImage(painted, &ebiten.DrawImageOptions{GeoM: m, Blend: ebiten.BlendCopy})
}

// waits lets time pass until the next frame is due while pages move: each frame
// of the loop is presented then, so there must be no more of them.
func (s *scroll) waits(now time.Time, cost time.Duration) time.Time {
	if !s.roll.Moving() {
		return now
	}
	if due := s.put.Add(scrollFrame(cost)); due.After(now) {
		time.Sleep(due.Sub(now))
		now = due
	}
	s.put = now
	return now
}

// sheet is the picture of one page.
func (w *window) sheet(page int) *ebiten.Image {
	s := &w.scroll
	if img, ok := s.sheets[page]; ok {
		return img
	}
	v := *w.view
	v.Page = page
	if s.sheets == nil {
		s.sheets = map[int]*ebiten.Image{}
	}
	s.sheets[page] = w.painter.Picture(LayEntry(w.kit, v, w.opts, w.entry).Scene, s.roll.Box())
	return s.sheets[page]
}
