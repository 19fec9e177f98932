package wire

import (
	"slices"
	"time"

	"linli/sync/wire/linlipb"
)

// Placement is how well it is known when a record was made. The values stand
// in the office's database.
type Placement uint8

// The placements. Distances within one boot are exact in all of them, unless
// something else is known that they would contradict.
const (
	// Unplaced is a record of which nothing was noted.
	Unplaced Placement = 0
	// Exact is by the clock that never jumps: as late as the line needed for a
	// batch of that boot, and no later.
	Exact Placement = 1
	// ByWallClock takes the terminal's wall clock at its word, as far as the
	// records around it allow.
	ByWallClock Placement = 2
	// Bounded is a record whose wall clock cannot be right: only what it follows
	// and what follows it tell.
	Bounded Placement = 3
)

// Placed is when a record was made, in the office's time, to the millisecond.
type Placed struct {
	At  time.Time
	How Placement
}

// Anchor is a record that was placed, with its clock: those around it are
// placed by it. The zero value is no record.
type Anchor struct {
	Placed
	Clock *linlipb.Clock
}

// beginningMs is before any terminal of ours: a wall clock that shows an earlier
// time is wrong. 2026-01-01T00:00:00Z; a later date here would call right
// clocks wrong.
const beginningMs = 1_767_225_600_000

// slowLine is more than a line needs for a batch.
const slowLine = time.Minute

// sameStart is how far two starts of a machine may be apart that are one: the
// wall clock was set by so much in between.
const sameStart = time.Minute

// Place turns the clocks of a run of records, the oldest first, into the
// office's time. sent is the terminal's clock at a moment that the office knew
// as at; nil when there is none, as in a file. before is the record that the
// first one follows, as it was placed.
//
// Records of the boot that sent belongs to are placed exactly, by the clock
// that never jumps; so are those that go on with a boot that was placed exactly
// before, and those of earlier starts of the program on a machine that ran on
// have the same clock. Those of older boots keep their distances; where the boot itself
// stood is taken from its wall clock, no later than the boot that follows and
// no earlier than the record before. A wall clock that cannot be right leaves
// only these bounds: the earlier one when there is one, else the later. Nothing
// is placed after at, and above all no record before its predecessor, however
// the records came in batches.
func Place(clocks []*linlipb.Clock, sent *linlipb.Clock, at time.Time, before Anchor) []Placed {
	placed := make([]Placed, len(clocks))
	runs := runsOf(placed, clocks)
	after, next, latest := before, Anchor{Placed{at, Exact}, sent}, at
	if n := len(runs); n > 0 && next.Clock != nil && sameBoot(runs[n-1].last(), next.Clock) {
		runs[n-1].putBy(next, at)
		next, latest = runs[n-1].first(), runs[n-1].placed[0].At
		runs = runs[:n-1]
	}
	if len(runs) > 0 && before.tells(runs[0]) {
		end := latest
		if before.How != Exact { // else it is known that the machine ran on
			end = next.begins(latest)
		}
		runs[0].putBy(before, end)
		after = runs[0].end()
		runs = runs[1:]
	}
	for _, r := range slices.Backward(runs) {
		latest = next.begins(latest)
		zero, how := r.guess(after.At, latest)
		r.put(zero, how, latest)
		next, latest = r.first(), r.placed[0].At
	}
	floor := before.At
	for i := range placed {
		p := &placed[i]
		if short := floor.Sub(p.At); short > 0 {
			p.At = floor
			if short > slowLine { // the one before stands too late
				p.How = Bounded
			}
		}
		p.At = time.UnixMilli(p.At.UnixMilli())
		floor = p.At
	}
	return placed
}

// zero is when a's boot clock stood at nothing.
func (a Anchor) zero() time.Time { return a.At.Add(-sinceBoot(a.Clock)) }

// begins is the latest time of an older boot than a's, at most latest.
func (a Anchor) begins(latest time.Time) time.Time {
	if a.Clock == nil || !a.zero().Before(latest) {
		return latest
	}
	return a.zero()
}

