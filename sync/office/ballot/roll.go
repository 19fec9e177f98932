package ballot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"linli/kiosk"
)

// rollDrawer is where rolls of voters stand. Another name loses them: then
// ballots that ask for one are closed.
const rollDrawer = "ballot-roll"

// rollWord parts the hashes of a roll from those of its box, so that who reads
// both without the key cannot tell who of the roll has voted.
const rollWord = "roll\x00"

// roll (选民名册) is who may vote on one ballot. Its names stand in the office's
// database.
type roll struct {
	Voters []string `json:"voters"` // keyed hashes, sorted
}

// SetRoll puts the voters in the place of a ballot's roll; with add it adds them
// to it. It returns how many stood on it before and stand on it now: a voter
// who stands there twice counts once. It returns ErrClosed for an item that is
// not voted on by a roll, ErrPublished after the result, or the database's
// error. What is kept tells no number without the key.
func (b *Boxes) SetRoll(ctx context.Context, ballot kiosk.ItemID, voters []Voter, add bool) (before, now int, err error) {
	item, ok := b.item(ballot)
	if !ok || !item.Ballot.Offered() || !item.Ballot.Roll {
		return 0, 0, ErrClosed
	}
	if done, err := b.result(ctx, ballot); err != nil || done != nil {
		return 0, 0, orElse(err, ErrPublished)
	}
	hashes := make([]string, len(voters))
	for i, v := range voters {
		hashes[i] = b.hash(rollWord+string(ballot), v)
	}
	err = b.drawers.ChangeFile(ctx, rollDrawer, string(ballot), func(old []byte) ([]byte, error) {
		kept, err := decodeRoll(old)
		if err != nil {
			return nil, err
		}
		next := roll{Voters: slices.Clone(hashes)}
		if add {
			next.Voters = append(next.Voters, kept.Voters...)
		}
		slices.Sort(next.Voters)
		next.Voters = slices.Compact(next.Voters)
		before, now = len(kept.Voters), len(next.Voters)
		return json.Marshal(next)
	})
	if err != nil {
		return 0, 0, fmt.Errorf("ballot: %w", err)
	}
	return before, now, nil
}

// Listed tells how many stand on the roll of a ballot; known is false where
// there is none.
func (b *Boxes) Listed(ctx context.Context, ballot kiosk.ItemID) (n int, known bool, err error) {
	body, err := b.drawers.File(ctx, rollDrawer, string(ballot))
	if err != nil {
		return 0, false, fmt.Errorf("ballot: %w", err)
	}
	kept, err := decodeRoll(body)
	return len(kept.Voters), body != nil, err
}

// onRoll returns nil for a voter on the roll of a ballot, ErrNotEligible for
// another, and ErrClosed where there is no roll yet.
func (b *Boxes) onRoll(ctx context.Context, ballot kiosk.ItemID, voter Voter) error {
	body, err := b.drawers.File(ctx, rollDrawer, string(ballot))
	switch {
	case err != nil:
		return fmt.Errorf("ballot: %w", err)
	case body == nil:
		return ErrClosed
	}
	kept, err := decodeRoll(body)
	if err != nil {
		return err
	}
	if _, listed := slices.BinarySearch(kept.Voters, b.hash(rollWord+string(ballot), voter)); !listed {
		return ErrNotEligible
	}
	return nil
}

func decodeRoll(body []byte) (roll, error) {
	var kept roll
	if len(body) == 0 {
		return kept, nil
	}
	if err := json.Unmarshal(body, &kept); err != nil {
		return kept, fmt.Errorf("ballot: the roll cannot be read: %w", err)
	}
	return kept, nil
}

// orElse is err, or other where there is none.
func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
