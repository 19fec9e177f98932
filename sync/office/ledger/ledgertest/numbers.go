package ledgertest

import (
	"fmt"
	"sync"
	"testing"

	"linli/kiosk"
	"linli/sync/office"
)

const numbersDay = kiosk.BusinessDay("2026-11-22")

func runNumbers(t *testing.T, all Ledgers) {
	t.Run("leases follow one another and end with the last number", func(t *testing.T) { leasesInTurn(t, all) })
	t.Run("leases raise the revision and nothing else does", func(t *testing.T) { revises(t, all.Open(t)) })
	t.Run("many terminals at two processes never share a number", func(t *testing.T) {
		l := all.Open(t)
		neverShares(t, []office.Numbers{l, all.Second(t, l)})
	})
}

func want(prefix string, size int) office.NumberWant {
	return office.NumberWant{Prefix: prefix, Day: numbersDay, Size: size, First: 1, Last: 999}
}

func give(t *testing.T, l office.Numbers, device string, wants ...office.NumberWant) []office.NumberRun {
	t.Helper()
	revision, _ := leased(t, l, device)
	if err := l.LeaseNumbers(t.Context(), device, revision, wants); err != nil {
		t.Fatal(err)
	}
	_, runs := leased(t, l, device)
	return runs
}

func leased(t *testing.T, l office.Numbers, device string) (uint64, []office.NumberRun) {
	t.Helper()
	revision, runs, err := l.LeasedNumbers(t.Context(), device, numbersDay)
	if err != nil {
		t.Fatal(err)
	}
	return revision, runs
}

func leasesInTurn(t *testing.T, all Ledgers) {
	l := all.Open(t)
	give(t, l, "K1", want("A", 40), want("B", 40))
	give(t, l, "K2", want("A", 900))
	l = all.Reopen(t, l)
	for _, c := range []struct {
		device string
		want   office.NumberWant
		runs   string
	}{
		{"K1", want("A", 40), "[{A 2026-11-22 1 40} {A 2026-11-22 941 980} {B 2026-11-22 1 40}]"},
		{"K3", office.NumberWant{Prefix: "B", Day: numbersDay, Size: 10, First: 200, Last: 999}, "[{B 2026-11-22 200 209}]"},
		{"K4", want("A", 40), "[{A 2026-11-22 981 999}]"}, // what is left
		{"K5", want("A", 40), "[]"},
	} {
		if got := fmt.Sprint(give(t, l, c.device, c.want)); got != c.runs {
			t.Errorf("%s has %s, want %s", c.device, got, c.runs)
		}
	}
	if revision, _ := leased(t, l, "K5"); revision != 0 {
		t.Errorf("a terminal that got nothing has revision %d", revision)
	}
	_, later, err := l.LeasedNumbers(t.Context(), "K1", numbersDay+"x")
	if err != nil || len(later) != 0 {
		t.Errorf("of later days: %v, %v", later, err)
	}
}

func revises(t *testing.T, l office.Numbers) {
	for i, revision := range []uint64{0, 0, 7, 1, 1} { // lost answers are asked for again
		if err := l.LeaseNumbers(t.Context(), "K1", revision, []office.NumberWant{want("A", 10)}); err != nil {
			t.Fatal(err)
		}
		now, runs := leased(t, l, "K1")
		if expect := []uint64{1, 1, 1, 2, 2}[i]; now != expect || len(runs) != int(expect) {
			t.Errorf("step %d: revision %d, %d runs; want %d", i, now, len(runs), expect)
		}
	}
}

func neverShares(t *testing.T, processes []office.Numbers) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			device, l := fmt.Sprint("K", i/2), processes[i%2]
			for range 6 {
				revision, _, err := l.LeasedNumbers(t.Context(), device, numbersDay)
				if err == nil {
					err = l.LeaseNumbers(t.Context(), device, revision, []office.NumberWant{want("B", 7+i), want("A", 5+i)})
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	owner := map[string]string{}
	for i := range 4 {
		device := fmt.Sprint("K", i)
		_, runs := leased(t, processes[0], device)
		if len(runs) == 0 {
			t.Errorf("%s has nothing", device)
		}
		for _, r := range runs {
			for n := r.First; n <= r.Last; n++ {
				number := fmt.Sprint(r.Prefix, n)
				if other, taken := owner[number]; taken {
					t.Fatalf("%s belongs to %s and %s", number, other, device)
				}
				owner[number] = device
			}
		}
	}
}
