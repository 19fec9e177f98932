// Package parcel takes in files of batches that a technician brings from
// terminals without a line. They go the same way as a Push: what the ledger
// has is dropped, what follows is kept, so that a parcel may be brought twice
// and a terminal may send the same records later.
//
// It refuses a parcel that is not whole, or that holds records of a terminal
// that may not bring any, before it keeps anything of it; to look into a
// record; and to go on after a hole unless it is told that what is missing will
// never come.
package parcel

import (
	"context"
	"errors"
	"fmt"
	"io"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Push keeps what follows of a batch and answers as the office does. It blocks
// until the disk has answered; after an error it is not known what is kept, and
// asking again is right.
type Push func(ctx context.Context, batch *linlipb.PushRequest) (*linlipb.PushResponse, error)

// ErrHole is returned when records before a batch are neither in the ledger
// nor in the parcel. What stands before the hole is kept.
var ErrHole = errors.New("parcel: records before these are missing")

// ErrTerminal is returned when a parcel holds records of a terminal that
// Options.Admit refuses. Nothing of the parcel is kept.
var ErrTerminal = errors.New("parcel: records of a terminal that may not bring any")

// Line is what became of one stream of one terminal.
type Line struct {
	Device string `json:"device"`
	Stream string `json:"stream"`
	Taken  int    `json:"taken"` // kept now
	Known  int    `json:"known"` // were in the ledger before
	Moved  int    `json:"moved"` // of these two, records of another history: they stand in an epoch of their own
}

// Options choose how a parcel is taken in.
type Options struct {
	// AfterHole takes in records whose predecessors are missing, under an
	// epoch of their own.
	AfterHole bool
	// Admit returns an error for a terminal whose records are not taken. A
	// parcel proves nothing about who wrote it: anyone can seal to the office.
	// Nil admits all.
	Admit func(device string) error
}

// Take verifies the whole of r, then hands its batches to push. It returns what
// became of each stream, also when an error ends it; then the same parcel can
// be brought again.
func Take(ctx context.Context, r io.ReadSeeker, push Push, opts Options) ([]Line, error) {
	look := func(b *linlipb.PushRequest) error { return errors.Join(ctx.Err(), opts.admit(b.GetDevice())) }
	if err := wire.ReadParcel(r, look); err != nil {
		return nil, fmt.Errorf("parcel: %w", err)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("parcel: %w", err)
	}
	t := &taking{push: push, opts: opts, moved: map[place]*end{}, begun: map[place]bool{}}
	err := wire.ReadParcel(r, func(batch *linlipb.PushRequest) error { return t.take(ctx, batch) })
	if err != nil {
		return t.lines, fmt.Errorf("parcel: %w", err)
	}
	return t.lines, nil
}

func (o Options) admit(device string) error {
	if o.Admit == nil {
		return nil
	}
	if err := o.Admit(device); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrTerminal, device, err)
	}
	return nil
}

// place names an epoch of a stream.
type place struct {
	device string
	stream linlipb.Stream
	epoch  string
}

func placeOf(b *linlipb.PushRequest) place {
	return place{b.GetDevice(), b.GetStream(), string(b.GetEpoch())}
}

// end is where an epoch that was begun here has come to.
type end struct {
	epoch []byte
	seq   uint64
	hash  []byte
}

type taking struct {
	push  Push
	opts  Options
	moved map[place]*end // where what does not fit into an epoch goes on
	begun map[place]bool // the epochs that were begun so
	lines []Line
}

