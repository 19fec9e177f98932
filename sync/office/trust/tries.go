package trust

import (
	"sync"
	"time"
)

// How many wrong codes are looked at in a minute. With 50 bits in a code that
// is no way to find one.
const (
	triesPerAddress = 10
	triesOfAll      = 200
)

// tries counts wrong codes of the current minute.
type tries struct {
	mu     sync.Mutex // protects the fields below
	began  time.Time
	all    int
	byHost map[string]int
}

// allow reports whether a code from host is looked at now.
func (t *tries) allow(host string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if since := now.Sub(t.began); since >= time.Minute || since < 0 {
		t.began, t.all, t.byHost = now, 0, map[string]int{}
	}
	return t.all < triesOfAll && t.byHost[host] < triesPerAddress
}

// failed counts one wrong code.
func (t *tries) failed(host string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all++
	t.byHost[host]++
}
