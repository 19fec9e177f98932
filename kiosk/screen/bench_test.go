package screen_test

import (
	"os"
	"testing"
	"time"

	"linli/kiosk/flow"
)

// BenchmarkAnswerReachesTheGlass measures how long it takes from a View on the
// link to its picture on the glass, in a real drawing process, each screen once
// after another. Beside it stands, as the measure of this machine, the same for
// the emptiest screen there is.
func BenchmarkAnswerReachesTheGlass(b *testing.B) {
	if os.Getenv("DISPLAY") == "" {
		b.Skip("no DISPLAY")
	}
	d := startDrawing(b)
	seq := uint64(0)
	answer := func(v flow.View) time.Duration {
		seq++
		v.Seq = seq
		began := time.Now()
		d.show(v)
		d.shown(seq)
		return time.Since(began)
	}
	empty := view(flow.Working)
	answer(empty) // the window opens
	rounds := map[string][]time.Duration{}
	var floor, all time.Duration
	n := 0
	for b.Loop() {
		for _, s := range scenes() {
			floor += answer(empty)
			t := answer(s.view)
			rounds[s.name] = append(rounds[s.name], t)
			all += t
			n++
		}
	}
	for name, times := range rounds {
		b.Logf("%s: first %v, last %v", name, times[0].Round(time.Millisecond), times[len(times)-1].Round(time.Millisecond))
	}
	b.ReportMetric(float64(all.Milliseconds())/float64(n), "ms/answer")
	b.ReportMetric(float64(all)/float64(floor), "x-empty")
}
