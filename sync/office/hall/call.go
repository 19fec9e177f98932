package hall

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Why no number was called.
var (
	ErrNoCounter   = errors.New("hall: no such counter")
	ErrNobodyWaits = errors.New("hall: nobody waits for this counter")
)

// CallNext calls the ticket that waited longest for the counter and returns it
// once the call is in the ledger. It blocks for one commit. It returns
// ErrNoCounter, ErrNobodyWaits, or the ledger's error; after the last the call
// may stand all the same and shows as soon as the ledger is read.
func (h *Hall) CallNext(ctx context.Context, id kiosk.CounterID) (Ticket, error) {
	counter, ok := h.counter(id)
	if !ok {
		return Ticket{}, ErrNoCounter
	}
	h.calling.Lock()
	defer h.calling.Unlock()
	ticket, ok := h.next(counter.Prefix)
	if !ok {
		return Ticket{}, ErrNobodyWaits
	}
	event, err := h.record(ctx, &linlipb.Payload{
		Visit: string(ticket.Visit),
		What:  &linlipb.Payload_Called{Called: &linlipb.Called{Ticket: ticket.ID, Counter: string(id)}},
	})
	if err != nil {
		return Ticket{}, fmt.Errorf("hall: call next: %w", err)
	}
	h.Apply(event)
	ticket.Called = &Call{Counter: id, At: event.ReceivedAt, Seq: event.Seq}
	return ticket, nil
}

func (h *Hall) counter(id kiosk.CounterID) (kiosk.Counter, bool) {
	for _, c := range h.counters {
		if c.ID == id {
			return c, true
		}
	}
	return kiosk.Counter{}, false
}

func (h *Hall) next(prefix string) (Ticket, bool) {
	for _, t := range h.State().Waiting() {
		if t.Prefix == prefix {
			return t, true
		}
	}
	return Ticket{}, false
}

// record appends what the office itself did to the office's own line of the
// ledger. Such a record is chained like any other and not sealed.
func (h *Hall) record(ctx context.Context, p *linlipb.Payload) (office.Event, error) {
	text, err := proto.Marshal(p)
	if err != nil {
		return office.Event{}, err
	}
	now := time.UnixMilli(h.now().UnixMilli())
	event := office.Event{ReceivedAt: now, Device: wire.OfficeDevice, Payload: p}
	line := office.Line{Device: wire.OfficeDevice, Stream: linlipb.Stream_STREAM_LIVE}
	claim := &office.Claim{Line: line, Admit: func(mark office.Mark) ([]office.Entry, error) {
		event.Seq = mark.Through + 1
		header := &linlipb.Header{
			Device: line.Device, Stream: line.Stream, Epoch: line.Epoch[:],
			Seq: event.Seq, Prev: mark.Hash[:],
			Clock: &linlipb.Clock{WallMs: now.UnixMilli(), Quality: linlipb.ClockQuality_CLOCK_QUALITY_SYNCED},
		}
		return []office.Entry{{ReceivedAt: now, Header: header, Sealed: text, Hash: wire.Hash(header, text)}}, nil
	}}
	err = h.ledger.Append(ctx, claim)
	return event, errors.Join(err, claim.Err)
}
