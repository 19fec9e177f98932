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
	const exact, byWall, bounded = wire.Exact, wire.ByWallClock, wire.Bounded
	never := -26 * 365 * 24 * h // a machine whose clock began in 2000
	yesterday := wire.Anchor{Placed: wire.Placed{At: noon.Add(-24 * h), How: exact}, Clock: clockAt(1, 5*h, -24*h)}
	for situation, c := range map[string]struct {
		clocks []*linlipb.Clock
		sent   *linlipb.Clock
		before wire.Anchor
		want   []time.Duration // before noon
		how    []wire.Placement
	}{
		"one boot, wall clock wrong by years": {
			[]*linlipb.Clock{clockAt(3, 1*h, never), clockAt(3, 4*h, 9*h)}, clockAt(3, 5*h, never), wire.Anchor{},
			[]time.Duration{-4 * h, -1 * h}, []wire.Placement{exact, exact}},
		"an older boot whose wall clock was right": {
			[]*linlipb.Clock{clockAt(2, 7*h, -10*h), clockAt(2, 9*h, -8*h), clockAt(3, 1*h, never)}, clockAt(3, 2*h, never), wire.Anchor{},
			[]time.Duration{-10 * h, -8 * h, -1 * h}, []wire.Placement{byWall, byWall, exact}},
		"an older boot that claims to be later than the next": {
			[]*linlipb.Clock{clockAt(2, 7*h, 5*h), clockAt(2, 9*h, 7*h), clockAt(3, 1*h, 0)}, clockAt(3, 2*h, 0), wire.Anchor{},
			[]time.Duration{-4 * h, -2 * h, -1 * h}, []wire.Placement{bounded, bounded, exact}},
		"the same, and the next has sent nothing yet": {
			[]*linlipb.Clock{clockAt(2, 9*h, 7*h)}, clockAt(3, 2*h, 0), wire.Anchor{},
			[]time.Duration{-2 * h}, []wire.Placement{bounded}},
		"an older boot in 2000, after a record of yesterday": {
			[]*linlipb.Clock{clockAt(2, 1*h, never), clockAt(2, 3*h, never+2*h), clockAt(3, 1*h, 0)}, clockAt(3, 2*h, 0), yesterday,
			[]time.Duration{-24 * h, -22 * h, -1 * h}, []wire.Placement{bounded, bounded, exact}},
		"an older boot in 2000, after nothing": {
			[]*linlipb.Clock{clockAt(2, 1*h, never), clockAt(2, 3*h, never+2*h), clockAt(3, 1*h, 0)}, clockAt(3, 2*h, 0), wire.Anchor{},
			[]time.Duration{-4 * h, -2 * h, -1 * h}, []wire.Placement{bounded, bounded, exact}},
		"three boots of which the middle one is in the future": {
			[]*linlipb.Clock{clockAt(1, 1*h, -20*h), clockAt(2, 1*h, 99*h), clockAt(3, 1*h, 0)}, clockAt(3, 2*h, 0), wire.Anchor{},
			[]time.Duration{-20 * h, -2 * h, -1 * h}, []wire.Placement{byWall, bounded, exact}},
		"the program began anew, the machine did not": {
			[]*linlipb.Clock{clockAt(2, 50*h, -5*h), clockAt(3, 52*h, -3*h)}, clockAt(3, 53*h, -2*h), wire.Anchor{},
			[]time.Duration{-3 * h, -1 * h}, []wire.Placement{byWall, exact}},
		"two starts of a machine that begins at the same wrong time": {
			[]*linlipb.Clock{clockAt(2, 1*h, never+1*h), clockAt(3, 2*h, never+2*h)}, clockAt(3, 5*h, never+5*h), wire.Anchor{},
			[]time.Duration{-5 * h, -3 * h}, []wire.Placement{bounded, exact}},
		"a boot that was placed exactly before, and is over": {
			[]*linlipb.Clock{clockAt(1, 9*h, never), clockAt(3, 1*h, 0)}, clockAt(3, 2*h, 0), yesterday,
			[]time.Duration{-20 * h, -1 * h}, []wire.Placement{exact, exact}},
		"a line that was slower the last time": {
			[]*linlipb.Clock{clockAt(1, 6*h, 0)}, clockAt(1, 30*h+20*time.Second, 0), yesterday,
			[]time.Duration{-24 * h}, []wire.Placement{exact}},
		"a record before that stands too late": {
			[]*linlipb.Clock{clockAt(1, 6*h, 0)}, clockAt(1, 32*h, 0), yesterday,
			[]time.Duration{-24 * h}, []wire.Placement{bounded}},
		"a file: nobody knows when it was written": {
			[]*linlipb.Clock{clockAt(3, 1*h, -9*h), clockAt(3, 4*h, -5*h)}, nil, wire.Anchor{},
			[]time.Duration{-8 * h, -5 * h}, []wire.Placement{byWall, byWall}},
		"a file of a machine in 2000": {
			[]*linlipb.Clock{clockAt(3, 1*h, never), clockAt(3, 4*h, never+3*h)}, nil, wire.Anchor{},
			[]time.Duration{-3 * h, 0}, []wire.Placement{bounded, bounded}},
		"a file that goes on with a boot of yesterday": {
			[]*linlipb.Clock{clockAt(1, 7*h, never)}, nil, yesterday,
			[]time.Duration{-22 * h}, []wire.Placement{exact}},
		"a clock that is ahead of the moment it was sent": {
			[]*linlipb.Clock{clockAt(3, 9*h, -2*h)}, clockAt(3, 5*h, 0), wire.Anchor{},
			[]time.Duration{-5 * h}, []wire.Placement{bounded}},
		"records without clocks": {
			[]*linlipb.Clock{nil, {}}, nil, yesterday,
			[]time.Duration{-24 * h, -24 * h}, []wire.Placement{bounded, bounded}},
	} {
		for i, p := range wire.Place(c.clocks, c.sent, noon, c.before) {
			if got := p.At.Sub(noon); got != c.want[i] || p.How != c.how[i] {
				t.Errorf("%s: record %d at noon%+v, %v; want noon%+v, %v", situation, i, got, p.How, c.want[i], c.how[i])
			}
		}
	}
}

