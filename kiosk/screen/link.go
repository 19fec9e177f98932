package screen

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"linli/kiosk/flow"
)

// ErrStuck means that the terminal has stopped taking what the screen says.
var ErrStuck = errors.New("screen: the terminal does not read")

// outgoing is how many lines may wait for the terminal before it counts as
// stuck. A resident cannot touch so often within one second.
const outgoing = 256

// link is the connection to the terminal. Two goroutines own it; the frame
// loop neither reads nor writes and so never waits for the terminal.
type link struct {
	conn   io.ReadWriteCloser
	newest atomic.Pointer[flow.View]
	out    chan flow.FromScreen
	ended  chan error // holds one error when the connection is over
	wake   func()     // called for each View that arrived and at the end
}

// dial starts to use conn until it closes or ctx ends.
func dial(ctx context.Context, conn io.ReadWriteCloser, wake func()) *link {
	l := &link{conn: conn, out: make(chan flow.FromScreen, outgoing), ended: make(chan error, 1), wake: wake}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		l.end(l.read())
	}()
	go func() {
		defer cancel()
		l.end(l.write(ctx))
	}()
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	return l
}

func (l *link) read() error {
	in := json.NewDecoder(l.conn)
	for {
		var v flow.View
		if err := in.Decode(&v); err != nil {
			return fmt.Errorf("screen: read a view: %w", err)
		}
		l.newest.Store(&v)
		l.wake()
	}
}

func (l *link) write(ctx context.Context) error {
	enc := json.NewEncoder(l.conn)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m := <-l.out:
			if err := enc.Encode(m); err != nil {
				return fmt.Errorf("screen: write: %w", err)
			}
		}
	}
}

// tell queues one line for the terminal and never blocks.
func (l *link) tell(m flow.FromScreen) {
	select {
	case l.out <- m:
	default:
		l.end(ErrStuck)
	}
}

// end keeps the first reason why the connection is over.
func (l *link) end(err error) {
	select {
	case l.ended <- err:
	default:
	}
	l.wake()
}
