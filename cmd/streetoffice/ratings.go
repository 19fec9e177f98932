package main

import (
	"log/slog"
	"time"

	"linli/kiosk"
	"linli/kiosk/calendar"
	"linli/sync/office/casework"
	"linli/sync/office/ingest"
	"linli/sync/office/rating"
)

// ratings is what residents thought, and what shows it the ledger. Nobody waits
// for it at the start.
func ratings(ledger database, opener ingest.Opener, cases *casework.Casework, days *dues, log *slog.Logger) (*rating.Ratings, *ingest.Follower) {
	r := rating.New(ledger, opener, time.Now, days.working)
	r.NameCases(func(code string) kiosk.ItemID {
		found, err := cases.ByCode(code)
		if err != nil { // what a resident typed may be anything
			return ""
		}
		return found.Item
	})
	f := ingest.NewFollower(ledger, opener, r, log, time.Now().Add(-rating.Keep))
	f.Only(rating.Stream)
	r.Follow(f.Pass)
	return r, f
}

// working tells whether t is on a working day: by the published calendar, and
// Monday to Friday in years that it does not know.
func (d *dues) working(t time.Time) bool {
	t = t.In(d.zone)
	if is, known := d.calendar().IsWorkday(calendar.DateOf(t)); known {
		return is
	}
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// Reason names a reason of a low grade; empty for one that is not offered now.
func (o *offered) Reason(id string) kiosk.Text {
	for _, r := range o.now().Rating.Reasons {
		if r.ID == id {
			return r.Name
		}
	}
	return kiosk.Text{}
}
