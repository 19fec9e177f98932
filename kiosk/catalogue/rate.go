package catalogue

import (
	"fmt"
	"slices"

	"linli/internal/config"
	"linli/kiosk"
)

// StepRate asks for a grade: last in an application, once its receipt is on
// paper, or alone behind a tile, for who was served at a counter.
const StepRate StepKind = "rate"

// Rating is what residents may say about a low grade.
type Rating struct {
	Reasons []Choice // why; several may be chosen
}

// RatesCounters tells whether e is a tile for who was served at a counter.
func (e Entry) RatesCounters() bool {
	return len(e.Steps) > 0 && e.Steps[0].Kind == StepRate
}

// rating checks what is said about low grades. It is asked for where something
// can be rated.
func (c *checker) rating(h home, src *config.Source, items []itemFile) {
	rates := slices.ContainsFunc(h.Entries, Entry.RatesCounters) || slices.ContainsFunc(items, func(f itemFile) bool {
		return slices.ContainsFunc(f.item.Apply.Steps, func(s Step) bool { return s.Kind == StepRate })
	})
	switch n := len(h.Rating.Reasons); {
	case rates && n < 2, n > maxChoices, !rates && n == 1:
		c.fault(src, "rating.reasons", "expected 2 to %d reasons for a low grade, found %d", maxChoices, n)
	}
	seen := map[string]string{}
	for i, r := range h.Rating.Reasons {
		key := fmt.Sprintf("rating.reasons[%d]", i)
		c.id(src, key+".id", r.ID)
		c.unique(src, key+".id", r.ID, seen)
		c.text(src, key+".name", r.Name, maxChoiceZH, maxChoiceEN)
	}
	for i, e := range h.Entries {
		_, rates := e.Step(StepRate)
		if rates && len(e.Steps) > 1 {
			c.fault(src, fmt.Sprintf("entries[%d].steps", i), "%s stands alone behind a tile: whoever takes a number has not been served yet", StepRate)
		}
	}
}

// Counter returns the counter with the given id.
func (c *Catalogue) Counter(id kiosk.CounterID) (kiosk.Counter, bool) {
	return find(c.Counters, func(k kiosk.Counter) bool { return k.ID == id })
}
