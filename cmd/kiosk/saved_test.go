package main_test

import (
	"os"
	"strings"
	"testing"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// TestApplicationPutAsideIsTakenUpWithItsCard saves an allowance half done,
// sees that staff have no case of it, comes back with the same card, and hands
// it in without being asked anything twice.
func TestApplicationPutAsideIsTakenUpWithItsCard(t *testing.T) {
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("two visits by finger take a minute; set LINLI_VERIFY=1")
	}
	l := raise(t, portrait, false)
	code := l.savesAid()
	list := l.pageWith("/cases", code)
	if !strings.Contains(list, `id="saved"`) || strings.Contains(list, `href="/cases/0`) {
		t.Error("what was put aside stands among the cases")
	}

	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	l.touches(l.seesScreen(flow.Home), flow.EntryControl("track"))
	l.seesScreen(flow.Identify)
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))
	found := l.seesScreen(flow.Cases)
	l.touches(found, found.View.Track.Cases[0].Control)
	shown := l.seesScreen(flow.CaseShown)
	if c := shown.View.Track.Case; c.Code != code || c.State != kiosk.CaseSaved {
		t.Errorf("shown %+v", c)
	}
	l.touches(shown, flow.ResumeHere)
	l.touches(l.types(l.asked("household-size"), "3"), flow.NextField)
	l.touches(l.types(l.asked("monthly-income"), "9", "0", "1"), flow.NextField)
	many := l.asked("circumstances")
	l.touches(many, flow.ChoiceControl("illness"))
	l.touches(l.sees("a choice", func(v visitplay.Line) bool { return v.Seq > many.Seq }), flow.NextField)
	l.touches(l.asked("account"), flow.NextField)
	confirm := l.seesScreen(flow.Confirm)
	for page := 1; page < confirm.Shown.Pages; page++ {
		l.touches(confirm, flow.Correct)
		confirm = l.sees("the next page", func(v visitplay.Line) bool {
			return v.Screen == flow.Confirm && v.Shown.Page == page && v.Seq > confirm.Seq
		})
	}
	l.touches(confirm, flow.Correct)
	l.touches(l.seesScreen(flow.Consent), flow.Agree)
	done := l.sees("a receipt", func(v visitplay.Line) bool { return v.View.Received != nil && !v.View.Received.Saved })
	l.touches(done, flow.Finish)
	page := l.officePage("/cases/" + l.caseID(done.View.Received.Code))
	for _, want := range []string{"0000123", ">901<"} {
		if !strings.Contains(page, want) {
			t.Errorf("staff do not see %q", want)
		}
	}
	if strings.Contains(l.officePage("/cases"), code) {
		t.Error("what was taken up is still listed")
	}
}

// savesAid answers two questions of the demo's allowance with card A, puts it
// aside and returns the code.
func (l *lobby) savesAid() string {
	l.Helper()
	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	l.touches(l.seesScreen(flow.Home), flow.EntryControl("apply"))
	l.touches(l.seesScreen(flow.ChooseItem), flow.ItemControl("subsistence-allowance"))
	l.seesScreen(flow.Identify)
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))
	l.touches(l.asked("lives-there"), flow.ChoiceControl("yes"))
	l.touches(l.types(l.asked("phone"), "0", "0", "0", "0", "1", "2", "3"), flow.NextField)
	l.touches(l.asked("household-size"), flow.SaveForLater)
	done := l.sees("a slip with the code", func(v visitplay.Line) bool {
		return v.View.Received != nil && v.View.Received.Saved && v.View.Received.Print == kiosk.Printed
	})
	l.must("lift", l.player.Lobby.Lift(l.ctx))
	papers, err := l.player.Lobby.Papers(l.ctx)
	l.must("papers", err)
	paper, err := l.player.Lobby.Paper(l.ctx, papers)
	l.must("paper", err)
	if text := strings.Join(paper.Lines, "\n"); papers != 1 || !strings.Contains(text, "The code to go on with") || !strings.Contains(text, "Saved, not handed in") {
		l.Errorf("%d papers, the last one reads %q", papers, paper.Lines)
	}
	l.touches(done, flow.Finish)
	return done.View.Received.Code
}
