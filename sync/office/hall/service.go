package hall

import (
	"cmp"
	"slices"
	"time"

	"linli/kiosk"
)

// What counts as a service when its usual length is asked for.
const (
	serviceSamples = 30               // the latest of a prefix
	serviceEnough  = 5                // fewer say nothing
	shortService   = 10 * time.Second // less is a number called by mistake
	longService    = 2 * time.Hour    // more is a break
)

// serviceTimes returns how long serving one ticket of each prefix usually
// takes: the median, which a break does not move. A service lasts from a
// counter's call to its next one; if whoever came next was not waiting yet the
// counter may have stood idle, and it does not count.
func serviceTimes(tickets []Ticket) map[string]time.Duration {
	called := slices.DeleteFunc(slices.Clone(tickets), func(t Ticket) bool { return t.Called == nil })
	slices.SortFunc(called, func(a, b Ticket) int { return cmp.Compare(a.Called.Seq, b.Called.Seq) })
	last := map[kiosk.CounterID]*Ticket{}
	lengths := map[string][]time.Duration{}
	for i := range called {
		next := &called[i]
		served := last[next.Called.Counter]
		last[next.Called.Counter] = next
		if served == nil || next.ReceivedAt.After(served.Called.At) {
			continue
		}
		d := next.Called.At.Sub(served.Called.At)
		if d >= shortService && d <= longService {
			lengths[served.Prefix] = append(lengths[served.Prefix], d)
		}
	}
	usual := map[string]time.Duration{}
	for prefix, all := range lengths {
		if len(all) < serviceEnough {
			continue
		}
		all = all[max(0, len(all)-serviceSamples):]
		slices.Sort(all)
		usual[prefix] = all[len(all)/2]
	}
	return usual
}
