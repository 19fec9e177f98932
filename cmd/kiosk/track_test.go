package main_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// TestResidentSeesHowFarACaseIs hands something in, has staff move it, and
// looks by card, by code, and without a line.
func TestResidentSeesHowFarACaseIs(t *testing.T) {
	l := raise(t, portrait, false)
	code := l.handsInAid()
	id := l.caseID(code)
	for _, move := range []struct{ to, words string }{{"accepted", ""}, {"returned", "请补交户口簿复印件。"}} {
		resp, err := http.PostForm(l.stage.OfficeURL+"/cases/"+id+"/"+move.to, url.Values{"words": {move.words}})
		l.must("move", err)
		resp.Body.Close()
	}

	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	l.touches(l.seesScreen(flow.Home), flow.EntryControl("track"))
	l.seesScreen(flow.Identify)
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))
	list := l.seesScreen(flow.Cases)
	if n := len(list.View.Track.Cases); n != 1 || list.View.Track.Cases[0].Words != "***" {
		t.Errorf("%d cases, the trace keeps %q", n, list.View.Track.Cases[0].Words)
	}
	l.must("lift", l.player.Lobby.Lift(l.ctx))
	l.touches(list, list.View.Track.Cases[0].Control)
	shown := l.seesScreen(flow.CaseShown)
	if c := shown.View.Track.Case; c.Code != code || c.State != kiosk.CaseReturned {
		t.Errorf("shown %+v", c)
	}
	l.touches(shown, flow.GoHome)

	l.must("cut", l.player.Lobby.CutLine(l.ctx))
	home := l.sees("home without a line", func(v visitplay.Line) bool { return v.Screen == flow.Home && !v.View.Band.LineUp })
	l.touches(home, flow.EntryControl("track"))
	l.touches(l.seesScreen(flow.Identify), flow.SkipCard)
	asked := l.asked(flow.TrackCode)
	l.touches(l.types(asked, strings.Split(strings.ReplaceAll(code, "-", ""), "")...), flow.NextField)
	none := l.seesScreen(flow.NoLine)
	l.must("join", l.player.Lobby.JoinLine(l.ctx))
	deadline := time.Now().Add(30 * time.Second)
	for {
		l.touches(none, flow.TryAgain)
		next := l.sees("an answer", func(v visitplay.Line) bool {
			return v.Seq > none.Seq+1 && (v.Screen == flow.NoLine || v.Screen == flow.CaseShown)
		})
		if none = next; next.Screen == flow.CaseShown {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("trying again does not try")
		}
	}
	if c := none.View.Track.Case; c == nil || c.Code != code {
		t.Errorf("by code: %+v", c)
	}
}

// handsInAid applies for the demo's allowance with card A and returns the code.
func (l *lobby) handsInAid() string {
	l.Helper()
	done := l.handsInAidUntilPaper()
	l.touches(done, flow.Finish)
	return done.View.Received.Code
}

// handsInAidUntilPaper is handsInAid up to the receipt.
func (l *lobby) handsInAidUntilPaper() visitplay.Line {
	l.Helper()
	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	l.touches(l.seesScreen(flow.Home), flow.EntryControl("apply"))
	l.touches(l.seesScreen(flow.ChooseItem), flow.ItemControl("subsistence-allowance"))
	l.seesScreen(flow.Identify)
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))
	l.touches(l.asked("lives-there"), flow.ChoiceControl("yes"))
	l.touches(l.types(l.asked("phone"), "0", "0", "0", "0", "1", "2", "3"), flow.NextField)
	l.touches(l.types(l.asked("household-size"), "3"), flow.NextField)
	l.touches(l.types(l.asked("monthly-income"), "9", "0", "1"), flow.NextField)
	many := l.asked("circumstances")
	l.touches(many, flow.ChoiceControl("illness"))
	l.touches(l.sees("a choice", func(v visitplay.Line) bool { return v.Seq > many.Seq }), flow.NextField)
	l.touches(l.asked("account"), flow.NextField)
	l.touches(l.seesScreen(flow.Confirm), flow.Correct)
	l.touches(l.seesScreen(flow.Consent), flow.Agree)
	done := l.sees("a printed receipt", func(v visitplay.Line) bool {
		return v.View.Received != nil && v.View.Received.Print == kiosk.Printed
	})
	l.must("lift", l.player.Lobby.Lift(l.ctx))
	return done
}

// caseID waits until staff see a case, and returns its id.
func (l *lobby) caseID(code string) string {
	l.Helper()
	list := l.pageWith("/cases", code)
	_, after, _ := strings.Cut(list, `href="/cases/`)
	id, _, _ := strings.Cut(after, "?")
	return id
}
