// Package desk answers what a terminal asks while the line is up: how far a
// ticket or a case is, and whether somebody comes to help. Calls for help stand on the
// pages of staff until one of them answers.
//
// It refuses to keep anything: a question is answered from the hall or the
// casework, and a call for help lives in memory, for half an hour at most. It never says that
// a call was heard when no page is open that shows it.
package desk

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/office/hall"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// Bounds of what is held of calls for help.
const (
	keepCalls = 30 * time.Minute
	maxCalls  = 200
	maxField  = 64 // bytes of a name that a terminal sends
)

// Hall is where tickets stand; hall.Hall is documented there.
type Hall interface {
	State() hall.State
}

// Cases is where cases stand; casework.Casework is documented there.
type Cases interface {
	// ByCode returns an error for a code that no case has, or that more than
	// one has.
	ByCode(text string) (casework.Case, error)
}

// Desk is safe for concurrent use.
type Desk struct {
	linlipbconnect.UnimplementedDeskHandler // a terminal takes what is not answered for a line that is down

	hall  Hall
	cases Cases // nil: there is no casework
	log   *slog.Logger
	now   func() time.Time

	mu       sync.Mutex // protects all below
	calls    []Call     // in order of their coming; at most one of a terminal
	last     uint64     // number of the latest call
	revision uint64
	changed  chan struct{} // closed and replaced at each change
	open     int           // pages that show calls
}

var _ linlipbconnect.DeskHandler = (*Desk)(nil)

// New returns a desk without calls.
func New(h Hall, log *slog.Logger, now func() time.Time) *Desk {
	return &Desk{hall: h, log: log, now: now, changed: make(chan struct{})}
}

// TicketStatus tells how far a ticket is. One that is not of today, or that
// the hall has let go of, is unknown.
func (d *Desk) TicketStatus(_ context.Context, req *connect.Request[linlipb.TicketStatusRequest]) (*connect.Response[linlipb.TicketStatusResponse], error) {
	resp := &linlipb.TicketStatusResponse{State: linlipb.TicketState_TICKET_STATE_UNKNOWN}
	s := d.hall.State()
	ahead := map[string]uint32{} // by prefix
	for _, t := range s.Tickets {
		switch {
		case t.Day != s.Day:
			continue
		case t.ID != req.Msg.GetTicket():
			if t.Called == nil {
				ahead[t.Prefix]++
			}
			continue
		case t.Called != nil:
			resp.State, resp.Counter = linlipb.TicketState_TICKET_STATE_CALLED, string(t.Called.Counter)
		default:
			resp.State, resp.Ahead = linlipb.TicketState_TICKET_STATE_WAITING, ahead[t.Prefix]
		}
		resp.Number = t.Number
		break
	}
	return connect.NewResponse(resp), nil
}

// AskCases lets CaseStatus answer from c. Call it before serving.
func (d *Desk) AskCases(c Cases) { d.cases = c }

// CaseStatus tells how far a case is. It says nothing of a code that was
// mistyped, and nothing of one that two cases have.
func (d *Desk) CaseStatus(_ context.Context, req *connect.Request[linlipb.CaseStatusRequest]) (*connect.Response[linlipb.CaseStatusResponse], error) {
	resp := &linlipb.CaseStatusResponse{}
	if d.cases == nil {
		return connect.NewResponse(resp), nil
	}
	c, err := d.cases.ByCode(req.Msg.GetCode())
	if err != nil {
		return connect.NewResponse(resp), nil //nolint:nilerr // that there is none is the answer
	}
	resp.State, resp.Item, resp.Words, resp.OpenedMs = string(c.State), string(c.Item), c.Words, c.OpenedAt.UnixMilli()
	if !c.MovedAt.IsZero() {
		resp.MovedMs = c.MovedAt.UnixMilli()
	}
	return connect.NewResponse(resp), nil
}

var errNames = errors.New("desk: a name is missing or too long")

// CallHelp puts a call on the pages of staff. A terminal that calls again
// renews its call.
func (d *Desk) CallHelp(_ context.Context, req *connect.Request[linlipb.CallHelpRequest]) (*connect.Response[linlipb.CallHelpResponse], error) {
	m := req.Msg
	if m.GetDevice() == "" || max(len(m.GetDevice()), len(m.GetVisit()), len(m.GetScreen())) > maxField {
		return nil, connect.NewError(connect.CodeInvalidArgument, errNames)
	}
	heard := d.add(Call{
		Device: kiosk.DeviceID(m.GetDevice()), Visit: kiosk.VisitID(m.GetVisit()), Screen: m.GetScreen(), At: d.now(),
	})
	d.log.Info(kiosk.EventHelpCalled, "device", m.GetDevice(), "screen", m.GetScreen(), "heard", heard)
	return connect.NewResponse(&linlipb.CallHelpResponse{Heard: heard}), nil
}
