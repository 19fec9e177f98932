package drivertest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// PTY is the device's end of a serial cable: what is written here is read by
// whoever opens the link, and the other way round. It is safe for concurrent
// use.
type PTY struct {
	link string

	mu     sync.Mutex    // protects the fields below
	master *os.File      // nil while unplugged or closed
	slave  *os.File      // held open, so that the master lives while nobody listens
	change chan struct{} // closed and replaced when a cable is plugged in or the PTY is closed
	closed bool
}

var _ io.ReadWriteCloser = (*PTY)(nil)

// OpenPTY makes a pseudo terminal in raw mode and a symbolic link to it, which
// stands for a device path such as /dev/ttyUSB0. A link that is there already
// is replaced.
func OpenPTY(link string) (*PTY, error) {
	p := &PTY{link: link, change: make(chan struct{})}
	if err := p.Replug(); err != nil {
		return nil, err
	}
	return p, nil
}

// Link returns the path that a driver opens.
func (p *PTY) Link() string { return p.link }

// Plugged tells whether the cable is in.
func (p *PTY) Plugged() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.master != nil
}

// Read waits for bytes from the driver. While the cable is out it waits for
// the next Replug. It returns os.ErrClosed after Close.
func (p *PTY) Read(b []byte) (int, error) {
	for {
		master, err := p.wait()
		if err != nil {
			return 0, fmt.Errorf("drivertest: %s: read: %w", p.link, err)
		}
		n, err := master.Read(b)
		if err == nil {
			return n, nil
		}
		if p.current() == master {
			return n, fmt.Errorf("drivertest: %s: read: %w", p.link, err)
		}
	}
}

// Write sends b to the driver. While the cable is out the bytes are lost, and
// that is no error: a device does not notice.
func (p *PTY) Write(b []byte) (int, error) {
	master := p.current()
	if master == nil {
		return len(b), nil
	}
	n, err := master.Write(b)
	if err != nil && p.current() == master {
		return n, fmt.Errorf("drivertest: %s: write: %w", p.link, err)
	}
	return len(b), nil
}

// Baud returns the speed at which the driver's end is set, in bits per second.
// A pseudo terminal carries bytes at any speed; a device that minds asks here.
// It is 0 while the cable is out.
func (p *PTY) Baud() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slave == nil {
		return 0
	}
	raw, err := p.slave.SyscallConn()
	if err != nil {
		return 0
	}
	baud := 0
	err = raw.Control(func(fd uintptr) {
		if t, err := unix.IoctlGetTermios(int(fd), unix.TCGETS2); err == nil {
			baud = int(t.Ospeed)
		}
	})
	if err != nil {
		return 0
	}
	return baud
}

// Unplug pulls the cable: the link vanishes, and a driver that holds the line
// open sees a hangup. It does nothing when the cable is out.
func (p *PTY) Unplug() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.unplug()
}

// Replug puts the cable back: a new pseudo terminal under the same link. It
// does nothing when the cable is in.
func (p *PTY) Replug() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return fmt.Errorf("drivertest: %s: replug: %w", p.link, os.ErrClosed)
	}
	if p.master != nil {
		return nil
	}
	master, slave, err := openRaw()
	if err != nil {
		return fmt.Errorf("drivertest: %s: %w", p.link, err)
	}
	if err := replaceLink(slave.Name(), p.link); err != nil {
		_ = slave.Close()
		_ = master.Close()
		return fmt.Errorf("drivertest: %w", err)
	}
	p.master, p.slave = master, slave
	p.announce()
	return nil
}

// Close unplugs for good and ends waiting Reads.
func (p *PTY) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	err := p.unplug()
	p.announce()
	return err
}

// unplug does the work of Unplug; p.mu is held.
func (p *PTY) unplug() error {
	if p.master == nil {
		return nil
	}
	err := os.Remove(p.link)
	_ = p.slave.Close()
	_ = p.master.Close()
	p.master, p.slave = nil, nil
	if err != nil {
		return fmt.Errorf("drivertest: unplug: %w", err)
	}
	return nil
}

// announce wakes Reads that wait for a cable; p.mu is held.
func (p *PTY) announce() {
	close(p.change)
	p.change = make(chan struct{})
}

// current returns the master, or nil while the cable is out.
func (p *PTY) current() *os.File {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.master
}

// wait returns the master as soon as a cable is in.
func (p *PTY) wait() (*os.File, error) {
	for {
		p.mu.Lock()
		master, closed, change := p.master, p.closed, p.change
		p.mu.Unlock()
		switch {
		case closed:
			return nil, os.ErrClosed
		case master != nil:
			return master, nil
		}
		<-change
	}
}

// openRaw opens a pair whose line discipline changes no byte: until the driver
// has set the line up itself, nothing is echoed.
func openRaw() (master, slave *os.File, err error) {
	master, slave, err = pty.Open()
	if err != nil {
		return nil, nil, fmt.Errorf("open pseudo terminal: %w", err)
	}
	if err := errors.Join(makeRaw(slave), makeWaiting(master)); err != nil {
		_ = slave.Close()
		_ = master.Close()
		return nil, nil, fmt.Errorf("set up pseudo terminal: %w", err)
	}
	return master, slave, nil
}

// makeWaiting takes the master out of the blocking mode in which creack/pty
// leaves it: a Read that blocks in the kernel keeps the cable plugged in while
// the driver holds its end, whatever Close says.
func makeWaiting(master *os.File) error {
	raw, err := master.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	err = raw.Control(func(fd uintptr) { inner = unix.SetNonblock(int(fd), true) })
	return errors.Join(err, inner)
}

// makeRaw does what matters of cfmakeraw, termios(3), at the speed that most
// devices leave the factory with.
func makeRaw(tty *os.File) error {
	raw, err := tty.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	err = raw.Control(func(fd uintptr) {
		var t *unix.Termios
		if t, inner = unix.IoctlGetTermios(int(fd), unix.TCGETS2); inner != nil {
			return
		}
		t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
		t.Cflag = t.Cflag&^unix.CBAUD | unix.B115200
		inner = unix.IoctlSetTermios(int(fd), unix.TCSETS2, t)
	})
	return errors.Join(err, inner)
}

// replaceLink points link at target in one step, so that a driver never meets
// half of it.
func replaceLink(target, link string) error {
	next := filepath.Join(filepath.Dir(link), "."+filepath.Base(link)+".next")
	if err := os.Remove(next); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("link: %w", err)
	}
	if err := os.Symlink(target, next); err != nil {
		return fmt.Errorf("link: %w", err)
	}
	if err := os.Rename(next, link); err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return nil
}
