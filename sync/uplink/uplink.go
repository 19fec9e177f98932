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

// Holdings is what a terminal holds of the office beside its records: number
// leases, published content, the key it seals to. The office's answer to a
// Pull brings what is newer.
type Holdings interface {
	// Ask writes into req what is held and what runs short. It does not block.
	Ask(req *linlipb.PullRequest)
	// Take keeps what resp brings. It blocks for a commit at most. After an
	// error the next Pull asks for the same again.
	Take(ctx context.Context, resp *linlipb.PullResponse) error
}

// Options are what an Uplink needs beside Queue and Sender. Device and Logger
// must be set. No function may block unless it says so; two goroutines may
// call one at once.
type Options struct {
	Device kiosk.DeviceID
	Logger *slog.Logger
	// Random returns numbers in [0, 1) that spread retries. Nil stands for
	// math/rand/v2.
	Random func() float64
	// Changed is called after State changed.
	Changed func(State)
	// Diverged is called when the office's history of a stream is not ours:
	// the error wraps ErrFork or ErrGap. Nil writes a line to the log instead.
	Diverged func(stream linlipb.Stream, err error)
	// NewEpoch then chains what waits in the stream anew under another epoch
	// than the one named, and may block for that. Nil leaves the stream
	// stopped until its epoch is another.
	NewEpoch func(ctx context.Context, stream linlipb.Stream, epoch []byte) error
	// Holdings may be nil.
	Holdings Holdings
	// Heard is called with the office's time after each answer.
	Heard func(office time.Time)
	// Clock reads the clock that records are stamped with, for the office to
	// compare. Nil leaves it out.
	Clock func() *linlipb.Clock
	// LastHeard is when the office answered an earlier run of the program;
	// zero when that is not known. It tells a long outage.
	LastHeard time.Time
	// TimeScale shortens the waits that this end chooses, for simulations: 0.1
	// waits a tenth. 0 stands for 1. Pauses that the office asks for and
	// timeouts of calls under way stay as they are.
	TimeScale float64
}

// Uplink is one terminal's line. Make it with New and give it to one Run.
type Uplink struct {
	queue   Queue
	sender  Sender
	opts    Options
	pushNow chan struct{} // the line came back: push without waiting
	pullNow chan struct{} // the line came back: pull without waiting

	mu       sync.Mutex // protects the fields below
	state    State
	bulkFrom time.Time // the bulk stream waits for it
}

// New returns an uplink that is not yet running.
func New(queue Queue, sender Sender, opts Options) *Uplink {
	if opts.Random == nil {
		opts.Random = rand.Float64
	}
	if opts.TimeScale == 0 {
		opts.TimeScale = 1
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
	before, heard := u.state.LineUp, u.state.LastHeard
	f(&u.state)
	after := u.state.clone()
	if after.LineUp && !before {
		u.spread(heard, after.LastHeard)
	}
	u.mu.Unlock()
	if before != after.LineUp {
		u.opts.Logger.Info(kiosk.EventLineChanged, "up", after.LineUp)
	}
	if u.opts.Changed != nil {
		u.opts.Changed(after)
	}
	return after.LineUp && !before
}

// spread gives the bulk stream its place after a long outage, which lasted
// from before, zero when this run has heard nothing yet, until now. The caller
// holds mu.
func (u *Uplink) spread(before, now time.Time) {
	if before.IsZero() {
		before = u.opts.LastHeard
	}
	if !before.IsZero() && now.Sub(before) >= u.scaled(longOutage) {
		u.bulkFrom = now.Add(u.scaled(splay(string(u.opts.Device))))
	}
}

// bulkMayGo tells whether the bulk stream has its place. Without a line it has
// none: the first try after an outage is a Pull or the live stream.
func (u *Uplink) bulkMayGo() bool { return u.State().LineUp && u.bulkWaits() <= 0 }

// bulkWaits returns for how long the bulk stream still has to wait.
func (u *Uplink) bulkWaits() time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.bulkFrom.IsZero() {
		return 0
	}
	return time.Until(u.bulkFrom)
}

// tellTime passes on the time that an answer bears.
func (u *Uplink) tellTime(serverMs int64) {
	if u.opts.Heard != nil && serverMs > 0 {
		u.opts.Heard(time.UnixMilli(serverMs))
	}
}

// poke makes the goroutine that waits on c go on at once. It never blocks.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
