package flow_test

import (
	"testing"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// TestNumberTakenWhileNoCounterServesDoesNotSoundAsIfOneDid looks at the screen
// and the paper.
func TestNumberTakenWhileNoCounterServesDoesNotSoundAsIfOneDid(t *testing.T) {
	n := func(n int) *int { return &n }
	for _, c := range []struct {
		name  string
		shut  *flow.Shut
		ahead *int
		want  *int
		wait  bool
	}{
		{"open, and nobody waits", nil, n(0), n(0), true},
		{"before opening, nobody waits", &flow.Shut{Opens: "09:00"}, n(0), nil, false},
		{"before opening, five wait", &flow.Shut{Opens: "09:00"}, n(5), n(5), false},
		{"before opening, not known", &flow.Shut{Opens: "09:00"}, nil, nil, false},
		{"after closing", &flow.Shut{}, n(5), nil, false},
	} {
		m := flow.Machine{Catalogue: shelf}
		s, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, flow.Control("entry:ticket"), flow.Control("item:aid"), flow.SkipCard)
		s, effects := walk(t, m, s, flow.Committed{Receipt: kiosk.Receipt{Job: 1}, Ahead: c.ahead, Wait: &flow.WaitRange{From: 1, To: 2}, Shut: c.shut})
		v := m.View(s, flow.Ambient{}).Ticket
		same := func(a *int) bool { return a == nil && c.want == nil || a != nil && c.want != nil && *a == *c.want }
		if !same(v.Ahead) || (v.Wait != nil) != c.wait || v.Shut != c.shut {
			t.Errorf("%s: the screen says %+v", c.name, v)
		}
		for _, e := range effects {
			if p, ok := e.(flow.Print); ok && (!same(p.Ahead) || p.Shut != c.shut) {
				t.Errorf("%s: the paper says %+v", c.name, p)
			}
		}
	}
}
