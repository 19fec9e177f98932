package store

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// maxReasons bounds the reasons of one rating.
const maxReasons = 20

// Rate queues the record of a rating for the office, durable when it returns.
// It takes no number and makes no print job. It blocks for one commit, at most
// Options.Wait. Its errors are *kiosk.Error with code StoreFailed; within it
// ErrUnknown says that the rating may have been kept. Asking again then can
// make a second record: the office counts one of a visit.
func (s *Store) Rate(ctx context.Context, r kiosk.Rating) error {
	if err := checkRating(&r); err != nil {
		return failed("rate", err)
	}
	if err := s.do(ctx, &rated{r}); err != nil {
		return failed("rate", err)
	}
	return nil
}

func checkRating(r *kiosk.Rating) error {
	if _, err := time.Parse(time.DateOnly, string(r.Day)); err != nil {
		return fmt.Errorf("%w: business day: %w", ErrRefused, err)
	}
	if r.Visit == "" || !r.Grade.Valid() || len(r.Reasons) > maxReasons {
		return fmt.Errorf("%w: a rating without a visit, of grade %d, or with %d reasons", ErrRefused, r.Grade, len(r.Reasons))
	}
	words := append([]string{
		string(r.Visit), r.About, string(r.Item), string(r.Counter), string(r.Lang), r.Words.Reveal(),
	}, r.Reasons...)
	for _, word := range words {
		if len(word) > 2*maxWord || !utf8.ValidString(word) {
			return fmt.Errorf("%w: a word that is no text, or of %d bytes", ErrRefused, len(word))
		}
	}
	return nil
}

// rated is the op behind Rate.
type rated struct{ rating kiosk.Rating }

func (o *rated) grows() bool { return true }

// settled cannot tell: nothing but the sealed record would stand for it.
func (o *rated) settled(*batch) (bool, error) { return false, ErrUnknown }

func (o *rated) apply(b *batch) error {
	r := o.rating
	size := shortRecord + len(r.About) + len(r.Words.Reveal())
	for _, reason := range r.Reasons {
		size += len(reason) + 4
	}
	if err := b.refuses(linlipb.Stream_STREAM_LIVE, size); err != nil {
		return err
	}
	return b.recordLater(linlipb.Stream_STREAM_LIVE, size, func() ([]byte, error) {
		return wire.RatedPayload(r) //nolint:wrapcheck // batch.spoil says whose it is
	})
}
