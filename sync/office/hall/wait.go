package hall

import (
	"context"
	"math/rand/v2"
	"time"

	"linli/sync/wire/linlipb"
)

// How Pulls share an office. Each change ends the Pull of every terminal, and
// each comes back for the next; with thousands of terminals that would be all
// an office does.
const (
	fewPulls   = 20                     // are answered at once
	pullCost   = 500 * time.Microsecond // that each further one has the others wait
	longestLag = 5 * time.Second        // of what terminals know
)

// news is what terminals are told, and when it was put together.
type news struct {
	at   time.Time
	resp *linlipb.PullResponse
}

// Wait implements the Pull of terminals: the state at once when after is 0,
// else when there is another one or ctx ends. The more terminals ask, the more
// changes are gathered into one answer.
func (h *Hall) Wait(ctx context.Context, after uint64) *linlipb.PullResponse {
	pulls := h.pulling.Add(1)
	defer h.pulling.Add(-1)
	lag := min(time.Duration(max(0, pulls-fewPulls))*pullCost, longestLag)
	if after != 0 {
		h.WaitChange(ctx, after)
		rest(ctx, lag)
	}
	return h.tell(after, lag)
}

// rest waits for half of d to d, so that not all are answered at once.
func rest(ctx context.Context, d time.Duration) {
	if d == 0 {
		return
	}
	timer := time.NewTimer(d/2 + rand.N(d/2+1))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// tell puts the answer together, or gives the last one while that is not older
// than lag and news to who knows after.
func (h *Hall) tell(after uint64, lag time.Duration) *linlipb.PullResponse {
	h.telling.Lock() // who waits here has the answer of the one before
	last := h.news
	if now := time.Now(); last.resp == nil || lag == 0 || now.Sub(last.at) > lag || last.resp.GetRevision() == after {
		last = news{at: now, resp: answer(h.queues())}
		h.news = last
	}
	h.telling.Unlock()
	// The caller writes into its answer.
	return &linlipb.PullResponse{Revision: last.resp.GetRevision(), Queues: last.resp.GetQueues()}
}

func answer(revision uint64, queues []Queue) *linlipb.PullResponse {
	resp := &linlipb.PullResponse{Revision: revision}
	for _, q := range queues {
		resp.Queues = append(resp.Queues, &linlipb.Queue{
			Prefix: q.Prefix, Waiting: uint32(q.Waiting),
			OpenCounters: uint32(q.Counters), LastCalled: q.LastCalled,
			MeanServiceSeconds: uint32(q.MeanService / time.Second),
		})
	}
	return resp
}

// WaitChange blocks until the revision is not after, or ctx ends.
func (h *Hall) WaitChange(ctx context.Context, after uint64) {
	h.mu.Lock()
	revision, changed := h.revision, h.changed
	h.mu.Unlock()
	if revision != after {
		return
	}
	select {
	case <-changed:
	case <-ctx.Done():
	}
}
