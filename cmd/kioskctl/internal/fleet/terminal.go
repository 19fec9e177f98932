package fleet

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
	"linli/sync/uplink"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// terminal is a simulated one: a queue whose records are made when they are
// asked for, and kept until the office has them, so that a batch that is sent
// again is the same.
type terminal struct {
	name    string
	epoch   []byte
	sealer  *wire.Sealer
	backlog backlog

	mu      sync.Mutex // protects the fields below
	made    []*linlipb.Record
	hashes  [][]byte // of made, each
	acked   uint64
	prev    []byte    // hash of record acked
	reached time.Time // the office answered first after the outage
	drained time.Time // nothing waited any more
	failed  int       // calls that brought nothing after the outage
}

var _ uplink.Queue = (*terminal)(nil)

// backlog is what every terminal took while it was off-line.
type backlog struct {
	records uint64
	began   time.Time
	every   time.Duration // between records
}

func newTerminal(i int, sealer *wire.Sealer, b backlog) *terminal {
	epoch := make([]byte, wire.EpochSize)
	rand.Read(epoch) //nolint:errcheck // documented never to fail
	return &terminal{name: fmt.Sprintf("F%05d", i), epoch: epoch, sealer: sealer, backlog: b, prev: make([]byte, wire.HashSize)}
}

// Next implements uplink.Queue.
func (t *terminal) Next(_ context.Context, stream linlipb.Stream, maxRecords, maxBytes int) (*linlipb.PushRequest, error) {
	if stream != linlipb.Stream_STREAM_LIVE {
		return nil, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	want := int(min(uint64(maxRecords), t.backlog.records-t.acked))
	for len(t.made) < want {
		if err := t.make(); err != nil {
			return nil, err
		}
	}
	size, n := 0, 0
	for n < want && (n == 0 || size+len(t.made[n].GetSealed()) <= maxBytes) {
		size += len(t.made[n].GetSealed())
		n++
	}
	if n == 0 {
		return nil, nil
	}
	return &linlipb.PushRequest{Device: t.name, Stream: stream, Epoch: t.epoch,
		FirstSeq: t.acked + 1, Prev: t.prev, Records: t.made[:n:n]}, nil
}

// prepare makes the first batch ahead, so that a run measures the office and
// not how fast one machine seals for all its terminals.
func (t *terminal) prepare() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for uint64(len(t.made)) < min(t.backlog.records, wire.MaxRecords) {
		if err := t.make(); err != nil {
			return err
		}
	}
	return nil
}

// make seals and chains the record that follows. Even ones are a ticket, odd
// ones what became of its paper. The caller holds mu.
func (t *terminal) make() error {
	n := t.acked + uint64(len(t.made)) // records before this one
	since := time.Duration(n) * t.backlog.every
	at := t.backlog.began.Add(since)
	payload, err := t.payload(n, at)
	if err != nil {
		return err
	}
	prev := t.prev
	if len(t.hashes) > 0 {
		prev = t.hashes[len(t.hashes)-1]
	}
	h := &linlipb.Header{Device: t.name, Stream: linlipb.Stream_STREAM_LIVE, Epoch: t.epoch, Seq: n + 1, Prev: prev,
		Clock: &linlipb.Clock{Boot: 1, BoottimeMs: uint64(since.Milliseconds()), WallMs: at.UnixMilli(),
			Quality: linlipb.ClockQuality_CLOCK_QUALITY_UNCHECKED}}
	sealed, err := t.sealer.Seal(h, payload)
	if err != nil {
		return fmt.Errorf("fleet: %w", err)
	}
	hash := wire.Hash(h, sealed)
	t.made = append(t.made, &linlipb.Record{Clock: h.Clock, Suite: h.Suite, Dictionary: h.Dictionary, SealingKey: h.SealingKey, Sealed: sealed})
	t.hashes = append(t.hashes, hash[:])
	return nil
}

// payload is record n of an invented resident: 张示例 is nobody.
func (t *terminal) payload(n uint64, at time.Time) ([]byte, error) {
	ticket := n / 2
	var entropy [10]byte
	copy(entropy[:], t.name)
	entropy[8], entropy[9] = byte(ticket>>8), byte(ticket)
	var id ulid.ULID
	if err := id.SetTime(ulid.Timestamp(t.backlog.began)); err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	if err := id.SetEntropy(entropy[:]); err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	visit, job := kiosk.VisitID(fmt.Sprint(t.name, "-", ticket)), kiosk.PrintJobID(ticket+1)
	if n%2 == 1 {
		return wire.PrintEndedPayload(visit, id.String(), job, kiosk.Printed)
	}
	return wire.TicketTakenPayload(kiosk.Ticket{
		ID: id.String(), Visit: visit, Number: fmt.Sprintf("A-%s-%02d", t.name, ticket+1), Prefix: "A",
		Item: "fleet", Day: kiosk.BusinessDay(at.Format(time.DateOnly)), IssuedAt: at,
	}, kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "810000199001010000"}, kiosk.Chinese, job)
}

// Acked implements uplink.Queue.
func (t *terminal) Acked(_ linlipb.Stream, epoch []byte, through uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !bytes.Equal(epoch, t.epoch) || through <= t.acked || through > t.acked+uint64(len(t.made)) {
		return
	}
	n := through - t.acked
	t.prev = t.hashes[n-1]
	t.made, t.hashes, t.acked = t.made[n:], t.hashes[n:], through
	if t.acked == t.backlog.records {
		t.made, t.hashes, t.drained = nil, nil, time.Now()
	}
}

// Wake implements uplink.Queue: nothing comes to this queue any more.
func (t *terminal) Wake() <-chan struct{} { return nil }

// answered notes whether a call was, once the line is back.
func (t *terminal) answered(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err != nil:
		t.failed++
	case t.reached.IsZero():
		t.reached = time.Now()
	}
}
