package lobby

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// dialWithin bounds how long a connection waits for the office to answer.
const dialWithin = 3 * time.Second

// Line is the line from the terminal to the office: a TCP relay that can be
// cut and joined. It is safe for concurrent use.
type Line struct {
	office string
	addr   string // where it listens, also after a cut

	mu       sync.Mutex // protects the fields below
	listener net.Listener
	ends     map[*net.TCPConn]struct{} // both ends of each open connection
	closed   bool
	running  sync.WaitGroup
}

// OpenLine listens on addr and relays to office. Whether the office is there
// is found out by each connection.
func OpenLine(addr, office string) (*Line, error) {
	l := &Line{office: office, addr: addr, ends: map[*net.TCPConn]struct{}{}}
	if err := l.Join(); err != nil {
		return nil, err
	}
	return l, nil
}

// Address returns where the terminal's side of the line is.
func (l *Line) Address() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.addr
}

// Up tells whether the line is joined.
func (l *Line) Up() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.listener != nil
}

// Open tells how many connections run through the line.
func (l *Line) Open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.ends) / 2
}

// Cut resets every connection and refuses new ones. It does nothing on a line
// that is cut.
func (l *Line) Cut() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cut()
}

// cut does the work of Cut; l.mu is held.
func (l *Line) cut() error {
	if l.listener == nil {
		return nil
	}
	err := l.listener.Close()
	l.listener = nil
	for end := range l.ends {
		reset(end)
	}
	if err != nil {
		return fmt.Errorf("lobby: cut line: %w", err)
	}
	return nil
}

// Join makes a cut line whole again, at the same address. It does nothing on a
// line that is whole.
func (l *Line) Join() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return fmt.Errorf("lobby: join line: %w", net.ErrClosed)
	}
	if l.listener != nil {
		return nil
	}
	listener, err := net.Listen("tcp", l.addr)
	if err != nil {
		return fmt.Errorf("lobby: join line: %w", err)
	}
	l.listener, l.addr = listener, listener.Addr().String()
	l.running.Go(func() { l.accept(listener) })
	return nil
}

// Close cuts the line for good and waits until nothing runs through it, at
// most as long as an attempt to reach the office takes (3 s).
func (l *Line) Close() error {
	l.mu.Lock()
	l.closed = true
	err := l.cut()
	l.mu.Unlock()
	l.running.Wait()
	return err
}

// accept relays connections until listener is closed.
func (l *Line) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // the caller went away between knock and answer
		}
		if near, ok := conn.(*net.TCPConn); ok {
			l.running.Go(func() { l.relay(listener, near) })
		}
	}
}

// relay carries bytes both ways until one end is done.
func (l *Line) relay(listener net.Listener, near *net.TCPConn) {
	conn, err := net.DialTimeout("tcp", l.office, dialWithin)
	if err != nil {
		reset(near) // an office that is down looks like one that hangs up
		return
	}
	far, ok := conn.(*net.TCPConn)
	if !ok || !l.enter(listener, near, far) {
		reset(near)
		conn.Close()
		return
	}
	defer l.leave(near, far)
	var both sync.WaitGroup
	both.Go(func() { carry(far, near) })
	both.Go(func() { carry(near, far) })
	both.Wait()
}

// carry copies one direction and passes its end on.
func carry(to, from *net.TCPConn) {
	if _, err := io.Copy(to, from); err != nil {
		reset(to)
		reset(from)
		return
	}
	_ = to.CloseWrite() // fails only on a connection that is gone
}

// enter notes an open connection, unless the line was cut meanwhile.
func (l *Line) enter(listener net.Listener, near, far *net.TCPConn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listener != listener {
		return false
	}
	l.ends[near], l.ends[far] = struct{}{}, struct{}{}
	return true
}

func (l *Line) leave(ends ...*net.TCPConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, end := range ends {
		delete(l.ends, end)
		end.Close()
	}
}

// reset ends a connection as a cut cable and a reboot would: with RST, not FIN.
func reset(c *net.TCPConn) {
	_ = c.SetLinger(0) // fails only on a connection that is gone
	c.Close()
}
