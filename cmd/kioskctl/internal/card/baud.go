package card

import (
	"context"
	"errors"
	"fmt"
	"time"

	"linli/drivers/samv"
)

// baudPatience bounds all of SetBaud: the module is looked for at every speed,
// set, and looked for again.
const baudPatience = 30 * time.Second

// Reasons of SetBaud beside those of a reader that does not answer.
var (
	// ErrNoSpeed says that the line is none whose speed can be set.
	ErrNoSpeed = errors.New("a network connection or socket has no speed: run kioskctl where the reader's serial line is")
	// ErrKeptSpeed says that the module is well and did not change its speed.
	ErrKeptSpeed = errors.New("the module did not take the speed")
	// ErrLost says that the module fell silent while its speed was set.
	ErrLost = errors.New("the module was lost while its speed was set")
)

// Speed is how SetBaud ended.
type Speed struct {
	Module   samv.SAMID // the module that was spoken to
	From, To int        // bits per second; To is what the module answers at now
}

// SetBaud makes the module of a reader use one of samv.Speeds from now on, also
// after a power cut, and speaks with it at that speed before it returns. A
// module that is lost in between is looked for at every speed. It takes half a
// minute at most. The error wraps ErrNoSpeed, ErrKeptSpeed, ErrLost, or says
// what is wrong with the reader.
func SetBaud(ctx context.Context, r Reader, to int) (s Speed, err error) {
	ctx, cancel := context.WithTimeout(ctx, baudPatience)
	defer cancel()
	port, err := r.open(ctx)
	if err != nil {
		return Speed{}, err
	}
	defer func() { err = errors.Join(err, port.Close()) }()
	if _, ok := port.(samv.SpeedSetter); !ok {
		return Speed{}, fmt.Errorf("card: %w", ErrNoSpeed)
	}
	dev, err := samv.New(port, &samv.Opts{Baud: r.Baud})
	if err != nil {
		return Speed{}, err
	}
	if s.From, err = dev.FindBaud(ctx); err != nil {
		return Speed{}, err
	}
	s.To = s.From
	if s.Module, err = dev.SAMID(ctx); err != nil {
		return s, err
	}
	refused := dev.SetBaud(ctx, to)
	if refused == nil {
		refused = confirm(ctx, dev, s.Module)
	}
	if refused == nil {
		s.To = to
		return s, nil
	}
	return settle(ctx, dev, s, to, refused)
}

// confirm reads the module's number, which takes a whole reply at the new speed.
func confirm(ctx context.Context, dev *samv.Dev, want samv.SAMID) error {
	got, err := dev.SAMID(ctx)
	if err == nil && got != want {
		err = fmt.Errorf("another module answers, %s", got)
	}
	return err
}

// settle finds out where the module is after cause. One that took the speed
// and only said so too late counts as set.
func settle(ctx context.Context, dev *samv.Dev, s Speed, to int, cause error) (Speed, error) {
	found, err := dev.FindBaud(ctx)
	if err != nil {
		return s, fmt.Errorf("card: %w and answers at no speed: cut its power once, then try again (%w)", ErrLost, cause)
	}
	s.To = found
	if found == to {
		return s, confirm(ctx, dev, s.Module)
	}
	return s, fmt.Errorf("card: %w and answers at %d: %w", ErrKeptSpeed, found, cause)
}
