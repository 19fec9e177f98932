package flow_test

import (
	"testing"

	"linli/kiosk/flow"
)

func TestReadbackIsDoneWhenEveryPageWasOnTheGlass(t *testing.T) {
	type turn struct{ page, pages int }
	for _, c := range []struct {
		name  string
		turns []turn
		seen  int
		done  bool
	}{
		{"nobody counted the pages", nil, 0, true},
		{"one page", []turn{{0, 1}}, 1, true},
		{"the first of three", []turn{{0, 3}}, 1, false},
		{"the first of three, shown again and again", []turn{{0, 3}, {0, 3}, {0, 3}}, 1, false},
		{"one was skipped", []turn{{0, 3}, {2, 3}}, 1, false},
		{"all, one after the other", []turn{{0, 3}, {1, 3}, {2, 3}}, 3, true},
		{"all, there and back", []turn{{0, 2}, {1, 2}, {0, 2}}, 2, true},
		{"larger letters before the end", []turn{{0, 2}, {0, 4}}, 1, false},
		{"larger letters after the end", []turn{{0, 2}, {1, 2}, {0, 4}}, 4, true},
		{"fewer pages, not read to the end", []turn{{0, 4}, {1, 4}, {0, 2}}, 1, false},
	} {
		var r flow.Readback
		for _, to := range c.turns {
			r = r.Turned(to.page, to.pages)
		}
		if r.Seen != c.seen || r.Done() != c.done {
			t.Errorf("%s: %+v, done %v", c.name, r, r.Done())
		}
	}
}

func TestHandingInWaitsForTheLastPage(t *testing.T) {
	m := flow.Machine{Catalogue: shelf}
	s := flow.State{Screen: flow.Confirm, Applying: true, Item: "aid"}
	next := func(e flow.Event) { s, _ = m.Next(s, e) }
	next(flow.Turned{Page: 0, Pages: 3})
	for page := 1; page < 3; page++ {
		next(flow.Touched{Control: flow.Correct})
		if s.Screen != flow.Confirm || s.Page != page {
			t.Fatalf("before page %d was seen: %s, page %d", page, s.Screen, s.Page)
		}
		next(flow.Turned{Page: page, Pages: 3})
		if got := m.View(s, flow.Ambient{}).Seen; got != page+1 {
			t.Errorf("the View tells %d pages seen, want %d", got, page+1)
		}
	}
	next(flow.Touched{Control: flow.Correct})
	if s.Screen == flow.Confirm {
		t.Error("all was seen, and it still asks to read on")
	}
}
