// Package ingest is the desk where records arrive. It checks the frame of a
// batch, its sequence and its hash chain, stores first, and only then opens
// what it stored and hands it to the desks that show it. A record that cannot
// be opened or understood is set aside for staff and holds up nothing.
//
// It refuses to judge content before it is stored, to answer for a record that
// is not on the disk, and to mend a broken chain.
package ingest

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// MaxWait is the longest a Pull is held.
const MaxWait = 50 * time.Second

// appendTimeout ends well before a terminal gives its call up.
const appendTimeout = 15 * time.Second

// leaseTimeout bounds what leasing numbers takes from a Pull.
const leaseTimeout = 5 * time.Second

// Hall is what Pull tells terminals about.
type Hall interface {
	// Wait returns the hall's state at once when its revision differs from
	// after, else when it changes or ctx ends; it never returns an error
	// because there is always a state to tell.
	Wait(ctx context.Context, after uint64) *linlipb.PullResponse
}

// Leases are the ticket numbers of terminals; lease.Desk is documented there.
type Leases interface {
	// Lease returns the revision of a terminal's leases, and all of them when
	// that is not the one it asked with. It blocks for a commit at most.
	Lease(ctx context.Context, req *linlipb.PullRequest) (revision uint64, leases []*linlipb.NumberLease, err error)
}

// Desk answers terminals. It is safe for concurrent use.
type Desk struct {
	intake  *gatherer
	hall    Hall
	leasing chan struct{} // one taken while numbers are leased
	leases  Leases        // nil: this office leases no numbers
	log     *slog.Logger
	now     func() time.Time
	stored  func() // told after each commit
	pace    pacer  // of Pulls
}

var _ linlipbconnect.SyncHandler = (*Desk)(nil)

// NewDesk returns a desk that writes to ledger, tells terminals about hall and
// calls stored, which must not block, after each commit that kept something.
func NewDesk(ledger office.Ledger, hall Hall, log *slog.Logger, now func() time.Time, stored func()) *Desk {
	return &Desk{intake: newGatherer(ledger), leasing: make(chan struct{}, 1), hall: hall, log: log, now: now, stored: stored}
}

// LeaseFrom has Pull lease numbers. Call it before the desk is used.
func (d *Desk) LeaseFrom(l Leases) { d.leases = l }

// Push keeps what follows of a batch and answers how far its line is durable.
// A batch that is badly framed is refused as invalid; trouble with the ledger
// answers unavailable, and the terminal asks again. So does an office that has
// too much to do, with the time to come again in the header Retry-After.
func (d *Desk) Push(ctx context.Context, req *connect.Request[linlipb.PushRequest]) (*connect.Response[linlipb.PushResponse], error) {
	batch, began := req.Msg, time.Now()
	if err := wire.CheckBatch(batch); err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	resp := &linlipb.PushResponse{MaxBatch: wire.MaxRecords}
	var what verdict
	var kept int
	entries := entriesOf(batch, d.now())
	claim := &office.Claim{Line: lineOf(batch), UpTo: lastSeq(batch), Admit: func(mark office.Mark) ([]office.Entry, error) {
		var fresh []office.Entry
		fresh, what = admit(batch, entries, mark)
		place(batch, fresh, mark)
		kept = len(fresh)
		resp.DurableThrough = mark.Through + uint64(kept)
		return fresh, nil
	}}
	if err := d.intake.append(ctx, claim, len(entries)); err != nil {
		return nil, d.notKept(ctx, batch.GetDevice(), err)
	}
	if kept > 0 {
		d.stored()
	}
	d.report(batch, what, resp.DurableThrough)
	resp.Fork = what == fork
	resp.ServerMs, resp.TookMs = d.now().UnixMilli(), uint32(time.Since(began).Milliseconds())
	return connect.NewResponse(resp), nil
}

// notKept is the answer to a batch that err kept out of the ledger.
func (d *Desk) notKept(ctx context.Context, device string, err error) error {
	var busy *busyError
	if errors.As(err, &busy) {
		d.log.Debug(kiosk.EventOfficeBusy, "device", device, "wait", busy.away)
		return busy.answer()
	}
	if ctx.Err() == nil { // else nobody is there any more
		d.log.Error(kiosk.EventOfficeTrouble, "device", device, "err", err)
	}
	return connect.NewError(connect.CodeUnavailable, errors.New("ledger unavailable"))
}

func (d *Desk) report(batch *linlipb.PushRequest, what verdict, through uint64) {
	attrs := []any{"device", batch.GetDevice(), "stream", batch.GetStream().String(),
		"first", batch.GetFirstSeq(), "records", len(batch.GetRecords()), "through", through}
	switch what {
	case fork:
		d.log.Warn(kiosk.EventBatchFork, attrs...)
	case gap:
		d.log.Warn(kiosk.EventBatchGap, attrs...)
	case follows:
		d.log.Debug(kiosk.EventBatchKept, attrs...)
	}
}

// Pull answers with the state of the hall, at once when it is not the revision
// the terminal knows or when there are numbers for it, else when it changes or
// the wait is over.
func (d *Desk) Pull(ctx context.Context, req *connect.Request[linlipb.PullRequest]) (*connect.Response[linlipb.PullResponse], error) {
	wait := min(time.Duration(req.Msg.GetWaitMs())*time.Millisecond, MaxWait)
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	revision, leases := d.lease(ctx, req.Msg)
	// A terminal without leases asks for an answer at once when it comes, and
	// one that knows of none must not be answered at once for ever.
	if asked := req.Msg.GetLeaseRevision(); asked != 0 && asked != revision {
		cancel()
	}
	resp := d.hall.Wait(ctx, req.Msg.GetAfterRevision())
	resp.LeaseRevision, resp.Leases = revision, leases
	resp.ServerMs = d.now().UnixMilli()
	resp.RetryAfterMs = uint32(d.pace.turn(d.now(), pullGap, longestSlot).Milliseconds())
	return connect.NewResponse(resp), nil
}

// lease returns the numbers of a terminal. It goes on with those it has when
// the office has none to tell.
func (d *Desk) lease(ctx context.Context, req *linlipb.PullRequest) (uint64, []*linlipb.NumberLease) {
	if d.leases == nil {
		return req.GetLeaseRevision(), nil
	}
	// Numbers are granted or not, however little the terminal wants to wait.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseTimeout)
	defer cancel()
	// One after another: thousands that come back at once would fill the
	// database with questions, and records would wait behind them.
	select {
	case d.leasing <- struct{}{}:
		defer func() { <-d.leasing }()
	case <-ctx.Done():
		return req.GetLeaseRevision(), nil
	}
	revision, leases, err := d.leases.Lease(ctx, req)
	if err != nil {
		d.log.Error(kiosk.EventOfficeTrouble, "device", req.GetDevice(), "err", err)
		return req.GetLeaseRevision(), nil
	}
	return revision, leases
}

func lineOf(batch *linlipb.PushRequest) office.Line {
	l := office.Line{Device: batch.GetDevice(), Stream: batch.GetStream()}
	copy(l.Epoch[:], batch.GetEpoch())
	return l
}
