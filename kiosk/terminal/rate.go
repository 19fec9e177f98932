package terminal

import (
	"context"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// Ratings keeps what residents thought.
type Ratings interface {
	// Rate queues a rating for the office, durable when it returns. After an
	// error it may be kept or not: the office counts one of a visit.
	Rate(ctx context.Context, r kiosk.Rating) error
}

// keepRating writes a rating down, also when its visit ends meanwhile.
func (t *Terminal) keepRating(ctx context.Context, visit kiosk.VisitID, r kiosk.Rating) {
	r.At = time.Now()
	r.Day = kiosk.BusinessDayOf(r.At, t.opts.Zone)
	go func() {
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitPatience)
		defer cancel()
		err := t.opts.Ratings.Rate(bounded, r)
		t.heardStore(err)
		if err != nil {
			t.opts.Log.Error(kiosk.EventCommitFailed, "visit", string(visit), "err", err)
		} else {
			t.opts.Log.Info(kiosk.EventRated, "visit", string(visit))
		}
		t.post(ctx, happening{visit: visit, event: flow.RatingKept{OK: err == nil}})
	}()
}
