package main_test

import (
	"testing"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// TestCardThatHasToStayIsAskedBackByTheRealReader applies for the permit that is
// shipped with keep-card, lifts the card at the first question, and lays first
// another card and then the own one again.
func TestCardThatHasToStayIsAskedBackByTheRealReader(t *testing.T) {
	l := raise(t, portrait, true)
	l.picks(l.goesHome(), "apply", "residence-permit")
	l.seesScreen(flow.Identify)
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))
	asked := l.seesScreen(flow.Form)
	l.must("lift", l.player.Lobby.Lift(l.ctx))
	l.seesScreen(flow.CardAway)
	l.photograph("card-away")
	l.must("lay another", l.player.Lobby.Lay(l.ctx, "B"))
	l.sees("another card refused", func(v visitplay.Line) bool { return v.Screen == flow.CardAway && v.View.Trouble != "" })
	l.must("lift", l.player.Lobby.Lift(l.ctx))
	l.must("lay again", l.player.Lobby.Lay(l.ctx, "A"))
	back := l.sees("the question again", func(v visitplay.Line) bool { return v.Screen == flow.Form && v.Seq > asked.Seq })
	if back.View.Form.Field != asked.View.Form.Field || back.Visit != asked.Visit {
		t.Errorf("came back on %s of visit %s", back.View.Form.Field, back.Visit)
	}
}
