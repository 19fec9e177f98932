package card

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"linli/drivers/cardwatch"
	"linli/drivers/idcard"
)

// dialPatience bounds the wait for a serial server to accept.
const dialPatience = 5 * time.Second

// ErrNoCard says that no card could be read in time, though the reader is well.
var ErrNoCard = errors.New("no card was read in time")

// options suit a technician: whatever lies there is read, with its newest
// address.
func options(r Reader) *cardwatch.Opts {
	opts := cardwatch.DefaultOpts
	opts.Module.Baud = r.Baud
	opts.NewAddress = true
	return &opts
}

// Read waits for a card and reads it, for as long as patience. It tells advice
// what to do at the reader meanwhile. The error is ErrNoCard, one of a card
// that cannot be read, or says at once what is wrong with the reader.
func Read(ctx context.Context, r Reader, patience time.Duration, advice io.Writer) (idcard.Document, error) {
	parent := ctx
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var document idcard.Document
	verdict := ErrNoCard
	err := cardwatch.New(r.open, options(r)).Run(ctx, func(e cardwatch.Event) {
		if ctx.Err() != nil {
			return // decided
		}
		switch e.Kind {
		case cardwatch.Back:
			fmt.Fprintln(advice, "the reader answers; lay a card")
		case cardwatch.Read:
			document, verdict = e.Document, nil
			cancel()
		case cardwatch.Failed:
			if errors.Is(e.Err, cardwatch.ErrMoved) {
				fmt.Fprintln(advice, "the card moved; lay it again and leave it")
				return
			}
			verdict = e.Err
			cancel()
		case cardwatch.Gone:
			verdict = e.Err
			cancel()
		}
	})
	if parent.Err() != nil && verdict != nil {
		return idcard.Document{}, err
	}
	return document, verdict
}

// Watch tells show of everything that happens at the reader until ctx is done.
// A reader that goes away is waited for.
func Watch(ctx context.Context, r Reader, show func(cardwatch.Event)) {
	_ = cardwatch.New(r.open, options(r)).Run(ctx, show)
}
