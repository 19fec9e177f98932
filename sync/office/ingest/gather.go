package ingest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"linli/sync/office"
)

// Bounds of a gathered commit.
const (
	// gatherTime is how long a commit waits for company while another is under
	// way. Where nothing is under way nobody waits.
	gatherTime = 5 * time.Millisecond
	// gatherRows is how many entries a commit has, unless one batch has more.
	gatherRows = 4096
	// gatherClaims is the same for lines: each has a mark to look up.
	gatherClaims = 256
	// underWay is how many commits a ledger is given at once: one writes while
	// the next is looked at.
	underWay = 2
	// queueTime is how long a batch stands in the queue at most. It is answered
	// before its terminal gives the call up, whatever the ledger does: queueTime
	// and appendTimeout together are shorter than that.
	queueTime = 5 * time.Second
)

// errNoAnswer is what callers are told whose commit did not end: whether they
// are kept is not known.
var errNoAnswer = errors.New("ingest: the ledger does not answer")

// gatherer joins the batches of many terminals into one commit. Each caller is
// answered after the commit that holds its own. Callers commit for each other:
// who comes first leads a commit, and hands the lead to one that still waits.
// So there is no goroutine to start or to stop, and none but a leader works.
type gatherer struct {
	ledger office.Ledger

	mu      sync.Mutex // protects the fields below
	queue   []*waiting // that no commit has taken yet, those that lead next too
	leaders int        // at most underWay
	load    load
}

// waiting is a caller and what it wants kept.
type waiting struct {
	claim *office.Claim
	rows  int
	leads bool          // gatherer.mu protects it
	lead  chan struct{} // closed when this one is to lead a commit
	done  chan error    // holds the answer
}

func newGatherer(ledger office.Ledger) *gatherer { return &gatherer{ledger: ledger} }

// refuse returns a busyError when the queue is full.
func (g *gatherer) refuse() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.load.refuse(time.Now(), len(g.queue))
}

// append keeps claim, which asks for rows entries, together with others. It
// blocks for at most queueTime and appendTimeout. It returns a busyError when
// too many wait, or ctx's error when that ends before a commit has begun: of a
// caller that went away in the queue nothing is written.
func (g *gatherer) append(ctx context.Context, claim *office.Claim, rows int) error {
	w, err := g.join(claim, rows)
	if err != nil {
		return err
	}
	timer := time.NewTimer(queueTime)
	defer timer.Stop()
	select {
	case <-w.lead:
	case err := <-w.done:
		return err
	case <-ctx.Done():
		if g.leave(w) {
			return ctx.Err()
		}
	case <-timer.C:
		if g.leave(w) {
			return g.late()
		}
	}
	// Either w leads, and knows it, or a commit has it.
	select {
	case <-w.lead:
		g.commit(w)
		return <-w.done
	default:
	}
	timer.Reset(appendTimeout)
	select {
	case err := <-w.done:
		return err
	case <-timer.C:
		return errNoAnswer
	}
}

func (g *gatherer) join(claim *office.Claim, rows int) (*waiting, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.load.refuse(time.Now(), len(g.queue)); err != nil {
		return nil, err
	}
	w := &waiting{claim: claim, rows: rows, lead: make(chan struct{}), done: make(chan error, 1)}
	g.queue = append(g.queue, w)
	if g.leaders < underWay {
		g.leaders++
		w.leads = true
		close(w.lead)
	}
	return w, nil
}

// leave takes w out of the queue. It reports false when it is too late for
// that: a commit has it, or it is to lead one.
func (g *gatherer) leave(w *waiting) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.leads {
		return false
	}
	at := slices.Index(g.queue, w)
	if at < 0 {
		return false
	}
	g.queue = slices.Delete(g.queue, at, at+1)
	return true
}

// late is the answer to who stood in the queue for too long.
func (g *gatherer) late() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.load.away(time.Now(), len(g.queue))
}

// commit keeps what waits, w's own first, and hands the lead on.
func (g *gatherer) commit(w *waiting) {
	if g.company() {
		timer := time.NewTimer(gatherTime)
		<-timer.C
		timer.Stop()
	}
	group, began := g.take(w), time.Now()
	// Whatever becomes of the ledger, somebody leads and nobody waits for ever.
	defer g.handOn(group, began)
	ctx, cancel := context.WithTimeout(context.Background(), appendTimeout)
	defer cancel()
	g.keep(ctx, group)
}

// handOn ends a commit, and gives the lead to one that still waits.
func (g *gatherer) handOn(group []*waiting, began time.Time) {
	for _, w := range group {
		select {
		case w.done <- errNoAnswer:
		default: // it has its answer
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.load.took(began, time.Now(), len(group))
	for _, next := range g.queue {
		if !next.leads {
			next.leads = true
			close(next.lead)
			return
		}
	}
	g.leaders--
}

// company tells whether it is worth waiting for more to come.
func (g *gatherer) company() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.leaders > 1 && len(g.queue) < g.load.most()
}

// take takes from the queue what goes into w's commit. The second batch of a
// line goes after the first.
func (g *gatherer) take(w *waiting) []*waiting {
	g.mu.Lock()
	defer g.mu.Unlock()
	group, rows, lines := []*waiting{w}, w.rows, map[office.Line]bool{w.claim.Line: true}
	most := g.load.most()
	g.queue = slices.DeleteFunc(g.queue, func(o *waiting) bool {
		if o == w {
			return true
		}
		if o.leads || lines[o.claim.Line] || len(group) >= most || rows+o.rows > gatherRows {
			return false
		}
		group, rows, lines[o.claim.Line] = append(group, o), rows+o.rows, true
		return true
	})
	return group
}

// keep has the ledger keep a group and answers each. What one of them brought
// with it must not fail the others: a group that fails is tried in halves.
func (g *gatherer) keep(ctx context.Context, group []*waiting) {
	claims := make([]*office.Claim, len(group))
	for i, w := range group {
		claims[i] = w.claim
	}
	err := g.ledger.Append(ctx, claims...)
	if err != nil && len(group) > 1 && ctx.Err() == nil {
		half := len(group) / 2
		g.keep(ctx, group[:half])
		g.keep(ctx, group[half:])
		return
	}
	for _, w := range group {
		w.done <- errors.Join(err, w.claim.Err)
	}
}
