// Package signs shows every process of an office what the others put up: calls
// for help, terminals that are unwell, pages that are open. A Board holds what
// stands now and follows the database.
//
// It refuses to know what a sign means, to keep a history, and to tell of a
// sign before it is where the others see it.
package signs

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"linli/kiosk"
	"linli/sync/office"
)

const (
	// lookEvery is how soon a change by another process is seen.
	lookEvery = 500 * time.Millisecond
	// keep is for how long a sign stays in the database after its last change,
	// whoever put it up: no kind stands for longer.
	keep        = 48 * time.Hour
	forgetEvery = time.Hour
)

// Standing is a sign that stands.
type Standing struct {
	office.Sign
	// Seen is when this process first saw this revision, by its own clock: it
	// tells how old a sign is that somebody renews whose clock may be wrong. Of
	// what stood already as the Board began it is At.
	Seen time.Time
}

// key names a sign.
type key struct{ kind, name string }

// Board is safe for concurrent use.
type Board struct {
	signs office.Signs
	log   *slog.Logger
	now   func() time.Time

	mu      sync.Mutex // protects the fields below
	looked  bool
	after   uint64
	all     map[key]Standing
	last    map[string]uint64 // revision by kind, of what was taken down too
	changed chan struct{}     // closed and replaced at each change
}

// New returns a board that has not looked yet.
func New(signs office.Signs, log *slog.Logger, now func() time.Time) *Board {
	return &Board{signs: signs, log: log, now: now, all: map[key]Standing{}, last: map[string]uint64{}, changed: make(chan struct{})}
}

// Run follows the database until ctx ends. A fault is logged once and tried
// again.
func (b *Board) Run(ctx context.Context) {
	look, forget := time.NewTicker(lookEvery), time.NewTicker(forgetEvery)
	defer look.Stop()
	defer forget.Stop()
	faulty := false
	for {
		err := b.Look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		case <-forget.C:
			if err == nil {
				err = b.forget(ctx)
			}
		}
		if err != nil && !faulty {
			b.log.Error(kiosk.EventOfficeTrouble, "err", err)
		}
		faulty = err != nil
	}
}

// Look reads what changed. It returns the database's error.
func (b *Board) Look(ctx context.Context) error {
	b.mu.Lock()
	after, first := b.after, !b.looked
	b.mu.Unlock()
	fresh, err := b.signs.ChangedSigns(ctx, after)
	if err != nil {
		return fmt.Errorf("signs: look: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.looked = true
	for _, s := range fresh {
		seen := b.now()
		if first {
			seen = s.At
		}
		b.set(s, seen)
		b.after = max(b.after, s.Revision)
	}
	return nil
}

// set notes a sign that is newer than what is known of it. The caller holds mu.
func (b *Board) set(s office.Sign, seen time.Time) {
	k := key{s.Kind, s.Name}
	if b.all[k].Revision >= s.Revision {
		return
	}
	b.all[k] = Standing{s, seen}
	b.last[s.Kind] = max(b.last[s.Kind], s.Revision)
	close(b.changed)
	b.changed = make(chan struct{})
}

// forget lets go of what is old, here and in the database.
func (b *Board) forget(ctx context.Context) error {
	old := b.now().Add(-keep)
	b.mu.Lock()
	for k, s := range b.all {
		if s.At.Before(old) {
			delete(b.all, k)
		}
	}
	b.mu.Unlock()
	if err := b.signs.ForgetSigns(ctx, old); err != nil {
		return fmt.Errorf("signs: forget: %w", err)
	}
	return nil
}

// Put puts up signs, each in place of the one of its kind and name; one without
// a body is taken down. It blocks for a commit; then every process sees them
// within a second, and this one at once. Their revisions are set. After an
// error it is not known whether they stand.
func (b *Board) Put(ctx context.Context, signs ...office.Sign) error {
	if err := b.signs.PutSigns(ctx, signs); err != nil {
		return fmt.Errorf("signs: put: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range signs {
		s.At = time.UnixMilli(s.At.UnixMilli()) // as the others read it
		b.set(s, b.now())
	}
	return nil
}

// Take takes down the sign s if it still stands as it is, and reports whether
// it did: nobody else was quicker. It blocks for a commit.
func (b *Board) Take(ctx context.Context, s office.Sign) (bool, error) {
	taken, err := b.signs.TakeSign(ctx, s.Kind, s.Name, s.Revision, b.now())
	if err != nil {
		return false, fmt.Errorf("signs: take: %w", err)
	}
	return taken, b.Look(ctx)
}

// Find returns one sign that stands.
func (b *Board) Find(kind, name string) (Standing, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.all[key{kind, name}]
	return s, len(s.Body) > 0
}

// List returns the signs of a kind that stand and were put up at since or
// later, in the order in which they were, and a revision that differs whenever
// the kind has changed.
func (b *Board) List(kind string, since time.Time) ([]Standing, uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []Standing
	for k, s := range b.all {
		if k.kind == kind && len(s.Body) > 0 && !s.At.Before(since) {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(x, y Standing) int { return int(int64(x.Revision) - int64(y.Revision)) })
	// Some go by time alone.
	return all, b.last[kind]<<16 | uint64(len(all)&0xffff)
}

// Changed returns a channel that is closed at the next change of any sign.
func (b *Board) Changed() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changed
}
