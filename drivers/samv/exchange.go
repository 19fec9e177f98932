package samv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"linli/drivers/patience"
)

// How long the line may be silent. None of these is in the documents; they
// are wide against a USB bridge that holds bytes back for 16 ms.
const (
	silenceInReply = 500 * time.Millisecond // within a reply that has begun: it broke off
	silenceBefore  = time.Millisecond       // before a command, when all is in order
	silenceAfter   = 50 * time.Millisecond  // before a command, when an older reply may be on its way
	longestSettle  = time.Second            // a line that never falls silent is used all the same
)

// exchange sends c and returns the reply that fits it. If the module did not
// understand the frame, it is sent once more (SAM-V SW3 10, 11, 21).
func (d *Dev) exchange(ctx context.Context, c command) (reply, error) {
	r, err := d.attempt(ctx, c)
	var status *StatusError
	if errors.As(err, &status) && status.Class() == ClassLink {
		d.dirty = true
		r, err = d.attempt(ctx, c)
	}
	if err != nil {
		return reply{}, fmt.Errorf("samv: %s: %w", c.name, err)
	}
	return r, nil
}

// attempt sends c once. It returns within the command's deadline, at once when
// ctx is done.
func (d *Dev) attempt(ctx context.Context, c command) (r reply, err error) {
	release := patience.Interruptible(ctx, d.port)
	defer release()
	if err := d.settle(ctx); err != nil {
		return reply{}, err
	}
	// From here on a reply may be under way until the right one has come.
	d.dirty = true
	deadline := time.Now().Add(c.patience + d.wireTime(headSize+3+headSize+c.longest()))
	if err := d.send(ctx, encode(c.cmd, c.para), deadline); err != nil {
		return reply{}, err
	}
	r, err = d.receive(ctx, c, deadline)
	if err != nil {
		return reply{}, err
	}
	d.dirty = false
	if r.sw3 != c.good {
		return reply{}, &StatusError{SW1: r.sw1, SW2: r.sw2, SW3: r.sw3}
	}
	return r, nil
}

// settle throws away what has arrived before a command is sent: replies do
// not name the command they belong to.
func (d *Dev) settle(ctx context.Context) error {
	d.decoder.reset()
	silence := silenceBefore
	if d.dirty {
		silence = silenceAfter
	}
	end := time.Now().Add(longestSettle)
	for time.Now().Before(end) {
		_, err := d.read(ctx, time.Now().Add(silence))
		d.decoder.reset()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// send writes frame before deadline.
func (d *Dev) send(ctx context.Context, frame []byte, deadline time.Time) error {
	err := patience.Write(ctx, d.port, frame, deadline)
	if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil {
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	return err
}

// receive waits until deadline for a reply that c can have. Others, late ones
// to earlier commands, are passed over. Once a reply has begun, or has come
// damaged, a short silence ends the wait.
func (d *Dev) receive(ctx context.Context, c command, deadline time.Time) (reply, error) {
	until := deadline
	for {
		n, err := d.read(ctx, until)
		if err != nil {
			return reply{}, d.explainSilence(err)
		}
		for {
			r, ok := d.decoder.next(c.fits)
			if !ok {
				break
			}
			if c.accepts(r) {
				return r, nil
			}
			clear(r.data)
		}
		until = deadline
		if n > 0 && (d.decoder.damaged || d.decoder.begun()) {
			until = earlier(deadline, time.Now().Add(silenceInReply))
		}
	}
}

// explainSilence turns a passed deadline into what it means here.
func (d *Dev) explainSilence(err error) error {
	switch {
	case !errors.Is(err, os.ErrDeadlineExceeded):
		return err
	case d.decoder.damaged, d.decoder.begun():
		return ErrDamaged
	default:
		return ErrTimeout
	}
}

// read feeds the decoder with what arrives next, waiting until t at most.
func (d *Dev) read(ctx context.Context, t time.Time) (int, error) {
	var buf [readSize]byte
	n, err := patience.Read(ctx, d.port, buf[:], t)
	d.decoder.feed(buf[:n])
	clear(buf[:n])
	return n, err
}

// wireTime is how long n bytes of ten bits take at the line's speed, and a
// quarter more.
func (d *Dev) wireTime(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(d.baud) * 5 / 4
}

// earlier returns the earlier of two times.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
