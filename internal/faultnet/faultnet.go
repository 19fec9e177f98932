// Package faultnet is a line that misbehaves on command, for tests and for
// simulations: it adds latency, carries so many bytes a second, cuts after N
// bytes, swallows everything, and loses an answer after the other end has
// acted on the question. It stands between any two net.Conn, also in memory,
// and waits by timers only, so it runs on the clock of testing/synctest.
//
// It refuses to change, repeat or reorder bytes: TCP does not either. Lost and
// repeated calls are made of what it does: cuts and lost answers.
package faultnet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// ErrCut is what both ends of a cut line get, wrapped.
var ErrCut = errors.New("faultnet: the line was cut")

// Faults say how a line behaves. The zero value is a line without faults.
type Faults struct {
	Latency time.Duration // of each way
	Rate    int           // bytes a second, each way; 0 has no limit
	// CutAfter ends the line once it has carried this many bytes towards the
	// office; 0 does not. The last of them still arrive.
	CutAfter int64
	// LoseAnswerAfter ends the line before the first byte of an answer that
	// follows this many bytes towards the office: the office has acted and
	// the terminal does not know. 0 does not.
	LoseAnswerAfter int64
	// BlackHole carries nothing and says nothing, in both directions.
	BlackHole bool
	Refuse    bool // new connections are refused
}

// Line is one cable that many connections use, one after another or at once.
// Its methods are safe for concurrent use.
type Line struct {
	mu     sync.Mutex // protects the fields below
	faults Faults
	conns  map[*Conn]struct{}
	change chan struct{} // closed and replaced when faults change
}

// NewLine returns a line with the given faults.
func NewLine(f Faults) *Line {
	return &Line{faults: f, conns: map[*Conn]struct{}{}, change: make(chan struct{})}
}

// Set changes how the line behaves from now on, also for open connections.
// Counts of bytes begin anew.
func (l *Line) Set(f Faults) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.faults = f
	for c := range l.conns {
		c.restart()
	}
	close(l.change)
	l.change = make(chan struct{})
}

// Cut ends all open connections. New ones may come.
func (l *Line) Cut() {
	l.mu.Lock()
	open := make([]*Conn, 0, len(l.conns))
	for c := range l.conns {
		open = append(open, c)
	}
	l.mu.Unlock()
	for _, c := range open {
		c.cut()
	}
}

// Open returns how many connections are open.
func (l *Line) Open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.conns)
}

func (l *Line) now() (Faults, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.faults, l.change
}

// Dialer puts the line into every connection that dial makes.
func (l *Line) Dialer(dial func(ctx context.Context, network, address string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		f, _ := l.now()
		if f.Refuse {
			return nil, &net.OpError{Op: "dial", Net: network, Err: ErrCut}
		}
		if err := wait(ctx.Done(), f.Latency); err != nil {
			return nil, fmt.Errorf("faultnet: dial: %w", ctx.Err())
		}
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return l.Wrap(conn), nil
	}
}

// Wrap puts the line into one connection, seen from the terminal: what is
// written goes towards the office.
func (l *Line) Wrap(conn net.Conn) *Conn {
	c := &Conn{Conn: conn, line: l, ended: make(chan struct{})}
	c.restart()
	l.mu.Lock()
	l.conns[c] = struct{}{}
	l.mu.Unlock()
	return c
}

// forget is told by a connection that ended.
func (l *Line) forget(c *Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, c)
}

// wait blocks for d. It returns ErrCut as soon as ended is closed.
func wait(ended <-chan struct{}, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ended:
		return ErrCut
	case <-timer.C:
		return nil
	}
}
