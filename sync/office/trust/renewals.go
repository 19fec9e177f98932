package trust

import (
	"sync"
	"time"
)

// How often a terminal may renew its certificate. One does it every sixty
// days, and again when an answer was lost or a disk was put back; each new one
// costs the office two signatures and a commit.
const (
	renewalsInTurn = 6
	renewalTurn    = 10 * time.Minute
)

// renewals counts what each terminal asked for in the turn of now.
type renewals struct {
	mu    sync.Mutex // protects the fields below
	began time.Time
	by    map[string]int
}

func newRenewals() *renewals { return &renewals{by: map[string]int{}} }

// wait counts a renewal of device. It returns 0, or, when there were too many,
// how long until the next is looked at.
func (r *renewals) wait(device string, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	since := now.Sub(r.began)
	if since >= renewalTurn || since < 0 {
		r.began, r.by, since = now, map[string]int{}, 0
	}
	if r.by[device] >= renewalsInTurn {
		return renewalTurn - since
	}
	r.by[device]++
	return 0
}
