package desk_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/desk"
	"linli/sync/office/hall"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/signs"
	"linli/sync/wire/linlipb"
)

// lobby is a hall as a test wants it.
type lobby struct{ state hall.State }

func (l *lobby) State() hall.State { return l.state }

// watch is a clock that a test moves.
type watch struct {
	mu sync.Mutex // protects at
	at time.Time
}

func (w *watch) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *watch) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func open(t *testing.T, l *lobby) (*desk.Desk, *watch) {
	t.Helper()
	w := &watch{at: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	return openOn(newLedger(t), l, w), w
}

func newLedger(t *testing.T) *sqlite.Ledger {
	t.Helper()
	ledger, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ledger.Close() })
	return ledger
}

// openOn is the desk of one process of an office.
func openOn(ledger office.Signs, l *lobby, w *watch) *desk.Desk {
	log := slog.New(slog.DiscardHandler)
	return desk.New(l, signs.New(ledger, log, w.now), log, w.now)
}

func TestTicketIsFoundWithThoseAheadOfIt(t *testing.T) {
	ticket := func(id, prefix string, day kiosk.BusinessDay, called bool) hall.Ticket {
		tk := hall.Ticket{ID: id, Number: prefix + id, Prefix: prefix, Day: day}
		if called {
			tk.Called = &hall.Call{Counter: "3"}
		}
		return tk
	}
	d, _ := open(t, &lobby{hall.State{Day: "2026-11-20", Tickets: []hall.Ticket{
		ticket("0", "A", "2026-11-19", false), ticket("1", "A", "2026-11-20", true), ticket("2", "A", "2026-11-20", false),
		ticket("3", "B", "2026-11-20", false), ticket("4", "A", "2026-11-20", false),
	}}})
	for id, want := range map[string]*linlipb.TicketStatusResponse{
		"0":    {State: linlipb.TicketState_TICKET_STATE_UNKNOWN},
		"none": {State: linlipb.TicketState_TICKET_STATE_UNKNOWN},
		"":     {State: linlipb.TicketState_TICKET_STATE_UNKNOWN},
		"1":    {State: linlipb.TicketState_TICKET_STATE_CALLED, Number: "A1", Counter: "3"},
		"2":    {State: linlipb.TicketState_TICKET_STATE_WAITING, Number: "A2"},
		"3":    {State: linlipb.TicketState_TICKET_STATE_WAITING, Number: "B3"},
		"4":    {State: linlipb.TicketState_TICKET_STATE_WAITING, Number: "A4", Ahead: 1},
	} {
		got, err := d.TicketStatus(t.Context(), connect.NewRequest(&linlipb.TicketStatusRequest{Device: "K1", Ticket: id}))
		if err != nil || got.Msg.String() != want.String() {
			t.Errorf("ticket %q: %v, %v; want %v", id, got, err, want)
		}
	}
}

func call(t *testing.T, d *desk.Desk, device string) bool {
	t.Helper()
	resp, err := d.CallHelp(context.Background(), connect.NewRequest(&linlipb.CallHelpRequest{Device: device, Visit: "V", Screen: "menu"}))
	if err != nil {
		t.Fatal(err)
	}
	return resp.Msg.GetHeard()
}

func TestCallIsHeardOnlyWhileAPageShowsIt(t *testing.T) {
	d, _ := open(t, &lobby{})
	if call(t, d, "K1") {
		t.Error("heard by nobody")
	}
	stop := d.Watch()
	if !call(t, d, "K1") {
		t.Error("not heard by an open page")
	}
	stop()
	if call(t, d, "K1") {
		t.Error("heard by a page that is closed")
	}
	if calls, _ := d.Calls(); len(calls) != 1 || calls[0].Visit != "V" || calls[0].Screen != "menu" || calls[0].Device != "K1" {
		t.Errorf("calls %+v, want the last one of K1", calls)
	}
}

func TestCallStandsUntilSomebodyAnswers(t *testing.T) {
	d, _ := open(t, &lobby{})
	call(t, d, "K1")
	call(t, d, "K2")
	calls, before := d.Calls()
	changed := d.Changed()
	for i, want := range []bool{true, false} {
		if got, err := d.Answer(t.Context(), calls[0].Number); err != nil || got != want {
			t.Errorf("answer %d: %v, %v", i, got, err)
		}
	}
	select {
	case <-changed:
	default:
		t.Error("no page is told")
	}
	if calls, after := d.Calls(); len(calls) != 1 || calls[0].Device != "K2" || after == before {
		t.Errorf("calls %+v, revision %d", calls, after)
	}
}

