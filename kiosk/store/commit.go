package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"linli/kiosk"
)

// maxGroup is how many requests share one commit at most.
const maxGroup = 256

// op is one change of the store.
type op interface {
	// apply does it within the batch. An error that leaves the batch as it
	// was refuses this op alone; put faults are kept by the batch and undo
	// all of it.
	apply(b *batch) error
	// settled tells, after a commit that may or may not have happened and
	// reading the file anew, whether the op stands in it.
	settled(b *batch) (bool, error)
	// grows tells that a full store refuses this op.
	grows() bool
}

type request struct {
	ctx  context.Context
	op   op
	err  error
	done chan struct{} // closed when err and the op's results stand

	taken    atomic.Bool // by the committer, or by a caller that goes away
	accepted bool        // by the transaction of which nothing is known yet
}

func newRequest(ctx context.Context, o op) *request {
	return &request{ctx: ctx, op: o, done: make(chan struct{})}
}

// do hands o to the committer and waits for the disk, at most Options.Wait.
// When ctx ends first it returns ErrUnknown with the context's error: the op
// may or may not come to stand.
func (s *Store) do(ctx context.Context, o op) error {
	timer := time.NewTimer(s.opts.Wait)
	defer timer.Stop()
	r := newRequest(ctx, o)
	select {
	case s.requests <- r:
	case <-s.ended:
		return ErrClosed
	case <-ctx.Done():
		return fmt.Errorf("store: the disk is busy: %w", ctx.Err())
	case <-timer.C:
		return fmt.Errorf("store: the disk is busy: %w", context.DeadlineExceeded)
	}
	gone := context.DeadlineExceeded
	select {
	case <-r.done:
		return r.err
	case <-s.ended:
		select {
		case <-r.done:
			return r.err
		default:
			return ErrClosed // nobody takes it any more
		}
	case <-ctx.Done():
		gone = ctx.Err()
	case <-timer.C:
	}
	if r.taken.CompareAndSwap(false, true) {
		return fmt.Errorf("store: the disk is busy: %w", gone)
	}
	return fmt.Errorf("%w: %w", ErrUnknown, gone)
}

// run is the committer: the only goroutine that writes.
func (s *Store) run() {
	defer close(s.ended)
	idle := time.NewTimer(s.opts.Idle)
	defer idle.Stop()
	for {
		select {
		case <-idle.C:
			s.tidy()
		case r := <-s.requests:
			rs := s.group(r)
			n := len(rs)
			s.commit(rs)
			s.crowd = n + len(s.requests)
		case <-s.ackDue:
			s.commit(nil)
		case c := <-s.chores:
			c.done <- c.do()
		case <-s.closing:
			if s.file.isOpen() {
				s.commit(nil)
			}
			s.closeErr = s.file.close()
			return
		}
		idle.Reset(s.opts.Idle)
	}
}

// The committer lets others run before it commits for fewer than the crowd that
// was just answered or waits: they come again within microseconds, and a flush
// for all costs what one for half of them does. Who is alone waits for nobody.
const (
	patience = 200 * time.Microsecond
	turns    = 1024 // ends it where the clock stands still
)

// group takes what waits besides first.
func (s *Store) group(first *request) []*request {
	rs := append(make([]*request, 0, max(s.crowd, 1)), first)
	start := time.Now()
	for turn := 0; len(rs) < maxGroup; turn++ {
		select {
		case r := <-s.requests:
			rs = append(rs, r)
			continue
		default:
		}
		if turn > 0 && len(rs) >= s.crowd || turn > turns || time.Since(start) > patience {
			break
		}
		runtime.Gosched()
	}
	return rs
}

// commit applies rs in one transaction and answers all of them.
func (s *Store) commit(rs []*request) {
	s.commitTaken(stillWanted(rs))
}

// commitTaken is commit for requests whose callers wait for the answer.
func (s *Store) commitTaken(rs []*request) {
	if err := s.reattach(); err != nil {
		answer(rs, fmt.Errorf("%w: %w", ErrUnknown, err))
		return
	}
	s.ballastAgain()
	err := s.apply(rs)
	if errors.Is(err, berrors.ErrMaxSizeReached) {
		rs = refuseGrowing(rs)
		err = s.apply(rs)
	}
	switch {
	case err == nil:
		for _, r := range rs {
			close(r.done)
		}
	case errors.Is(err, berrors.ErrMaxSizeReached):
		answer(rs, ErrFull)
	default:
		s.settle(rs, err)
	}
}

func answer(rs []*request, err error) {
	for _, r := range rs {
		r.err = err
		close(r.done)
	}
}

