package fleet

import (
	"strings"
	"testing"
	"time"
)

// spread returns n times from a second on, one in fifty at last.
func spread(n int, last time.Duration) []time.Duration {
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = time.Second
		if i >= n*98/100 {
			all[i] = last
		}
	}
	return all
}

// From inside: a run of ten thousand real terminals takes minutes.
func TestUnevenRunIsGoodOnlyWhereTheOfficeHadNoPartInIt(t *testing.T) {
	for _, c := range []struct {
		situation  string
		terminals  int
		last       time.Duration // from the line's return, of one in fifty
		fromAnswer time.Duration // of all
		good       bool
	}{
		{"even", 10_000, 3 * time.Second, time.Minute, true},
		{"uneven, and the office let them wait", 10_000, 4 * time.Second, time.Minute, false},
		{"uneven, and the office let none wait", 10_000, 4 * time.Second, time.Millisecond, true},
		{"the last came later than by its own waits", 10_000, time.Minute, time.Millisecond, false},
		{"a handful", 99, time.Minute, time.Minute, true},
	} {
		r := &result{terminals: c.terminals, drained: c.terminals, ownWait: 30 * time.Second,
			fromLine: spread(c.terminals, c.last), fromAnswer: []time.Duration{c.fromAnswer}}
		if r.good() != c.good {
			t.Errorf("%s: good is %v", c.situation, r.good())
		}
	}
}

func TestRunThatLostOrDoubledIsNoGoodOne(t *testing.T) {
	for name, kept := range map[string]count{
		"twice":   {records: 10, duplicates: 1},
		"missing": {records: 9, missing: 1},
	} {
		r := &result{terminals: 1, drained: 1, records: 10, acked: 10, audited: true, ledger: kept}
		if r.good() {
			t.Errorf("%s: good", name)
		}
		var out strings.Builder
		if r.print(&out); !strings.Contains(out.String(), "1 "+name) {
			t.Errorf("%s is not told:\n%s", name, &out)
		}
	}
}
