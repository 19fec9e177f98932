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

// pacer gives each answered Pull a time for the next one, one after another.
type pacer struct {
	mu   sync.Mutex // protects last
	last time.Time  // the slot given last
}

// slot returns how long from now the terminal that is answered should wait.
func (p *pacer) slot(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := p.last.Add(pullGap)
	if next.Before(now) {
		next = now
	}
	if next.Sub(now) > longestSlot {
		return longestSlot // and the slot is not taken: the queue is full
	}
	p.last = next
	return next.Sub(now)
}
