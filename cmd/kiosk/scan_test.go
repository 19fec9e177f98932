package main_test

import (
	"strings"
	"testing"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// TestPaperHeldBeforeTheScannerTellsHowFarItIs holds the paper that came out of
// the printer before the lobby's scanner, then a code of others, then none that
// can be read, and pulls the scanner's cable.
func TestPaperHeldBeforeTheScannerTellsHowFarItIs(t *testing.T) {
	l := raise(t, portrait, false)
	number := l.takesTicket()
	l.numbersAtOffice(1)
	paper, err := l.player.Lobby.Paper(l.ctx, 1)
	l.must("paper", err)
	if len(paper.QR) != 1 {
		t.Fatalf("the ticket has %d codes", len(paper.QR))
	}
	l.must("show", l.player.Lobby.ShowCode(l.ctx, paper.QR[0]))
	shown := l.seesScreen(flow.ScanShown)
	if s := shown.View.Scan; s.Phase != flow.ScanNext || s.Number != number {
		t.Errorf("the ticket %s is %+v", number, s)
	}
	l.touches(shown, flow.Finish)
	l.seesScreen(flow.Attract)

	code := l.handsInAid()
	l.caseID(code)
	l.seesScreen(flow.Attract)
	l.must("show", l.player.Lobby.ShowCode(l.ctx, "https://other.example/c/"+strings.ToLower(code)))
	shown = l.seesScreen(flow.CaseShown)
	if c := shown.View.Track.Case; c.Code != code {
		t.Errorf("the receipt %s opens %+v", code, c)
	}
	l.touches(shown, flow.GoHome)
	home := l.seesScreen(flow.Home)
	l.must("show", l.player.Lobby.ShowCode(l.ctx, "of somebody else"))
	shown = l.seesScreen(flow.ScanShown)
	if s := shown.View.Scan; s.Phase != flow.ScanForeign {
		t.Errorf("a code of others is %+v", s)
	}
	l.touches(shown, flow.GoHome)
	home = l.sees("home", func(v visitplay.Line) bool { return v.Screen == flow.Home && v.Seq > home.Seq })

	l.touches(home, flow.EntryControl("track"))
	l.sees("a place for codes", func(v visitplay.Line) bool { return v.Screen == flow.Identify && v.View.ScanSide == "right" })
	l.must("fault", l.player.Lobby.QRFault(l.ctx, "noise"))
	l.must("show", l.player.Lobby.ShowCode(l.ctx, code))
	l.sees("what was not read", func(v visitplay.Line) bool { return v.View.Trouble == "scan-unreadable" })
	l.must("fault", l.player.Lobby.QRFault(l.ctx, "none"))
	l.must("unplug", l.player.Lobby.Unplug(l.ctx, "qrscan"))
	l.sees("no place for codes", func(v visitplay.Line) bool { return v.Screen == flow.Identify && v.View.ScanSide == "" })
	l.must("replug", l.player.Lobby.Replug(l.ctx, "qrscan"))
	l.sees("the place again", func(v visitplay.Line) bool { return v.Screen == flow.Identify && v.View.ScanSide == "right" })
	l.must("show", l.player.Lobby.ShowCode(l.ctx, code))
	l.seesScreen(flow.CaseShown)
}
