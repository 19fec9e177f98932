package nfc

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"linli/drivers/patience"
)

// How long the chip may take. UM section 6.2.2 names 15 ms for the ACK; the
// rest is wide against a USB bridge that holds bytes back for 16 ms.
const (
	allowance    = 500 * time.Millisecond // from a command to its whole reply
	silence      = 2 * time.Millisecond   // before a command: nothing is on its way
	longestDrain = 200 * time.Millisecond
)

// wake sends what ends a power-down (UM section 7.2.11: any rising edges on
// the line, then time to start), then an ACK, which ends a command that is
// still going on (UM section 6.2.1.3).
func (d *Dev) wake(ctx context.Context) error {
	defer patience.Interruptible(ctx, d.port)()
	wake := append([]byte{0x55, 0x55}, make([]byte, 14)...)
	wake = append(wake, 0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00)
	return d.send(ctx, wake, time.Now().Add(allowance))
}

// exchange sends a command and returns the data of its reply, which the caller
// owns. An answer to an earlier command is passed over. After an error the
// chip is to be started anew.
func (d *Dev) exchange(ctx context.Context, cmd byte, data ...byte) ([]byte, error) {
	defer patience.Interruptible(ctx, d.port)()
	r, err := d.attempt(ctx, cmd, data)
	if err != nil {
		d.ready = false
		return nil, fmt.Errorf("command %02x: %w", cmd, err)
	}
	return r, nil
}

func (d *Dev) attempt(ctx context.Context, cmd byte, data []byte) ([]byte, error) {
	if err := d.drain(ctx); err != nil {
		return nil, err
	}
	deadline := time.Now().Add(allowance)
	if err := d.send(ctx, encode(cmd, data...), deadline); err != nil {
		return nil, err
	}
	acked, heard := false, false
	for {
		k, body, rest := next(d.rest)
		d.rest = rest
		switch {
		case k == syntax:
			return nil, ErrRefused
		case k == ack:
			acked = true
		case k == reply && acked && body[0] == cmd+1:
			return append([]byte{}, body[1:]...), nil
		case k == none:
			n, err := d.read(ctx, deadline)
			heard = heard || n > 0
			if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil {
				if heard {
					return nil, ErrDamaged
				}
				return nil, ErrTimeout
			}
			if err != nil {
				return nil, err
			}
		}
	}
}

// drain throws away what came before the command.
func (d *Dev) drain(ctx context.Context) error {
	end := time.Now().Add(longestDrain)
	for time.Now().Before(end) {
		_, err := d.read(ctx, time.Now().Add(silence))
		d.rest = nil
		if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Dev) send(ctx context.Context, b []byte, deadline time.Time) error {
	err := patience.Write(ctx, d.port, b, deadline)
	if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil {
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	return err
}

// read adds what arrives until t to d.rest.
func (d *Dev) read(ctx context.Context, t time.Time) (int, error) {
	var buf [maxData]byte
	n, err := patience.Read(ctx, d.port, buf[:], t)
	d.rest = append(d.rest, buf[:n]...)
	clear(buf[:n])
	return n, err
}
