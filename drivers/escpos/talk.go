package escpos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// ask asks for everything the profile's printer can tell about itself. After a
// question that was given up it first waits out the late answer.
func (d *Dev) ask(ctx context.Context) (Status, error) {
	low := d.Roll().IsLow()
	p := d.opts.Profile
	if p.Status == StatusNone {
		return Status{PaperLow: low}, nil
	}
	s, err := d.askRealTime(ctx)
	if err != nil {
		return Status{}, err
	}
	if p.Presenter.isDriven() {
		full, err := d.askFull(ctx)
		if err != nil {
			return Status{}, err
		}
		p.Full.add(&s, full)
	}
	s.AtOutput = s.AtOutput && p.Presenter != PresenterNone
	s.PaperLow = low
	return s, nil
}

// askRealTime sends DLE EOT 1 to 4, one at a time because answers do not say
// what they answer.
//
// Epson, DLE EOT n: 10 04 n, real-time status.
func (d *Dev) askRealTime(ctx context.Context) (Status, error) {
	if err := d.settle(ctx); err != nil {
		return Status{}, err
	}
	var answers [4]RealTime
	for i := range answers {
		d.said.answers = nil
		err := d.question(ctx, []byte{dle, eot, byte(i + 1)}, func() bool { return len(d.said.answers) > 0 })
		if err != nil {
			return Status{}, err
		}
		answers[i] = d.said.answers[0]
	}
	return fromRealTime(answers), nil
}

// settle listens until the answer to a question that was given up has come.
func (d *Dev) settle(ctx context.Context) error {
	if !d.late {
		return nil
	}
	if err := d.await(ctx, time.Now().Add(d.opts.ReplyTimeout), never); !errors.Is(err, ErrSilent) {
		return err
	}
	d.late = false
	return nil
}

// question sends a question and waits for its answer, one ReplyTimeout for
// both. An answer that does not come may still come late.
func (d *Dev) question(ctx context.Context, q []byte, answered func() bool) error {
	limit := time.Now().Add(d.opts.ReplyTimeout)
	if _, err := d.send(ctx, limit, q, never); err != nil {
		return err
	}
	err := d.await(ctx, limit, answered)
	d.late = d.late || err != nil
	return err
}

// clear empties the printer's buffers, so that nothing of an old job comes out
// when the paper is refilled. It takes at most three ReplyTimeouts. The buffer
// counts as dirty until the printer confirms.
//
// Epson, DLE ENQ 2: 10 05 02, clear buffers and recover from an error. DLE DC4
// 8: 10 14 08 01 03 14 01 06 02 08, clear buffers, answered by 37 25 00; no
// data may follow before the answer. ESC @: drop a line that has begun.
func (d *Dev) clear() {
	d.dirty = true
	if port, ok := d.port.(interface{ DiscardOutput() error }); ok {
		if port.DiscardOutput() != nil {
			return
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*d.opts.ReplyTimeout)
	defer cancel()
	limit := time.Now().Add(d.opts.ReplyTimeout)
	var command []byte
	switch d.opts.Profile.Clear {
	case ClearENQ:
		command = []byte{dle, enq, 2}
	case ClearDC4:
		command = []byte{dle, enq, 2, dle, dc4, 8, 1, 3, 20, 1, 6, 2, 8}
	}
	d.said.cleared = false
	if _, err := d.send(ctx, limit, command, never); err != nil {
		return
	}
	if d.opts.Profile.Clear == ClearDC4 && d.opts.Profile.Status != StatusNone {
		err := d.await(ctx, limit, func() bool { return d.said.cleared })
		d.dirty = err != nil
	}
	// A failure here leaves the state unchanged; the next job begins with ESC @.
	_, _ = d.send(ctx, time.Now().Add(d.opts.ReplyTimeout), []byte{esc, '@'}, never)
}

// never is the condition that does not come.
func never() bool { return false }

// send writes b in small pieces and looks up between them, so that ctx, Halt
// and stop are noticed while the printer holds the data back. It returns how
// many bytes the port took; fewer than all always come with an error, which
// wraps ErrStopped, ErrSilent, ErrGone, ErrHalted or ctx's error.
func (d *Dev) send(ctx context.Context, limit time.Time, b []byte, stop func() bool) (int, error) {
	const (
		piece    = 256
		interval = 250 * time.Millisecond
	)
	sent := 0
	for sent < len(b) {
		if err := d.lookUp(ctx); err != nil {
			return sent, err
		}
		if stop() {
			return sent, fmt.Errorf("%w: %s", ErrStopped, d.said.asb)
		}
		now := time.Now()
		if !now.Before(limit) {
			return sent, fmt.Errorf("%w: it takes no data", ErrSilent)
		}
		end := now.Add(interval)
		if end.After(limit) {
			end = limit
		}
		if err := d.port.SetWriteDeadline(end); err != nil {
			return sent, fmt.Errorf("%w: %w", ErrGone, err)
		}
		n, err := d.port.Write(b[sent:min(sent+piece, len(b))])
		sent += n
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return sent, fmt.Errorf("%w: %w", ErrGone, err)
		}
	}
	return sent, nil
}

// lookUp notes what has been said and tells whether to go on, without waiting.
func (d *Dev) lookUp(ctx context.Context) error {
	for {
		select {
		case r := <-d.heard:
			d.note(r)
			continue
		case <-d.done:
			return ErrHalted
		case <-d.gone:
			return fmt.Errorf("%w: %w", ErrGone, d.cause)
		default:
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("escpos: sending: %w", err)
		}
		return nil
	}
}
