//go:build pcsc

package card

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"linli/drivers/pcsc"
)

// ReadSocial waits for a social-security card in a reader of pcscd, AnyReader
// or the one of this name, for as long as patience, and reads it. It tells
// advice what to do meanwhile. The error wraps ErrNoCard or ErrSocialRefused,
// or says at once what is wrong with the reader.
func ReadSocial(ctx context.Context, name string, patience time.Duration, advice io.Writer) (card pcsc.SocialCard, err error) {
	if name == AnyReader {
		name = ""
	}
	reader, err := pcsc.Open(name)
	if err != nil {
		return pcsc.SocialCard{}, fmt.Errorf("is pcscd running, and the reader in? (%w)", err)
	}
	defer func() { err = errors.Join(err, reader.Halt()) }()
	fmt.Fprintln(advice, "the reader is there; put in a card, chip first")
	parent := ctx
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if err := reader.Wait(ctx, true); err != nil {
			if ctx.Err() != nil && parent.Err() == nil {
				return pcsc.SocialCard{}, ErrNoCard
			}
			return pcsc.SocialCard{}, err
		}
		card, err := reader.Read(ctx)
		switch {
		case err == nil:
			return card, nil
		case errors.Is(err, pcsc.ErrPulled):
			fmt.Fprintln(advice, "the card was pulled; put it in again and leave it")
			if err := reader.Wait(ctx, false); err != nil {
				return pcsc.SocialCard{}, ErrNoCard
			}
		case errors.Is(err, pcsc.ErrMute):
			return pcsc.SocialCard{}, fmt.Errorf("%w: is it in the right way round? (%w)", ErrSocialRefused, err)
		case errors.Is(err, pcsc.ErrOtherCard):
			return pcsc.SocialCard{}, fmt.Errorf("%w: it is no social-security card (%w)", ErrSocialRefused, err)
		case errors.Is(err, pcsc.ErrRefused), errors.Is(err, pcsc.ErrDamaged):
			return pcsc.SocialCard{}, fmt.Errorf("%w: try another (%w)", ErrSocialRefused, err)
		default:
			return pcsc.SocialCard{}, err
		}
	}
}