// take hands one batch on. As a terminal does it, a batch that forks comes
// again in halves, and a record that forks alone begins wire.NextEpoch, into
// which all that follows moves.
func (t *taking) take(ctx context.Context, batch *linlipb.PushRequest) error {
	if len(batch.GetRecords()) == 0 {
		return nil
	}
	for to := t.moved[placeOf(batch)]; to != nil; to = t.moved[placeOf(batch)] {
		batch = to.append(batch)
	}
	before, err := t.push(ctx, question(batch))
	if err != nil {
		return err
	}
	resp, err := t.push(ctx, batch)
	if err != nil {
		return err
	}
	n := uint64(len(batch.GetRecords()))
	first, through := batch.GetFirstSeq(), resp.GetDurableThrough()
	switch {
	case resp.GetFork() && n > 1:
		head, tail := halves(batch)
		if err := t.take(ctx, head); err != nil {
			return err
		}
		return t.take(ctx, tail)
	case resp.GetFork():
		return t.begin(ctx, batch)
	case through+1 < first && t.opts.AfterHole:
		return t.begin(ctx, batch)
	case through+1 < first:
		return fmt.Errorf("%w: %s, stream %s, from record %d: the office has %d",
			ErrHole, batch.GetDevice(), batch.GetStream(), first, through)
	case through < first+n-1:
		return fmt.Errorf("the office kept %d records of %d", through+1-first, n)
	}
	known := min(n, max(before.GetDurableThrough(), first-1)-(first-1))
	t.count(batch, n-known, known)
	return nil
}

// question is a batch without records: it asks how far its stream is kept.
func question(batch *linlipb.PushRequest) *linlipb.PushRequest {
	return &linlipb.PushRequest{
		Device: batch.GetDevice(), Stream: batch.GetStream(), Epoch: batch.GetEpoch(),
		FirstSeq: 1, Prev: make([]byte, wire.HashSize),
	}
}

// halves splits a batch of two records or more.
func halves(batch *linlipb.PushRequest) (head, tail *linlipb.PushRequest) {
	half := len(batch.GetRecords()) / 2
	head = &linlipb.PushRequest{
		Device: batch.GetDevice(), Stream: batch.GetStream(), Epoch: batch.GetEpoch(),
		FirstSeq: batch.GetFirstSeq(), Prev: batch.GetPrev(), Records: batch.GetRecords()[:half],
	}
	tail = &linlipb.PushRequest{
		Device: batch.GetDevice(), Stream: batch.GetStream(), Epoch: batch.GetEpoch(),
		FirstSeq: batch.GetFirstSeq() + uint64(half), Prev: lastHash(head), Records: batch.GetRecords()[half:],
	}
	return head, tail
}

func lastHash(batch *linlipb.PushRequest) []byte {
	last := batch.GetPrev()
	for _, hash := range wire.Chain(batch) {
		last = hash[:]
	}
	return last
}

// begin opens the next epoch at the first record of batch.
func (t *taking) begin(ctx context.Context, batch *linlipb.PushRequest) error {
	for _, hash := range wire.Chain(batch) {
		epoch := wire.NextEpoch(batch.GetEpoch(), hash)
		next := &end{epoch: epoch[:], hash: make([]byte, wire.HashSize)}
		t.moved[placeOf(batch)] = next
		t.begun[place{batch.GetDevice(), batch.GetStream(), string(epoch[:])}] = true
		break
	}
	return t.take(ctx, batch)
}

// append gives the records of batch their place after the end.
func (e *end) append(batch *linlipb.PushRequest) *linlipb.PushRequest {
	placed := &linlipb.PushRequest{
		Device: batch.GetDevice(), Stream: batch.GetStream(), Epoch: e.epoch,
		FirstSeq: e.seq + 1, Prev: e.hash, Records: batch.GetRecords(),
	}
	e.seq += uint64(len(batch.GetRecords()))
	e.hash = lastHash(placed)
	return placed
}

// count adds to the line of batch.
func (t *taking) count(batch *linlipb.PushRequest, taken, known uint64) {
	line := t.line(batch.GetDevice(), streamName(batch.GetStream()))
	line.Taken += int(taken)
	line.Known += int(known)
	if t.begun[placeOf(batch)] {
		line.Moved += int(taken + known)
	}
}

func (t *taking) line(device, stream string) *Line {
	for i := range t.lines {
		if l := &t.lines[i]; l.Device == device && l.Stream == stream {
			return l
		}
	}
	t.lines = append(t.lines, Line{Device: device, Stream: stream})
	return &t.lines[len(t.lines)-1]
}

func streamName(s linlipb.Stream) string {
	if s == linlipb.Stream_STREAM_LIVE {
		return "live"
	}
	return "bulk"
}
