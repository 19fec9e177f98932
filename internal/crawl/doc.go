// Package crawl walks every way through every service item that a catalogue
// offers, as residents, devices and the office may take it, and judges every
// picture that comes up on the way: for each panel, language and manner, what
// does not fit, is too small, too pale, not translated, without a way on, or
// waits for ever. It is for tests; docs/testing.md says how to run it.
//
// It refuses to know a single screen or item: it touches what flow offers. What
// it cannot answer, a new question of flow for example, ends the walk with a
// Finding that says what to add here. It opens no window and asks no clock.
package crawl

import (
	"fmt"
	"slices"
	"strings"
)

// Finding is one thing that is wrong, and where it was met first.
type Finding struct {
	What  string
	Where string // the way there, or the picture and its manner
	Times int    // how often it was met
}

// String is the finding in one line.
func (f Finding) String() string {
	if f.Times > 1 {
		return fmt.Sprintf("%s: %s (and %d more)", f.What, f.Where, f.Times-1)
	}
	return f.What + ": " + f.Where
}

// Findings gathers what is wrong, the same thing once. Its zero value is ready
// for use by one goroutine.
type Findings struct {
	all  []Finding
	seen map[string]int
}

// Add notes that what is wrong at where.
func (f *Findings) Add(where, what string, args ...any) {
	f.add(Finding{What: fmt.Sprintf(what, args...), Where: where, Times: 1})
}

// Join notes all that g holds.
func (f *Findings) Join(g *Findings) {
	for _, one := range g.all {
		f.add(one)
	}
}

func (f *Findings) add(one Finding) {
	if at, ok := f.seen[one.What]; ok {
		f.all[at].Times += one.Times
		return
	}
	if f.seen == nil {
		f.seen = map[string]int{}
	}
	f.seen[one.What] = len(f.all)
	f.all = append(f.all, one)
}

// All returns what is wrong, sorted by what it is.
func (f *Findings) All() []Finding {
	return slices.SortedFunc(slices.Values(f.all), func(a, b Finding) int { return strings.Compare(a.What, b.What) })
}
