package terminal_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/paper"
)

// holidays is an open office whose limits all end on one day.
type holidays struct{ last kiosk.BusinessDay }

func (holidays) At(time.Time) (bool, kiosk.Text) { return true, kiosk.Text{ZH: "天天开"} }

func (h holidays) LastDay(_ time.Time, n int, working bool) (kiosk.BusinessDay, bool) {
	return h.last, n == 5 && working && h.last != ""
}

func TestLastDayOfWhatIsPromisedStandsOnScreenAndReceipt(t *testing.T) {
	for name, c := range map[string]struct {
		hours  holidays
		screen string
		paper  string
	}{
		"known":                                {holidays{"2026-12-31"}, "2026-12-31", "12月31日"},
		"not known beyond the published years": {holidays{}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			offersApplications(t)
			shelf.Items[len(shelf.Items)-1].TimeLimit.Days = catalogue.Days{N: 5, Kind: catalogue.DaysWorking}
			synctest.Test(t, func(t *testing.T) {
				l := open(t)
				l.term.ExchangeOpening(c.hours)
				time.Sleep(2 * time.Second)
				for _, touch := range []flow.Control{flow.Begin, flow.EntryControl("apply"), flow.ItemControl("aid")} {
					l.touch(touch)
				}
				l.want(flow.Form)
				l.glass.types("words", "漏水了")
				l.glass.shown()
				l.touch(flow.NextField)
				l.touch(flow.Correct)
				time.Sleep(2 * time.Second)
				if v := l.want(flow.Received); v.Received.Due != c.screen {
					t.Errorf("the screen says %q, not %q", v.Received.Due, c.screen)
				}
				l.close()
				if len(l.printer.pages) != 1 {
					t.Fatalf("%d papers", len(l.printer.pages))
				}
				printed := slices.ContainsFunc(l.printer.pages[0].Elements, func(e paper.Element) bool {
					line, ok := e.(paper.Line)
					return ok && strings.Contains(line.Text, "12月31日")
				})
				if printed != (c.paper != "") {
					t.Errorf("the last day stands on the receipt: %v", printed)
				}
			})
		})
	}
}
