package ingest_test

import (
	"context"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
	"linli/sync/office/ingest"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// A machine whose battery is empty: its clock begins in 2000 at each start.
func TestRecordsAreKeptWithTheOfficesTime(t *testing.T) {
	o := newOffice(t)
	began := today
	now := began
	desk := ingest.NewDesk(o.ledger, o.hall, quiet(), func() time.Time { return now }, func() {})
	const h = time.Hour
	clock := func(boot uint64, since time.Duration) *linlipb.Clock {
		return &linlipb.Clock{Boot: boot, BoottimeMs: uint64(since.Milliseconds()), WallMs: 946_684_800_000 + since.Milliseconds()}
	}
	k := newTerminal(t, "K1", o.public)
	for _, c := range []*linlipb.Clock{clock(1, 1*h), clock(1, 3*h), clock(1, 5*h), clock(2, 1*h), clock(2, 2*h), clock(4, 1*h)} {
		k.queueAt(c, []byte("x"))
	}
	for _, step := range []struct {
		first, last uint64
		sent        *linlipb.Clock // nil: a stick
		after       time.Duration
	}{
		{1, 2, clock(1, 4*h), 4 * h},
		{2, 4, clock(2, 2*h), 12 * h}, // it was started again after ten hours; the second comes once more
		{5, 5, nil, 20 * h},
		{1, 5, clock(3, 1*h), 30 * h}, // nothing that is kept is placed again
		{6, 6, nil, 40 * h},
	} {
		now = began.Add(step.after)
		b := k.batch(step.first, step.last)
		b.Sent = step.sent
		if resp := push(t, desk, b); resp.DurableThrough != step.last || resp.Fork {
			t.Fatalf("records %d-%d: through %d, fork %v", step.first, step.last, resp.DurableThrough, resp.Fork)
		}
	}
	entries, err := o.ledger.Read(t.Context(), 0, time.Time{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []time.Duration{1 * h, 3 * h, 5 * h, 11 * h, 12 * h, 12 * h} {
		how := wire.Exact
		if i == 5 { // of a boot that nobody heard of
			how = wire.Bounded
		}
		if got := entries[i].Made; !got.At.Equal(began.Add(want)) || got.How != how {
			t.Errorf("record %d was made %v after the start, %v; want %v, %v", i+1, got.At.Sub(began), got.How, want, how)
		}
	}
}

// What staff see of a terminal that lives in 2001, now and after a restart.
func TestHallShowsTheOfficesTimeOfATerminalThatIsDecadesOff(t *testing.T) {
	o := newOffice(t)
	then := today.AddDate(-25, 0, 0)
	k := newTerminal(t, "K1", o.public)
	payload, err := wire.TicketTakenPayload(kiosk.Ticket{
		ID: ulid.MustNew(ulid.Timestamp(then), ulid.DefaultEntropy()).String(), Number: "A001", Prefix: "A", Item: "x", Day: "2001-11-20",
	}, kiosk.Resident{}, kiosk.Chinese, 1)
	if err != nil {
		t.Fatal(err)
	}
	k.queueAt(&linlipb.Clock{Boot: 1, BoottimeMs: 1000, WallMs: then.UnixMilli()}, payload)
	b := k.batch(1, 1)
	b.Sent = &linlipb.Clock{Boot: 1, BoottimeMs: 601_000, WallMs: then.Add(10 * time.Minute).UnixMilli()}
	push(t, o.desk, b)
	for range 2 {
		if err := o.follower.CatchUp(context.Background()); err != nil {
			t.Fatal(err)
		}
		all := o.hall.State().Tickets
		if len(all) != 1 || !all[0].TakenAt.Equal(today.Add(-10*time.Minute)) || all[0].About || all[0].Day != "2001-11-20" {
			t.Errorf("tickets: %+v", all)
		}
		o = openOffice(t, o.ledger, o.private, o.public)
	}
}
