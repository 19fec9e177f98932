package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire/linlipb"
)

// readStep is how many entries are taken from the ledger at once.
const readStep = 256

// lookAside is how often the quarantine is looked at for what staff took out.
const lookAside = 5 * time.Second

// pauseAfterFault keeps a ledger that is away from filling the log.
const pauseAfterFault = 5 * time.Second

// Projection takes events in the order of the ledger. Apply must not block and
// must bear to be shown an event twice.
type Projection interface {
	Apply(office.Event)
}

// Follower reads the ledger in order, opens each entry and shows it to a
// projection. A new Follower on a new projection rebuilds it.
type Follower struct {
	ledger office.Ledger
	opener Opener
	to     Projection
	log    *slog.Logger
	since  time.Time
	only   linlipb.Stream // unspecified: all
	after  uint64
	wake   chan struct{}
	passes chan chan error // of Pass
	aside  map[uint64]bool // positions in quarantine; nil until read
}

// NewFollower returns a follower of the entries received at since or later.
func NewFollower(ledger office.Ledger, opener Opener, to Projection, log *slog.Logger, since time.Time) *Follower {
	return &Follower{ledger: ledger, opener: opener, to: to, log: log, since: since, wake: make(chan struct{}, 1), passes: make(chan chan error)}
}

// Only makes f pass by all entries but those of one stream: they are another
// follower's, also when they cannot be opened. Call it before CatchUp and Run.
func (f *Follower) Only(s linlipb.Stream) { f.only = s }

// Wake makes Run look at the ledger. It never blocks.
func (f *Follower) Wake() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Run follows the ledger until ctx ends. It looks when it is woken, and again
// after pace for what other processes wrote. A fault of the ledger is logged
// and tried again.
func (f *Follower) Run(ctx context.Context, pace time.Duration) error {
	var asked chan error
	look := time.NewTicker(lookAside)
	defer look.Stop()
	for {
		wait := pace
		err := f.CatchUp(ctx)
		if asked != nil {
			asked <- err
			asked = nil
		}
		if err != nil && ctx.Err() == nil {
			f.log.Error(kiosk.EventOfficeTrouble, "after", f.after, "err", err)
			wait = max(pace, pauseAfterFault)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-f.wake:
			timer.Stop()
		case asked = <-f.passes:
			timer.Stop()
		case <-look.C:
			timer.Stop()
			if err := f.takeOut(ctx); err != nil && ctx.Err() == nil {
				f.log.Error(kiosk.EventOfficeTrouble, "after", f.after, "err", err)
			}
		case <-timer.C:
		}
	}
}

// Pass blocks until all that the ledger holds now was applied by Run. It
// returns the ledger's error or the context's.
func (f *Follower) Pass(ctx context.Context) error {
	answer := make(chan error, 1)
	select {
	case f.passes <- answer:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// CatchUp applies what the ledger holds and returns at its end. Call it before
// Run, never beside it.
func (f *Follower) CatchUp(ctx context.Context) error {
	if err := f.readQuarantine(ctx); err != nil {
		return err
	}
	for {
		entries, err := f.ledger.Read(ctx, f.after, f.since, readStep)
		if err != nil {
			return fmt.Errorf("ingest: follow: %w", err)
		}
		if len(entries) == 0 {
			return nil
		}
		for _, e := range entries {
			if err := f.apply(ctx, e); err != nil {
				return err
			}
			f.after = e.Position
		}
	}
}

func (f *Follower) readQuarantine(ctx context.Context) error {
	if f.aside != nil {
		return nil
	}
	all, err := f.ledger.Quarantined(ctx, -1)
	if err != nil {
		return fmt.Errorf("ingest: follow: %w", err)
	}
	f.aside = make(map[uint64]bool, len(all))
	for _, q := range all {
		f.aside[q.Position] = true
	}
	return nil
}

func (f *Follower) apply(ctx context.Context, e office.Entry) error {
	if f.only != linlipb.Stream_STREAM_UNSPECIFIED && f.only != e.Header.GetStream() {
		return nil
	}
	event, fault := open(f.opener, e)
	reason := ""
	if fault != nil {
		reason = fault.Error()
		f.log.Warn(kiosk.EventRecordAside, "device", e.Header.GetDevice(), "seq", e.Header.GetSeq(), "reason", reason)
	}
	if fault != nil || f.aside[e.Position] {
		if err := f.ledger.Quarantine(ctx, e.Position, reason); err != nil {
			return fmt.Errorf("ingest: quarantine: %w", err)
		}
		f.aside[e.Position] = fault != nil
	}
	if fault == nil {
		f.to.Apply(event)
	}
	return nil
}
