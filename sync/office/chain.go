package office

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// writeTimeout bounds a Write that waits for other writers, or that they keep
// getting ahead of.
const writeTimeout = 10 * time.Second

// Chain is an Own as a projection of it writes it: what to write is decided
// from all that the chain holds, so two processes of an office, or two desks of
// one, never decide the same thing twice. It is safe for concurrent use.
type Chain struct {
	own Own
	now func() time.Time

	writing chan struct{} // full from deciding what to write until it is in the ledger

	mu    sync.Mutex // protects all below
	pass  func(context.Context) error
	heard uint64 // seq of the last record of the chain that was shown
}

// NewChain returns a chain of which nothing was shown yet.
func NewChain(own Own, now func() time.Time) *Chain {
	return &Chain{own: own, now: now, writing: make(chan struct{}, 1)}
}

// Follow has the chain catch up with its other writers: pass shows the
// projection all that the ledger holds at the time of the call. Call it before
// Write; without it this is the only writer.
func (c *Chain) Follow(pass func(context.Context) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pass = pass
}

// Heard notes that e was shown to the projection, which calls it for each event
// of the chain's stream while it holds the lock of what it changes: decide sees
// everything up to e then.
func (c *Chain) Heard(e Event) {
	if e.Device != wire.OfficeDevice {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = max(c.heard, e.Seq)
}

// Write keeps what decide returns, shows it to apply, and returns its event. It
// blocks for one commit, and for those of who came before, at most ten seconds.
// decide is asked again when somebody else has written meanwhile; nil for
// nothing to write, and an error, which is returned as it is, keep nothing.
// After the ledger's error the record may stand all the same, and shows as soon
// as the ledger is read.
func (c *Chain) Write(ctx context.Context, decide func() (*linlipb.Payload, error), apply func(Event)) (Event, error) {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	select {
	case c.writing <- struct{}{}:
		defer func() { <-c.writing }()
	case <-ctx.Done():
		return Event{}, fmt.Errorf("office: write: others do: %w", ctx.Err())
	}
	for {
		heard := c.through() // before decide looks: it sees that much, or more
		p, err := decide()
		if err != nil || p == nil {
			return Event{}, err
		}
		e, err := c.own.Append(ctx, heard, c.now(), p)
		if err == nil {
			apply(e)
			return e, nil
		}
		if errors.Is(err, ErrBehind) {
			err = c.catchUp(ctx)
		}
		if err != nil {
			return Event{}, fmt.Errorf("office: write: %w", err)
		}
	}
}

func (c *Chain) through() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard
}

// catchUp has everything shown that the chain holds now. What is not shown then
// is older than the projection keeps, or in quarantine.
func (c *Chain) catchUp(ctx context.Context) error {
	through, err := c.own.End(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	pass := c.pass
	c.mu.Unlock()
	if pass != nil {
		if err := pass(ctx); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = max(c.heard, through)
	return nil
}
