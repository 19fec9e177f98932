//go:build pcsc

package pcsc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ebfe/scard"
)

// ErrNoReader says that pcscd knows no reader of that name.
var ErrNoReader = errors.New("no such reader")

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
// are those of ReadSocialCard.
func (r *Reader) Read(ctx context.Context) (SocialCard, error) {
	card, err := r.pcsc.Connect(r.name, scard.ShareExclusive, scard.ProtocolAny)
	if err != nil {
		return SocialCard{}, fmt.Errorf("pcsc: connect: %w", err)
	}
	c, err := ReadSocialCard(ctx, card)
	// A card that was pulled has nothing left to let go of.
	_ = card.Disconnect(scard.ResetCard)
	return c, err
}
