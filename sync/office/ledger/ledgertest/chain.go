package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/sync/office"
	"linli/sync/wire/linlipb"
)

// caller is a projection of a chain: the tickets that were called.
type caller struct {
	ledger office.Ledger
	chain  *office.Chain

	mu     sync.Mutex // protects called
	called []string   // in the order of the chain
	seqs   []uint64
}

func newCaller(l office.Ledger) *caller {
	c := &caller{ledger: l}
	c.chain = office.NewChain(office.Own{Ledger: l, Stream: linlipb.Stream_STREAM_BULK}, func() time.Time { return day })
	c.chain.Follow(c.pass)
	return c
}

// Apply bears to be shown an event twice.
func (c *caller) Apply(e office.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.chain.Heard(e)
	if !slices.Contains(c.seqs, e.Seq) {
		c.called, c.seqs = append(c.called, e.Payload.GetCalled().GetTicket()), append(c.seqs, e.Seq)
	}
}

func (c *caller) pass(ctx context.Context) error {
	all, err := c.ledger.Read(ctx, 0, time.Time{}, 1000)
	for _, e := range all {
		p := new(linlipb.Payload)
		if err := proto.Unmarshal(e.Sealed, p); err != nil {
			return err
		}
		c.Apply(office.Event{Position: e.Position, Device: e.Header.GetDevice(), Seq: e.Header.GetSeq(), Payload: p})
	}
	return err
}

// next calls the first ticket of so many that nobody called.
func (c *caller) next(ctx context.Context, of int) (office.Event, error) {
	return c.chain.Write(ctx, func() (*linlipb.Payload, error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		for i := range of {
			if id := fmt.Sprint(i); !slices.Contains(c.called, id) {
				return &linlipb.Payload{What: &linlipb.Payload_Called{Called: &linlipb.Called{Ticket: id}}}, nil
			}
		}
		return nil, nil
	}, c.Apply)
}

// decidesOnce has several write one chain, two of them for each ledger: each
// ticket is called once, and in order.
func decidesOnce(t *testing.T, ledgers []office.Ledger) {
	const tickets = 12
	var all sync.WaitGroup
	var last *caller
	for _, l := range ledgers {
		for range 2 {
			c := newCaller(l)
			last = c
			all.Go(func() {
				for {
					e, err := c.next(t.Context(), tickets)
					if err != nil {
						t.Error(err)
					}
					if err != nil || e.Payload == nil {
						return
					}
				}
			})
		}
	}
	all.Wait()
	if err := last.pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	var want []string
	for i := range tickets {
		want = append(want, fmt.Sprint(i))
	}
	if !slices.Equal(last.called, want) {
		t.Errorf("called %v, want %v", last.called, want)
	}
}

// keepsNothingUndecided: neither a decision against writing nor a fault of who
// shows the chain leaves a record.
func keepsNothingUndecided(t *testing.T, l office.Ledger) {
	no, away := errors.New("no"), errors.New("away")
	late := newCaller(l)
	if _, err := newCaller(l).next(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	late.chain.Follow(func(context.Context) error { return away })
	if _, err := late.next(t.Context(), 2); !errors.Is(err, away) {
		t.Errorf("who cannot be shown the chain writes it: %v", err)
	}
	if _, err := late.chain.Write(t.Context(), func() (*linlipb.Payload, error) { return nil, no }, late.Apply); !errors.Is(err, no) {
		t.Errorf("a decision against it comes back as %v", err)
	}
	if entries := read(t, l); len(entries) != 1 {
		t.Errorf("the chain has %d records", len(entries))
	}
}