// life is what a terminal went through: records, and the moments at which it
// sent what it had.
type life struct {
	records []*linlipb.Clock
	made    []time.Time // in truth
	sends   []send
}

// send is a batch that left: records up to one, and when the office had it.
type send struct {
	through int
	clock   *linlipb.Clock // nil: by a stick
	at      time.Time
}

// lifeOf draws boots, program starts, wall clocks that jump by decades, and
// lines that are slow.
func lifeOf(rt *rapid.T) life {
	var l life
	now, began, boot := noon, noon, uint64(1)
	wrong := time.Duration(0)
	clock := func() *linlipb.Clock {
		return &linlipb.Clock{Boot: boot, BoottimeMs: uint64(now.Sub(began).Milliseconds()), WallMs: now.Add(wrong).UnixMilli()}
	}
	pass := func(most time.Duration) {
		now = now.Add(time.Duration(rapid.Int64Range(1, most.Milliseconds()).Draw(rt, "ms")) * time.Millisecond)
	}
	for range rapid.IntRange(1, 40).Draw(rt, "steps") {
		pass(30 * time.Hour)
		switch rapid.SampledFrom([]string{"record", "record", "record", "send", "send", "stick", "reboot", "restart", "jump"}).Draw(rt, "step") {
		case "record":
			l.records, l.made = append(l.records, clock()), append(l.made, now)
		case "send":
			s := send{len(l.records), clock(), now}
			pass(30 * time.Second)
			s.at = now
			l.sends = append(l.sends, s)
		case "stick":
			l.sends = append(l.sends, send{len(l.records), nil, now})
		case "reboot":
			boot, began = boot+1, now
		case "restart":
			boot++
		case "jump":
			wrong = time.Duration(rapid.Int64Range(-30*365*24, 30*365*24).Draw(rt, "hours")) * time.Hour
		}
	}
	l.sends = append(l.sends, send{len(l.records), clock(), now.Add(time.Second)})
	return l
}

// place places l's records as an office does that gets at most most at once.
func (l life) place(most int) []wire.Placed {
	var all []wire.Placed
	var last wire.Anchor
	for _, s := range l.sends {
		for len(all) < s.through {
			batch := l.records[len(all):min(s.through, len(all)+most)]
			placed := wire.Place(batch, s.clock, s.at, last)
			all = append(all, placed...)
			last = wire.Anchor{Placed: all[len(all)-1], Clock: batch[len(batch)-1]}
		}
	}
	return all
}

// Whatever a terminal went through and however its records came in batches,
// they keep their order, none is placed after the office had it, those that are
// called exact are no later than the line was slow, and none is years away.
func TestPlacedClocksKeepTheOrderOfTheirRecords(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := lifeOf(rt)
		for _, most := range []int{1, 2, 5, 256} {
			placed := l.place(most)
			for i, p := range placed {
				if i > 0 && p.At.Before(placed[i-1].At) {
					rt.Fatalf("batches of %d: record %d is placed at %v after %v", most, i, p.At, placed[i-1].At)
				}
				had := l.sends[0].at
				for _, s := range l.sends {
					if had = s.at; s.through > i {
						break
					}
				}
				if p.At.After(had) {
					rt.Fatalf("batches of %d: record %d is placed at %v, and the office had it at %v", most, i, p.At, had)
				}
				if off := p.At.Sub(l.made[i]); p.How == wire.Exact && (off < -time.Minute || off > 2*time.Minute) {
					rt.Fatalf("batches of %d: record %d was made at %v and is placed at %v", most, i, l.made[i], p.At)
				}
				if p.At.Before(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)) {
					rt.Fatalf("batches of %d: record %d is placed at %v", most, i, p.At)
				}
			}
		}
	})
}
