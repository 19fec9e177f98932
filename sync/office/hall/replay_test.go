package hall_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/hall"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// story draws what a ledger may hold: tickets, some under two epochs, outcomes
// of their papers and calls, in any order that a line, a stick and a
// quarantine can make of them.
func story(rt *rapid.T, at time.Time) []office.Event {
	var all []office.Event
	add := func(e office.Event, position int) {
		e.Position = uint64(position)
		e.ReceivedAt = at.Add(time.Duration(position) * time.Second)
		all = append(all, e)
	}
	ticket := rapid.SampledFrom([]string{"A001", "A002", "A003", "B001"})
	calls := uint64(0)
	for position := range rapid.IntRange(1, 20).Draw(rt, "events") {
		id := ticket.Draw(rt, "ticket")
		switch rapid.IntRange(0, 3).Draw(rt, "kind") {
		case 0, 1:
			add(taken(0, id, "2026-11-20", at), position+1)
		case 2:
			add(printed(id, rapid.SampledFrom([]kiosk.PrintState{kiosk.Printed, kiosk.PrintUncertain}).Draw(rt, "outcome")), position+1)
		case 3:
			calls++
			add(office.Event{Device: wire.OfficeDevice, Seq: calls, Payload: &linlipb.Payload{What: &linlipb.Payload_Called{
				Called: &linlipb.Called{Ticket: id, Counter: "1"}}}}, position+1)
		}
	}
	return all
}

func TestWhateverTheOrderTheHallIsTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first, c := newHall(t, nil)
		events := story(rt, c.Now())
		for _, e := range events {
			first.Apply(e)
		}
		want := first.State()
		shuffled := rapid.Permutation(events).Draw(rt, "order")
		again, _ := newHall(t, nil)
		for i, e := range shuffled {
			again.Apply(e)
			if i%3 == 0 {
				again.Apply(e) // twice: the office restarted in between
			}
		}
		got := again.State()
		want.Revision, got.Revision = 0, 0
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func TestTicketUnderTwoEpochsIsOneTicket(t *testing.T) {
	h, c := newHall(t, nil)
	h.Apply(taken(3, "A001", "2026-11-20", c.Now()))
	h.Apply(taken(1, "A002", "2026-11-20", c.Now()))
	again := taken(9, "A001", "2026-11-20", c.Now()) // chained anew after a fork, or brought on a stick
	again.Seq = 1
	h.Apply(again)
	if s := h.State(); len(s.Tickets) != 2 || s.Queues[0].Waiting != 2 || s.Tickets[1].Position != 3 {
		t.Errorf("%d tickets, %d wait", len(s.Tickets), s.Queues[0].Waiting)
	}
}

// clerk is one process of an office: a hall that is shown the ledger only when
// it asks for it.
type clerk struct {
	*hall.Hall
	ledger office.Ledger
	after  uint64
}

func (c *clerk) catchUp(ctx context.Context) error {
	for {
		entries, err := c.ledger.Read(ctx, c.after, time.Time{}, 7)
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, e := range entries {
			p := new(linlipb.Payload)
			if err := proto.Unmarshal(e.Sealed, p); err != nil {
				return err
			}
			c.Apply(office.Event{Position: e.Position, ReceivedAt: e.ReceivedAt, Device: e.Header.Device, Seq: e.Header.Seq, Payload: p})
			c.after = e.Position
		}
	}
}

func TestTwoProcessesNeverCallOneNumber(t *testing.T) {
	const tickets = 40
	path := filepath.Join(t.TempDir(), "ledger.db")
	var clerks []*clerk
	for range 3 {
		l, err := sqlite.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		h, c := newHall(t, l)
		k := &clerk{Hall: h, ledger: l}
		h.Follow(k.catchUp)
		for i := range tickets {
			h.Apply(taken(uint64(i+1), fmt.Sprintf("A%03d", i+1), "2026-11-20", c.Now()))
		}
		clerks = append(clerks, k)
	}
	var mu sync.Mutex
	seen := map[string]int{}
	var all sync.WaitGroup
	for i, k := range clerks {
		all.Go(func() {
			for {
				got, err := k.CallNext(t.Context(), []kiosk.CounterID{"1", "3"}[i%2])
				if errors.Is(err, hall.ErrNobodyWaits) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				seen[got.Number]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for n, times := range seen {
		if times != 1 {
			t.Errorf("%s was called %d times", n, times)
		}
	}
	if len(seen) != tickets {
		t.Errorf("%d numbers were called, want %d", len(seen), tickets)
	}
}

func TestHallThatSawNothingOfLastWeekCanCall(t *testing.T) {
	l := newLedger(t)
	before, c := newHall(t, l)
	before.Apply(taken(1, "A001", "2026-11-20", c.Now()))
	if _, err := before.CallNext(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	after, _ := newHall(t, l) // its follower was shown nothing of that
	after.Apply(taken(2, "A002", "2026-11-20", c.Now()))
	if got, err := after.CallNext(t.Context(), "1"); err != nil || got.Number != "A002" {
		t.Errorf("called %q, %v", got.Number, err)
	}
}

func TestServiceTimeIsTheMedianOfCallsWithSomebodyWaiting(t *testing.T) {
	h, c := newHall(t, newLedger(t))
	number := func(i int) string { return fmt.Sprintf("A%03d", i) }
	for i := range 8 {
		h.Apply(taken(uint64(i+1), number(i+1), "2026-11-20", c.Now()))
	}
	call := func(after time.Duration) {
		c.pass(after)
		if _, err := h.CallNext(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
	}
	for _, after := range []time.Duration{0, 4 * time.Minute, 6 * time.Minute, 3 * time.Hour, 5 * time.Minute, 5 * time.Minute} {
		call(after) // one of them a long lunch
	}
	if got := h.State().Queues[0].MeanService; got != 0 {
		t.Errorf("four services say %v", got)
	}
	call(90 * time.Minute) // somebody with a hard question
	if got := h.State().Queues[0].MeanService; got != 5*time.Minute {
		t.Errorf("service takes %v", got)
	}
	call(time.Second) // by mistake
	c.pass(50 * time.Minute)
	h.Apply(taken(9, "A009", "2026-11-20", c.Now())) // nobody had waited for 50 minutes
	call(0)
	if got := h.State().Queues[0].MeanService; got != 5*time.Minute {
		t.Errorf("service takes %v after a pause", got)
	}
	if got := h.Wait(t.Context(), 0).Queues[0].MeanServiceSeconds; got != 300 {
		t.Errorf("terminals are told %d s", got)
	}
}
