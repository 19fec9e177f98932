package main_test

import (
	"strings"
	"testing"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// cut kills the whole terminal, as a power cut does, and starts it again.
func (l *lobby) cut() visitplay.Line {
	l.Helper()
	l.stage.Kiosk().Kill()
	l.must("start again", l.stage.StartKiosk(l.ctx))
	l.sit()
	return l.seesScreen(flow.Attract)
}

// TestWhoWasCutOffReadsWhatCountsAndHasTheTicketPrintedAgain cuts the power
// while somebody chooses, and while a ticket prints.
func TestWhoWasCutOffReadsWhatCountsAndHasTheTicketPrintedAgain(t *testing.T) {
	l := raise(t, portrait, false)
	l.toIdentify()
	after := l.cut()
	if o := after.View.Outage; o == nil || !o.Cut || len(o.Papers) != 0 {
		t.Fatalf("cut off before anything was handed in: told %+v", o)
	}

	identify := l.toIdentify()
	l.must("fault", l.player.Lobby.PrinterFault(l.ctx, "power-loss")) // after some bytes have gone out
	l.touches(identify, flow.SkipCard)
	number := l.seesPaper(string(kiosk.Printing)).View.Ticket.Number
	after = l.cut()
	l.must("no fault", l.player.Lobby.PrinterFault(l.ctx, "none"))
	o := after.View.Outage
	if o == nil || o.Cut || len(o.Papers) != 1 || o.Papers[0].Number != number || o.Papers[0].Paper != kiosk.PrintUncertain || o.Papers[0].Control == "" {
		t.Fatalf("cut off while %s printed: told %+v", number, o)
	}
	l.photograph("cut-off")
	l.touches(after, o.Papers[0].Control)
	again := l.sees("the reprint", func(v visitplay.Line) bool {
		o := v.View.Outage
		return o != nil && len(o.Papers) == 1 && o.Papers[0].Again && o.Papers[0].Paper != kiosk.Printing
	})
	if p := again.View.Outage.Papers[0]; p.Paper != kiosk.Printed || p.Control != "" {
		t.Errorf("the reprint came to %+v", p)
	}
	papers, err := l.player.Lobby.Papers(l.ctx)
	l.must("papers", err)
	reprints := 0
	for n := 1; n <= papers; n++ { // what the cut left in the printer may be a paper too
		text, err := l.player.Lobby.Paper(l.ctx, n)
		l.must("paper", err)
		reprints += strings.Count(strings.Join(text.Lines, "\n"), "补打")
	}
	if reprints != 1 {
		t.Errorf("%d papers say that they are reprints, want 1", reprints)
	}
	if kept := l.numbersAtOffice(1); len(kept) != 1 || kept[0].Number != number {
		t.Errorf("at the office: %v", kept)
	}
}
