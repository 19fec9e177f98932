package main_test

import (
	"testing"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

func TestEmptyLobbySaysThatThePaperRanOutUntilThereIsSome(t *testing.T) {
	l := raise(t, portrait, true)
	l.must("fault", l.player.Lobby.PrinterFault(l.ctx, "paper-out"))
	l.touches(l.toIdentify(), flow.SkipCard)
	l.touches(l.seesScreen(flow.Problem), flow.Finish) // the number is safe, the paper is not
	l.sees("a lobby without paper tickets", func(v visitplay.Line) bool {
		return v.Screen == flow.Attract && v.View.Missing.Paper
	})
	l.must("no fault", l.player.Lobby.PrinterFault(l.ctx, "none"))
	if number := l.takesTicket(); number == "" {
		t.Error("no ticket after the paper was refilled")
	}
	l.sees("a lobby where all is well", func(v visitplay.Line) bool {
		return v.Screen == flow.Attract && !v.View.Missing.Any()
	})
}
