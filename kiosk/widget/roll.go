package widget

import (
	"image"
	"math"
	"time"
)

// How pages are scrolled.
const (
	throwFor  = 250 * time.Millisecond // how far a thrown page flies on: as far as it would in this time
	throwRest = 80 * time.Millisecond  // what a finger did longer ago is not part of a throw
	settleIn  = 700 * time.Millisecond // after this a page is at rest
	spring    = 11.0                   // 1/s; critically damped, so it never swings
	stretch   = 3.0                    // pixels of the finger for one beyond the first or last page
	flick     = 0.35                   // pages a second; faster turns at least one page
)

// Roll moves pages that stand one below the other by a finger. They follow it,
// fly on when it lets go, and come to rest with a whole page in sight: nobody
// is left with half a line. Whoever does not scroll has buttons for the same
// pages. Its zero value is a roll that nobody can move; it is used by one
// goroutine.
type Roll struct {
	box   Rect    // where pages are seen
	step  float64 // pixels from a page to the next
	pages int
	start float64 // pixels that a finger may tremble

	at    float64 // how far it is scrolled, in pixels
	down  bool    // a finger that may scroll is on the glass
	holds bool    // it does scroll
	first Contact // where it landed
	last  float64 // y of the finger
	trail [4]sample
	free  flight
}

// sample is where a finger was.
type sample struct {
	when time.Time
	y    float64
}

// flight is the way of a page to its rest.
type flight struct {
	on    bool
	began time.Time
	from  float64
	speed float64 // pixels a second when it was let go
	to    int     // page
}

// Lay says what is to be scrolled: pages of which page is shown now, in box,
// step pixels from one to the next. A finger scrolls after start pixels. Where
// only the page differs the roll moves there at once; where nothing differs it
// goes on as it was.
func (r *Roll) Lay(box Rect, step float64, pages, page int, start float64) {
	if r.box == box && r.step == step && r.pages == pages && r.start == start && r.Moving() {
		return
	}
	*r = Roll{box: box, step: step, pages: pages, start: start, at: float64(page) * step}
}

// Offset is how far the first page is above its place, in pixels.
func (r *Roll) Offset() float64 { return r.at }

// Box is where the pages are seen.
func (r *Roll) Box() Rect { return r.box }

// Moving tells whether a page is on its way, by a finger or by itself.
func (r *Roll) Moving() bool { return r.holds || r.free.on }

// Page is the page that is nearest to its place.
func (r *Roll) Page() int {
	if r.step <= 0 {
		return 0
	}
	return min(max(int(math.Round(r.at/r.step)), 0), max(r.pages-1, 0))
}

// Touch takes one look at the glass and tells whether the finger belongs to
// the roll: then it must not press anything, not even when it leaves.
func (r *Roll) Touch(now time.Time, c Contact) bool {
	if r.pages < 2 {
		return false
	}
	switch {
	case c.Down && !r.down && r.box.Contains(c.X, c.Y):
		r.land(now, c)
	case r.down:
		r.follow(now, c)
	}
	held := r.holds
	if !c.Down && r.down {
		r.down = false
		if held {
			r.let(now)
		}
	}
	return held
}

func (r *Roll) land(now time.Time, c Contact) {
	r.down, r.first, r.last = true, c, c.Y
	r.holds = r.free.on // a finger stops what flies, and presses nothing
	r.free.on = false
	r.trail = [4]sample{{now, c.Y}}
}

func (r *Roll) follow(now time.Time, c Contact) {
	dx, dy := math.Abs(c.X-r.first.X), math.Abs(c.Y-r.first.Y)
	if !r.holds && dy > r.start && dy > dx {
		r.holds, r.last = true, r.first.Y
	}
	if !r.holds {
		return
	}
	moved := r.last - c.Y
	if end := float64(r.pages-1) * r.step; r.at < 0 && moved < 0 || r.at > end && moved > 0 {
		moved /= stretch
	}
	r.at, r.last = r.at+moved, c.Y
	if c.Y != r.trail[0].y {
		copy(r.trail[1:], r.trail[:])
		r.trail[0] = sample{now, c.Y}
	}
}

// let begins the flight to a page.
func (r *Roll) let(now time.Time) {
	speed := r.speed(now)
	was := r.at / r.step
	page := math.Round((r.at + speed*throwFor.Seconds()) / r.step)
	switch turned := speed / r.step; {
	case turned > flick:
		page = max(page, math.Floor(was)+1)
	case turned < -flick:
		page = min(page, math.Ceil(was)-1)
	}
	to := min(max(int(page), 0), r.pages-1)
	r.holds = false
	r.free = flight{on: true, began: now, from: r.at, speed: speed, to: to}
}

// speed is how fast the pages went when the finger left, in pixels a second.
func (r *Roll) speed(now time.Time) float64 {
	oldest := r.trail[0]
	for _, s := range r.trail[1:] {
		if s.when.IsZero() || now.Sub(s.when) > throwRest {
			break
		}
		oldest = s
	}
	gone := r.trail[0].when.Sub(oldest.when).Seconds()
	if gone <= 0 || now.Sub(r.trail[0].when) > throwRest {
		return 0
	}
	return (oldest.y - r.last) / gone
}

// Fly moves what was let go to where it is now, and tells whether it has just
// come to rest.
func (r *Roll) Fly(now time.Time) (rested bool) {
	if !r.free.on {
		return false
	}
	to := float64(r.free.to) * r.step
	t := now.Sub(r.free.began)
	if t >= settleIn {
		r.at, r.free.on = to, false
		return true
	}
	a := r.free.from - to
	b := r.free.speed + spring*a
	r.at = to + (a+b*t.Seconds())*math.Exp(-spring*t.Seconds())
	return false
}

// eachSeen tells which part of which page is in sight now, counted from the
// page's corner, and where on the panel.
func (r *Roll) eachSeen(f func(page int, seen image.Rectangle, at image.Point)) {
	in := whole(r.box)
	off := int(math.Round(r.at))
	height := in.Dy()
	for i := range r.pages {
		top := int(math.Round(float64(i)*r.step)) - off // of the page, in the box
		seen := image.Rect(0, max(0, -top), in.Dx(), min(height, height-top))
		if !seen.Empty() {
			f(i, seen, image.Pt(in.Min.X, in.Min.Y+top+seen.Min.Y))
		}
	}
}

// opsIn returns what of s meets box, moved to where box is the whole picture.
func opsIn(s *Scene, box Rect) []Op {
	in := whole(box)
	var ops []Op
	for _, op := range s.Ops {
		if op.Bounds().Meets(box) {
			ops = append(ops, Shift(op, -in.Min.X, -in.Min.Y))
		}
	}
	return ops
}

// Shift returns op moved by whole pixels.
func Shift(op Op, dx, dy int) Op {
	x, y := float64(dx), float64(dy)
	switch o := op.(type) {
	case Fill:
		o.Box.X, o.Box.Y = o.Box.X+x, o.Box.Y+y
		return o
	case TextLine:
		o.Box.X, o.Box.Y, o.Baseline = o.Box.X+x, o.Box.Y+y, o.Baseline+y
		return o
	case Drawing:
		o.Box.X, o.Box.Y = o.Box.X+x, o.Box.Y+y
		return o
	case Script:
		o.Box.X, o.Box.Y = o.Box.X+x, o.Box.Y+y
		return o
	}
	return op
}