// stillWanted answers those whose caller has gone, so that nothing is kept
// that nobody asked for any more.
func stillWanted(rs []*request) []*request {
	wanted := rs[:0]
	for _, r := range rs {
		if r.ctx.Err() == nil && r.taken.CompareAndSwap(false, true) {
			wanted = append(wanted, r)
		} else {
			answer([]*request{r}, fmt.Errorf("store: the caller has gone: %w", context.Cause(r.ctx)))
		}
	}
	return wanted
}

func refuseGrowing(rs []*request) []*request {
	rest := rs[:0]
	for _, r := range rs {
		if r.op.grows() {
			answer([]*request{r}, ErrFull)
			continue
		}
		rest = append(rest, r)
	}
	return rest
}

// apply runs one transaction. When it returns nil, each request's err is its
// own answer and what was accepted is durable. ErrMaxSizeReached means that
// nothing was kept; any other error that it is not known.
func (s *Store) apply(rs []*request) error {
	var b *batch
	err := s.file.update(func(tx *bolt.Tx) (bool, error) {
		b = s.newBatch(tx)
		if err := b.applyAcks(s.pendingAcks()); err != nil {
			return false, err
		}
		for _, r := range rs {
			r.accepted = false
		}
		for _, r := range rs {
			r.err = r.op.apply(b)
			r.accepted = r.err == nil
			if b.broken != nil {
				return false, b.broken
			}
		}
		if !b.dirty {
			return false, nil
		}
		if b.appendAll(); b.broken != nil {
			return false, b.broken
		}
		if err := putState(tx, &b.state); err != nil {
			return false, err
		}
		return true, s.opts.point("applied")
	})
	if err == nil && b.dirty {
		err = s.opts.point("committed")
	}
	if err != nil {
		return err
	}
	s.publish(b)
	return nil
}

// publish makes a durable batch visible to readers.
func (s *Store) publish(b *batch) {
	if !b.dirty {
		return
	}
	s.mu.Lock()
	s.book.state, s.book.waiting = b.state, b.waiting
	for day, visits := range b.forgotten {
		s.book.forget(day, visits)
	}
	for _, r := range b.added {
		s.book.add(r)
	}
	if b.leases != nil {
		s.book.leases = *b.leases
	}
	s.book.published = max(s.book.published, b.published)
	s.mu.Unlock()
	if b.appended {
		signal(s.wake)
	}
	if b.moreAcks {
		signal(s.ackDue)
	}
}

// settle answers rs after a commit of which nothing is known: it opens the
// file again, examined like the first time, and looks what stands in it.
func (s *Store) settle(rs []*request, cause error) {
	s.log.Error(kiosk.EventStoreTrouble, "op", "commit", "err", cause)
	s.suspect()
	relieved := s.relieve(cause)
	if err := s.file.close(); err != nil {
		s.log.Error(kiosk.EventStoreTrouble, "op", "close", "err", err)
	}
	if err := s.reattach(); err != nil {
		s.log.Error(kiosk.EventStoreTrouble, "op", "open again", "err", err)
		answer(rs, fmt.Errorf("%w: %w", ErrUnknown, cause))
		return
	}
	var again []*request // what may be written now that there is room for it
	for _, r := range rs {
		err := s.verdict(r, cause)
		if err != nil && relieved && r.accepted && !r.op.grows() {
			again = append(again, r)
			continue
		}
		answer([]*request{r}, err)
	}
	if len(again) > 0 {
		s.commitTaken(again)
	}
}

// verdict looks whether a request stands in the file after all.
func (s *Store) verdict(r *request, cause error) error {
	if r.err != nil {
		return r.err // refused before the commit
	}
	var stands bool
	err := s.file.view(func(tx *bolt.Tx) (err error) {
		stands, err = r.op.settled(s.newBatch(tx))
		return err
	})
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUnknown, err)
	case stands && r.accepted:
		return nil
	default:
		return fmt.Errorf("store: not kept: %w", cause)
	}
}

// reattach opens the file again unless it is open, and commits once to see
// that the disk takes it.
func (s *Store) reattach() error {
	if s.file.isOpen() {
		return nil
	}
	if _, err := s.attach(); err != nil {
		return err
	}
	if err := s.apply([]*request{newRequest(context.Background(), touch{})}); err != nil {
		return errors.Join(err, s.file.close())
	}
	return nil
}

// touch is an op that changes nothing and yet commits.
type touch struct{}

func (touch) apply(b *batch) error         { b.dirty = true; return nil }
func (touch) settled(*batch) (bool, error) { return true, nil }
func (touch) grows() bool                  { return false }
