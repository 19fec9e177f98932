package ballot_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/ballot"
	"linli/sync/office/ledger/sqlite"
)

// Everything here is synthetic: numbers are of no division and no person.

func item(id kiosk.ItemID) (catalogue.ServiceItem, bool) {
	option := func(id string) catalogue.Choice { return catalogue.Choice{ID: id} }
	return catalogue.ServiceItem{ID: id, Ballot: catalogue.Ballot{From: "2026-11-20", Until: "2026-11-30", Age: 18}, Apply: catalogue.Apply{
		Fields: []catalogue.Field{
			{ID: "lift", Kind: catalogue.FieldYesNo, Required: true},
			{ID: "who", Kind: catalogue.FieldMulti, Max: 2, Choices: []catalogue.Choice{option("zhang"), option("li"), option("wang")}},
		}}}, id == "lift"
}

func voter(n int) ballot.Voter {
	return ballot.Voter{Kind: kiosk.ResidentCard, Number: kiosk.Private(fmt.Sprintf("00000019500101%04d", n))}
}

type clock struct{ now time.Time }

func at(day string) *clock {
	t, _ := time.Parse(time.DateOnly, day)
	return &clock{t.Add(9 * time.Hour)}
}

func boxes(t *testing.T, path string, c *clock) *ballot.Boxes {
	t.Helper()
	l, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return ballot.New(l, []byte("a key of the tests"), item, time.UTC, func() time.Time { return c.now })
}

func TestVoterVotesOnceAtHoweverManyTerminals(t *testing.T) {
	path, c := filepath.Join(t.TempDir(), "ledger.db"), at("2026-11-25")
	offices := []*ballot.Boxes{boxes(t, path, c), boxes(t, path, c)}
	var all sync.WaitGroup
	var mu sync.Mutex
	counted := 0
	for n := range 12 { // each of four voters three times, at two processes
		all.Go(func() {
			err := offices[n%2].Cast(t.Context(), "lift", voter(n%4), []string{"lift:yes", "who:zhang"})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				counted++
			} else if !errors.Is(err, ballot.ErrAlready) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := offices[0].Ask(t.Context(), "lift", voter(1)); !errors.Is(err, ballot.ErrAlready) {
		t.Errorf("who voted is told %v", err)
	}
	if err := offices[0].Ask(t.Context(), "lift", voter(9)); err != nil {
		t.Errorf("who did not vote is told %v", err)
	}
	s, err := offices[1].Look(t.Context(), "lift")
	if err != nil || counted != 4 || s.Turned != 4 || s.Counts != nil {
		t.Fatalf("%d were counted; before the end: %+v, %v", counted, s, err)
	}
	c.now = at("2026-12-01").now
	s, err = offices[0].Look(t.Context(), "lift")
	if err != nil || s.Counts["lift"]["yes"] != 4 || s.Counts["who"]["zhang"] != 4 {
		t.Errorf("after the end: %+v, %v", s, err)
	}
}

func TestWhoMayNotVoteAndWhatIsNoVote(t *testing.T) {
	c := at("2026-11-25")
	b := boxes(t, filepath.Join(t.TempDir(), "ledger.db"), c)
	yes := []string{"lift:yes"}
	for name, try := range map[string]struct {
		ballot  kiosk.ItemID
		voter   ballot.Voter
		choices []string
		want    error
	}{
		"no such ballot":      {"roof", voter(1), yes, ballot.ErrClosed},
		"no card":             {"lift", ballot.Voter{Kind: kiosk.NoDocument}, yes, ballot.ErrNotEligible},
		"too young":           {"lift", ballot.Voter{Kind: kiosk.ResidentCard, Number: "000000200811260011"}, yes, ballot.ErrNotEligible},
		"no birthday":         {"lift", ballot.Voter{Kind: kiosk.ForeignerCard, Number: "XYZ000000000001"}, yes, ballot.ErrNotEligible},
		"nothing chosen":      {"lift", voter(1), []string{"who:li"}, ballot.ErrChoices},
		"too many":            {"lift", voter(1), []string{"lift:no", "who:li", "who:wang", "who:zhang"}, ballot.ErrChoices},
		"one option twice":    {"lift", voter(1), []string{"lift:no", "who:li", "who:li"}, ballot.ErrChoices},
		"an option of nobody": {"lift", voter(1), []string{"lift:maybe"}, ballot.ErrChoices},
		"another question":    {"lift", voter(1), []string{"lift:no", "roof:yes"}, ballot.ErrChoices},
	} {
		if err := b.Cast(t.Context(), try.ballot, try.voter, try.choices); !errors.Is(err, try.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.Cast(t.Context(), "lift", ballot.Voter{Kind: kiosk.ResidentCard, Number: "000000200811250011"}, yes); err != nil {
		t.Errorf("eighteen today: %v", err)
	}
	for _, day := range []string{"2026-11-19", "2026-12-01"} {
		c.now = at(day).now
		if err := b.Cast(t.Context(), "lift", voter(3), yes); !errors.Is(err, ballot.ErrClosed) {
			t.Errorf("on %s: %v", day, err)
		}
	}
}

func TestBoxTellsNobodysVote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	b := boxes(t, path, at("2026-11-25"))
	for n, choice := range []string{"yes", "no", "yes"} {
		if err := b.Cast(t.Context(), "lift", voter(n), []string{"lift:" + choice}); err != nil {
			t.Fatal(err)
		}
	}
	l, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	body, err := l.File(t.Context(), "ballot", "lift")
	if err != nil || !strings.Contains(string(body), `"counts":{"lift":{"no":1,"yes":2}}`) {
		t.Fatalf("%s, %v", body, err)
	}
	for n := range 3 {
		if strings.Contains(string(body), voter(n).Number.Reveal()) || strings.Contains(string(body), voter(n).Number.Reveal()[6:14]) {
			t.Errorf("a voter's number stands in the box: %s", body)
		}
	}
}

func TestVoteOfOneCommitteeIsForItsResidents(t *testing.T) {
	only := func(id kiosk.ItemID) (catalogue.ServiceItem, bool) {
		i, ok := item(id)
		i.Committees = []string{"xiangyang", "dongfeng"}
		return i, ok
	}
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	b := ballot.New(l, []byte("a key of the tests"), only, time.UTC, func() time.Time { return at("2026-11-25").now })
	for home, want := range map[kiosk.CommitteeID]error{"xiangyang": nil, "dongfeng": nil, "beiyuan": ballot.ErrNotEligible, "": ballot.ErrNotEligible} {
		v := voter(len(home))
		v.Home = home
		if err := b.Ask(t.Context(), "lift", v); !errors.Is(err, want) {
			t.Errorf("from %q: asked, %v", home, err)
		}
		if err := b.Cast(t.Context(), "lift", v, []string{"lift:yes"}); !errors.Is(err, want) {
			t.Errorf("from %q: cast, %v", home, err)
		}
	}
}
