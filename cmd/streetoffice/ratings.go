package main

import (
	"log/slog"
	"time"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/office/ingest"
	"linli/sync/office/rating"
)

// ratings is what residents thought, and what shows it the ledger. Nobody waits
// for it at the start.
func ratings(ledger database, opener ingest.Opener, cases *casework.Casework, log *slog.Logger) (*rating.Ratings, *ingest.Follower) {
	r := rating.New(ledger, opener, time.Now, nil)
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

// Reason names a reason of a low grade; empty for one that is not offered now.
func (o *offered) Reason(id string) kiosk.Text {
	for _, r := range o.now().Rating.Reasons {
		if r.ID == id {
			return r.Name
		}
	}
	return kiosk.Text{}
}
