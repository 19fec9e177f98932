//go:build pcsc

package pcsc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ebfe/scard"
)

// Errors of a Reader, beside pcscd's own, which are wrapped with them.
var (
	// ErrNoReader says that pcscd knows no reader of that name.
	ErrNoReader = errors.New("no such reader")
	// ErrMute says that the card gives no answer to reset that means anything:
	// it lies upside down, or is none.
	ErrMute = errors.New("card does not answer")
	// ErrPulled says that there is no card, or no longer.
	ErrPulled = errors.New("no card in the reader")
)

// watch is how long one look at the reader lasts before ctx is asked again.
const watch = 250 * time.Millisecond

// Reader is one reader of pcscd. It belongs to one goroutine at a time.
type Reader struct {
	pcsc *scard.Context
	name string
}

// Open connects to pcscd and takes the reader whose name is name, or the first
// one for "". It does not wait for a reader. Errors wrap ErrNoReader or are
// pcscd's.
func Open(name string) (*Reader, error) {
	pcsc, err := scard.EstablishContext()
	if err != nil {
		return nil, fmt.Errorf("pcsc: %w", err)
	}
	names, err := pcsc.ListReaders()
	if err != nil && !errors.Is(err, scard.ErrNoReadersAvailable) {
		return nil, errors.Join(fmt.Errorf("pcsc: list readers: %w", err), pcsc.Release())
	}
	for _, n := range names {
		if name == "" || n == name {
			return &Reader{pcsc: pcsc, name: n}, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("pcsc: %q: %w", name, ErrNoReader), pcsc.Release())
}

// String returns the reader's name.
func (r *Reader) String() string { return "pcsc(" + r.name + ")" }

// Halt lets go of pcscd. The Reader is of no use afterwards.
func (r *Reader) Halt() error { return r.pcsc.Release() }

// Wait returns when a card is in the reader (present) or none is, or when ctx
// is done, at most 250 ms late.
func (r *Reader) Wait(ctx context.Context, present bool) error {
	states := []scard.ReaderState{{Reader: r.name, CurrentState: scard.StateUnaware}}
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("pcsc: wait: %w", err)
		}
		err := r.pcsc.GetStatusChange(states, watch)
		if err != nil && !errors.Is(err, scard.ErrTimeout) {
			return fmt.Errorf("pcsc: wait: %w", err)
		}
		if err == nil {
			if states[0].EventState&(scard.StateUnknown|scard.StateUnavailable) != 0 {
				return fmt.Errorf("pcsc: wait: %w", ErrNoReader)
			}
			states[0].CurrentState = states[0].EventState
		}
		if (states[0].CurrentState&scard.StatePresent != 0) == present {
			return nil
		}
	}
}

// Read reads the social-security card in the reader and lets go of it. Errors
// are those of ReadSocialCard and wrap ErrMute and ErrPulled.
func (r *Reader) Read(ctx context.Context) (SocialCard, error) {
	card, err := r.pcsc.Connect(r.name, scard.ShareExclusive, scard.ProtocolAny)
	if err != nil {
		return SocialCard{}, fmt.Errorf("pcsc: connect: %w", explain(err))
	}
	c, err := ReadSocialCard(ctx, inReader{card})
	err = explain(err)
	leave := scard.ResetCard
	if errors.Is(err, ErrPulled) {
		// pcscd 1.9.9, told to reset a card that is out, notes the reader as
		// empty by itself and then misses the next card if it comes at once.
		leave = scard.LeaveCard
	}
	// A card that was pulled has nothing left to let go of.
	_ = card.Disconnect(leave)
	return c, err
}

// inReader is a card in a reader. The drivers of some readers answer nothing at
// all, and no error, when it is pulled.
type inReader struct{ *scard.Card }

func (c inReader) Transmit(apdu []byte) ([]byte, error) {
	answer, err := c.Card.Transmit(apdu)
	if err == nil && len(answer) == 0 {
		return nil, ErrPulled
	}
	return answer, err
}

// explain adds what this package calls an error of pcscd (PC/SC part 5, return
// codes).
func explain(err error) error {
	for code, meaning := range map[scard.Error]error{
		scard.ErrUnresponsiveCard: ErrMute, scard.ErrUnpoweredCard: ErrMute, scard.ErrProtoMismatch: ErrMute,
		scard.ErrNoSmartcard: ErrPulled, scard.ErrRemovedCard: ErrPulled, scard.ErrCommDataLost: ErrPulled,
	} {
		if errors.Is(err, code) {
			return fmt.Errorf("%w: %w", meaning, err)
		}
	}
	return err
}