// tells whether a says when the boot of r began: it belongs to it, and its own
// time was not merely bounded where r has a wall clock to ask.
func (a Anchor) tells(r run) bool {
	return sameBoot(a.Clock, r.clocks[0]) && (a.How != Bounded || !plausible(r.last()))
}

// run is records of one boot.
type run struct {
	placed []Placed
	clocks []*linlipb.Clock
}

// runsOf parts records into runs, whose times stand in placed.
func runsOf(placed []Placed, clocks []*linlipb.Clock) []run {
	var all []run
	for begin, end := 0, 1; begin < len(clocks); end++ {
		if end == len(clocks) || !sameBoot(clocks[end-1], clocks[end]) {
			all = append(all, run{placed[begin:end], clocks[begin:end]})
			begin = end
		}
	}
	return all
}

func (r run) first() Anchor        { return Anchor{r.placed[0], r.clocks[0]} }
func (r run) end() Anchor          { return Anchor{r.placed[len(r.placed)-1], r.last()} }
func (r run) last() *linlipb.Clock { return r.clocks[len(r.clocks)-1] }

// putBy places r by a record of the same boot. That two starts of the program
// are one boot only the wall clock tells.
func (r run) putBy(a Anchor, latest time.Time) {
	r.put(a.zero(), a.How, latest)
	for i, c := range r.clocks {
		if a.How == Exact && c.GetBoot() != a.Clock.GetBoot() {
			r.placed[i].How = ByWallClock
		}
	}
}

// put places r where its boot clock stood at nothing at zero. A clock that ran
// backwards within the boot keeps its record at the one that follows.
func (r run) put(zero time.Time, how Placement, latest time.Time) {
	for i := len(r.clocks) - 1; i >= 0; i-- {
		t := zero.Add(sinceBoot(r.clocks[i]))
		if t.After(latest) {
			t = latest
		}
		latest = t
		r.placed[i] = Placed{t, how}
	}
}

// guess says where the boot of r stood between after, which is zero when
// nothing is known, and latest.
func (r run) guess(after, latest time.Time) (zero time.Time, how Placement) {
	early, late := after.Add(-sinceBoot(r.clocks[0])), latest.Add(-sinceBoot(r.last()))
	switch {
	case plausible(r.last()):
		zero, how = start(r.last()), ByWallClock
	case after.IsZero():
		return late, Bounded
	default:
		zero, how = early, Bounded
	}
	if !after.IsZero() && zero.Before(early) {
		zero, how = early, Bounded
	}
	if zero.After(late) {
		zero, how = late, Bounded
	}
	return zero, how
}

// sameBoot tells whether b goes on counting where a counted. A boot in a
// record is a start of the program; the machine may have run on through it.
func sameBoot(a, b *linlipb.Clock) bool {
	switch {
	case a == nil || b == nil || a.GetBoottimeMs() > b.GetBoottimeMs():
		return false
	case a.GetBoot() == b.GetBoot():
		return true
	}
	// A machine whose clock begins anew with each start seems to have had one.
	return plausible(a) && plausible(b) && start(a).Sub(start(b)).Abs() < sameStart
}

// Plausible tells whether a wall clock of ours can have shown t: not when it is
// before there were any.
func Plausible(t time.Time) bool { return t.UnixMilli() >= beginningMs }

func plausible(c *linlipb.Clock) bool { return c.GetWallMs() >= beginningMs }

// start is when a machine started by its wall clock.
func start(c *linlipb.Clock) time.Time {
	return time.UnixMilli(c.GetWallMs()).Add(-sinceBoot(c))
}

// longestBoot bounds what a clock may claim: longer than any terminal runs,
// and far from where durations overflow.
const longestBoot = 50 * 365 * 24 * time.Hour

func sinceBoot(c *linlipb.Clock) time.Duration {
	return time.Duration(min(c.GetBoottimeMs(), uint64(longestBoot.Milliseconds()))) * time.Millisecond
}
