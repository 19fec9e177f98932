package serialport

import (
	"errors"
	"fmt"
	"io"
	"time"

	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/uart"
	"periph.io/x/conn/v3/uart/uartreg"
)

var (
	_ uart.PortCloser    = (*Port)(nil)
	_ conn.Conn          = (*Port)(nil)
	_ io.ReadWriteCloser = (*Port)(nil)
)

// Register makes the terminal device at path known to periph under name, so
// that uartreg.Open(name) opens it with DefaultOpts. The path need not exist
// yet. Name must not be a number nor hold a colon.
func Register(name, path string) error {
	open := func() (uart.PortCloser, error) { return Open(path, nil) }
	if err := uartreg.Register(name, nil, -1, open); err != nil {
		return fmt.Errorf("serialport: %w", err)
	}
	return nil
}

// LimitSpeed caps the speed that Connect may choose. It does not change a
// line that is connected already.
func (p *Port) LimitSpeed(f physic.Frequency) error {
	baud := bitsPerSecond(f)
	if baud <= 0 {
		return fmt.Errorf("serialport: %s: limit of %v is below one baud", p.path, f)
	}
	p.limit = baud
	return nil
}

// Connect gives the line the frame that a device asks for, at the lowest of
// the device's speed, Opts.Baud and LimitSpeed, and returns the Port itself.
// A second call is an error, as periph demands. Call it before Read or Write.
func (p *Port) Connect(f physic.Frequency, stop uart.Stop, parity uart.Parity, flow uart.Flow, bits int) (conn.Conn, error) {
	if !p.connected.CompareAndSwap(false, true) {
		return nil, fmt.Errorf("serialport: %s: connected twice", p.path)
	}
	o := p.opts
	o.Stop, o.Parity, o.Flow, o.DataBits = stop, parity, flow, bits
	o.Baud = min(o.Baud, bitsPerSecond(f))
	if p.limit != 0 {
		o.Baud = min(o.Baud, p.limit)
	}
	if o.Baud <= 0 {
		return nil, fmt.Errorf("serialport: %s: speed of %v is below one baud", p.path, f)
	}
	if err := p.control(func(fd int) error { return configure(fd, o) }); err != nil {
		return nil, p.explain("connect", err)
	}
	p.opts = o
	return p, nil
}

// Duplex returns conn.Half: Tx writes first and reads afterwards.
func (p *Port) Duplex() conn.Duplex { return conn.Half }

// Tx writes all of w and then fills r, within Opts.Timeout plus the time both
// need on the wire. It sets both deadlines of the Port and takes them away
// again, so it does not mix with a Read or Write in another goroutine. Errors
// are those of Read; after one, r holds what came.
func (p *Port) Tx(w, r []byte) (err error) {
	deadline := time.Now().Add(p.opts.Timeout + p.wireTime(len(w)+len(r)))
	if err := p.file.SetDeadline(deadline); err != nil {
		return p.explain("set deadline", err)
	}
	defer func() {
		err = errors.Join(err, p.explain("set deadline", p.file.SetDeadline(time.Time{})))
	}()
	if len(w) > 0 {
		if _, err := p.Write(w); err != nil {
			return err
		}
	}
	if _, err := io.ReadFull(p.file, r); err != nil {
		// A line that ends in mid-answer is a hangup, not a short file.
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF
		}
		return p.explain("read", err)
	}
	return nil
}

// wireTime is how long n bytes of ten bits take at the line's speed.
func (p *Port) wireTime(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(p.opts.Baud)
}

// bitsPerSecond converts periph's unit of speed.
func bitsPerSecond(f physic.Frequency) int { return int(f / physic.Hertz) }
