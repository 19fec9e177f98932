// Package cardwatch watches one ID-card reader: it tells when a card is laid,
// reads it once, tells when it is taken away, and brings the reader back when
// its cable was out or its module has another speed than it should.
//
// It refuses to read a card twice in one placement, to read one that nobody
// asked for (Opts.OnRequest), to keep a card's text once it is reported, to show
// a part of a record, and to give up on a reader: only its context ends it.
package cardwatch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"linli/drivers/idcard"
	"linli/drivers/samv"
)

// ErrBlind is the reason of a Gone event when the module is well by its own
// word and leaves every search for a card unanswered.
var ErrBlind = errors.New("module does not answer searches for a card")

// Reasons of a Failed event.
var (
	// ErrMoved says that the card left before it was read. Laid again, it is
	// read again.
	ErrMoved = errors.New("card left before it was read")
	// ErrUnsupported says that the document is of a kind that cannot be read
	// here.
	ErrUnsupported = errors.New("document of an unsupported kind")
	// ErrUnreadable says that the card lies there and cannot be read, after
	// several attempts, or that its record cannot be trusted.
	ErrUnreadable = errors.New("card cannot be read")
	// ErrWithdrawn says that the request for the card was taken back while it
	// was read. What was read is dropped.
	ErrWithdrawn = errors.New("request withdrawn")
)

// Kind says what happened.
type Kind int

// Kinds of event. After Back come any number of placements, each of them
// Found, then Read or Failed, then Removed; there is no Removed after a Failed
// with ErrMoved, which says it already. With Opts.OnRequest a placement that
// nobody asked for begins with Laid, and goes on with Found once somebody does.
// Gone may cut a placement short at any point.
const (
	Found   Kind = iota + 1 // a card lies there and is being read: leave it
	Read                    // Event.Document is what it says
	Failed                  // Event.Err is one of the reasons above, and its cause
	Removed                 // the card was taken away
	Gone                    // the reader does not answer; Event.Err is why. It is told once
	Back                    // the reader answers, for the first time or again
	Laid                    // a card lies there and is not read, for nobody asked
)

// String returns the kind in one word for a log.
func (k Kind) String() string {
	names := [...]string{Found: "found", Read: "read", Failed: "failed", Removed: "removed", Gone: "gone", Back: "back", Laid: "laid"}
	if k < Found || int(k) >= len(names) {
		return fmt.Sprintf("kind %d", int(k))
	}
	return names[k]
}

// Event is one thing that happened at the reader.
type Event struct {
	Kind     Kind
	Document idcard.Document // Read only
	Err      error           // Failed and Gone only; holds nothing of a card's text
}

// Port is the line to the reader.
type Port interface {
	samv.Port
	io.Closer
}

// Opener opens the line to the reader. It is called again whenever the line
// was lost, must return when ctx is done, and should not block otherwise.
type Opener func(ctx context.Context) (Port, error)

// Opts says how to watch. A zero field takes its value from DefaultOpts.
type Opts struct {
	Module   samv.Opts
	Presence Presence      // how to tell that a card that was read still lies there; nil finds out whether ByAddress or ByFind suits the module
	Poll     time.Duration // between two looks at the reader
	Attempts int           // at a card that lies still, before it counts as unreadable
	// OnRequest leaves every card unread until Ask.
	OnRequest bool
	// NewAddress reads the card's newest additional address as well, into
	// Document.NewAddress.
	NewAddress bool
}

// DefaultOpts suits most readers. Vendors name about 300 ms between polls.
var DefaultOpts = Opts{
	Module:   samv.DefaultOpts,
	Poll:     300 * time.Millisecond,
	Attempts: 3,
}

// How long a lost reader is left alone before the line is opened again; the
// wait doubles from the first to the last.
const (
	firstBackoff = time.Second
	lastBackoff  = 30 * time.Second
)

// Watch watches one reader.
type Watch struct {
	open  Opener
	opts  Opts
	asked atomic.Bool // one card may be read
}

// New returns a Watch over the line that open gives. A nil opts means
// DefaultOpts.
func New(open Opener, opts *Opts) *Watch {
	o := DefaultOpts
	if opts != nil {
		if opts.Module.Baud != 0 {
			o.Module = opts.Module
		}
		if opts.Poll > 0 {
			o.Poll = opts.Poll
		}
		if opts.Attempts > 0 {
			o.Attempts = opts.Attempts
		}
		o.Presence, o.OnRequest, o.NewAddress = opts.Presence, opts.OnRequest, opts.NewAddress
	}
	return &Watch{open: open, opts: o}
}

// Ask allows one card to be read: the one that lies there unread, within a
// Poll, or the next that is laid. The request stands until a Read is reported,
// or Withdraw; asking again before changes nothing. Without Opts.OnRequest
// every card is read and Ask does nothing. It does not block, and may be called
// from anywhere.
func (w *Watch) Ask() { w.asked.Store(true) }

// Withdraw takes a request back. A card that is being read ends in Failed with
// ErrWithdrawn. It does not block, and may be called from anywhere.
func (w *Watch) Withdraw() { w.asked.Store(false) }

// wanted reports whether a card may be read.
func (w *Watch) wanted() bool { return !w.opts.OnRequest || w.asked.Load() }

// claim reports whether a card that was read is still wanted, and ends the
// request for it.
func (w *Watch) claim() bool { return !w.opts.OnRequest || w.asked.CompareAndSwap(true, false) }

// Run watches until ctx is done and returns ctx's error. It calls report from
// its own goroutine, one event at a time; while report runs, nothing is
// watched. The line is closed when Run returns. Call Run once at a time.
func (w *Watch) Run(ctx context.Context, report func(Event)) error {
	told := false // that the reader is gone
	backoff := firstBackoff
	for {
		err := w.session(ctx, func(e Event) {
			if e.Kind == Back {
				told, backoff = false, firstBackoff
			}
			report(e)
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !told {
			told = true
			report(Event{Kind: Gone, Err: err})
		}
		if err := wait(ctx, backoff); err != nil {
			return err
		}
		backoff = min(2*backoff, lastBackoff)
	}
}

// session opens the line, wakes the module and watches it until something
// fails; it returns what.
func (w *Watch) session(ctx context.Context, report func(Event)) (err error) {
	port, err := w.open(ctx)
	if err != nil {
		return fmt.Errorf("cardwatch: %w", err)
	}
	defer func() { err = errors.Join(err, port.Close()) }()
	dev, err := samv.New(port, &w.opts.Module)
	if err != nil {
		return fmt.Errorf("cardwatch: %w", err)
	}
	r := &reader{dev: dev, opts: w.opts, report: report, wanted: w.wanted, claim: w.claim}
	if r.opts.Presence == nil { // another module may be there now
		r.finding = &finding{}
		r.opts.Presence = r.finding
	}
	found, err := r.wake(ctx)
	if err != nil {
		return fmt.Errorf("cardwatch: %w", err)
	}
	report(Event{Kind: Back})
	return r.watch(ctx, found)
}

// wait waits for d, or until ctx is done.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
