package calendar

import "time"

// OpensAfter returns when counters that are closed at t begin to serve on the
// same day, by the zone of t; ok is false where they do not on that day.
func (c *Calendar) OpensAfter(t time.Time) (opens time.Time, ok bool) {
	y, m, d := t.Date()
	for _, s := range c.Week {
		at := time.Date(y, m, d, 0, int(time.Duration(s.From)/time.Minute), 0, 0, t.Location())
		if open, _ := c.At(at); open && at.After(t) && (!ok || at.Before(opens)) {
			opens, ok = at, true
		}
	}
	return opens, ok
}
