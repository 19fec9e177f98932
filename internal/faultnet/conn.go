package faultnet

import (
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

// Conn is one connection over a Line, seen from the terminal.
type Conn struct {
	net.Conn
	line  *Line
	ended chan struct{}
	once  sync.Once

	mu            sync.Mutex // protects the fields below
	sent          int64      // bytes towards the office since the faults were set
	readDeadline  time.Time
	writeDeadline time.Time
}

// restart begins the counts anew.
func (c *Conn) restart() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = 0
}

// Write carries b towards the office. It takes as long as the line does, and
// ends early at a deadline, a cut or Close.
func (c *Conn) Write(b []byte) (int, error) {
	written := 0
	for written < len(b) {
		f, err := c.pass(c.deadline(&c.writeDeadline))
		if err != nil {
			return written, err
		}
		piece, last := c.take(b[written:], f)
		if written > 0 {
			f.Latency = 0 // what is under way together is late once
		}
		if err := c.hold(f, len(piece)); err != nil {
			return written, err
		}
		n, err := c.Conn.Write(piece)
		written += n
		if err != nil {
			return written, err
		}
		if last {
			c.cut()
			return written, c.broken("write")
		}
	}
	return written, nil
}

// take returns how much of b goes at once, and whether the line ends with it.
func (c *Conn) take(b []byte, f Faults) (piece []byte, last bool) {
	const atOnce = 4 << 10 // so that a slow line can be cut and sped up midway
	if f.Rate > 0 {
		b = b[:min(len(b), atOnce)]
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.CutAfter > 0 && c.sent+int64(len(b)) >= f.CutAfter {
		b, last = b[:max(f.CutAfter-c.sent, 0)], true
	}
	c.sent += int64(len(b))
	return b, last
}

// Read waits for bytes from the office. An answer that the line loses ends it.
func (c *Conn) Read(b []byte) (int, error) {
	f, err := c.pass(c.deadline(&c.readDeadline))
	if err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(b)
	if n == 0 || err != nil {
		return n, err
	}
	f, err = c.pass(c.deadline(&c.readDeadline)) // it may have changed meanwhile
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	lost := f.LoseAnswerAfter > 0 && c.sent >= f.LoseAnswerAfter
	c.mu.Unlock()
	if lost {
		c.cut()
		return 0, c.broken("read")
	}
	if err := c.hold(f, n); err != nil {
		return 0, err
	}
	return n, nil
}

// pass waits while the line swallows everything, and returns its faults.
func (c *Conn) pass(deadline time.Time) (Faults, error) {
	var timer <-chan time.Time
	for {
		f, change := c.line.now()
		if !f.BlackHole {
			return f, nil
		}
		if timer == nil && !deadline.IsZero() {
			t := time.NewTimer(time.Until(deadline))
			defer t.Stop()
			timer = t.C
		}
		select {
		case <-c.ended:
			return f, c.broken("line")
		case <-timer:
			return f, os.ErrDeadlineExceeded
		case <-change:
		}
	}
}

// hold waits as long as n bytes take.
func (c *Conn) hold(f Faults, n int) error {
	d := f.Latency
	if f.Rate > 0 {
		d += time.Duration(n) * time.Second / time.Duration(f.Rate)
	}
	if d == 0 {
		return nil
	}
	if err := wait(c.ended, d); err != nil {
		return c.broken("line")
	}
	return nil
}

func (c *Conn) deadline(of *time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return *of
}

// SetDeadline bounds Read and Write.
func (c *Conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline bounds Read. One that waits in a line that swallows
// everything goes by the deadline it began with.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	c.readDeadline = t
	c.mu.Unlock()
	return c.Conn.SetReadDeadline(t)
}

// SetWriteDeadline bounds Write, like SetReadDeadline.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	c.writeDeadline = t
	c.mu.Unlock()
	return c.Conn.SetWriteDeadline(t)
}

// Close ends the connection.
func (c *Conn) Close() error {
	err := net.ErrClosed
	c.once.Do(func() {
		close(c.ended)
		c.line.forget(c)
		err = c.Conn.Close()
	})
	return err
}

// cut ends the connection as a broken line does: both ends see an error.
func (c *Conn) cut() {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a reset, where there is one
	}
	_ = c.Close() // it is to be gone, however
}

func (c *Conn) broken(op string) error {
	return fmt.Errorf("faultnet: %s: %w", op, ErrCut)
}
