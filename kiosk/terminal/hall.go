package terminal

import (
	"slices"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// freshFor is how long a telling of the office is worth showing. A long poll
// answers at least every 50 s while the line is up.
const freshFor = 2 * time.Minute

// Opening tells when the counters serve.
type Opening interface {
	// At returns whether they serve at t, by the day and hour of its zone, and
	// what residents read about it.
	At(t time.Time) (open bool, words kiosk.Text)
}

// Hours is the Opening of a terminal's settings: the same in every week.
type Hours struct {
	Words    kiosk.Text
	Days     []time.Weekday // none: every day
	From, To time.Duration  // since midnight; both zero: all day
}

// Open tells whether the counters serve at t, in t's own zone.
func (h Hours) Open(t time.Time) bool {
	if len(h.Days) > 0 && !slices.Contains(h.Days, t.Weekday()) {
		return false
	}
	if h.From == 0 && h.To == 0 {
		return true
	}
	since := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	return since >= h.From && since < h.To
}

// At implements Opening.
func (h Hours) At(t time.Time) (bool, kiosk.Text) { return h.Open(t), h.Words }

// aheadOf says how many wait under prefix: what the office told last, plus the
// tickets taken here since it told. Both are nil when it has not told lately.
func (t *Terminal) aheadOf(prefix string) (*int, *flow.WaitRange) {
	h := t.hall.Look()
	q, ok := h.Queues[prefix]
	if !h.LineUp || !ok || time.Since(h.Heard) > freshFor {
		return nil, nil
	}
	if !h.Heard.Equal(t.takenAt) {
		clear(t.taken)
		t.takenAt = h.Heard
	}
	ahead := q.Waiting + t.taken[prefix]
	return &ahead, waitFor(ahead, q)
}

// waitFor turns people ahead into a range: half to one and a half times the
// mean, in steps a person would say. Nil without a mean.
func waitFor(ahead int, q HallQueue) *flow.WaitRange {
	if q.MeanService <= 0 || ahead == 0 {
		return nil
	}
	minutes := float64(ahead) * q.MeanService.Minutes() / float64(max(q.OpenCounters, 1))
	from := int(minutes * 0.5)
	to := max(int(minutes*1.5+0.5), from+1)
	return &flow.WaitRange{From: from, To: to}
}

// band is the top of every screen.
func (t *Terminal) band() flow.Band {
	h := t.hall.Look()
	now := time.Now().In(t.opts.Zone)
	open, words := t.opening.At(now)
	b := flow.Band{
		Place: t.opts.Place, Now: now.Truncate(time.Minute), LineUp: h.LineUp,
		Open: open, Hours: words,
		Device: string(t.opts.Device), Demo: t.opts.Demo,
	}
	if h.LineUp && time.Since(h.Heard) <= freshFor {
		waiting := 0
		for _, q := range h.Queues {
			waiting += q.Waiting
		}
		b.Waiting = &waiting
	}
	return b
}
