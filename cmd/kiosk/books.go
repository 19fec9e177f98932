package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/kiosk/terminal"
)

// A store that does not open is tried again after firstRetry, and twice as long
// each time, up to slowestRetry: each try may read all of a large file.
const (
	firstRetry   = 2 * time.Second
	slowestRetry = time.Minute
)

// opener opens the store, however often that takes: a lobby is better served by
// a screen that says where to go than by a program that ends and begins.
type opener struct {
	open   func(context.Context) (*store.Store, error)
	failed func() // called with each try that failed
	log    *slog.Logger
}

// run returns the open store. When ctx ends first, it returns why the last try
// failed, or the context's error during the first.
func (o opener) run(ctx context.Context) (*store.Store, error) {
	var cause error
	for pause := firstRetry; ; pause = min(2*pause, slowestRetry) {
		books, err := o.open(ctx)
		switch {
		case err == nil:
			return books, nil
		case ctx.Err() != nil && cause == nil:
			return nil, err
		case ctx.Err() != nil:
			return nil, cause
		case errors.Is(err, errRunning):
			return nil, err
		}
		cause = err
		o.log.Error(kiosk.EventStoreTrouble, "op", "open", "err", err, "again", pause.String())
		o.failed()
		select {
		case <-ctx.Done():
			return nil, cause
		case <-time.After(pause):
		}
	}
}

// openStore examines and opens the terminal's file. The examination runs in a
// child because a damaged file can end the process that reads it; it ends with
// ctx.
func openStore(ctx context.Context, s settings, sealer store.Sealer, start *terminal.Startup, log *slog.Logger) (*store.Store, error) {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	if answers(storePath(s)) {
		return nil, fmt.Errorf("open store: %w", errRunning)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	tickets, applications := s.bounds()
	examine := store.ExamineTelling(tellCheck(start, log), self, "check-store")
	books, err := store.Open(storePath(s), &store.Options{
		Device: kiosk.DeviceID(s.Device), Sealer: sealer, Zone: s.Zone,
		Numbers: store.Block{First: s.Numbers.First, Last: s.Numbers.Last},
		MaxSize: s.MaxStore << 20, MaxLive: tickets << 20, MaxBulk: applications << 20, Room: storeRoom, Ballast: ballast, Logger: log,
		Examine: func(within context.Context, path string) error {
			within, cancel := context.WithCancel(within)
			defer cancel()
			defer context.AfterFunc(ctx, cancel)()
			return examine(within, path)
		},
	})
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return books, nil
}

// bounds is how many MiB of tickets and of applications may wait for the
// office.
func (s settings) bounds() (tickets, applications int) {
	return cmp.Or(s.MaxTickets, s.MaxStore/8), cmp.Or(s.MaxApplications, s.MaxStore/2)
}

// boundsFit tells whether both classes have their bound within the file, as
// store.Options wants it.
func (s settings) boundsFit() bool {
	tickets, applications := s.bounds()
	return tickets > 0 && applications > 0 && 2*tickets+applications < s.MaxStore
}

// tellCheck tells residents how far the check of a long queue has come, and the
// log once it takes longer than a start should.
func tellCheck(start *terminal.Startup, log *slog.Logger) store.Progress {
	began := time.Now()
	return func(done, total uint64) {
		start.Checking(done, total)
		if time.Since(began) > 2*time.Second {
			log.Info(kiosk.EventStoreChecking, "done", done, "total", total)
		}
	}
}
