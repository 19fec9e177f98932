package widget_test

import (
	"testing"
	"time"

	"linli/kiosk/widget"
)

// puller moves a finger over a roll, a look each 10 ms.
type puller struct {
	t    *testing.T
	roll *widget.Roll
	now  time.Time
}

// newPuller has four pages of 1000 px, the first in sight, and a finger that may
// tremble by 12 px.
func newPuller(t *testing.T) *puller {
	h := &puller{t: t, roll: &widget.Roll{}, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	h.roll.Lay(widget.Rect{X: 50, Y: 100, W: 900, H: 1000}, 1000, 4, 0, 12)
	return h
}

func (h *puller) look(down bool, x, y float64) (scrolls bool) {
	h.now = h.now.Add(10 * time.Millisecond)
	h.roll.Fly(h.now)
	return h.roll.Touch(h.now, widget.Contact{Down: down, X: x, Y: y})
}

// pull drags from one height to another in so many looks and lets go.
func (h *puller) pull(from, to float64, looks int) (scrolled bool) {
	h.look(true, 500, from)
	for i := 1; i <= looks; i++ {
		h.look(true, 500, from+(to-from)*float64(i)/float64(looks))
	}
	return h.look(false, 500, to)
}

// rest waits for the flight to end and returns the page.
func (h *puller) rest() int {
	h.t.Helper()
	rested := 0
	for range 100 {
		h.now = h.now.Add(10 * time.Millisecond)
		if h.roll.Fly(h.now) {
			rested++
		}
	}
	if rested != 1 || h.roll.Moving() {
		h.t.Fatalf("came to rest %d times, still moving: %v", rested, h.roll.Moving())
	}
	if at := h.roll.Offset(); at != float64(h.roll.Page())*1000 {
		h.t.Errorf("rests at %v, which is no page", at)
	}
	return h.roll.Page()
}

func TestPagesFollowTheFinger(t *testing.T) {
	h := newPuller(t)
	h.look(true, 500, 900)
	h.look(true, 500, 700)
	if at := h.roll.Offset(); at != 200 {
		t.Errorf("the finger went 200 px, the page %v", at)
	}
	h.look(true, 500, 850)
	if at := h.roll.Offset(); at != 50 {
		t.Errorf("back to 50 px, the page to %v", at)
	}
}

func TestTremblingFingerDoesNotScroll(t *testing.T) {
	h := newPuller(t)
	if h.pull(500, 511, 5) || h.roll.Moving() || h.roll.Offset() != 0 {
		t.Error("11 px are no scrolling")
	}
	h.look(true, 500, 500)
	if h.look(true, 560, 530) {
		t.Error("a finger that slides off sideways scrolls")
	}
}

func TestSlowPullRestsOnTheNearestPage(t *testing.T) {
	h := newPuller(t)
	h.look(true, 500, 900)
	for i := range 30 {
		h.look(true, 500, 900-float64(i)*10)
	}
	for range 20 { // it stands still on the glass before it leaves
		h.look(true, 500, 600)
	}
	h.look(false, 500, 600)
	if page := h.rest(); page != 0 {
		t.Errorf("a third of a page came to rest on page %d", page)
	}

	h = newPuller(t)
	h.look(true, 500, 1000)
	for i := range 20 {
		h.look(true, 500, 1000-float64(i)*40)
	}
	for range 20 {
		h.look(true, 500, 240)
	}
	if !h.look(false, 500, 240) {
		t.Error("the finger that lets go may press something")
	}
	if page := h.rest(); page != 1 {
		t.Errorf("three quarters of a page came to rest on page %d", page)
	}
}

func TestThrownPageFliesOn(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to float64
		looks    int
		page     int
	}{
		{"a flick turns one page", 700, 550, 6, 1},
		{"a hard throw turns more", 1000, 200, 10, 3},
		{"the first page stays the first", 300, 900, 6, 0},
	} {
		h := newPuller(t)
		h.pull(c.from, c.to, c.looks)
		if page := h.rest(); page != c.page {
			t.Errorf("%s: page %d", c.name, page)
		}
	}
}

func TestFingerStopsWhatFliesAndPressesNothing(t *testing.T) {
	h := newPuller(t)
	h.pull(1000, 200, 10)
	h.look(false, 0, 0)
	h.look(false, 0, 0)
	stops := h.look(true, 500, 400)
	at := h.roll.Offset()
	if !stops || !h.look(true, 500, 400) {
		t.Error("the finger that stops it may press something")
	}
	if now := h.roll.Offset(); now != at {
		t.Errorf("went on from %v to %v under the finger", at, now)
	}
	if !h.look(false, 500, 400) {
		t.Error("letting go may press something")
	}
	h.rest()
}

func TestNothingScrollsBesidePagesOrWhereThereIsOne(t *testing.T) {
	h := newPuller(t)
	h.look(true, 500, 50) // above
	if h.look(true, 500, 600) {
		t.Error("a finger that landed beside the pages scrolls them")
	}
	one := newPuller(t)
	one.roll.Lay(widget.Rect{X: 50, Y: 100, W: 900, H: 1000}, 1000, 1, 0, 12)
	if one.pull(900, 200, 5) {
		t.Error("a single page scrolls")
	}
}

func TestNewPictureOfTheSamePagesLetsThemFly(t *testing.T) {
	h := newPuller(t)
	h.pull(1000, 200, 10)
	h.roll.Lay(widget.Rect{X: 50, Y: 100, W: 900, H: 1000}, 1000, 4, 0, 12)
	if !h.roll.Moving() {
		t.Fatal("a new minute stopped the pages")
	}
	h.roll.Lay(widget.Rect{X: 50, Y: 100, W: 900, H: 800}, 800, 5, 2, 12)
	if h.roll.Moving() || h.roll.Offset() != 1600 {
		t.Errorf("pages of another size: at %v, moving %v", h.roll.Offset(), h.roll.Moving())
	}
}

func TestCancelledPressActsNeverAgain(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	var p widget.Pointer
	p.Show(now, &widget.Scene{Targets: []widget.Target{{ID: "a", Box: widget.Rect{W: 100, H: 100}}}}, false)
	p.Step(now, widget.Contact{Down: true, X: 50, Y: 50})
	p.Cancel()
	if p.Pressed() != "" {
		t.Error("still drawn pressed")
	}
	if d := p.Step(now.Add(time.Second), widget.Contact{X: 50, Y: 50}); d.Fired != "" {
		t.Errorf("%s acted", d.Fired)
	}
}
