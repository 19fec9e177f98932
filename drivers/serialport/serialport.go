// Package serialport opens a Linux serial line as a plain stream of bytes with
// deadlines, and as a periph uart.PortCloser and conn.Conn. USB bridges, the
// UARTs of a board and pseudo terminals all count as serial lines.
//
// It refuses to search for ports, to reopen one that went away, to know what
// is said over the line, and to wait without a deadline that the caller set.
package serialport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/uart"
)

// Errors that callers tell apart. Every error of a Port wraps the operating
// system's own error as well.
var (
	// ErrTimeout says that a deadline passed; the line itself may be well. It
	// comes together with os.ErrDeadlineExceeded, as it does from a net.Conn.
	ErrTimeout = errors.New("deadline passed")
	// ErrGone says that the device behind the line went away: a cable pulled,
	// a hangup. Close the Port and open the path again.
	ErrGone = errors.New("device gone")
	// ErrBusy says that another process of ours holds the line.
	ErrBusy = errors.New("line in use")
)

// Opts describes the line. A zero field takes its value from DefaultOpts.
type Opts struct {
	Baud     int           // bits per second
	DataBits int           // 5 to 8
	Stop     uart.Stop     // uart.One or uart.Two
	Parity   uart.Parity   // uart.NoParity, uart.Odd or uart.Even
	Flow     uart.Flow     // uart.NoFlow, uart.RTSCTS or uart.XOnXOff
	Timeout  time.Duration // how long Tx waits beyond the time on the wire
}

// DefaultOpts is what most modules speak out of the box: 115200 8N1.
var DefaultOpts = Opts{
	Baud:     115200,
	DataBits: 8,
	Stop:     uart.One,
	Parity:   uart.NoParity,
	Flow:     uart.NoFlow,
	Timeout:  time.Second,
}

// Port is one open serial line. Reading and writing may go on at the same time
// from two goroutines; Close may be called from any.
type Port struct {
	path      string
	file      *os.File
	opts      Opts
	limit     int // LimitSpeed, bits per second; 0 for none
	connected atomic.Bool
}

// Open opens the terminal device at path in raw mode, throws away what was
// received before, and takes an advisory lock so that no second process of
// ours reads the same line. A nil opts means DefaultOpts. It does not wait for
// a carrier. The error wraps ErrBusy, or the operating system's error
// (fs.ErrNotExist while the cable is out).
func Open(path string, opts *Opts) (*Port, error) {
	o, err := complete(opts)
	if err != nil {
		return nil, fmt.Errorf("serialport: %s: %w", path, err)
	}
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("serialport: open: %w", &os.PathError{Op: "open", Path: path, Err: err})
	}
	if err := prepare(fd, o); err != nil {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("serialport: %s: %w", path, err)
	}
	return &Port{path: path, file: os.NewFile(uintptr(fd), path), opts: o}, nil
}

// prepare locks, configures and empties a line that was just opened.
func prepare(fd int, o Opts) error {
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		if errors.Is(err, unix.EWOULDBLOCK) {
			return ErrBusy
		}
		return fmt.Errorf("lock: %w", err)
	}
	if err := configure(fd, o); err != nil {
		return err
	}
	if err := unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIFLUSH); err != nil {
		return fmt.Errorf("discard input: %w", err)
	}
	return nil
}

// String returns the path of the line.
func (p *Port) String() string { return "serialport(" + p.path + ")" }

// Baud returns the speed in use, in bits per second.
func (p *Port) Baud() int { return p.opts.Baud }

// SetBaud changes the speed, in bits per second, of what is written and read
// from now on; bytes that are not on the wire yet go out at the new one: see
// Drain. It does not block and must not run beside other calls.
func (p *Port) SetBaud(baud int) error {
	o := p.opts
	o.Baud = baud
	o, err := complete(&o)
	if err != nil {
		return fmt.Errorf("serialport: %s: %w", p.path, err)
	}
	if err := p.control(func(fd int) error { return configure(fd, o) }); err != nil {
		return p.explain("set speed", err)
	}
	p.opts = o
	return nil
}

// Read fills b with what has arrived, at least one byte, waiting until the
// read deadline. Errors wrap ErrTimeout, ErrGone or os.ErrClosed.
func (p *Port) Read(b []byte) (int, error) {
	n, err := p.file.Read(b)
	return n, p.explain("read", err)
}

// Write hands all of b to the line, waiting until the write deadline while the
// device holds it back. It returns when the kernel has taken the bytes, which
// is before they are on the wire: see Drain. Errors are those of Read.
func (p *Port) Write(b []byte) (int, error) {
	n, err := p.file.Write(b)
	return n, p.explain("write", err)
}

// SetReadDeadline ends a waiting Read, and every later one, at t. The zero
// time takes the deadline away.
func (p *Port) SetReadDeadline(t time.Time) error {
	return p.explain("set read deadline", p.file.SetReadDeadline(t))
}

// SetWriteDeadline does for Write what SetReadDeadline does for Read.
func (p *Port) SetWriteDeadline(t time.Time) error {
	return p.explain("set write deadline", p.file.SetWriteDeadline(t))
}

// Drain waits until the kernel has sent all that was written, or until ctx is
// done. What sits in the chip's own buffer, some tens of bytes, is not
// counted. Errors wrap ctx's error or ErrGone.
func (p *Port) Drain(ctx context.Context) error {
	const interval = 5 * time.Millisecond // about 58 bytes at 115200 baud
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		var left int
		err := p.control(func(fd int) (err error) {
			left, err = unix.IoctlGetInt(fd, unix.TIOCOUTQ)
			return err
		})
		if err != nil {
			return p.explain("drain", err)
		}
		if left == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("serialport: %s: drain, %d bytes left: %w", p.path, left, ctx.Err())
		case <-tick.C:
		}
	}
}

// DiscardInput throws away what has arrived and was not read. It does not
// block.
func (p *Port) DiscardInput() error {
	return p.explain("discard input", p.control(func(fd int) error {
		return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIFLUSH)
	}))
}

// DiscardOutput throws away what was written and is not on the wire yet, for
// example bytes that a device under flow control refuses. It does not block.
func (p *Port) DiscardOutput() error {
	return p.explain("discard output", p.control(func(fd int) error {
		return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH)
	}))
}

// Close ends waiting Reads and Writes with os.ErrClosed. Bytes that are not on
// the wire yet are thrown away, because a line under flow control could
// otherwise hold Close for half a minute; Drain first to keep them.
func (p *Port) Close() error {
	// A device that is gone has nothing left to throw away.
	_ = p.DiscardOutput()
	return p.explain("close", p.file.Close())
}

// control runs f on the file descriptor without taking it out of the poller.
func (p *Port) control(f func(fd int) error) error {
	raw, err := p.file.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if err := raw.Control(func(fd uintptr) { inner = f(int(fd)) }); err != nil {
		return err
	}
	return inner
}

// explain turns an error of the operating system into one of this package's.
// A terminal reads as ended, or answers EIO, once its other side hung up; a
// removed USB bridge answers ENODEV or ENXIO.
func (p *Port) explain(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("serialport: %s: %s: %w: %w", p.path, op, ErrTimeout, err)
	case errors.Is(err, io.EOF), errors.Is(err, unix.EIO), errors.Is(err, unix.ENODEV), errors.Is(err, unix.ENXIO):
		return fmt.Errorf("serialport: %s: %s: %w: %w", p.path, op, ErrGone, err)
	default:
		return fmt.Errorf("serialport: %s: %s: %w", p.path, op, err)
	}
}
