package crawl

import (
	"reflect"
	"slices"

	"linli/kiosk/flow"
)

// waits holds p against waiting for ever: without a patience of its own a
// screen must wait for something that the terminal ends.
func (w *walk) waits(p *Place) {
	aloud := p.State
	aloud.Voice = true
	for _, s := range []flow.State{p.State, aloud} {
		if flow.Patience(s) > 0 || s.Screen == flow.Attract || slices.ContainsFunc(p.pending, bounded) {
			continue
		}
		w.Add(p.Way(), "%s waits for ever", p.View.Screen)
	}
}

// untouched holds a terminal whose visit is over against the one before it.
func (w *walk) untouched(p *Place) {
	s := p.State
	s.Lang, s.Large, s.Contrast, s.Lowered, s.Voice, s.Volume = flow.Start().Lang, false, false, false, false, 0
	if !reflect.DeepEqual(s, flow.Start()) {
		w.Add(p.Way(), "something is left of the visit before")
	}
}

// ways finds places that lead nowhere: to which a resident who touches, or
// whom nobody answers, does not come away from, and those that patience does
// not end.
func (w *walk) ways() {
	for _, way := range []struct {
		what string
		next func(*Place) []*Place
	}{
		{"no touch leads away from %s", func(p *Place) []*Place { return p.byTouch }},
		{"left alone, %s never ends", func(p *Place) []*Place { return p.next }},
	} {
		ends := map[*Place]bool{}
		before := map[*Place][]*Place{}
		var open []*Place
		for _, p := range w.Places {
			if p.View.Screen == flow.Attract || !p.open {
				ends[p] = true
				open = append(open, p)
			}
			for _, to := range way.next(p) {
				before[to] = append(before[to], p)
			}
		}
		for len(open) > 0 {
			at := open[0]
			open = open[1:]
			for _, p := range before[at] {
				if !ends[p] {
					ends[p] = true
					open = append(open, p)
				}
			}
		}
		for _, p := range w.Places {
			if !ends[p] {
				w.Add(p.Way(), way.what, p.View.Screen)
			}
		}
	}
}
