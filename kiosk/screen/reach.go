package screen

import (
	"cmp"
	"slices"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// reach is how much of a panel's height is used for who sits, from the least on;
// the first that everything fits into is taken. Large letters begin with more,
// so that a list has more than one row.
func reach(large bool) []float64 {
	if large {
		return []float64{0.74, 0.86, 1}
	}
	return []float64{0.62, 0.74, 0.86, 1}
}

// pagedReach is the same for what has pages: one figure for all of them, or a
// page would have another number on another page.
func pagedReach(large, wide bool) float64 {
	switch {
	case large && wide:
		return 0.94
	case large:
		return 0.86
	}
	return 0.74
}

// outOfReach fills what lies above the reach of who sits: a greeting while
// nobody is here, the time and the date in a visit. Nothing there is touched.
func (l *layout) outOfReach(box widget.Rect) {
	box = box.Inset(l.margin(), l.gap())
	l.Rule(widget.Rect{X: box.X, Y: l.area.Y, W: box.W, H: 1})
	switch {
	case l.v.Screen != flow.Attract:
		time := l.timeNow(box.W)
		l.timeAbove = time.height <= box.H
		l.spread(box, 0, time.orLess())
	case !l.v.Missing.Tickets:
		l.spread(box, 0, l.greeting(box.W).orLess())
	}
}

// readingOrder puts the targets of s in the order in which they are read: the
// top band, what is between as it was laid, the bottom band. It returns the one
// where the focus begins: what the screen is about, or, where one writes on
// digits, what goes on.
func (l *layout) readingOrder(s *widget.Scene) (first string) {
	slices.SortStableFunc(s.Order, func(a, b string) int {
		band, x := l.bandOf(s, a)
		other, at := l.bandOf(s, b)
		if band != other {
			return band - other
		}
		return cmp.Compare(x, at)
	})
	_, digits := s.Target(widget.Key + "1")
	for _, id := range s.Order {
		if band, _ := l.bandOf(s, id); band == inMiddle && !digits {
			return id
		}
	}
	if slices.Contains(s.Order, string(l.main)) {
		return string(l.main)
	}
	if len(s.Order) == 0 {
		return ""
	}
	return s.Order[len(s.Order)-1]
}

// Where a target lies.
const (
	inTop = iota
	inMiddle
	inBottom
)

// bandOf is the band that a target lies in, and, in the top and the bottom one,
// how far to the right.
func (l *layout) bandOf(s *widget.Scene, id string) (band int, x float64) {
	t, _ := s.Target(id)
	switch {
	case l.v.Idle > 0 || id == string(flow.Begin):
		return inMiddle, 0
	case t.Box.Y < l.top.Y+l.top.H:
		return inTop, t.Box.X
	case t.Box.Y+t.Box.H > l.bottom.Y:
		return inBottom, t.Box.X
	}
	return inMiddle, 0
}
