// Package store keeps what a terminal must not lose, in one bbolt file: the
// sealed records that wait for the office, the ticket numbers that are taken,
// and the print jobs. Submit is the commit point of a visit: number, record
// and print job become durable together or not at all. docs/store.md describes
// the file.
//
// It refuses to keep personal data outside the seal, to delete a record that
// the office has not acknowledged, to give one visit two numbers, to reprint
// by itself, and to answer before the disk has answered.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// What a call can fail with, besides the error of its context. Calls that the
// terminal makes wrap these in *kiosk.Error with code StoreFailed.
var (
	ErrUnknown   = errors.New("store: not known whether it is kept")
	ErrFull      = errors.New("store: no room for new tickets")
	ErrClosed    = errors.New("store: not open")
	ErrDamaged   = errors.New("store: file is damaged")
	ErrNoJob     = errors.New("store: no such print job")
	ErrJobState  = errors.New("store: print job is not in a state for this")
	ErrExhausted = errors.New("store: no ticket number left for this day")
	ErrRefused   = errors.New("store: submission is not complete")
	ErrDevice    = errors.New("store: file belongs to another terminal")
)

// Store is one open file. Its methods are safe for concurrent use.
type Store struct {
	path      string
	opts      Options
	log       *slog.Logger
	file      *file
	requests  chan *request
	chores    chan *chore
	wake      chan struct{}
	ackDue    chan struct{}
	closing   chan struct{}
	ended     chan struct{} // closed when the committer has gone
	closed    sync.Once
	closeErr  error // of the file; read after ended
	opened    Outcome
	unended   []Promise // when the terminal went down
	ballast   ballast   // the committer's
	crowd     int       // how many shared the commit before; the committer's
	suspected bool      // a commit failed and the file is not rewritten; the committer's

	mu     sync.RWMutex              // protects the fields below
	book   *book                     // what stands durable; only the committer writes it
	acks   map[linlipb.Stream]uint64 // through which sequence the office keeps them
	ackSet bool                      // a timer will commit acks
	heard  heard                     // of the office since this start

	claimed map[kiosk.PrintJobID]bool // Printing, by a caller who was told so
}

// Open examines the file at path, opens it, and makes it first if it is not
// there. A damaged file is put aside as Preflight says. Print jobs that had no
// end when the terminal went down become PrintUncertain. It waits at
// most 2 s for the file's lock, plus the time to read the file once: about 10
// us per waiting record.
func Open(path string, opts *Options) (*Store, error) {
	o, err := opts.complete()
	if err != nil {
		return nil, err
	}
	s := &Store{
		path: path, opts: o, log: o.Logger,
		file:     &file{},
		requests: make(chan *request, maxGroup),
		chores:   make(chan *chore),
		wake:     make(chan struct{}, 1),
		ackDue:   make(chan struct{}, 1),
		closing:  make(chan struct{}),
		ended:    make(chan struct{}),
		acks:     map[linlipb.Stream]uint64{},
		claimed:  map[kiosk.PrintJobID]bool{},
	}
	if s.opened, err = s.attach(); err != nil {
		return nil, err
	}
	s.ballast = ballast{path: path + ballastMark, size: o.Ballast}
	s.firstBallast()
	begun := &boot{}
	start := newRequest(context.Background(), begun)
	if err := errors.Join(s.apply([]*request{start}), start.err); err != nil {
		return nil, errors.Join(fmt.Errorf("store: open %s: %w", path, err), s.file.close())
	}
	s.unended = begun.unended
	signal(s.wake)
	go s.run()
	return s, nil
}

// attach brings the file in: examined, opened and read.
func (s *Store) attach() (Outcome, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*examineWait+rescueTime)
	defer cancel()
	outcome, err := preflight(ctx, s.path, &s.opts)
	if err != nil {
		return outcome, err
	}
	outcome.tell(s.log)
	if err := s.settleDisk(); err != nil {
		return outcome, err
	}
	if err := s.file.open(s.path, s.opts.MaxSize); err != nil {
		return outcome, err
	}
	if err := layOut(s.path, s.opts.room()); err != nil {
		s.log.Warn(kiosk.EventStoreTrouble, "op", "lay out", "err", err) // slower, no less sure
	}
	b, err := s.readBook()
	if err != nil {
		return outcome, errors.Join(err, s.file.close())
	}
	s.adopt(b, outcome.Created || outcome.Damage != nil)
	return outcome, nil
}

// Opened tells what Open found. It does not block.
func (s *Store) Opened() Outcome { return s.opened }

// Close commits the acknowledgements that wait, answers calls under way with
// ErrClosed or their result, and closes the file. It blocks for one commit, at
// most Options.Wait.
func (s *Store) Close() error {
	s.closed.Do(func() { close(s.closing) })
	timer := time.NewTimer(s.opts.Wait)
	defer timer.Stop()
	select {
	case <-s.ended:
		return s.closeErr
	case <-timer.C:
		return fmt.Errorf("%w: the disk is busy", ErrUnknown)
	}
}

// Wake gets a value when records may wait for the office. It has one reader.
func (s *Store) Wake() <-chan struct{} { return s.wake }

// signal leaves a value in c unless one is there.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// failed dresses an error for the terminal.
func failed(op string, err error) error {
	return &kiosk.Error{Code: codeOf(err), Op: op, Err: err}
}
