package uplink_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/internal/faultnet"
	"linli/sync/uplink"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// clerk answers questions as a test wants.
type clerk struct {
	linlipbconnect.UnimplementedDeskHandler

	ticket *linlipb.TicketStatusResponse
	fault  error
	calls  []*linlipb.CallHelpRequest
}

func (c *clerk) TicketStatus(_ context.Context, req *connect.Request[linlipb.TicketStatusRequest]) (*connect.Response[linlipb.TicketStatusResponse], error) {
	if c.fault != nil || req.Msg.GetDevice() != "K1" || req.Msg.GetTicket() != "ID1" {
		return nil, connect.NewError(connect.CodeUnavailable, c.fault)
	}
	return connect.NewResponse(c.ticket), nil
}

func (c *clerk) CallHelp(_ context.Context, req *connect.Request[linlipb.CallHelpRequest]) (*connect.Response[linlipb.CallHelpResponse], error) {
	c.calls = append(c.calls, req.Msg)
	return connect.NewResponse(&linlipb.CallHelpResponse{Heard: true}), nil
}

// askAt connects a desk to c over line.
func askAt(t *testing.T, c *clerk, line *faultnet.Line) *uplink.Desk {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(linlipbconnect.NewDeskHandler(c))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	client := &http.Client{Transport: &http.Transport{DialContext: line.Dialer((&net.Dialer{}).DialContext)}}
	t.Cleanup(client.CloseIdleConnections)
	t.Cleanup(line.Cut)
	return uplink.NewDesk("K1", client, server.URL)
}

func TestDeskTellsHowFarATicketIs(t *testing.T) {
	c := &clerk{}
	desk := askAt(t, c, faultnet.NewLine(faultnet.Faults{}))
	for want, said := range map[uplink.TicketStatus]*linlipb.TicketStatusResponse{
		{}: {State: linlipb.TicketState_TICKET_STATE_UNKNOWN},
		{State: uplink.TicketWaiting, Number: "A007", Ahead: 3}: {
			State: linlipb.TicketState_TICKET_STATE_WAITING, Number: "A007", Ahead: 3},
		{State: uplink.TicketCalled, Number: "A007", Counter: "2"}: {
			State: linlipb.TicketState_TICKET_STATE_CALLED, Number: "A007", Counter: "2"},
		{Number: "A007"}: {State: 99, Number: "A007"},
	} {
		c.ticket = said
		if got, err := desk.TicketStatus(t.Context(), "ID1"); err != nil || got != want {
			t.Errorf("%v: %+v, %v; want %+v", said, got, err, want)
		}
	}
}

func TestHelpIsCalledWithWhatTheResidentSees(t *testing.T) {
	c := &clerk{}
	desk := askAt(t, c, faultnet.NewLine(faultnet.Faults{}))
	help, err := desk.CallHelp(t.Context(), "V1", "lay-card")
	if err != nil || !help.Heard {
		t.Errorf("help %v, %v", help, err)
	}
	if got := c.calls[0]; got.GetDevice() != "K1" || got.GetVisit() != "V1" || got.GetScreen() != "lay-card" {
		t.Errorf("called with %v", got)
	}
	if err := desk.EndHelp(t.Context(), "V1"); err != nil || !c.calls[1].GetWithdraw() || c.calls[1].GetVisit() != "V1" {
		t.Errorf("taken back with %v, %v", c.calls[1], err)
	}
}

func TestDeskIsOfflineWithoutALineAndInAnOfficeInTrouble(t *testing.T) {
	for situation, f := range map[string]faultnet.Faults{
		"refused":                 {Refuse: true},
		"cut":                     {CutAfter: 10},
		"lost answer":             {LoseAnswerAfter: 1},
		"everything is swallowed": {BlackHole: true},
	} {
		desk := askAt(t, &clerk{}, faultnet.NewLine(f))
		begin := time.Now()
		if _, err := desk.CallHelp(t.Context(), "V1", "menu"); !errors.Is(err, uplink.ErrOffline) {
			t.Errorf("%s: %v", situation, err)
		}
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("%s: a resident waited %v", situation, took)
		}
	}
	desk := askAt(t, &clerk{fault: errors.New("ledger")}, faultnet.NewLine(faultnet.Faults{}))
	if _, err := desk.TicketStatus(t.Context(), "ID1"); !errors.Is(err, uplink.ErrOffline) {
		t.Errorf("trouble at the office: %v", err)
	}
}
