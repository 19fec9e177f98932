// Package uplink is the terminal's end of the line to its office. It pushes
// what the store has queued, the live stream first, and keeps a Pull waiting
// for the state of the hall. It goes on for ever: a line that is down for a
// month is tried again after a month.
//
// It refuses to remove a record for any reason but the office's word that it
// is durable there, to look into a record, and to hold up a visit: nobody in
// the terminal waits for it.
package uplink

import (
	"context"
	"log/slog"
	"maps"
	"math/rand/v2"
	"sync"
	"time"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// Queue is where unsent records stand.
type Queue interface {
	// Next returns the oldest records of stream that are not acknowledged, as
	// one contiguous batch of at most maxRecords and maxBytes sealed bytes but
	// never less than one record, or nil when there is none. It reads the disk
	// and may return its error.
	Next(ctx context.Context, stream linlipb.Stream, maxRecords, maxBytes int) (*linlipb.PushRequest, error)
	// Acked lets go of records up to and with through. It does not block; from
	// then on Next does not return them.
	Acked(stream linlipb.Stream, epoch []byte, through uint64)
	// Wake receives a value after records were queued.
	Wake() <-chan struct{}
}

// Sender makes one call to the office each. Both block until the answer or the
// end of ctx, and return any error of the line or of the office.
type Sender interface {
	Push(ctx context.Context, batch *linlipb.PushRequest) (*linlipb.PushResponse, error)
	Pull(ctx context.Context, req *linlipb.PullRequest) (*linlipb.PullResponse, error)
}

// HallQueue is how many wait under one ticket prefix, as the office told.
type HallQueue struct {
	Waiting     int
	Counters    int           // that call this prefix
	LastCalled  string        // number; empty before the first call of the day
	MeanService time.Duration // 0 when the office has too few to say
}

// State is what is known of the office.
type State struct {
	LineUp    bool      // the last Pull was answered, or a Push since then
	LastHeard time.Time // of the last answer; zero before the first
	Revision  uint64    // of the hall
	Queues    map[string]HallQueue
}

// Options are what an Uplink needs beside Queue and Sender.
type Options struct {
	Device kiosk.DeviceID
	Logger *slog.Logger
	// Random returns numbers in [0, 1) that spread retries; two goroutines
	// call it at once. Nil stands for math/rand/v2.
	Random func() float64
	// Changed is called after State changed. It must not block.
	Changed func(State)
	// Stopped is called once for each stream and epoch that cannot go on
	// until somebody acts: the error wraps ErrFork or ErrGap. It must not
	// block. Nil writes a line to the log instead.
	Stopped func(stream linlipb.Stream, err error)
}

// Uplink is one terminal's line. Make it with New and give it to one Run.
type Uplink struct {
	queue   Queue
	sender  Sender
	opts    Options
	pushNow chan struct{} // the line came back: push without waiting
	pullNow chan struct{} // the line came back: pull without waiting

	mu    sync.Mutex // protects state
	state State
}

// New returns an uplink that is not yet running.
func New(queue Queue, sender Sender, opts Options) *Uplink {
	if opts.Random == nil {
		opts.Random = rand.Float64
	}
	return &Uplink{
		queue: queue, sender: sender, opts: opts,
		pushNow: make(chan struct{}, 1), pullNow: make(chan struct{}, 1),
	}
}

// Run pushes and pulls until ctx ends, and returns its error.
func (u *Uplink) Run(ctx context.Context) error {
	var both sync.WaitGroup
	both.Go(func() { u.pushForever(ctx) })
	both.Go(func() { u.pullForever(ctx) })
	both.Wait()
	return ctx.Err()
}

// State returns what is known now. It does not block.
func (u *Uplink) State() State {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.state.clone()
}

func (s State) clone() State {
	s.Queues = maps.Clone(s.Queues)
	return s
}

// change applies f to the state and tells about it. It reports whether the
// line came up by it.
func (u *Uplink) change(f func(*State)) (cameUp bool) {
	u.mu.Lock()
	before := u.state.LineUp
	f(&u.state)
	after := u.state.clone()
	u.mu.Unlock()
	if before != after.LineUp {
		u.opts.Logger.Info(kiosk.EventLineChanged, "up", after.LineUp)
	}
	if u.opts.Changed != nil {
		u.opts.Changed(after)
	}
	return after.LineUp && !before
}

// poke makes the goroutine that waits on c go on at once. It never blocks.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
