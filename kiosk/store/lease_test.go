package store_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/wire/linlipb"
)

func leaseOf(prefix string, day kiosk.BusinessDay, first, last uint32) *linlipb.NumberLease {
	return &linlipb.NumberLease{Prefix: prefix, BusinessDay: string(day), First: first, Last: last}
}

func take(tb testing.TB, s *store.Store, revision uint64, list ...*linlipb.NumberLease) {
	tb.Helper()
	must(tb, s.Lease(context.Background(), revision, list))
}

// takes submits visits named from and on, and compares their numbers.
func takes(t *testing.T, s *store.Store, from int, day kiosk.BusinessDay, want ...string) {
	t.Helper()
	for i, w := range want {
		if r := submit(t, s, on(submission(visitName(from+i)), day)); r.Ticket.Number != w {
			t.Errorf("%s: number %s, want %s", day, r.Ticket.Number, w)
		}
	}
}

func TestNumbersComeFromTheLeasesInTheirOrderThenOverflow(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	take(t, s, 5, leaseOf("A", day1, 301, 302), leaseOf("A", day1, 41, 42), leaseOf("B", day1, 1, 9))
	takes(t, s, 0, day1, "A301", "A302", "A041")
	shut(t, s)
	s = open(t, path, off.options())
	takes(t, s, 3, day1, "A042", "A-K2-01")
	takes(t, s, 5, day2, "A001") // nothing is leased: the configured block
}

func TestNoBlockAndNoLeaseIsTheOverflowSeries(t *testing.T) {
	o := newOffice(t).options()
	o.Numbers = store.Block{}
	s := open(t, newPath(t), o)
	takes(t, s, 0, day1, "A-K2-01")
	take(t, s, 1, leaseOf("A", day1, 1, 5))
	takes(t, s, 1, day1, "A001")
}

func TestLeaseOfNumbersAlreadyGivenGivesTheRest(t *testing.T) {
	s := open(t, newPath(t), newOffice(t).options())
	takes(t, s, 0, day1, "A001", "A002") // configured
	take(t, s, 1, leaseOf("A", day1, 1, 4))
	takes(t, s, 2, day1, "A003")
	take(t, s, 2, leaseOf("A", day1, 900, 1001))
	takes(t, s, 3, day1, "A900")
	take(t, s, 3, leaseOf("A", day1, 1, 4))
	takes(t, s, 4, day1, "A004", "A-K2-01")
}

func TestLeasesOfEarlierDaysStayForTwoDays(t *testing.T) {
	s := open(t, newPath(t), newOffice(t).options())
	for i, first := range []uint32{100, 200, 300, 400} {
		day := kiosk.BusinessDay(fmt.Sprintf("2026-03-%02d", 2+i))
		take(t, s, uint64(i+1), leaseOf("A", day, first, first+9))
	}
	takes(t, s, 0, "2026-03-05", "A400")
	takes(t, s, 1, "2026-03-04", "A300")
	takes(t, s, 2, "2026-03-03", "A200")
	takes(t, s, 3, "2026-03-02", "A001") // dropped: the configured block
}

func TestLeaseIsTakenBack(t *testing.T) {
	s := open(t, newPath(t), newOffice(t).options())
	take(t, s, 1, leaseOf("A", day1, 100, 109), leaseOf("A", day2, 100, 109))
	take(t, s, 2, leaseOf("A", day1, 100, 101))
	takes(t, s, 0, day1, "A100", "A101", "A-K2-01")
	takes(t, s, 3, day2, "A001")
	take(t, s, 3)
	takes(t, s, 4, day1, "A102") // configured, after the highest that was given
}

func TestSameRevisionCostsNoCommit(t *testing.T) {
	s := open(t, newPath(t), newOffice(t).options())
	take(t, s, 1, leaseOf("A", day1, 100, 109))
	before, err := s.PageWrites()
	must(t, err)
	take(t, s, 1, leaseOf("A", day1, 100, 109))
	if after, _ := s.PageWrites(); after != before {
		t.Errorf("%d pages written", after-before)
	}
}

