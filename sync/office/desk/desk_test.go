package desk_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/desk"
	"linli/sync/office/hall"
	"linli/sync/wire/linlipb"
)

// lobby is a hall as a test wants it.
type lobby struct{ state hall.State }

func (l *lobby) State() hall.State { return l.state }

// watch is a clock that a test moves.
type watch struct{ at time.Time }

func (w *watch) now() time.Time { return w.at }

func open(l *lobby) (*desk.Desk, *watch) {
	w := &watch{time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	return desk.New(l, slog.New(slog.DiscardHandler), w.now), w
}

func TestTicketIsFoundWithThoseAheadOfIt(t *testing.T) {
	ticket := func(id, prefix string, day kiosk.BusinessDay, called bool) hall.Ticket {
		tk := hall.Ticket{ID: id, Number: prefix + id, Prefix: prefix, Day: day}
		if called {
			tk.Called = &hall.Call{Counter: "3"}
		}
		return tk
	}
	d, _ := open(&lobby{hall.State{Day: "2026-11-20", Tickets: []hall.Ticket{
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
	d, _ := open(&lobby{})
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
	if calls, _ := d.Calls(); len(calls) != 1 || calls[0].Number != 3 || calls[0].Device != "K1" {
		t.Errorf("calls %+v, want the last one of K1", calls)
	}
}

func TestCallStandsUntilSomebodyAnswers(t *testing.T) {
	d, _ := open(&lobby{})
	call(t, d, "K1")
	call(t, d, "K2")
	calls, before := d.Calls()
	changed := d.Changed()
	if !d.Answer(calls[0].Number) || d.Answer(calls[0].Number) {
		t.Error("a call is answered once")
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
	d, w := open(&lobby{})
	call(t, d, "K1")
	w.at = w.at.Add(31 * time.Minute)
	if calls, _ := d.Calls(); len(calls) != 0 {
		t.Errorf("after half an hour: %+v", calls)
	}
	for i := range 500 {
		call(t, d, fmt.Sprint("K", i))
	}
	if calls, _ := d.Calls(); len(calls) != 200 || calls[199].Device != "K499" {
		t.Errorf("%d calls are held", len(calls))
	}
}

func TestCallWithoutADeviceOrWithLongNamesIsRefused(t *testing.T) {
	d, _ := open(&lobby{})
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
