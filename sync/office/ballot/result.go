package ballot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"linli/kiosk"
)

// resultDrawer is where results stand that were published. Another name lets
// votes be cast after their result.
const resultDrawer = "ballot-result"

// maxBy bounds the name of who publishes, in bytes.
const maxBy = 64

// Why no result is published.
var (
	ErrRunning   = errors.New("ballot: it has not ended")
	ErrPublished = errors.New("ballot: its result is published")
	ErrNoName    = errors.New("ballot: who publishes it is missing, or too long")
)

// Result is what came of a ballot, as it was counted when it was published. Its
// names stand in the office's database.
type Result struct {
	At     time.Time                 `json:"at"`
	By     string                    `json:"by"`     // who published it, as staff call him
	Turned int                       `json:"turned"` // how many voted
	Listed int                       `json:"listed"` // how many stood on the roll; 0 without one
	Counts map[string]map[string]int `json:"counts"` // by question and option
}

// Close notes what came of a ballot whose last day has passed, by whom; from
// then on nobody votes on it, whatever its days say. A second Close changes
// nothing and returns what the first one noted. It returns ErrClosed for what is
// no ballot, ErrRunning, ErrNoName, or the database's error.
func (b *Boxes) Close(ctx context.Context, ballot kiosk.ItemID, by string) (Result, error) {
	by = strings.TrimSpace(by)
	if by == "" || len(by) > maxBy {
		return Result{}, ErrNoName
	}
	s, err := b.Look(ctx, ballot)
	switch {
	case err != nil:
		return Result{}, err
	case s.Result != nil:
		return *s.Result, nil
	case !s.Ended:
		return Result{}, ErrRunning
	}
	counted, err := b.seal(ctx, ballot)
	if err != nil {
		return Result{}, err
	}
	noted := Result{At: b.now().UTC().Truncate(time.Second), By: by, Turned: len(counted.Voters), Listed: s.Listed, Counts: counted.Counts}
	err = b.drawers.ChangeFile(ctx, resultDrawer, string(ballot), func(old []byte) ([]byte, error) {
		if old != nil { // somebody was quicker
			return nil, json.Unmarshal(old, &noted)
		}
		return json.Marshal(noted)
	})
	if err != nil {
		return Result{}, fmt.Errorf("ballot: result: %w", err)
	}
	return noted, nil
}

// seal closes a box and returns what is in it: a vote that was on its way is in
// the count, or is refused.
func (b *Boxes) seal(ctx context.Context, ballot kiosk.ItemID) (counted box, err error) {
	err = b.drawers.ChangeFile(ctx, drawer, string(ballot), func(old []byte) ([]byte, error) {
		if counted, err = decode(old); err != nil {
			return nil, err
		}
		counted.Closed = true
		return json.Marshal(counted)
	})
	if err != nil {
		return box{}, fmt.Errorf("ballot: close the box: %w", err)
	}
	return counted, nil
}

// Results returns all that were noted.
func (b *Boxes) Results(ctx context.Context) (map[kiosk.ItemID]Result, error) {
	files, err := b.drawers.Files(ctx, resultDrawer)
	if err != nil {
		return nil, fmt.Errorf("ballot: results: %w", err)
	}
	all := map[kiosk.ItemID]Result{}
	for id, body := range files {
		var r Result
		if err := json.Unmarshal(body, &r); err != nil {
			return nil, fmt.Errorf("ballot: the result of %s cannot be read: %w", id, err)
		}
		all[kiosk.ItemID(id)] = r
	}
	return all, nil
}

// result is what was noted of a ballot; nil for nothing.
func (b *Boxes) result(ctx context.Context, ballot kiosk.ItemID) (*Result, error) {
	body, err := b.drawers.File(ctx, resultDrawer, string(ballot))
	if err != nil {
		return nil, fmt.Errorf("ballot: result: %w", err)
	}
	if body == nil {
		return nil, nil
	}
	r := new(Result)
	if err := json.Unmarshal(body, r); err != nil {
		return nil, fmt.Errorf("ballot: the result of %s cannot be read: %w", ballot, err)
	}
	return r, nil
}
