package ledgertest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// tellsLast wants of each mark what the next records are placed by.
func tellsLast(t *testing.T, l office.Ledger) {
	if m := markOf(t, l, line("K1"), 0); m.Last.Clock != nil || m.Last.How != wire.Unplaced {
		t.Errorf("before the first: %+v", m.Last)
	}
	for range 2 { // a row that is made, and one that is moved
		push(t, l, line("K1"), 2)
		all := read(t, l)
		last := all[len(all)-1]
		c := last.Header.GetClock()
		want := wire.Anchor{Placed: last.Made, Clock: &linlipb.Clock{Boot: c.GetBoot(), BoottimeMs: c.GetBoottimeMs(), WallMs: c.GetWallMs()}}
		if diff := cmp.Diff(want, markOf(t, l, line("K1"), 0).Last, protocmp.Transform()); diff != "" {
			t.Error(diff)
		}
	}
}

// placesOld has records as an older program left them.
func placesOld(t *testing.T, l office.Ledger) {
	of := line("K1")
	walls := []time.Duration{-time.Hour, time.Hour, -25 * 365 * 24 * time.Hour}
	err := appendTo(t.Context(), l, of, 0, func(m office.Mark) ([]office.Entry, error) {
		all := following(of, m, len(walls))
		for i := range all {
			all[i].ReceivedAt, all[i].Made = day, wire.Placed{}
			all[i].Header.Clock.WallMs = day.Add(walls[i]).UnixMilli()
			all[i].Hash = wire.Hash(all[i].Header, all[i].Sealed)
			if i+1 < len(all) {
				all[i+1].Header.Prev = all[i].Hash[:]
			}
		}
		return all, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []wire.Placed{{At: day.Add(-time.Hour), How: wire.ByWallClock}, {At: day, How: wire.Bounded}, {At: day, How: wire.Bounded}} {
		if got := read(t, l)[i].Made; !got.At.Equal(want.At) || got.How != want.How {
			t.Errorf("record %d was made at %v, %v; want %v", i, got.At, got.How, want)
		}
	}
	if m := markOf(t, l, of, 0); m.Last.Clock != nil {
		t.Errorf("the next would be placed by %+v", m.Last)
	}
}
