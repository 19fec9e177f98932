package trust

import (
	"context"
	"sync"
	"time"

	"linli/sync/office"
)

// gate remembers the list as it was last seen, and whose calls are under way.
type gate struct {
	reading chan struct{} // holds one token: who reads the list

	mu       sync.Mutex // protects the fields below; never held while the list is read
	asOf     time.Time  // when the last reading began; zero: it is to be read again
	revision uint64
	notes    map[string]note
	calls    map[*call]struct{}
}

func newGate() gate {
	return gate{reading: make(chan struct{}, 1), notes: map[string]note{}, calls: map[*call]struct{}{}}
}

// note returns what stood in the list at since or later. It blocks while the
// list is read, for as many callers once, and not at all when somebody has read
// it since.
func (g *gate) note(ctx context.Context, roster office.Roster, device string, since time.Time) (note, error) {
	if err := g.look(ctx, roster, since); err != nil {
		return note{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.notes[device], nil
}

// look reads what changed, unless that was done since.
func (g *gate) look(ctx context.Context, roster office.Roster, since time.Time) error {
	if _, seen := g.seen(since); seen {
		return nil
	}
	select {
	case g.reading <- struct{}{}:
		defer func() { <-g.reading }()
	case <-ctx.Done():
		return ctx.Err()
	}
	after, seen := g.seen(since)
	if seen { // whoever was before us
		return nil
	}
	began := time.Now()
	fresh, err := roster.Notes(ctx, after)
	if err != nil {
		return err
	}
	return g.take(fresh, began)
}

// seen tells whether the list was read since, and up to which revision.
func (g *gate) seen(since time.Time) (revision uint64, seen bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.revision, !g.asOf.IsZero() && !g.asOf.Before(since)
}

// take notes what a reading brought and ends the connections on which somebody
// who is not admitted any more waits for an answer. An idle connection may
// stay: its next request is looked at.
func (g *gate) take(fresh []office.Note, began time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, raw := range fresh {
		n, err := readNote(raw.Body)
		if err != nil {
			return err
		}
		g.notes[raw.Device], g.revision = n, raw.Revision
		for c := range g.calls {
			if c.who.device == raw.Device && !n.admits(c.who.serial) {
				c.cut()
			}
		}
	}
	g.asOf = began
	return nil
}

// changed has the list read again before the next look: this process wrote it.
func (g *gate) changed() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asOf = time.Time{}
}

// begin notes a call, unless its caller was locked out meanwhile.
func (g *gate) begin(c *call) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.notes[c.who.device].admits(c.who.serial) {
		return errLockedOut
	}
	g.calls[c] = struct{}{}
	return nil
}

func (g *gate) end(c *call) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.calls, c)
}
