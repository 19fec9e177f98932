package wire

import (
	"time"

	"linli/sync/wire/linlipb"
)

// Placed is when a record was made, in the office's time.
type Placed struct {
	At time.Time
	// Estimated is set when only the terminal's wall clock and the records
	// around it tell. Distances within one boot are exact all the same.
	Estimated bool
}

// Place turns the clocks of a run of records, the oldest first, into the
// office's time. sent is the terminal's clock at a moment that the office knew
// as at; nil when there is none, as in a file. after is a time that the first
// record is known to follow; zero when there is none.
//
// Records of the boot that sent belongs to are placed exactly, by the clock
// that never jumps. Those of older boots keep their distances; where the boot
// itself stood is taken from its wall clock, no later than the boot that
// follows and no earlier than after. Nothing is placed after at, and no record
// before its predecessor.
func Place(clocks []*linlipb.Clock, sent *linlipb.Clock, at, after time.Time) []Placed {
	placed := make([]Placed, len(clocks))
	latest := at // what comes before the boot that is looked at ends here
	for end := len(clocks); end > 0; {
		begin := end - 1
		for begin > 0 && clocks[begin-1].GetBoot() == clocks[end-1].GetBoot() {
			begin--
		}
		latest = placeBoot(placed[begin:end], clocks[begin:end], sent, at, after, latest)
		end = begin
	}
	for i := 1; i < len(placed); i++ { // a clock that ran backwards within a boot
		if placed[i].At.Before(placed[i-1].At) {
			placed[i] = Placed{placed[i-1].At, true}
		}
	}
	return placed
}

// placeBoot places the records of one boot and returns when the boot began.
func placeBoot(placed []Placed, clocks []*linlipb.Clock, sent *linlipb.Clock, at, after, latest time.Time) time.Time {
	first, last := clocks[0], clocks[len(clocks)-1]
	exact := sent != nil && last.GetBoot() == sent.GetBoot() && last.GetBoottimeMs() <= sent.GetBoottimeMs()
	var zero time.Time // when the boot's clock stood at zero
	if exact {
		zero = at.Add(-sinceBoot(sent))
	} else {
		zero = time.UnixMilli(last.GetWallMs()).Add(-sinceBoot(last))
		if early := after.Add(-sinceBoot(first)); !after.IsZero() && zero.Before(early) {
			zero = early
		}
		if late := latest.Add(-sinceBoot(last)); zero.After(late) {
			zero = late
		}
	}
	for i, c := range clocks {
		t := zero.Add(sinceBoot(c))
		if t.After(latest) {
			t = latest
		}
		placed[i] = Placed{t, !exact}
	}
	return earlier(zero, placed[0].At)
}

// longestBoot bounds what a clock may claim: longer than any terminal runs,
// and far from where durations overflow.
const longestBoot = 50 * 365 * 24 * time.Hour

func sinceBoot(c *linlipb.Clock) time.Duration {
	return time.Duration(min(c.GetBoottimeMs(), uint64(longestBoot.Milliseconds()))) * time.Millisecond
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
