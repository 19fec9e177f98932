package lines

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// ErrTaken reports a pattern that ended because of a newer Set or Play.
var ErrTaken = errors.New("lines: pattern taken over")

// OutputOpts says what is on an output's wire.
type OutputOpts struct {
	// Polarity of what is switched. gpioioctl makes a line an output at low
	// level before it takes the first one: something ActiveLow is on for a
	// moment at start.
	Polarity Polarity
}

// Output is a wire that switches a lamp or a buzzer. It remembers what it was
// last set to, for asking the pin would turn it into an input (gpioioctl,
// GPIOLine.Read and GPIOLine.Func). Its methods may be called from several
// goroutines.
type Output struct {
	pin  gpio.PinOut
	opts OutputOpts

	mu   sync.Mutex // protects everything below, and the pin
	on   bool
	turn int // counts Set and Play; the newest has the output
}

// NewOutput makes pin an output and switches it off. The error wraps ErrPin.
func NewOutput(pin gpio.PinOut, opts *OutputOpts) (*Output, error) {
	o := &Output{pin: pin}
	if opts != nil {
		o.opts = *opts
	}
	if err := o.Set(false); err != nil {
		return nil, err
	}
	return o, nil
}

// String names the output.
func (o *Output) String() string { return "lines.Output(" + o.pin.Name() + ")" }

// Set switches the output, and ends a pattern that is played. It does not
// block. After an error, which wraps ErrPin, the wire is as it was or as it
// should be; a further Set tries again.
func (o *Output) Set(on bool) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.turn++
	return o.put(on)
}

// IsOn reports what the output was last set to.
func (o *Output) IsOn() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.on
}

// Play switches the output on for the first duration, off for the second, and
// so on, then off: Play(ctx, 100ms, 100ms, 100ms) is two beeps. It blocks for
// their sum, or until ctx is done, and is off then; the error is the cause of
// ctx's end. A Set or Play that comes in between has the output from then on,
// and this one returns ErrTaken by the end of its current step.
func (o *Output) Play(ctx context.Context, steps ...time.Duration) error {
	o.mu.Lock()
	o.turn++
	mine := o.turn
	o.mu.Unlock()
	for n, step := range steps {
		if err := o.step(mine, n%2 == 0); err != nil {
			return err
		}
		if err := pause(ctx, step); err != nil {
			return errors.Join(err, o.step(mine, false))
		}
	}
	return o.step(mine, false)
}

// step switches for a pattern, as long as it has the output.
func (o *Output) step(mine int, on bool) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.turn != mine {
		return ErrTaken
	}
	return o.put(on)
}

// put writes to the pin, also what it already has: a write that heals a line
// costs nothing. The caller holds mu.
func (o *Output) put(on bool) error {
	if err := o.pin.Out(o.opts.Polarity.level(on)); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrPin, o.pin.Name(), err)
	}
	o.on = on
	return nil
}

// Halt switches the output off and ends a pattern. The error wraps ErrPin.
func (o *Output) Halt() error { return o.Set(false) }
