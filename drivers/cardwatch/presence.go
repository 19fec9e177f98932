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
