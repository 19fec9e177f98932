// Package ballot counts votes. A ballot has a box: the keyed hashes of those
// who voted, in the order of the hashes, and how often each option was chosen.
// The box is one file of the ledger's drawers and changes as a whole, so a vote
// is counted and its voter noted together or not at all. A ballot may have a
// roll of who votes, and after its last day it has a result.
//
// It refuses to count two votes of one voter, to keep any single vote, its time
// or its terminal, to tell a result before the end, and to log what it is told.
package ballot

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office"
)

// drawer is where boxes stand. Another name loses them.
const drawer = "ballot"

// hashSize is how much of a voter's hash is kept, in bytes. Another size lets
// everybody vote again.
const hashSize = 16

// Why a vote is not counted. Already also answers a vote that is repeated
// because its answer was lost.
var (
	ErrAlready     = errors.New("ballot: this voter's vote was counted")
	ErrNotEligible = errors.New("ballot: this voter has no vote here")
	ErrClosed      = errors.New("ballot: there is no such vote now")
	ErrChoices     = errors.New("ballot: the choices are not those of the ballot")
)

// Voter is who stands before the box, as a terminal read the card.
type Voter struct {
	Kind   kiosk.DocumentKind
	Number kiosk.Private
	Home   kiosk.CommitteeID // of the address on the card; empty where no place here is known
}

// Boxes is safe for concurrent use, also by several processes of an office.
type Boxes struct {
	drawers office.Drawers
	key     []byte
	item    func(kiosk.ItemID) (catalogue.ServiceItem, bool)
	zone    *time.Location
	now     func() time.Time
}

// New returns the boxes in drawers. Key is secret and stays the same for as
// long as a vote runs, in all processes of an office: without it nobody can ask
// the box whether somebody voted.
func New(drawers office.Drawers, key []byte, item func(kiosk.ItemID) (catalogue.ServiceItem, bool), zone *time.Location, now func() time.Time) *Boxes {
	return &Boxes{drawers: drawers, key: key, item: item, zone: zone, now: now}
}

// box is what is kept. Its names stand in the office's database.
type box struct {
	Voters []string                  `json:"voters"`           // keyed hashes, sorted
	Counts map[string]map[string]int `json:"counts"`           // by question and option
	Closed bool                      `json:"closed,omitempty"` // it was counted, and nothing goes in any more
}

// Ask tells whether a voter may vote: nil, ErrAlready, ErrNotEligible,
// ErrClosed, or the database's error.
func (b *Boxes) Ask(ctx context.Context, ballot kiosk.ItemID, voter Voter) error {
	if _, err := b.open(ctx, ballot, voter); err != nil {
		return err
	}
	body, err := b.drawers.File(ctx, drawer, string(ballot))
	if err != nil {
		return fmt.Errorf("ballot: %w", err)
	}
	kept, err := decode(body)
	if err != nil {
		return err
	}
	if _, voted := slices.BinarySearch(kept.Voters, b.hash(string(ballot), voter)); voted {
		return ErrAlready
	}
	return nil
}

// Cast counts one vote, durable on return. Choices are a question, a colon and
// an option each. It returns the errors of Ask, or ErrChoices.
func (b *Boxes) Cast(ctx context.Context, ballot kiosk.ItemID, voter Voter, choices []string) error {
	item, err := b.open(ctx, ballot, voter)
	if err != nil {
		return err
	}
	if err := check(item.Apply, choices); err != nil {
		return err
	}
	hash := b.hash(string(ballot), voter)
	err = b.drawers.ChangeFile(ctx, drawer, string(ballot), func(old []byte) ([]byte, error) {
		kept, err := decode(old)
		if err != nil {
			return nil, err
		}
		if kept.Closed {
			return nil, ErrClosed
		}
		at, voted := slices.BinarySearch(kept.Voters, hash)
		if voted {
			return nil, ErrAlready
		}
		kept.Voters = slices.Insert(kept.Voters, at, hash)
		for _, c := range choices {
			question, option, _ := strings.Cut(c, ":")
			if kept.Counts[question] == nil {
				kept.Counts[question] = map[string]int{}
			}
			kept.Counts[question][option]++
		}
		return json.Marshal(kept)
	})
	if err != nil && !errors.Is(err, ErrAlready) && !errors.Is(err, ErrClosed) {
		return fmt.Errorf("ballot: %w", err)
	}
	return err
}

