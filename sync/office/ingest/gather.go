package ingest

import (
	"context"
	"errors"
	"sync"
	"time"

	"linli/sync/office"
)

// Bounds of a gathered commit.
const (
	// gatherTime is how long a commit waits for company while another is under
	// way. Where nothing is under way nobody waits.
	gatherTime = 5 * time.Millisecond
	// gatherRows is when a commit waits no longer.
	gatherRows = 4096
	// gatherClaims is the same for lines: each has a mark to look up, and a
	// commit of thousands of them would not end in time.
	gatherClaims = 256
	// slotWait is how long a group stands in the queue. A terminal that gets no
	// answer in time comes again later, with a smaller batch.
	slotWait = 5 * time.Second
	// underWay is how many commits a ledger is given at once: one writes while
	// the next is looked at.
	underWay = 2
)

// gatherer joins the batches of many terminals into one commit. Each caller is
// answered after the commit that holds its own. The first to come leads the
// group: there is no goroutine to start or to stop.
type gatherer struct {
	ledger office.Ledger
	slots  chan struct{} // one taken for each commit under way

	mu   sync.Mutex // protects next
	next *group     // open to join; nil when nobody waits
}

// group is one commit to be.
type group struct {
	claims []*office.Claim
	lines  map[office.Line]bool
	rows   int
	full   chan struct{} // closed when nobody may join any more
	done   chan struct{} // closed when errs is final
	errs   map[*office.Claim]error
}

func newGatherer(ledger office.Ledger) *gatherer {
	return &gatherer{ledger: ledger, slots: make(chan struct{}, underWay)}
}

// append keeps claim, which asks for rows entries, together with others. It
// blocks for at most slotWait and appendTimeout.
func (g *gatherer) append(claim *office.Claim, rows int) error {
	mine, leads := g.join(claim, rows)
	if leads {
		g.lead(mine)
	}
	<-mine.done
	return errors.Join(mine.errs[claim], claim.Err)
}

func (g *gatherer) join(claim *office.Claim, rows int) (mine *group, leads bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.next != nil && g.next.lines[claim.Line] {
		g.close(g.next) // the second of a line goes after the first
	}
	if leads = g.next == nil; leads {
		g.next = &group{lines: map[office.Line]bool{}, full: make(chan struct{}), done: make(chan struct{}),
			errs: map[*office.Claim]error{}}
	}
	mine = g.next
	mine.claims = append(mine.claims, claim)
	mine.lines[claim.Line] = true
	if mine.rows += rows; mine.rows >= gatherRows || len(mine.claims) >= gatherClaims {
		g.close(mine)
	}
	return mine, leads
}

// close lets nobody join any more. The caller holds g.mu.
func (g *gatherer) close(gr *group) {
	if g.next == gr {
		g.next = nil
		close(gr.full)
	}
}

var errQueue = errors.New("ingest: too many batches wait for the ledger")

// lead waits for company and a slot, and commits.
func (g *gatherer) lead(gr *group) {
	defer close(gr.done)
	queue, leave := context.WithTimeout(context.Background(), slotWait)
	defer leave()
	if len(g.slots) > 0 {
		timer := time.NewTimer(gatherTime)
		select {
		case <-gr.full:
		case <-timer.C:
		}
		timer.Stop()
	}
	var late error
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	case <-queue.Done():
		late = errQueue
	}
	g.mu.Lock()
	g.close(gr)
	g.mu.Unlock()
	if late != nil {
		for _, c := range gr.claims {
			gr.errs[c] = late
		}
		return
	}
	// Time in the queue is not taken from the commit: one that is broken off
	// halfway has cost its time and kept nothing.
	ctx, cancel := context.WithTimeout(context.Background(), appendTimeout)
	defer cancel()
	err := g.ledger.Append(ctx, gr.claims...)
	for _, c := range gr.claims {
		gr.errs[c] = err
		if err != nil && len(gr.claims) > 1 && ctx.Err() == nil {
			// What one brought with it must not fail the others.
			gr.errs[c] = g.ledger.Append(ctx, c)
		}
	}
}
