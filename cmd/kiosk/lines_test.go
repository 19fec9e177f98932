package main_test

import (
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// seesLamps waits until the lobby's I/O board was told what want says.
func (l *lobby) seesLamps(what string, want func(visitplay.Lamps) bool) {
	l.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	end := time.Now().Add(45 * time.Second)
	for {
		lamps, err := l.player.Lobby.Lamps(l.ctx)
		l.must("lamps", err)
		if want(lamps) {
			return
		}
		if time.Now().After(end) {
			l.Fatalf("waiting for %s: the board was told %+v", what, lamps)
		}
		<-tick.C
	}
}

func TestLampsLeadThroughAVisitAndABoardThatFailsDisturbsNone(t *testing.T) {
	l := raise(t, portrait, true)
	l.seesLamps("a lamp that says the terminal serves", func(s visitplay.Lamps) bool { return s.Status.Lit && !s.Card.Lit && !s.Paper.Lit })
	l.must("approach", l.player.Lobby.Approach(l.ctx, true))
	l.sees("somebody in the trace", func(v visitplay.Line) bool { return v.Present })

	identify := l.toIdentify()
	l.seesLamps("the lamp at the card reader", func(s visitplay.Lamps) bool { return s.Card.Lit && !s.Paper.Lit })
	l.touches(identify, flow.SkipCard)
	done := l.seesPaper("printed")
	l.seesLamps("the lamp at the printer and a beep", func(s visitplay.Lamps) bool { return s.Paper.Lit && !s.Card.Lit && s.Beeps == 1 })
	l.touches(done, flow.Finish)
	l.seesScreen(flow.Attract)
	l.seesLamps("no lamp but the status", func(s visitplay.Lamps) bool { return s.Status.Lit && !s.Card.Lit && !s.Paper.Lit })

	l.must("door", l.player.Lobby.OpenDoor(l.ctx, true))
	l.seesLamps("a warning", func(s visitplay.Lamps) bool { return s.Status.Blinking })
	l.must("door", l.player.Lobby.OpenDoor(l.ctx, false))

	l.must("fault", l.player.Lobby.LinesFault(l.ctx, "silent"))
	if number := l.takesTicket(); number == "" {
		t.Error("no ticket without the board")
	}
	l.must("unplug", l.player.Lobby.Unplug(l.ctx, "lines"))
	l.must("no fault", l.player.Lobby.LinesFault(l.ctx, "none"))
	l.must("replug", l.player.Lobby.Replug(l.ctx, "lines"))
	l.toIdentify()
	l.seesLamps("the lamp at the card reader after the cable was out", func(s visitplay.Lamps) bool { return s.Card.Lit })

	l.stage.Kiosk().Stop(10 * time.Second)
	l.seesLamps("darkness after the terminal has ended", func(s visitplay.Lamps) bool { return !s.Status.Lit && !s.Card.Lit })
}