// open returns the item of a ballot that this voter may vote on now.
func (b *Boxes) open(ctx context.Context, ballot kiosk.ItemID, voter Voter) (catalogue.ServiceItem, error) {
	item, ok := b.item(ballot)
	today := kiosk.BusinessDayOf(b.now(), b.zone)
	if !ok || !item.Ballot.Offered() || today < item.Ballot.From || today > item.Ballot.Until {
		return item, ErrClosed
	}
	if done, err := b.result(ctx, ballot); err != nil || done != nil {
		return item, orElse(err, ErrClosed)
	}
	if voter.Kind == kiosk.NoDocument || voter.Kind == "" || !old(voter.Number, item.Ballot.Age, today) {
		return item, ErrNotEligible
	}
	if item.Ballot.Roll {
		return item, b.onRoll(ctx, ballot, voter)
	}
	if len(item.Committees) > 0 && !slices.Contains(item.Committees, string(voter.Home)) {
		return item, ErrNotEligible
	}
	return item, nil
}

// old tells whether who has a card with number has reached an age. A number
// that does not tell a birthday proves no age.
func old(number kiosk.Private, age int, today kiosk.BusinessDay) bool {
	if age == 0 {
		return number != ""
	}
	n := number.Reveal()
	if len(n) != 18 {
		return false
	}
	born, err := time.Parse("20060102", n[6:14])
	return err == nil && born.AddDate(age, 0, 0).Format(time.DateOnly) <= string(today)
}

// hash is what a voter is known by in one box, and in no other.
func (b *Boxes) hash(box string, voter Voter) string {
	mac := hmac.New(sha256.New, b.key)
	mac.Write([]byte(box + "\x00" + string(voter.Kind) + "\x00" + strings.ToUpper(voter.Number.Reveal())))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:hashSize])
}

// check wants each question answered as its own rules say.
func check(a catalogue.Apply, choices []string) error {
	by := map[string][]string{}
	for _, c := range choices {
		question, option, ok := strings.Cut(c, ":")
		if !ok || option == "" || slices.Contains(by[question], option) {
			return ErrChoices
		}
		by[question] = append(by[question], option)
	}
	for _, f := range a.Fields {
		value, fault := f.Take(kiosk.Private(strings.Join(by[f.ID], ",")))
		if fault != "" || (value == "") != (len(by[f.ID]) == 0) {
			return ErrChoices
		}
		delete(by, f.ID)
	}
	if len(by) > 0 {
		return ErrChoices
	}
	return nil
}

func decode(body []byte) (box, error) {
	kept := box{Counts: map[string]map[string]int{}}
	if len(body) == 0 {
		return kept, nil
	}
	if err := json.Unmarshal(body, &kept); err != nil {
		return kept, fmt.Errorf("ballot: the box cannot be read: %w", err)
	}
	return kept, nil
}

// Standing is how far a ballot is.
type Standing struct {
	Item    catalogue.ServiceItem
	Turned  int  // how many voted
	Listed  int  // how many stand on the roll
	HasRoll bool // there is one
	Ended   bool // Counts are told only then
	Counts  map[string]map[string]int
	Result  *Result // that was published; nil before
}

// Look tells how far a ballot is, without the counts until its last day has
// passed. It returns ErrClosed for what is no ballot, or the database's error.
func (b *Boxes) Look(ctx context.Context, ballot kiosk.ItemID) (Standing, error) {
	item, ok := b.item(ballot)
	if !ok || !item.Ballot.Offered() {
		return Standing{}, ErrClosed
	}
	body, err := b.drawers.File(ctx, drawer, string(ballot))
	if err != nil {
		return Standing{}, fmt.Errorf("ballot: %w", err)
	}
	kept, err := decode(body)
	if err != nil {
		return Standing{}, err
	}
	s := Standing{Item: item, Turned: len(kept.Voters), Ended: kiosk.BusinessDayOf(b.now(), b.zone) > item.Ballot.Until}
	if s.Ended {
		s.Counts = kept.Counts
	}
	if s.Listed, s.HasRoll, err = b.Listed(ctx, ballot); err != nil {
		return Standing{}, err
	}
	s.Result, err = b.result(ctx, ballot)
	return s, err
}
