package uplink

import (
	"context"
	"time"
)

// Bounds of the wait between failed calls. The wait is spread evenly between
// nothing and the bound ("full jitter"), so that terminals which lost the line
// together do not come back together.
const (
	firstBackoff = time.Second
	lastBackoff  = 5 * time.Minute
)

// backoff counts failures in a row.
type backoff struct {
	random   func() float64
	failures int
}

// next returns how long to wait after one more failure.
func (b *backoff) next() time.Duration {
	bound := lastBackoff
	if b.failures < 9 { // 2^9 s is over the last bound
		bound = min(firstBackoff<<b.failures, lastBackoff)
	}
	b.failures++
	return time.Duration(b.random() * float64(bound))
}

func (b *backoff) reset() { b.failures = 0 }

// sleep waits for d, for a value on any of the two channels, or for ctx. It
// reports whether ctx is still alive.
func sleep(ctx context.Context, d time.Duration, wake, now <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-wake:
	case <-now:
	}
	return ctx.Err() == nil
}
