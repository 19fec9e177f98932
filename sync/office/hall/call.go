package hall

import (
	"context"
	"errors"
	"fmt"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire/linlipb"
)

// Why no number was called.
var (
	ErrNoCounter   = errors.New("hall: no such counter")
	ErrNobodyWaits = errors.New("hall: nobody waits for this counter")
)

// callTimeout bounds a call that other processes of the office keep getting
// ahead of.
const callTimeout = 10 * time.Second

// Follow makes a hall fit for an office of several processes: pass shows it all
// that the ledger holds at the time of the call. Call it before CallNext.
func (h *Hall) Follow(pass func(context.Context) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pass = pass
}

// CallNext calls the ticket that waited longest for the counter and returns it
// once the call is in the ledger. It blocks for one commit, at most ten
// seconds. It returns ErrNoCounter, ErrNobodyWaits, or the ledger's error;
// after the last the call may stand all the same and shows as soon as the
// ledger is read.
//
// The office's own records are one chain, and each is written only by who has
// been shown all before it. So no two processes call one number.
func (h *Hall) CallNext(ctx context.Context, id kiosk.CounterID) (Ticket, error) {
	counter, ok := h.counter(id)
	if !ok {
		return Ticket{}, ErrNoCounter
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	h.calling.Lock()
	defer h.calling.Unlock()
	for {
		ticket, err := h.callOnce(ctx, counter)
		switch {
		case errors.Is(err, ErrNobodyWaits):
			return ticket, err
		case !errors.Is(err, office.ErrBehind):
			return ticket, wrap(err)
		}
		if err := h.catchUp(ctx); err != nil {
			return Ticket{}, wrap(err)
		}
	}
}

func wrap(err error) error {
	if err != nil {
		return fmt.Errorf("hall: call next: %w", err)
	}
	return nil
}

func (h *Hall) callOnce(ctx context.Context, counter kiosk.Counter) (Ticket, error) {
	h.mu.Lock()
	heard := h.heard
	h.mu.Unlock()
	ticket, ok := h.next(counter.Prefix)
	if !ok {
		return Ticket{}, ErrNobodyWaits
	}
	event, err := h.own().Append(ctx, heard, h.now(), &linlipb.Payload{
		Visit: string(ticket.Visit),
		What:  &linlipb.Payload_Called{Called: &linlipb.Called{Ticket: ticket.ID, Counter: string(counter.ID)}},
	})
	if err != nil {
		return Ticket{}, err
	}
	h.Apply(event)
	ticket.Called = &Call{Counter: counter.ID, At: event.ReceivedAt, Seq: event.Seq}
	return ticket, nil
}

// catchUp has everything shown that the office's own chain holds now. What is
// not shown then is older than Keep, or in quarantine.
func (h *Hall) catchUp(ctx context.Context) error {
	through, err := h.own().End(ctx)
	if err != nil {
		return err
	}
	h.mu.Lock()
	pass := h.pass
	h.mu.Unlock()
	if pass != nil {
		if err := pass(ctx); err != nil {
			return err
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard = max(h.heard, through)
	return nil
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

// own is the chain of what the office itself did in the hall.
func (h *Hall) own() office.Own {
	return office.Own{Ledger: h.ledger, Stream: linlipb.Stream_STREAM_LIVE}
}
