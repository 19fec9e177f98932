package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
	"linli/sync/wire"
)

// keepAtHand is how many ended jobs may stay in bucketJobs before they move to
// bucketDone together. A handful fits into the page that every commit writes
// anyway.
const keepAtHand = 4

// latestJobs is how far back jobs are looked through for that.
const latestJobs = 64

// BeginPrint makes a job that is PrintPending or NotPrinted Printing, durable
// before it returns: call it before the first byte goes to the printer. It
// refuses any other state with ErrJobState and blocks for one commit, at most
// Options.Wait. Its errors are *kiosk.Error with code StoreFailed.
func (s *Store) BeginPrint(ctx context.Context, job kiosk.PrintJobID) error {
	o := &begin{job: job, from: func(p kiosk.PrintState) bool {
		return p == kiosk.PrintPending || p == kiosk.NotPrinted
	}}
	if err := s.do(ctx, o); err != nil {
		return failed("begin print", err)
	}
	s.claim(job)
	return nil
}

// BeginReprint is BeginPrint for a job in any state but Printing, once a person
// has asked for it. The paper must say that it is a reprint.
func (s *Store) BeginReprint(ctx context.Context, job kiosk.PrintJobID) error {
	o := &begin{job: job, from: func(p kiosk.PrintState) bool { return p != kiosk.Printing }}
	if err := s.do(ctx, o); err != nil {
		return failed("begin reprint", err)
	}
	s.claim(job)
	return nil
}

// EndPrint brings the end of a job that is Printing, and queues the office's
// record of it in the same commit. Telling the same end twice is no error and
// makes no second record; anything else is refused with ErrJobState. It blocks
// for one commit, at most Options.Wait. Its errors are *kiosk.Error with code
// StoreFailed.
func (s *Store) EndPrint(ctx context.Context, job kiosk.PrintJobID, end kiosk.PrintState) error {
	if err := s.do(ctx, &finish{job: job, end: end}); err != nil {
		return failed("end print", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.claimed, job)
	return nil
}

// claim gives a job that is Printing to one caller: it tells whether nobody had
// it. A Submit of which nothing was known leaves its job to the next one.
func (s *Store) claim(job kiosk.PrintJobID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	had := s.claimed[job]
	s.claimed[job] = true
	return !had
}

// Job returns one job, or ErrNoJob.
func (s *Store) Job(id kiosk.PrintJobID) (Job, error) {
	var r row
	err := s.file.view(func(tx *bolt.Tx) (err error) {
		r, _, err = findRow(tx, id, s.opts.Zone)
		return err
	})
	if err != nil {
		return Job{}, failed("read print job", err)
	}
	return r.Job, nil
}

// Jobs returns the jobs that stand in one of states, or every job that is kept
// when none is named: up to 40 business days of them. The latest comes last.
func (s *Store) Jobs(ctx context.Context, states ...kiosk.PrintState) ([]Job, error) {
	var jobs []Job
	err := s.file.view(func(tx *bolt.Tx) error {
		return eachRow(tx, s.opts.Zone, func(r row) error {
			if len(states) == 0 || slices.Contains(states, r.State) {
				jobs = append(jobs, r.Job)
			}
			return ctx.Err()
		})
	})
	if err != nil {
		return nil, failed("read print jobs", err)
	}
	slices.SortFunc(jobs, func(a, b Job) int { return cmp.Compare(a.ID, b.ID) })
	return jobs, nil
}

// begin is the op behind BeginPrint and BeginReprint.
type begin struct {
	job  kiosk.PrintJobID
	from func(kiosk.PrintState) bool
}

func (o *begin) grows() bool { return false }

func (o *begin) settled(b *batch) (bool, error) { return stands(b, o.job, kiosk.Printing) }

func (o *begin) apply(b *batch) error {
	r, in, err := findRow(b.tx, o.job, b.opts.Zone)
	if err != nil {
		return err
	}
	if !o.from(r.State) {
		return fmt.Errorf("%w: job %d is %s", ErrJobState, r.ID, r.State)
	}
	r.State = kiosk.Printing
	if in == bucketDone {
		b.delete(bucketDone, key(uint64(r.ID)))
	}
	b.putRow(bucketJobs, &r)
	return nil
}

// finish is the op behind EndPrint.
type finish struct {
	job kiosk.PrintJobID
	end kiosk.PrintState
}

func (o *finish) grows() bool { return false }

func (o *finish) settled(b *batch) (bool, error) { return stands(b, o.job, o.end) }

func (o *finish) apply(b *batch) error {
	if !ended(o.end) {
		return fmt.Errorf("%w: %s is not an end", ErrJobState, o.end)
	}
	r, _, err := findRow(b.tx, o.job, b.opts.Zone)
	switch {
	case err != nil:
		return err
	case r.State == o.end:
		return nil
	case r.State != kiosk.Printing:
		return fmt.Errorf("%w: job %d is %s", ErrJobState, r.ID, r.State)
	}
	if err := b.endPrint(r, o.end); err != nil {
		return err
	}
	b.retire()
	return nil
}

// endPrint ends a job and appends the record of it.
func (b *batch) endPrint(r row, end kiosk.PrintState) error {
	payload, err := wire.PrintEndedPayload(r.Ticket.Visit, r.Ticket.ID, r.ID, end)
	if err != nil {
		return fmt.Errorf("store: payload: %w", err)
	}
	if err := b.record(streamOf(&r), payload); err != nil {
		return err
	}
	r.State = end
	b.putRow(bucketJobs, &r)
	return nil
}

// retire moves the jobs that have ended to bucketDone when there are more than
// a handful among the latest. Older ones that wait for a printer for ever are
// not looked at each time.
func (b *batch) retire() {
	latest, err := b.rows(bucketJobs, latestJobs)
	if err != nil {
		b.spoil(err)
		return
	}
	over := slices.DeleteFunc(latest, func(r row) bool { return !ended(r.State) })
	if len(over) <= keepAtHand {
		return
	}
	for i := range over {
		b.delete(bucketJobs, key(uint64(over[i].ID)))
		b.putRow(bucketDone, &over[i])
	}
}

// rows returns the latest jobs of a bucket, at most limit of them.
func (b *batch) rows(name string, limit int) ([]row, error) {
	bk, err := bucket(b.tx, name)
	if err != nil {
		return nil, err
	}
	var rows []row
	c := bk.Cursor()
	for k, cell := c.Last(); k != nil && len(rows) < limit; k, cell = c.Prev() {
		r, err := decodeRow(k, cell, b.opts.Zone)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func stands(b *batch, id kiosk.PrintJobID, want kiosk.PrintState) (bool, error) {
	r, _, err := findRow(b.tx, id, b.opts.Zone)
	return err == nil && r.State == want, err
}

// boot is the op that Open begins with: one more start, and no job is left
// open. One that had not begun counts as uncertain too: whoever waited for it is
// gone, and only a person may ask for paper now.
type boot struct{ unended []Promise }

func (*boot) grows() bool { return false }

func (*boot) settled(*batch) (bool, error) { return true, nil }

func (o *boot) apply(b *batch) error {
	b.dirty = true
	b.state.Boot++
	all, err := b.rows(bucketJobs, math.MaxInt)
	if err != nil {
		return err
	}
	o.unended = nil
	for _, r := range all {
		if ended(r.State) {
			continue
		}
		if err := b.endPrint(r, kiosk.PrintUncertain); err != nil {
			return err
		}
		r.State = kiosk.PrintUncertain
		o.unended = append(o.unended, promiseOf(&r))
	}
	slices.Reverse(o.unended) // rows has the latest first
	b.retire()
	return nil
}
