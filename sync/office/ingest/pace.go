package ingest

import (
	"sync"
	"time"
)

// pullGap is how far apart the office wants the Pulls of all terminals
// together while its hall changes all the time: each change answers everybody
// who waits. A hundred terminals do not notice; ten thousand ask each twenty
// seconds.
const pullGap = 2 * time.Millisecond

// longestSlot bounds how long a terminal goes without news.
const longestSlot = time.Minute

// pacer gives out turns, one after another. It is safe for concurrent use.
type pacer struct {
	mu   sync.Mutex // protects last
	last time.Time  // the turn given last
}

// turn returns how long from now whoever asks should wait: until gap after the
// one before him, and no longer than longest.
func (p *pacer) turn(now time.Time, gap, longest time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := p.last.Add(gap)
	if next.Before(now) {
		next = now
	}
	if next.Sub(now) > longest {
		return longest // and no turn is taken: all are
	}
	p.last = next
	return next.Sub(now)
}
