package cardwatch

import (
	"context"
	"errors"

	"linli/drivers/samv"
)

// Presence tells whether a card that was read still lies there. Modules differ
// in what gives it away.
type Presence interface {
	// Present asks once. An error means that the module did not answer; it
	// takes as long as the commands it uses.
	Present(ctx context.Context, dev *samv.Dev) (bool, error)
}

// ByAddress asks for the newest additional address, which a module answers
// while the card it read lies there, whether or not the card holds one. It
// suits modules that find a card only once.
type ByAddress struct{}

// Present implements Presence.
func (ByAddress) Present(ctx context.Context, dev *samv.Dev) (bool, error) {
	address, err := dev.ReadAddress(ctx)
	clear(address)
	return answered(err)
}

// ByFind asks for a card, for modules that go on finding one that lies still.
type ByFind struct{}

// Present implements Presence.
func (ByFind) Present(ctx context.Context, dev *samv.Dev) (bool, error) {
	return answered(dev.Find(ctx))
}

// finding finds out by which of the two a module gives a card away, and then
// uses it. The additional address is preferred, for it also shows that a card
// was swapped, but only of a module that does not answer for it while nothing
// lies there: by that no card would ever leave.
type finding struct {
	chosen  Presence // nil until a card that was read has shown itself
	address verdict  // on answers for the additional address
}

// verdict is what is known of a module's answers.
type verdict int

const (
	untried verdict = iota // never asked while nothing lay there
	honest                 // tells a card from nothing
	liar                   // answers for nothing too
	unknown                // no command of this module's
)

// Present implements Presence. The first time is right after a reading: later
// another card may lie in the place of the first.
func (f *finding) Present(ctx context.Context, dev *samv.Dev) (bool, error) {
	if f.chosen != nil {
		return f.chosen.Present(ctx, dev)
	}
	answered, err := f.ask(ctx, dev)
	if err != nil {
		return false, err
	}
	if answered && f.address == honest {
		f.chosen = ByAddress{}
		return true, nil
	}
	found, err := ByFind{}.Present(ctx, dev)
	switch {
	case err != nil:
		return false, err
	case found:
		f.chosen = ByFind{}
	case answered && f.address != liar:
		f.chosen = ByAddress{}
	}
	return f.chosen != nil, nil
}

// rest is called while find finds nothing, and asks until it is settled what to
// go by. A module that seemed to lie is asked again before the first card: one
// that an earlier program read may have lain there. An error means that the
// line is lost.
func (f *finding) rest(ctx context.Context, dev *samv.Dev) error {
	if f.address == honest || f.address == unknown || f.address == liar && f.chosen != nil {
		return nil
	}
	answered, err := f.ask(ctx, dev)
	if err != nil || f.address == unknown {
		return err
	}
	f.address = honest
	if answered {
		f.address = liar
	}
	f.chosen = nil // the choice was made knowing less
	return nil
}

// ask asks for the additional address. A module that does not answer, or does
// not know the command, is not asked again; that is no error.
func (f *finding) ask(ctx context.Context, dev *samv.Dev) (bool, error) {
	if f.address == unknown {
		return false, nil
	}
	present, err := ByAddress{}.Present(ctx, dev)
	var status *samv.StatusError
	if errors.Is(err, samv.ErrTimeout) || errors.As(err, &status) && status.Class() == samv.ClassLink {
		f.address = unknown
		return false, nil
	}
	return present, err
}

// answered sorts the outcome of a command into yes, no, and trouble with the
// module itself.
func answered(err error) (bool, error) {
	var status *samv.StatusError
	switch {
	case err == nil:
		return true, nil
	case !errors.As(err, &status):
		return false, err
	case status.Class() == samv.ClassNoCard, status.Class() == samv.ClassCard:
		return false, nil
	default:
		return false, err
	}
}
