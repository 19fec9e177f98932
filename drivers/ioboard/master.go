package ioboard

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"linli/drivers/patience"
)

// Errors of one exchange. Others are the port's, and mean that it is to be
// opened anew, or an Exception.
var (
	// ErrTimeout says that nothing came.
	ErrTimeout = errors.New("no answer in time")
	// ErrDamaged says that something came which is no answer to what was asked.
	ErrDamaged = errors.New("answer damaged")
)

// attempts is how often a request is sent before the board counts as lost.
const attempts = 3

// mostNoise bounds what is read while an answer is looked for.
const mostNoise = 1024

// master asks, one request at a time. It belongs to one goroutine.
type master struct {
	port    Port
	unit    byte
	baud    int
	timeout time.Duration
	silent  time.Time // since when nothing was said on the line by us or to us
	single  bool      // the board does not know Write Multiple Coils
}

// readBits reads count coils or discrete inputs.
func (m *master) readBits(ctx context.Context, function byte, address, count int) ([]bool, error) {
	payload, err := m.ask(ctx, newRead(m.unit, function, address, count))
	if err != nil {
		return nil, err
	}
	levels := make([]bool, count)
	for i := range levels {
		levels[i] = payload[i/8]&(1<<(i%8)) != 0
	}
	return levels, nil
}

// writeBits writes coils that lie side by side, one after the other on a board
// that cannot do it in one go.
func (m *master) writeBits(ctx context.Context, address int, levels []bool) error {
	if !m.single || len(levels) == 1 {
		_, err := m.ask(ctx, newWrite(m.unit, address, levels))
		if len(levels) == 1 || !errors.Is(err, unknownFunction) {
			return err
		}
		m.single = true
	}
	for i := range levels {
		if _, err := m.ask(ctx, newWrite(m.unit, address+i, levels[i:i+1])); err != nil {
			return err
		}
	}
	return nil
}

// ask sends a request until it is answered, three times at most; all of them
// say what is to be, so that one that was heard twice does no harm.
func (m *master) ask(ctx context.Context, r request) ([]byte, error) {
	var payload []byte
	var err error
	for range attempts {
		payload, err = m.once(ctx, r)
		switch {
		case err == nil:
			return payload, nil
		case errors.Is(err, busy), errors.Is(err, ErrTimeout), errors.Is(err, ErrDamaged):
			// An answer that is late must not be taken for the next one.
			if err := m.settle(ctx); err != nil {
				return nil, err
			}
		default:
			return nil, err
		}
	}
	return nil, err
}

// once sends a request and waits for its answer.
func (m *master) once(ctx context.Context, r request) ([]byte, error) {
	// Frames are told apart by 3.5 characters of silence (SL section 2.5.1.1).
	if err := pause(ctx, time.Until(m.silent.Add(m.gap()))); err != nil {
		return nil, err
	}
	defer func() { m.silent = time.Now() }()
	if err := m.port.DiscardInput(); err != nil {
		return nil, err
	}
	defer patience.Interruptible(ctx, m.port)()
	deadline := time.Now().Add(m.onWire(len(r.frame)+r.size()) + m.timeout)
	if err := patience.Write(ctx, m.port, r.frame, deadline); err != nil {
		return nil, m.explain(ctx, err, nil)
	}
	var came []byte
	for len(came) < mostNoise {
		var buf [256]byte
		n, err := patience.Read(ctx, m.port, buf[:], deadline)
		came = append(came, buf[:n]...)
		if payload, done, refusal := r.find(came); done {
			return payload, refusal
		}
		if err != nil {
			return nil, m.explain(ctx, err, came)
		}
	}
	return nil, fmt.Errorf("%w: nothing but noise", ErrDamaged)
}

// explain tells silence from noise when a deadline has passed.
func (m *master) explain(ctx context.Context, err error, came []byte) error {
	switch {
	case !errors.Is(err, os.ErrDeadlineExceeded) || ctx.Err() != nil:
		return err
	case len(came) > 0:
		return fmt.Errorf("%w: %d bytes came: %w", ErrDamaged, len(came), err)
	}
	return fmt.Errorf("%w: %w", ErrTimeout, err)
}

// settle waits until nothing has come for a Timeout, five of them at most.
func (m *master) settle(ctx context.Context) error {
	defer patience.Interruptible(ctx, m.port)()
	end := time.Now().Add(5 * m.timeout)
	for time.Now().Before(end) {
		var buf [256]byte
		_, err := patience.Read(ctx, m.port, buf[:], time.Now().Add(m.timeout))
		if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// onWire is how long n characters of 11 bits take (SL section 2.5.1).
func (m *master) onWire(n int) time.Duration {
	return time.Duration(n) * 11 * time.Second / time.Duration(m.baud)
}

// gap is the silence between two frames: 3.5 characters, and 1.75 ms at more
// than 19200 baud (SL section 2.5.1.1).
func (m *master) gap() time.Duration {
	if m.baud > 19200 {
		return 1750 * time.Microsecond
	}
	return m.onWire(7) / 2
}
