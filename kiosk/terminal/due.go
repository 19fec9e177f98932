package terminal

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// LastDays is an Opening that knows holidays and swapped working days.
type LastDays interface {
	// LastDay is the last day of a limit of n days that begins with what
	// happened at from; known is false where not all days of it are known.
	LastDay(from time.Time, n int, working bool) (last kiosk.BusinessDay, known bool)
}

// dueOn is by when c is promised, by the hours that the office published; empty
// where that is not known, as it is without them.
func (t *Terminal) dueOn(c *kiosk.Case) kiosk.BusinessDay {
	days, ok := t.opening.(LastDays)
	if !ok || c == nil {
		return ""
	}
	item, _ := t.machine.Catalogue.Item(c.Item)
	limit := item.TimeLimit.Days
	if !limit.Counted() {
		return ""
	}
	last, _ := days.LastDay(c.OpenedAt.In(t.opts.Zone), limit.N, limit.Kind == catalogue.DaysWorking)
	return last
}
