package wire_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// noon is when the office hears of the records in these tests.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// clockAt is a terminal's clock: hours since its boot, and a wall clock that
// is off by so many hours from noon.
func clockAt(boot uint64, sinceBoot, wall time.Duration) *linlipb.Clock {
	return &linlipb.Clock{Boot: boot, BoottimeMs: uint64(sinceBoot.Milliseconds()), WallMs: noon.Add(wall).UnixMilli()}
}

func TestClocksAreTurnedIntoTheOfficesTime(t *testing.T) {
	const h = time.Hour
	never := -26 * 365 * 24 * h // a machine whose clock began in 2000
	for situation, c := range map[string]struct {
		clocks    []*linlipb.Clock
		sent      *linlipb.Clock
		after     time.Duration // before noon; 0 is not known
		want      []time.Duration
		estimated []bool
	}{
		"one boot, wall clock wrong by years": {
			[]*linlipb.Clock{clockAt(3, 1*h, never), clockAt(3, 4*h, 9*h)}, clockAt(3, 5*h, never), 0,
			[]time.Duration{-4 * h, -1 * h}, []bool{false, false}},
		"an older boot whose wall clock was right": {
			[]*linlipb.Clock{clockAt(2, 7*h, -10*h), clockAt(2, 9*h, -8*h), clockAt(3, 1*h, never)}, clockAt(3, 2*h, never), 0,
			[]time.Duration{-10 * h, -8 * h, -1 * h}, []bool{true, true, false}},
		"an older boot that claims to be later than the next": {
			[]*linlipb.Clock{clockAt(2, 7*h, 5*h), clockAt(2, 9*h, 7*h), clockAt(3, 1*h, 0)}, clockAt(3, 2*h, 0), 0,
			[]time.Duration{-4 * h, -2 * h, -1 * h}, []bool{true, true, false}},
		"an older boot in 2000, after a record of yesterday": {
			[]*linlipb.Clock{clockAt(2, 1*h, never), clockAt(2, 3*h, never+2*h), clockAt(3, 1*h, 0)}, clockAt(3, 2*h, 0), -24 * h,
			[]time.Duration{-24 * h, -22 * h, -1 * h}, []bool{true, true, false}},
		"three boots of which the middle one is in the future": {
			[]*linlipb.Clock{clockAt(1, 1*h, -20*h), clockAt(2, 1*h, 99*h), clockAt(3, 1*h, 0)}, clockAt(3, 2*h, 0), 0,
			[]time.Duration{-20 * h, -2 * h, -1 * h}, []bool{true, true, false}},
		"a file: nobody knows when it was written": {
			[]*linlipb.Clock{clockAt(3, 1*h, -9*h), clockAt(3, 4*h, -5*h)}, nil, 0,
			[]time.Duration{-8 * h, -5 * h}, []bool{true, true}},
		"a clock that is ahead of the moment it was sent": {
			[]*linlipb.Clock{clockAt(3, 9*h, -2*h)}, clockAt(3, 5*h, 0), 0,
			[]time.Duration{-2 * h}, []bool{true}},
		"records without clocks": {
			[]*linlipb.Clock{nil, {}}, nil, -1 * h,
			[]time.Duration{-1 * h, -1 * h}, []bool{true, true}},
	} {
		after := time.Time{}
		if c.after != 0 {
			after = noon.Add(c.after)
		}
		for i, p := range wire.Place(c.clocks, c.sent, noon, after) {
			if got := p.At.Sub(noon); got != c.want[i] || p.Estimated != c.estimated[i] {
				t.Errorf("%s: record %d at noon%+v, estimated %v; want noon%+v, %v", situation, i, got, p.Estimated, c.want[i], c.estimated[i])
			}
		}
	}
}

// Whatever a terminal claims, records keep their order, none is placed in the
// future, and those of the boot that is running are placed exactly.
func TestPlacedClocksKeepTheOrderOfTheirRecords(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(rt, "records")
		var clocks []*linlipb.Clock
		boot, since := uint64(1), uint64(0)
		for range n {
			if rapid.Bool().Draw(rt, "reboot") {
				boot, since = boot+1, 0
			}
			since += rapid.Uint64Range(0, 1e9).Draw(rt, "later")
			clocks = append(clocks, &linlipb.Clock{Boot: boot, BoottimeMs: since, WallMs: rapid.Int64().Draw(rt, "wall") % 1e15})
		}
		sent := &linlipb.Clock{Boot: boot, BoottimeMs: since + 1000}
		placed := wire.Place(clocks, sent, noon, time.Time{})
		for i, p := range placed {
			if p.At.After(noon) || i > 0 && p.At.Before(placed[i-1].At) {
				rt.Fatalf("record %d is placed at %v after %v", i, p.At, placed[max(i-1, 0)].At)
			}
			exact := noon.Add(-time.Duration(sent.BoottimeMs-clocks[i].BoottimeMs) * time.Millisecond)
			if clocks[i].Boot == boot && (p.Estimated || !p.At.Equal(exact)) {
				rt.Fatalf("record %d of this boot at %v, estimated %v; want %v", i, p.At, p.Estimated, exact)
			}
		}
	})
}
