package main

import (
	"context"
	"log/slog"
	"time"

	"linli/kiosk"
	"linli/kiosk/health"
	"linli/kiosk/store"
)

// gaugeEvery is how often the store is looked at; filling it takes days.
const gaugeEvery = time.Minute

// The store is nearly full from nearlyFull on, until it falls below roomy: a
// ticket more or less does not turn the condition on and off. Applications
// cannot be taken from whole on, until there is room for many below ample.
const (
	nearlyFull = 0.8
	roomy      = 0.7
	whole      = 0.999
	ample      = 0.95
)

// gauge tells staff when the store fills up, and residents when it takes no
// more applications.
type gauge struct {
	look  func() (store.Fullness, error)
	raise func(health.Finding)
	clear func(health.Code)
	log   *slog.Logger
}

// run looks now and then until ctx ends.
func (g gauge) run(ctx context.Context, every time.Duration) {
	again := time.NewTicker(every)
	defer again.Stop()
	for {
		g.once()
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

func (g gauge) once() {
	f, err := g.look()
	if err != nil { // the store tells its own trouble
		g.log.Warn(kiosk.EventStoreTrouble, "op", "fullness", "err", err)
		return
	}
	fullest, share := fullestOf(f)
	switch {
	case share >= nearlyFull:
		g.raise(health.Finding{Code: health.StoreNearlyFull, Detail: fullest})
	case share < roomy:
		g.clear(health.StoreNearlyFull)
	}
	switch share := f.Applications.Share(); {
	case share >= whole:
		g.raise(health.Finding{Code: health.ApplicationsFull, Detail: f.Applications.String()})
	case share < ample:
		g.clear(health.ApplicationsFull)
	}
}

// fullestOf says what is fullest, for a technician, and how full.
func fullestOf(f store.Fullness) (detail string, share float64) {
	detail, share = "file: "+f.File.String(), f.File.Share()
	if s := f.Tickets.Share(); s > share {
		detail, share = "tickets: "+f.Tickets.String(), s
	}
	if s := f.Applications.Share(); s > share {
		detail, share = "applications: "+f.Applications.String(), s
	}
	return detail, share
}
