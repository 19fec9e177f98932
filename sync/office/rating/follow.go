package rating

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// Follow has this catch up with other writers of the office's chain, of which
// the hall is one: pass shows it all that the ledger holds at the time of the
// call. Call it before Move.
func (r *Ratings) Follow(pass func(context.Context) error) { r.chain.Follow(pass) }

// Move notes what staff did about a low grade, once it is in the ledger. It
// blocks for one commit, at most ten seconds. A move that was made already,
// with the same words, is made no second time and is no error. It returns
// ErrNone, ErrNoMove, ErrNoWords or the ledger's error; after the last it may
// stand all the same and shows as soon as the ledger is read.
func (r *Ratings) Move(ctx context.Context, visit kiosk.VisitID, to FollowUp, words, by string) error {
	words, by = strings.TrimSpace(words), strings.TrimSpace(by)
	if words == "" || by == "" || len(words) > maxWords || len(by) > maxName {
		return ErrNoWords
	}
	_, err := r.chain.Write(ctx, func() (*linlipb.Payload, error) {
		now, err := r.Low(visit)
		switch {
		case err != nil:
			return nil, err
		case now.State == to && now.Done == words && now.By == by:
			return nil, nil
		case !slices.Contains(now.State.Next(), to):
			return nil, ErrNoMove
		}
		return &linlipb.Payload{
			Visit: string(visit),
			What: &linlipb.Payload_RatingFollowed{RatingFollowed: &linlipb.RatingFollowed{
				Visit: string(visit), State: string(to), Words: words, By: by}},
		}, nil
	}, r.Apply)
	if err != nil {
		return fmt.Errorf("rating: move: %w", err)
	}
	return nil
}

// Low returns one low grade, or ErrNone.
func (r *Ratings) Low(visit kiosk.VisitID) (Rating, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k := r.all[visit]; k != nil && k.given && k.Grade.Low() {
		return r.complete(k.Rating), nil
	}
	return Rating{}, ErrNone
}

// Words returns what the resident wrote, as the ledger keeps it; ErrNone when
// it is not there. Whoever calls it shows what may be personal and says so in a
// log.
func (r *Ratings) Words(ctx context.Context, visit kiosk.VisitID) (kiosk.Private, error) {
	found, err := r.Low(visit)
	if err != nil || !found.HasWords {
		return "", err
	}
	entries, err := r.ledger.Read(ctx, found.Position-1, time.Time{}, 1)
	if err != nil {
		return "", fmt.Errorf("rating: read: %w", err)
	}
	if len(entries) == 0 || entries[0].Position != found.Position {
		return "", ErrNone
	}
	text, err := r.opener.Open(entries[0].Header, entries[0].Sealed)
	if err != nil {
		return "", fmt.Errorf("rating: open: %w", err)
	}
	p := new(linlipb.Payload)
	err = proto.Unmarshal(text, p)
	clear(text)
	if err != nil { // its cause may quote what was inside
		return "", ErrNone
	}
	return kiosk.Private(p.GetRated().GetWords()), nil
}
