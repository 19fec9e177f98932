package hall

import (
	"context"
	"errors"
	"fmt"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// Why no number was called.
var (
	ErrNoCounter   = errors.New("hall: no such counter")
	ErrNobodyWaits = errors.New("hall: nobody waits for this counter")
)

// Follow makes a hall fit for an office of several processes: pass shows it all
// that the ledger holds at the time of the call. Call it before CallNext.
func (h *Hall) Follow(pass func(context.Context) error) { h.chain.Follow(pass) }

// CallNext calls the ticket that waited longest for the counter and returns it
// once the call is in the ledger. It blocks for one commit, at most ten
// seconds. It returns ErrNoCounter, ErrNobodyWaits, or the ledger's error;
// after the last the call may stand all the same and shows as soon as the
// ledger is read. No two processes of an office call one number.
func (h *Hall) CallNext(ctx context.Context, id kiosk.CounterID) (Ticket, error) {
	counter, ok := h.counter(id)
	if !ok {
		return Ticket{}, ErrNoCounter
	}
	var ticket Ticket
	event, err := h.chain.Write(ctx, func() (*linlipb.Payload, error) {
		if ticket, ok = h.next(counter.Prefix); !ok {
			return nil, ErrNobodyWaits
		}
		return &linlipb.Payload{
			Visit: string(ticket.Visit),
			What:  &linlipb.Payload_Called{Called: &linlipb.Called{Ticket: ticket.ID, Counter: string(counter.ID)}},
		}, nil
	}, h.Apply)
	if err != nil {
		return Ticket{}, fmt.Errorf("hall: call next: %w", err)
	}
	ticket.Called = &Call{Counter: counter.ID, At: event.ReceivedAt, Seq: event.Seq}
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
