package main_test

import (
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// TestCertificateThatStaffMadeOutIsPrintedForItsOwner applies for a
// certificate, has staff make it out, and takes it from the A4 printer.
func TestCertificateThatStaffMadeOutIsPrintedForItsOwner(t *testing.T) {
	slow(t)
	l := raise(t, portrait, false)
	code := l.appliesForCertificate()
	id := l.caseID(code)
	for _, move := range []struct {
		to   string
		form url.Values
	}{{"accepted", nil}, {"decided", url.Values{"words": {"已核对登记。"}, "certificate": {"1"}}}} {
		resp, err := http.PostForm(l.stage.OfficeURL+"/cases/"+id+"/"+move.to, move.form)
		l.must("move", err)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s is answered with %d", move.to, resp.StatusCode)
		}
	}
	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	l.touches(l.seesScreen(flow.Home), flow.EntryControl("track"))
	l.seesScreen(flow.Identify)
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))
	list := l.seesScreen(flow.Cases)
	l.must("lift", l.player.Lobby.Lift(l.ctx))
	l.touches(list, list.View.Track.Cases[0].Control)
	ready := l.sees("the paper", func(v visitplay.Line) bool {
		return v.Screen == flow.CaseShown && v.View.Track.Case.Document
	})
	l.touches(ready, flow.PrintPaper)
	printed := l.sees("the paper's end", func(v visitplay.Line) bool {
		return v.View.Claim != nil && v.View.Claim.Paper != kiosk.Printing
	})
	if c := printed.View.Claim; c.Paper != kiosk.Printed || c.Serial == "" {
		t.Errorf("the paper ended %+v", c)
	}
	if n, err := l.player.Lobby.A4Pages(l.ctx); err != nil || n != 1 {
		t.Fatalf("%d documents came out, %v", n, err)
	}
	pdf, err := l.player.Lobby.A4Page(l.ctx, 1)
	l.must("document", err)
	if folder := os.Getenv("LINLI_LOOK"); folder != "" {
		l.must("keep", os.WriteFile(folder+"/certificate.pdf", pdf, 0o600))
	}
	l.touches(printed, flow.Finish)
	l.seesScreen(flow.Attract)
	for end := time.Now().Add(30 * time.Second); ; {
		pending := l.sees("records", func(visitplay.Line) bool { return true }).RecordsPending
		if pending == 0 || time.Now().After(end) {
			if pending != 0 {
				t.Errorf("%d records wait: the office cannot take how the paper ended", pending)
			}
			break
		}
	}
}

// appliesForCertificate hands in an application with card A and returns its
// code.
func (l *lobby) appliesForCertificate() string {
	l.Helper()
	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	l.touches(l.seesScreen(flow.Home), flow.EntryControl("apply"))
	item := flow.ItemControl("residence-certificate")
	list := l.seesScreen(flow.ChooseItem)
	for {
		if _, ok := visitplay.PlaceOf(list, item); ok {
			break
		}
		before := list
		l.touches(list, flow.PageAfter)
		list = l.sees("the next page", func(v visitplay.Line) bool { return v.Seq > before.Seq })
	}
	l.touches(list, item)
	l.seesScreen(flow.Identify)
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))
	address := l.asked("address")
	l.touches(address, flow.WriteAddress)
	address = l.sees("keys", func(v visitplay.Line) bool {
		_, ok := visitplay.PlaceOf(v, "key:signs")
		return ok && v.View.Form != nil && v.View.Form.Field == "address"
	})
	l.touches(l.types(address, "signs", "1", "2", "3", "4"), flow.NextField)
	l.touches(l.types(l.asked("since"), "2", "0", "2", "1", "0", "5", "0", "8"), flow.NextField)
	l.touches(l.asked("purpose"), flow.ChoiceControl("school"))
	l.touches(l.asked("whom"), flow.NextField)
	l.touches(l.types(l.asked("phone"), "0", "0", "0", "0", "1", "2", "3"), flow.NextField)
	l.must("lift", l.player.Lobby.Lift(l.ctx))
	l.touches(l.seesScreen(flow.Confirm), flow.Correct)
	l.touches(l.seesScreen(flow.Consent), flow.Agree)
	done := l.sees("a printed receipt", func(v visitplay.Line) bool {
		return v.View.Received != nil && v.View.Received.Print == kiosk.Printed
	})
	l.touches(done, flow.Finish)
	return done.View.Received.Code
}
