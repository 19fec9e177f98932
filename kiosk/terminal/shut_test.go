package terminal_test

import (
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
