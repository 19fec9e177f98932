package samv

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Speeds lists what a module can be set to and keeps when it loses power, in
// bits per second, fastest first. The place in the list is PARA of the command
// (SAM-V command 60, softs.im protocol page).
func Speeds() []int { return []int{115200, 57600, 38400, 19200, 9600} }

// SpeedSetter is a Port whose speed can be changed while it is open.
type SpeedSetter interface {
	// SetBaud sets the speed in bits per second for what is written and read
	// from now on. It does not block.
	SetBaud(baud int) error
}

// How the speed of a module is found. A module answers a status request at
// once; what it heard at other speeds may still be half a command to it, so
// every speed is tried again before the module counts as silent.
const (
	seekPatience = 300 * time.Millisecond
	seekRounds   = 2
	speedSettles = 5 * time.Millisecond // after command 60 (softs.im protocol page)
)

func setBaudCommand(para byte) command {
	return command{name: "set speed", cmd: 0x60, para: para, good: statusDone, patience: time.Second}
}

func probeCommand() command {
	c := statusCommand()
	c.patience = seekPatience
	return c
}

// Baud returns the speed that deadlines are worked out for, in bits per second.
func (d *Dev) Baud() int { return d.baud }

// FindBaud finds the speed at which the module answers, trying the present one
// first and then those of Speeds, sets the port to it and returns it. Any
// whole reply counts, also one that says that the module is unwell. The error
// wraps ErrTimeout or ErrDamaged when none was right; the port is then at the
// speed it began with. It takes 5 s at most. A port that is no SpeedSetter, as
// a network connection, has no speed to find and is left alone.
func (d *Dev) FindBaud(ctx context.Context) (int, error) {
	line, ok := d.port.(SpeedSetter)
	if !ok {
		return d.baud, nil
	}
	first, err := d.baud, error(nil)
	for range seekRounds {
		for _, baud := range startingWith(first, Speeds()) {
			if err = d.tune(line, baud); err != nil {
				return first, err
			}
			if _, err = d.exchange(ctx, probeCommand()); answeredAtAll(err) == nil {
				return baud, nil
			}
			if !errors.Is(err, ErrTimeout) && !errors.Is(err, ErrDamaged) {
				return first, err
			}
		}
	}
	return first, errors.Join(fmt.Errorf("samv: no speed is answered: %w", err), d.tune(line, first))
}

// SetBaud makes the module use one of Speeds, now and after every power cut,
// follows with the port, and asks whether the module is there. It takes 2 s at
// most. After an error the module may be at either speed: FindBaud tells.
func (d *Dev) SetBaud(ctx context.Context, baud int) error {
	para := slices.Index(Speeds(), baud)
	if para < 0 {
		return fmt.Errorf("samv: %d baud is none of %v", baud, Speeds())
	}
	line, ok := d.port.(SpeedSetter)
	if !ok {
		return fmt.Errorf("samv: set speed: the port cannot change its own: %w", errors.ErrUnsupported)
	}
	if _, err := d.exchange(ctx, setBaudCommand(byte(para))); err != nil {
		return err
	}
	settled := time.NewTimer(speedSettles)
	defer settled.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("samv: set speed: %w", ctx.Err())
	case <-settled.C:
	}
	if err := d.tune(line, baud); err != nil {
		return err
	}
	return d.Status(ctx)
}

// tune sets the speed of the line and of the deadlines.
func (d *Dev) tune(line SpeedSetter, baud int) error {
	if baud == d.baud {
		return nil
	}
	if err := line.SetBaud(baud); err != nil {
		return fmt.Errorf("samv: set line to %d baud: %w", baud, err)
	}
	d.baud = baud
	d.dirty = true // what arrives now may have been sent at the other speed
	return nil
}

// answeredAtAll drops the status of a module that answered.
func answeredAtAll(err error) error {
	var status *StatusError
	if errors.As(err, &status) {
		return nil
	}
	return err
}

// startingWith puts first in front of the others.
func startingWith(first int, speeds []int) []int {
	rest := slices.DeleteFunc(speeds, func(baud int) bool { return baud == first })
	return append([]int{first}, rest...)
}