func TestLeaseWithoutSenseRefusesAll(t *testing.T) {
	s := open(t, newPath(t), newOffice(t).options())
	for name, bad := range map[string]*linlipb.NumberLease{
		"prefix":   leaseOf("a", day1, 1, 2),
		"day":      leaseOf("A", "2026-3-2", 1, 2),
		"zero":     leaseOf("A", day1, 0, 2),
		"backward": leaseOf("A", day1, 3, 2),
		"long":     leaseOf("A", day1, 1, 10_000),
	} {
		err := s.Lease(context.Background(), 1, []*linlipb.NumberLease{leaseOf("A", day1, 500, 509), bad})
		if !errors.Is(err, store.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if rev, _ := s.Leases(); rev != 0 {
		t.Errorf("revision %d is kept", rev)
	}
	takes(t, s, 0, day1, "A001")
}

func TestNeedsTellWhatRunsShort(t *testing.T) {
	o := newOffice(t).options()
	o.Numbers = store.Block{}
	s := open(t, newPath(t), o)
	needs := func() string {
		var text string
		rev, all := s.Leases()
		for _, n := range all {
			text += fmt.Sprintf("%s %s %d;", n.GetBusinessDay(), n.GetPrefix(), n.GetLeft())
		}
		return fmt.Sprintf("%d:%s", rev, text)
	}
	expect := func(want string) {
		t.Helper()
		if got := needs(); got != want {
			t.Errorf("needs %q, want %q", got, want)
		}
	}
	expect("0:")
	takes(t, s, 0, day1, "A-K2-01") // a prefix that the office has not leased
	expect("0:2026-03-02 A 0;")
	take(t, s, 7, leaseOf("A", day1, 1, 12), leaseOf("B", day2, 1, 100), leaseOf("C", day2, 5, 7), leaseOf("A", "2026-03-01", 1, 2))
	expect("7:2026-03-03 C 3;") // yesterday's are of no interest
	takes(t, s, 1, day1, "A001", "A002")
	expect("7:2026-03-03 C 3;")
	takes(t, s, 3, day1, "A003")
	expect("7:2026-03-02 A 9;2026-03-03 C 3;")
}

func TestDamagedFileDoesNotMakeItsLeaseBeGivenAgain(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	o := off.options()
	o.Examine = examine()
	day := today(o)
	s, err := store.Open(path, o)
	must(t, err)
	take(t, s, 3, leaseOf("A", day, 100, 149))
	takes(t, s, 0, day, "A100")
	shut(t, s)
	spoil(t, path)
	s = open(t, path, o)
	if rev, _ := s.Leases(); rev != 3 {
		t.Fatalf("the file that follows holds leases of revision %d", rev)
	}
	take(t, s, 4, leaseOf("A", day, 100, 149)) // the office has no others
	takes(t, s, 1, day, "A-K2-1001")
}

// TestNoNumberTwiceWhateverIsLeased plays leases, restarts, days that come and
// go and blocks that change in any order.
func TestNoNumberTwiceWhateverIsLeased(t *testing.T) {
	off := newOffice(t)
	must(t, flag.Set("rapid.checks", "15")) // each of dozens of commits to a disk
	rapid.Check(t, func(rt *rapid.T) {
		path, o := newPath(t), off.options()
		o.Numbers = store.Block{First: 1, Last: 6}
		s, err := store.Open(path, o)
		must(t, err)
		given := map[string]bool{}
		visit, revision := 0, uint64(0)
		days := []kiosk.BusinessDay{day1, day2}
		rt.Repeat(map[string]func(*rapid.T){
			"take": func(rt *rapid.T) {
				visit++
				day := rapid.SampledFrom(days).Draw(rt, "day")
				r, err := s.Submit(context.Background(), on(submission(visitName(visit)), day))
				must(t, err)
				name := string(day) + r.Ticket.Number
				if given[name] {
					rt.Fatalf("%s was given twice", name)
				}
				given[name] = true
			},
			"lease": func(rt *rapid.T) {
				revision++
				var list []*linlipb.NumberLease
				for range rapid.IntRange(0, 3).Draw(rt, "leases") {
					first := rapid.Uint32Range(1, 12).Draw(rt, "first")
					last := first + rapid.Uint32Range(0, 5).Draw(rt, "more")
					list = append(list, leaseOf("A", rapid.SampledFrom(days).Draw(rt, "leased day"), first, last))
				}
				must(t, s.Lease(context.Background(), revision, list))
			},
			"restart": func(rt *rapid.T) {
				shut(t, s)
				o.Numbers.First = rapid.IntRange(1, 6).Draw(rt, "block")
				s, err = store.Open(path, o)
				must(t, err)
			},
		})
		shut(t, s)
		sound(t, path)
	})
}

func TestRunsOfNumbersJoinWhereTheyTouch(t *testing.T) {
	for _, c := range []struct {
		add  []int
		want string
	}{
		{[]int{1, 2, 3}, "[{1 3}]"},
		{[]int{3, 1, 2, 2}, "[{1 3}]"},
		{[]int{5, 1, 9, 7, 6}, "[{1 1} {5 7} {9 9}]"},
		{[]int{2, 4, 3, 1, 5, 3}, "[{1 5}]"},
	} {
		if got := fmt.Sprint(store.RunsOf(c.add...)); got != c.want {
			t.Errorf("%v: %s, want %s", c.add, got, c.want)
		}
	}
}
