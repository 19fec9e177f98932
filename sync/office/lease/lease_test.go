package lease_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"linli/sync/office"
	"linli/sync/office/lease"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/wire/linlipb"
)

// street is an office with a clock that tests move.
type street struct {
	*lease.Desk
	now time.Time
}

func newStreet(t *testing.T) *street {
	t.Helper()
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	zone := time.FixedZone("office", 8*3600)
	s := &street{now: time.Date(2026, 11, 20, 7, 30, 0, 0, zone)} // still the 19th in UTC
	s.Desk = lease.New(l, lease.Options{Prefixes: []string{"A", "B"}, First: 200, Last: 999, Size: 40, Days: 14,
		Zone: zone, Now: func() time.Time { return s.now }})
	return s
}

func (s *street) pull(t *testing.T, req *linlipb.PullRequest) (uint64, []*linlipb.NumberLease) {
	t.Helper()
	revision, leases, err := s.Lease(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return revision, leases
}

func TestNewTerminalHasNumbersForTwoWeeks(t *testing.T) {
	s := newStreet(t)
	revision, leases := s.pull(t, &linlipb.PullRequest{Device: "K1"})
	if revision != 1 || len(leases) != 28 {
		t.Fatalf("revision %d, %d leases", revision, len(leases))
	}
	first, last := leases[0], leases[27]
	if got := fmt.Sprint(first.Prefix, first.BusinessDay, first.First, first.Last); got != "A2026-11-20200 239" {
		t.Errorf("first: %s", got)
	}
	if last.BusinessDay != "2026-12-03" || last.Prefix != "B" {
		t.Errorf("last: %v", last)
	}
	_, others := s.pull(t, &linlipb.PullRequest{Device: "K2"})
	if others[0].First != 240 {
		t.Errorf("the second terminal begins at %d", others[0].First)
	}
	if again, leases := s.pull(t, &linlipb.PullRequest{Device: "K1", LeaseRevision: 1}); again != 1 || len(leases) != 0 {
		t.Errorf("nothing new: revision %d, %d leases", again, len(leases))
	}
	if again, leases := s.pull(t, &linlipb.PullRequest{Device: "K1"}); again != 1 || len(leases) != 28 {
		t.Errorf("a lost answer: revision %d, %d leases", again, len(leases))
	}
}

func TestEachMidnightAddsADay(t *testing.T) {
	s := newStreet(t)
	s.pull(t, &linlipb.PullRequest{Device: "K1"})
	s.now = s.now.AddDate(0, 0, 1)
	revision, leases := s.pull(t, &linlipb.PullRequest{Device: "K1", LeaseRevision: 1})
	if revision != 2 || len(leases) != 28 || leases[0].BusinessDay != "2026-11-21" || leases[27].BusinessDay != "2026-12-04" {
		t.Errorf("revision %d, %d leases", revision, len(leases))
	}
	s.now = s.now.AddDate(0, 0, 10) // off-line for days
	if _, leases := s.pull(t, &linlipb.PullRequest{Device: "K1", LeaseRevision: 2}); len(leases) != 28 {
		t.Errorf("after days: %d leases", len(leases))
	}
}

func TestNeedIsHeededOnceAndOnlyWithTheNewestRevision(t *testing.T) {
	s := newStreet(t)
	s.pull(t, &linlipb.PullRequest{Device: "K1"})
	need := func(revision uint64, day string, left uint32) uint64 {
		after, _ := s.pull(t, &linlipb.PullRequest{Device: "K1", LeaseRevision: revision,
			Needs: []*linlipb.NumberNeed{{Prefix: "A", BusinessDay: day, Left: left}}})
		return after
	}
	for _, step := range []struct {
		situation string
		revision  uint64
		day       string
		left      uint32
		after     uint64
	}{
		{"many are left", 1, "2026-11-20", 40, 1},
		{"few are left", 1, "2026-11-20", 9, 2},
		{"the answer was lost", 1, "2026-11-20", 9, 2},
		{"a day that is over", 2, "2026-11-19", 0, 2},
		{"a day that is far", 2, "2027-11-20", 0, 2},
		{"no day", 2, "tomorrow", 0, 2},
		{"few again", 2, "2026-11-20", 3, 3},
	} {
		if after := need(step.revision, step.day, step.left); after != step.after {
			t.Errorf("%s: revision %d, want %d", step.situation, after, step.after)
		}
	}
}

func TestWhenNumbersRunOutThereAreNone(t *testing.T) {
	s := newStreet(t)
	for i := range 20 {
		s.pull(t, &linlipb.PullRequest{Device: fmt.Sprint("K", i)})
	}
	if revision, leases := s.pull(t, &linlipb.PullRequest{Device: "late"}); revision != 0 || len(leases) != 0 {
		t.Errorf("800 numbers are leased to 20 terminals; the next has %v", leases)
	}
	s.now = s.now.AddDate(0, 0, 1) // a day that nobody has asked for
	if _, leases := s.pull(t, &linlipb.PullRequest{Device: "late"}); len(leases) != 2 || leases[0].First != 200 {
		t.Errorf("on the new day: %v", leases)
	}
}

func TestTroubleOfTheDatabaseIsTold(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	var numbers office.Numbers = l
	d := lease.New(numbers, lease.Options{Prefixes: []string{"A"}, First: 1, Last: 999, Size: 40, Days: 1, Zone: time.UTC, Now: time.Now})
	if _, _, err := d.Lease(t.Context(), &linlipb.PullRequest{Device: "K1"}); err == nil {
		t.Error("a closed database leased numbers")
	}
}

// asked counts what is asked of a database of numbers.
type asked struct {
	office.Numbers
	leases int
}

func (a *asked) LeaseNumbers(ctx context.Context, device string, revision uint64, wants []office.NumberWant) error {
	a.leases++
	return a.Numbers.LeaseNumbers(ctx, device, revision, wants)
}

func TestSpentSeriesAreAskedForOnce(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	a := &asked{Numbers: l}
	day := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	d := lease.New(a, lease.Options{Prefixes: []string{"A"}, First: 200, Last: 239, Size: 40, Days: 3,
		Zone: time.UTC, Now: func() time.Time { return day }})
	pull := func(device string) int {
		t.Helper()
		_, leases, err := d.Lease(t.Context(), &linlipb.PullRequest{Device: device})
		if err != nil {
			t.Fatal(err)
		}
		return len(leases)
	}
	if pull("K1") != 3 || pull("K2") != 0 {
		t.Fatal("the first has all, the second nothing")
	}
	before := a.leases
	for range 10 {
		pull("K2")
		pull("K3")
	}
	if a.leases != before {
		t.Errorf("asked %d times more for what is spent", a.leases-before)
	}
	day = day.AddDate(0, 0, 1) // a new day comes into reach
	if pull("K3") != 1 || a.leases != before+1 {
		t.Errorf("on the next day asked %d times", a.leases-before)
	}
}
