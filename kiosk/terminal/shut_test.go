package terminal_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/terminal"
)

// TestWhoTakesANumberOutsideTheHoursIsToldWhenCountersOpen: the clock of the
// test begins at midnight of a Saturday, UTC; the office's zone makes it the
// time of day that a case is about.
func TestWhoTakesANumberOutsideTheHoursIsToldWhenCountersOpen(t *testing.T) {
	for _, c := range []struct {
		name  string
		hours terminal.Hours
		now   time.Duration // since midnight
		want  *flow.Shut
	}{
		{"before they open", terminal.Hours{From: 9 * time.Hour, To: 17 * time.Hour}, 8 * time.Hour, &flow.Shut{Opens: "09:00"}},
		{"at an odd minute", terminal.Hours{From: 8*time.Hour + 32*time.Minute, To: 17 * time.Hour}, 8 * time.Hour, &flow.Shut{Opens: "08:32"}},
		{"while they serve", terminal.Hours{From: 9 * time.Hour, To: 17 * time.Hour}, 10 * time.Hour, nil},
		{"after they closed", terminal.Hours{From: 9 * time.Hour, To: 17 * time.Hour}, 18 * time.Hour, &flow.Shut{}},
		{"on a day off", terminal.Hours{Days: []time.Weekday{time.Monday}, From: 9 * time.Hour, To: 17 * time.Hour}, 10 * time.Hour, &flow.Shut{}},
		{"open day and night", terminal.Hours{}, time.Hour, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.hours.Words = kiosk.Text{ZH: "九点到五点"}
				l := open(t, func(o *terminal.Options) {
					o.Hours, o.Zone = c.hours, time.FixedZone("office", int(c.now/time.Second))
				})
				l.touch(flow.Begin)
				l.touch(flow.EntryControl("ticket"))
				l.touch(flow.ItemControl("allowance"))
				l.touch(flow.SkipCard)
				time.Sleep(10 * time.Millisecond)
				got := l.want(flow.Number).Ticket.Shut
				if (got == nil) != (c.want == nil) || got != nil && (got.Opens != c.want.Opens || got.Hours != c.hours.Words) {
					t.Errorf("told %+v, not %+v", got, c.want)
				}
			})
		})
	}
}

// TestScannedTicketIsNotNextWhileNoCounterServes: the office counts who waits,
// the terminal knows the hours. The clock of the test begins at midnight.
func TestScannedTicketIsNotNextWhileNoCounterServes(t *testing.T) {
	for from, want := range map[time.Duration]flow.ScanPhase{0: flow.ScanNext, 9 * time.Hour: flow.ScanShut} {
		synctest.Test(t, func(t *testing.T) {
			c := &clerk{answer: func(context.Context, flow.Question) (flow.Reply, error) {
				return flow.TicketFound{Number: "A017"}, nil
			}}
			s := &scanner{reports: make(chan terminal.ScanReport)}
			l := open(t, func(o *terminal.Options) {
				o.Desk, o.Scanner, o.Zone = c, s, time.UTC
				o.Hours = terminal.Hours{From: from, To: 17 * time.Hour}
			})
			l.term.Exchange(follows())
			l.hall.tell(terminal.HallState{LineUp: true, Heard: time.Now()})
			time.Sleep(time.Second)
			s.reads("01KAQ3V5D8Z6P2M9R4T7W0X1YB")
			got := l.want(flow.ScanShown).Scan
			if got.Phase != want || want == flow.ScanShut && (got.Shut == nil || got.Shut.Opens != "09:00") {
				t.Errorf("counters serve from %s: told %+v", from, got)
			}
		})
	}
}
