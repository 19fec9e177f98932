package hall_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/hall"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// clock is a wall clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// shanghai stands for any zone far from UTC: its business day differs from
// the day in UTC for eight hours.
func shanghai() *time.Location { return time.FixedZone("office", 8*3600) }

func counters() []kiosk.Counter {
	return []kiosk.Counter{{ID: "1", Prefix: "A"}, {ID: "2", Prefix: "B"}, {ID: "3", Prefix: "A"}}
}

func newHall(t *testing.T, ledger office.Ledger) (*hall.Hall, *clock) {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 20, 7, 30, 0, 0, shanghai())} // still the 19th in UTC
	return hall.New(counters(), shanghai(), ledger, c.Now), c
}

func newLedger(t *testing.T) office.Ledger {
	t.Helper()
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// taken is the event of a ticket whose id is its number.
func taken(position uint64, number string, day kiosk.BusinessDay, at time.Time) office.Event {
	return office.Event{Position: position, ReceivedAt: at, Device: "K1", Seq: position, Payload: &linlipb.Payload{
		Visit: "V", What: &linlipb.Payload_TicketTaken{TicketTaken: &linlipb.TicketTaken{
			Id: number, Number: number, Prefix: number[:1], Item: "x", BusinessDay: string(day)}},
	}}
}

func TestTicketIsTakenByTheOfficesTime(t *testing.T) {
	h, c := newHall(t, nil)
	e := taken(1, "A001", "2026-11-20", c.Now())
	e.Made = wire.Placed{At: c.Now().Add(-2 * time.Hour), How: wire.Bounded}
	h.Apply(e)
	if got := h.State().Tickets[0]; !got.TakenAt.Equal(e.Made.At) || !got.About || !got.ReceivedAt.Equal(c.Now()) {
		t.Errorf("taken at %s, about %v, received at %s", got.TakenAt, got.About, got.ReceivedAt)
	}
}

func printed(ticket string, s kiosk.PrintState) office.Event {
	return office.Event{Payload: &linlipb.Payload{What: &linlipb.Payload_PrintEnded{
		PrintEnded: &linlipb.PrintEnded{Ticket: ticket, Outcome: string(s)}}}}
}

func numbers(tickets []hall.Ticket) []string {
	var all []string
	for _, t := range tickets {
		all = append(all, t.Number)
	}
	return all
}

func TestCounterCallsItsOwnPrefixInOrderOfArrival(t *testing.T) {
	h, c := newHall(t, newLedger(t))
	for i, n := range []string{"A003", "B001", "A001", "A002"} {
		h.Apply(taken(uint64(i+1), n, "2026-11-20", c.Now()))
	}
	for _, step := range []struct {
		counter kiosk.CounterID
		number  string
		err     error
	}{
		{"1", "A003", nil}, {"3", "A001", nil}, {"2", "B001", nil}, {"2", "", hall.ErrNobodyWaits},
		{"1", "A002", nil}, {"3", "", hall.ErrNobodyWaits}, {"9", "", hall.ErrNoCounter},
	} {
		got, err := h.CallNext(t.Context(), step.counter)
		if got.Number != step.number || !errors.Is(err, step.err) {
			t.Errorf("counter %s: %q, %v; want %q, %v", step.counter, got.Number, err, step.number, step.err)
		}
		if err == nil && (got.Called == nil || got.Called.Counter != step.counter) {
			t.Errorf("counter %s: the ticket says %+v", step.counter, got.Called)
		}
	}
	s := h.State()
	if got := numbers(s.Called()); !slices.Equal(got, []string{"A002", "B001", "A001", "A003"}) {
		t.Errorf("called, latest first: %v", got)
	}
	if s.Counters[0].Serving.Number != "A002" || s.Counters[2].Serving.Number != "A001" || s.Queues[0].LastCalled != "A002" {
		t.Errorf("counters %+v, queues %+v", s.Counters, s.Queues)
	}
}

func TestManyClerksAtOnceNeverCallOneNumberTwice(t *testing.T) {
	h, c := newHall(t, newLedger(t))
	for i := range 30 {
		h.Apply(taken(uint64(i+1), fmt.Sprintf("A%03d", i+1), "2026-11-20", c.Now()))
	}
	var mu sync.Mutex
	seen := map[string]int{}
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for {
				got, err := h.CallNext(t.Context(), []kiosk.CounterID{"1", "3"}[i%2])
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
	if len(seen) != 30 {
		t.Errorf("%d numbers were called, want 30", len(seen))
	}
}

// fullDisk keeps nothing.
type fullDisk struct{ office.Ledger }

func (fullDisk) Append(context.Context, ...*office.Claim) error {
	return errors.New("disk full")
}

func TestCallThatIsNotInTheLedgerIsNoCall(t *testing.T) {
	h, c := newHall(t, fullDisk{})
	h.Apply(taken(1, "A001", "2026-11-20", c.Now()))
	if got, err := h.CallNext(t.Context(), "1"); err == nil {
		t.Fatalf("called %v", got)
	}
	if got := numbers(h.State().Waiting()); !slices.Equal(got, []string{"A001"}) {
		t.Errorf("waiting: %v", got)
	}
}

func TestOnlyTodaysTicketsWait(t *testing.T) {
	h, c := newHall(t, newLedger(t))
	h.Apply(taken(1, "A001", "2026-11-19", c.Now())) // of a terminal that was cut off
	h.Apply(taken(2, "A002", "2026-11-20", c.Now()))
	h.Apply(taken(3, "Z001", "2026-11-20", c.Now())) // no counter has this prefix
	s := h.State()
	if got := numbers(s.Waiting()); !slices.Equal(got, []string{"A002", "Z001"}) {
		t.Errorf("waiting: %v", got)
	}
	if s.Day != "2026-11-20" || s.Queues[0].Waiting != 1 || s.Queues[0].Counters != 2 || len(s.Tickets) != 3 {
		t.Errorf("state %+v", s)
	}
	c.pass(16*time.Hour + 29*time.Minute)
	if got := numbers(h.State().Waiting()); len(got) != 2 {
		t.Errorf("one minute before midnight %v wait", got)
	}
	c.pass(time.Minute)
	if s := h.State(); len(s.Waiting()) != 0 || s.Day != "2026-11-21" || s.Queues[0].Waiting != 0 {
		t.Errorf("at midnight: %+v", s)
	}
}

func TestEventShownTwiceChangesNothing(t *testing.T) {
	h, c := newHall(t, newLedger(t))
	events := []office.Event{
		taken(1, "A001", "2026-11-20", c.Now()),
		printed("A001", kiosk.PrintUncertain),
		printed("A999", kiosk.Printed), // of a ticket nobody knows
	}
	for _, e := range events {
		h.Apply(e)
	}
	before := h.State()
	for _, e := range events {
		h.Apply(e)
	}
	if after := h.State(); after.Revision != before.Revision || len(after.Tickets) != 1 || after.Tickets[0].Print != kiosk.PrintUncertain {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
}

func TestOldTicketsAreLetGo(t *testing.T) {
	h, c := newHall(t, newLedger(t))
	h.Apply(taken(1, "A001", "2026-11-20", c.Now()))
	c.pass(hall.Keep + time.Hour)
	h.Apply(taken(2, "A002", "2026-11-23", c.Now()))
	if got := numbers(h.State().Tickets); !slices.Equal(got, []string{"A002"}) {
		t.Errorf("kept: %v", got)
	}
	h.Apply(printed("A001", kiosk.Printed))
}

func TestStateOnceGivenDoesNotChange(t *testing.T) {
	h, c := newHall(t, newLedger(t))
	h.Apply(taken(1, "A001", "2026-11-20", c.Now()))
	s := h.State()
	h.Apply(printed("A001", kiosk.Printed))
	if _, err := h.CallNext(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	if s.Tickets[0].Print != kiosk.PrintPending || s.Tickets[0].Called != nil || s.Queues[0].Waiting != 1 {
		t.Errorf("an old state now says %+v", s)
	}
}

func TestWaitEndsWithTheFirstChangeOrItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := hall.New(counters(), shanghai(), nil, time.Now)
		start := time.Now()
		first := h.Wait(t.Context(), 0)
		if time.Since(start) != 0 || len(first.Queues) != 2 {
			t.Fatalf("first answer after %v: %v", time.Since(start), first)
		}
		go func() {
			time.Sleep(20 * time.Second)
			h.Apply(taken(1, "A001", kiosk.BusinessDayOf(time.Now(), shanghai()), time.Now()))
		}()
		news := h.Wait(t.Context(), first.Revision)
		if time.Since(start) != 20*time.Second || news.Queues[0].Waiting != 1 {
			t.Errorf("after %v: %v", time.Since(start), news)
		}
		limited, cancel := context.WithTimeout(t.Context(), 50*time.Second)
		defer cancel()
		same := h.Wait(limited, news.Revision)
		if time.Since(start) != 70*time.Second || same.Revision != news.Revision {
			t.Errorf("after %v: %v", time.Since(start), same)
		}
	})
}

func TestHallsThatWereShownTheSameHaveOneRevision(t *testing.T) {
	l := newLedger(t)
	h, c := newHall(t, l)
	h.Apply(taken(1, "A001", "2026-11-20", c.Now()))
	if _, err := h.CallNext(t.Context(), "1"); err != nil { // at 2 for others, shown at once here
		t.Fatal(err)
	}
	last := taken(7, "A002", "2026-11-20", c.Now())
	h.Apply(last)
	before := h.State().Revision
	other, _ := newHall(t, nil) // another process, or this one after a restart
	other.Apply(taken(1, "A001", "2026-11-20", c.Now()))
	other.Apply(last)
	if after := other.State().Revision; after != before || before != 8 {
		t.Errorf("revisions %d and %d", before, after)
	}
	h.Apply(last)
	if again := h.State().Revision; again != before {
		t.Errorf("shown twice: revision %d", again)
	}
	late := taken(3, "A003", "2026-11-20", c.Now()) // from quarantine
	h.Apply(late)
	if again := h.State().Revision; again == before {
		t.Error("a late ticket is no news")
	}
}

func TestThousandsOfPullsShareTheirAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const terminals = 2000
		h := hall.New(counters(), shanghai(), nil, time.Now)
		day := kiosk.BusinessDayOf(time.Now(), shanghai())
		first := h.Wait(t.Context(), 0)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		var mu sync.Mutex
		answers, waiting := 0, map[uint32]int{}
		var pulling sync.WaitGroup
		for range terminals {
			pulling.Go(func() {
				known := first
				for ctx.Err() == nil {
					known = h.Wait(ctx, known.Revision)
					mu.Lock()
					answers++
					mu.Unlock()
				}
				mu.Lock()
				waiting[known.Queues[0].Waiting]++
				mu.Unlock()
			})
		}
		for i := range 100 { // ten tickets a second, for ten seconds
			time.Sleep(100 * time.Millisecond)
			h.Apply(taken(uint64(i+1), fmt.Sprintf("A%03d", i), day, time.Now()))
		}
		pulling.Wait()
		if most := 25 * terminals; answers > most {
			t.Errorf("%d answers for 100 changes to %d terminals, want %d at most", answers, terminals, most)
		}
		if waiting[100] != terminals {
			t.Errorf("in the end terminals know of %v", waiting)
		}
	})
}
