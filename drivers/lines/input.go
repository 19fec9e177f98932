package lines

import (
	"context"
	"errors"
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// ErrPin reports a pin that does not become an input or output.
var ErrPin = errors.New("lines: pin fails")

// Polarity says which level means yes: somebody is there, a door is open, a
// lamp is lit.
type Polarity bool

// Polarities.
const (
	ActiveHigh Polarity = false
	ActiveLow  Polarity = true // a contact to ground, most relays
)

// level is the level that means on.
func (p Polarity) level(on bool) gpio.Level { return gpio.Level(on != bool(p)) }

// isOn says what a level means.
func (p Polarity) isOn(l gpio.Level) bool { return bool(l) != bool(p) }

// InputOpts says what is on an input's wire. A zero field takes the value in
// brackets.
type InputOpts struct {
	Pull     gpio.Pull     // resistor in the chip (gpio.Float; a contact to ground needs gpio.PullUp)
	Polarity Polarity      // (ActiveHigh)
	Settle   time.Duration // how long a level has to stand to count (25 ms)
	Look     time.Duration // how often the level is read without an edge (250 ms)
}

// samples is how often a level is read while it settles.
const samples = 5

// Input is a wire that tells yes or no. Its methods may not be called from
// several goroutines at a time.
type Input struct {
	pin  gpio.PinIn
	opts InputOpts
}

// NewInput makes pin an input that wakes at both edges. The error wraps
// ErrPin.
func NewInput(pin gpio.PinIn, opts *InputOpts) (*Input, error) {
	o := InputOpts{Pull: gpio.Float}
	if opts != nil {
		o = *opts
	}
	if o.Settle <= 0 {
		o.Settle = 25 * time.Millisecond
	}
	if o.Look <= 0 {
		o.Look = 250 * time.Millisecond
	}
	if err := pin.In(o.Pull, gpio.BothEdges); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrPin, pin.Name(), err)
	}
	return &Input{pin: pin, opts: o}, nil
}

// String names the input. It leaves out the pin's own String, which runs long.
func (i *Input) String() string { return "lines.Input(" + i.pin.Name() + ")" }

// IsOn reads the wire as it is now, bounces and all. It does not block.
func (i *Input) IsOn() bool { return i.opts.Polarity.isOn(i.pin.Read()) }

// Change waits until the wire has settled on something else than was, and
// returns what. It returns at most Look and Settle after ctx is done, with
// was and the cause of ctx's end.
//
// A change that is over before it settles is none; one that lasts is seen
// within Look and Settle even when its edge was lost.
func (i *Input) Change(ctx context.Context, was bool) (bool, error) {
	for {
		if i.IsOn() != was {
			settled, err := i.settle(ctx, !was)
			if err != nil {
				return was, err
			}
			if settled {
				return !was, nil
			}
		}
		if err := i.doze(ctx); err != nil {
			return was, err
		}
	}
}

// settle reports whether the wire stands at want throughout Settle.
func (i *Input) settle(ctx context.Context, want bool) (bool, error) {
	for range samples {
		if err := pause(ctx, i.opts.Settle/samples); err != nil {
			return false, err
		}
		if i.IsOn() != want {
			return false, nil
		}
	}
	return true, nil
}

// doze waits for an edge, for Look at most.
//
// periph, PinIn.WaitForEdge: true at an edge, false after the timeout.
// gpioioctl: also false, and at once, on a line that was closed. An edge that
// was queued long ago comes at once too, so two calls are never closer than a
// sample: a wire that chatters, or a pin that fails, costs no processor.
func (i *Input) doze(ctx context.Context) error {
	if ctx.Err() != nil {
		return over(ctx)
	}
	start := time.Now()
	if i.pin.WaitForEdge(i.opts.Look) {
		return pause(ctx, i.opts.Settle/samples)
	}
	return pause(ctx, i.opts.Look-time.Since(start))
}

// Halt stops what the pin does. A running Change ends within Look only if its
// ctx does.
func (i *Input) Halt() error {
	if err := i.pin.Halt(); err != nil {
		return fmt.Errorf("lines: halt %s: %w", i.pin.Name(), err)
	}
	return nil
}

// pause waits for d, or returns the cause of ctx's end.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return over(ctx)
	}
}

// over says why a wait ended.
func over(ctx context.Context) error {
	return fmt.Errorf("lines: waiting: %w", context.Cause(ctx))
}
