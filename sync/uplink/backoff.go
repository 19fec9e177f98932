package uplink

import (
	"context"
	"hash/fnv"
	"time"
)

// Bounds of the wait between failed calls. The wait is spread evenly between
// nothing and the bound ("full jitter"), so that terminals which lost the line
// together do not come back together.
const (
	firstBackoff = time.Second
	lastBackoff  = 5 * time.Minute
)

// After an outage of longOutage or more the bulk stream waits for its place
// within splaySpan; the live stream does not.
const (
	longOutage = time.Hour
	splaySpan  = 10 * time.Minute
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

// splay returns the place of a terminal within splaySpan. It is a hash of the
// name: the same after each outage, and even over many terminals.
func splay(device string) time.Duration {
	h := fnv.New64a()
	h.Write([]byte(device)) //nolint:errcheck // documented never to fail
	// The low bits of FNV are the well mixed ones.
	return time.Duration(h.Sum64()&0xFFFFFF) * splaySpan / (1 << 24)
}

// sleep waits for d in the machine's time, for a value on any of the two
// channels, or for ctx. It reports whether ctx is still alive.
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

// scaled is a wait that this end chose, in the time of the machine.
func (u *Uplink) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) * u.opts.TimeScale)
}