func TestOldCallsAndTooManyAreLetGo(t *testing.T) {
	d, w := open(t, &lobby{})
	call(t, d, "K1")
	w.pass(31 * time.Minute)
	if calls, _ := d.Calls(); len(calls) != 0 {
		t.Errorf("after half an hour: %+v", calls)
	}
	for i := range 230 {
		call(t, d, fmt.Sprint("K", i))
	}
	if calls, _ := d.Calls(); len(calls) != 200 || calls[199].Device != "K229" {
		t.Errorf("%d calls are held", len(calls))
	}
}

func TestCallWithoutADeviceOrWithLongNamesIsRefused(t *testing.T) {
	d, _ := open(t, &lobby{})
	for _, m := range []*linlipb.CallHelpRequest{
		{}, {Device: strings.Repeat("K", 65)}, {Device: "K1", Screen: strings.Repeat("s", 65)}, {Device: "K1", Visit: strings.Repeat("v", 65)},
	} {
		if _, err := d.CallHelp(t.Context(), connect.NewRequest(m)); connect.CodeOf(err) != connect.CodeInvalidArgument {
			t.Errorf("%v: %v", m, err)
		}
	}
	if calls, _ := d.Calls(); len(calls) != 0 {
		t.Errorf("kept %+v", calls)
	}
}

// office of two processes on one database; the boards look when a test says.
type two struct {
	desks  [2]*desk.Desk
	boards [2]*signs.Board
}

func openTwo(t *testing.T) (two, *watch) {
	t.Helper()
	w := &watch{at: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	ledger, log := newLedger(t), slog.New(slog.DiscardHandler)
	var o two
	for i := range o.desks {
		o.boards[i] = signs.New(ledger, log, w.now)
		o.desks[i] = desk.New(&lobby{}, o.boards[i], log, w.now)
		o.look(t)
	}
	return o, w
}

func (o two) look(t *testing.T) {
	t.Helper()
	for _, b := range o.boards {
		if b == nil {
			continue
		}
		if err := b.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCallStandsAtEveryProcessUntilOneAnswersIt(t *testing.T) {
	o, _ := openTwo(t)
	call(t, o.desks[0], "K1")
	o.look(t)
	calls, revision := o.desks[1].Calls()
	if here, same := o.desks[0].Calls(); len(calls) != 1 || len(here) != 1 || calls[0] != here[0] || same != revision {
		t.Fatalf("there %+v at %d, here %+v at %d", calls, revision, here, same)
	}
	changed := o.desks[0].Changed()
	if done, err := o.desks[1].Answer(t.Context(), calls[0].Number); err != nil || !done {
		t.Fatal(done, err)
	}
	if done, err := o.desks[0].Answer(t.Context(), calls[0].Number); err != nil || done {
		t.Errorf("answered once more by who has not looked: %v, %v", done, err)
	}
	o.look(t)
	select {
	case <-changed:
	default:
		t.Error("no page of the first process is told")
	}
	for i, d := range o.desks {
		if calls, _ := d.Calls(); len(calls) != 0 {
			t.Errorf("at process %d stand %+v", i, calls)
		}
	}
}

func TestCallIsHeardByAPageOfAnotherProcess(t *testing.T) {
	o, w := openTwo(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	closePage := o.desks[1].Watch()
	go func() {
		defer close(ended)
		o.desks[1].Run(ctx)
	}()
	until := func(want bool) {
		t.Helper()
		for over := time.Now().Add(30 * time.Second); call(t, o.desks[0], "K1") != want; o.look(t) {
			if time.Now().After(over) {
				t.Fatalf("heard is never %v", want)
			}
		}
	}
	until(true)
	closePage()
	until(false)
	o.desks[1].Watch()
	until(true)
	w.pass(26 * time.Second) // the process hangs and says nothing
	if call(t, o.desks[0], "K1") {
		t.Error("heard by a process that fell silent")
	}
	w.pass(-26 * time.Second)
	until(true)
	stop()
	<-ended
	o.look(t)
	if call(t, o.desks[0], "K1") {
		t.Error("heard by a process that ended")
	}
}

// broken is a database that does not answer.
type broken struct{ office.Signs }

func (broken) PutSigns(context.Context, []office.Sign) error { return errors.New("disk full; secret") }

func TestCallThatIsNotKeptIsNotPromised(t *testing.T) {
	d := openOn(broken{}, &lobby{}, &watch{})
	_, err := d.CallHelp(t.Context(), connect.NewRequest(&linlipb.CallHelpRequest{Device: "K1"}))
	if connect.CodeOf(err) != connect.CodeUnavailable || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}
