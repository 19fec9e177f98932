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
// ticket more or less does not turn the condition on and off.
const (
	nearlyFull = 0.8
	roomy      = 0.7
)

// gauge tells staff when the store fills up.
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
	switch {
	case err != nil: // the store tells its own trouble
		g.log.Warn(kiosk.EventStoreTrouble, "op", "fullness", "err", err)
	case f.Share() >= nearlyFull:
		g.raise(health.Finding{Code: health.StoreNearlyFull, Detail: f.String()})
	case f.Share() < roomy:
		g.clear(health.StoreNearlyFull)
	}
}
