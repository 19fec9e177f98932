package fleet

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// result is what came of a run.
type result struct {
	terminals, drained   int
	records, acked       uint64
	failed               int
	took                 time.Duration
	ownWait              time.Duration   // that terminals may wait by themselves
	fromLine, fromAnswer []time.Duration // until empty, sorted, of those that are
	memory, officeMemory int64           // bytes; 0 is not known
	audited              bool
	ledger               count
}

// measure looks at the terminals once the run is over.
func measure(terminals []*terminal, began time.Time) *result {
	r := &result{terminals: len(terminals)}
	for _, t := range terminals {
		t.mu.Lock()
		r.records, r.acked, r.failed = r.records+t.backlog.records, r.acked+t.acked, r.failed+t.failed
		if !t.drained.IsZero() {
			r.drained++
			r.fromLine = append(r.fromLine, t.drained.Sub(began))
			r.fromAnswer = append(r.fromAnswer, max(t.drained.Sub(t.reached), 0))
		}
		t.mu.Unlock()
	}
	slices.Sort(r.fromLine)
	slices.Sort(r.fromAnswer)
	if len(r.fromLine) > 0 {
		r.took = r.fromLine[len(r.fromLine)-1]
	}
	return r
}

// at returns the p-th part of sorted values by rank, 0 when there is none.
func at(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(p*float64(len(sorted))), len(sorted)-1)]
}

func (r *result) fairness() float64 {
	if p50 := at(r.fromLine, 0.5); p50 > 0 {
		return float64(at(r.fromLine, 0.99)) / float64(p50)
	}
	return 0
}

func (r *result) good() bool {
	clean := !r.audited || r.ledger.duplicates == 0 && r.ledger.missing == 0 && r.ledger.records == r.records
	fair := r.fairness() <= fairness || !r.telling()
	return r.drained == r.terminals && r.acked == r.records && clean && fair
}

// telling reports whether the ratio says something about the office. It does
// not with fewer than a hundred terminals, of which the p99 is the last one's
// luck, nor where half of them were empty within a second of the first answer
// and the last came no later than its own waits allow: then the ratio is that of
// the terminals' dice. Of two waits that are both spread evenly over one span
// the shorter has a p99 of 3.07 times its p50.
func (r *result) telling() bool {
	const enough, atOnce = 100, time.Second
	dice := at(r.fromAnswer, 0.5) < atOnce && at(r.fromLine, 0.99) <= r.ownWait
	return r.terminals >= enough && !dice
}

func (r *result) print(out io.Writer) {
	fmt.Fprintf(out, "drained: %d of %d terminals, %d of %d records in %v (%.0f records a second)\n",
		r.drained, r.terminals, r.acked, r.records, round(r.took), float64(r.acked)/max(r.took.Seconds(), 0.001))
	fmt.Fprintf(out, "from the line's return to empty: p50 %v, p99 %v, last %v; p99/p50 %.2f (%s)\n",
		round(at(r.fromLine, 0.5)), round(at(r.fromLine, 0.99)), round(r.took), r.fairness(), r.rule())
	fmt.Fprintf(out, "from the office's first answer to empty: p50 %v, p99 %v\n",
		round(at(r.fromAnswer, 0.5)), round(at(r.fromAnswer, 0.99)))
	fmt.Fprintf(out, "calls that brought nothing, made again: %d\n", r.failed)
	if r.audited {
		fmt.Fprintf(out, "ledger: %d records, %d twice, %d missing\n", r.ledger.records, r.ledger.duplicates, r.ledger.missing)
	} else {
		fmt.Fprintln(out, "ledger: not looked into, the office is not ours")
	}
	fmt.Fprintf(out, "memory at most: fleet %d MiB, office %d MiB\n", r.memory>>20, r.officeMemory>>20)
}

func (r *result) rule() string {
	if !r.telling() {
		return "not judged: the terminals' own dice"
	}
	return fmt.Sprintf("at most %g", fairness)
}

func round(d time.Duration) time.Duration { return d.Round(10 * time.Millisecond) }
