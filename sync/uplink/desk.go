package uplink

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// deskTimeout is how long a resident waits for an answer at most.
const deskTimeout = 3 * time.Second

// ErrOffline is what every question fails with while there is no answer to
// have: no line, a slow one, or an office in trouble.
var ErrOffline = errors.New("uplink: the office does not answer now")

// Desk asks the office what only makes sense while the line is up. Each call
// blocks for three seconds at most, is made once, and fails with ErrOffline,
// its cause wrapped with it. Nothing is queued.
type Desk struct {
	device kiosk.DeviceID
	office linlipbconnect.DeskClient
}

// NewDesk returns a desk that asks the office at url by way of client, which
// brings the terminal's certificate.
func NewDesk(device kiosk.DeviceID, client *http.Client, url string) *Desk {
	return &Desk{device: device, office: linlipbconnect.NewDeskClient(client, url, connect.WithReadMaxBytes(wire.MaxMessage))}
}

// TicketState is how far a ticket is.
type TicketState int

// The states of a ticket. TicketUnknown is the office's word, not a fault: not
// of today, or never arrived.
const (
	TicketUnknown TicketState = iota
	TicketWaiting
	TicketCalled
)

// TicketStatus is what the office says of one ticket.
type TicketStatus struct {
	State   TicketState
	Number  string          // as printed; empty when unknown
	Ahead   int             // tickets of its prefix before it, while it waits
	Counter kiosk.CounterID // that called it
}

// TicketStatus asks how far the ticket with the given id is.
func (d *Desk) TicketStatus(ctx context.Context, ticket string) (TicketStatus, error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	resp, err := d.office.TicketStatus(ctx, connect.NewRequest(&linlipb.TicketStatusRequest{Device: string(d.device), Ticket: ticket}))
	if err != nil {
		return TicketStatus{}, fmt.Errorf("%w: ticket status: %w", ErrOffline, err)
	}
	s := TicketStatus{Number: resp.Msg.GetNumber(), Ahead: int(resp.Msg.GetAhead()), Counter: kiosk.CounterID(resp.Msg.GetCounter())}
	switch resp.Msg.GetState() {
	case linlipb.TicketState_TICKET_STATE_WAITING:
		s.State = TicketWaiting
	case linlipb.TicketState_TICKET_STATE_CALLED:
		s.State = TicketCalled
	default: // of a newer office: as good as unknown
	}
	return s, nil
}

// Help is what staff say to a call.
type Help struct {
	Heard  bool   // a member of staff has the call before them
	Coming bool   // a member of staff has taken it
	Words  string // of staff, for the resident; empty for none
}

// CallHelp asks staff to come to the terminal, where the resident of visit
// sees screen. It is asked again for as long as the resident waits.
func (d *Desk) CallHelp(ctx context.Context, visit kiosk.VisitID, screen string) (Help, error) {
	return d.help(ctx, &linlipb.CallHelpRequest{Device: string(d.device), Visit: string(visit), Screen: screen})
}

// EndHelp takes the call of visit back.
func (d *Desk) EndHelp(ctx context.Context, visit kiosk.VisitID) error {
	_, err := d.help(ctx, &linlipb.CallHelpRequest{Device: string(d.device), Visit: string(visit), Withdraw: true})
	return err
}

func (d *Desk) help(ctx context.Context, call *linlipb.CallHelpRequest) (Help, error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	resp, err := d.office.CallHelp(ctx, connect.NewRequest(call))
	if err != nil {
		return Help{}, fmt.Errorf("%w: call help: %w", ErrOffline, err)
	}
	m := resp.Msg
	return Help{Heard: m.GetHeard(), Coming: m.GetComing(), Words: m.GetWords()}, nil
}
