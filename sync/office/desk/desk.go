// Package desk answers what a terminal asks while the line is up: how far a
// ticket or a case is, and whether somebody comes to help. Calls for help stand on the
// pages of staff until one of them answers.
//
// It refuses to keep anything: a question is answered from the hall or the
// casework, and a call for help is a sign that stands for half an hour at most.
// It never says that a call was heard when no page is open that shows it, in
// this or another process of the office.
package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/office/hall"
	"linli/sync/office/signs"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// maxField bounds a name that a terminal sends, in bytes.
const maxField = 64

// Hall is where tickets stand; hall.Hall is documented there.
type Hall interface {
	State() hall.State
}

// Cases is where cases stand; casework.Casework is documented there.
type Cases interface {
	// ByCode returns an error for a code that no case has, or that more than
	// one has.
	ByCode(text string) (casework.Case, error)
	// Of returns the cases that were handed in with a card, newest first.
	Of(kind kiosk.DocumentKind, number kiosk.Private) []casework.Case
	// Resume returns what was put aside under a code, or casework.ErrNoCase.
	Resume(ctx context.Context, code string, kind kiosk.DocumentKind, number kiosk.Private) (casework.Case, kiosk.Application, error)
	// IsOf tells whether a case was handed in with a card.
	IsOf(c casework.Case, kind kiosk.DocumentKind, number kiosk.Private) bool
	// PaperOf returns casework.ErrNoPaper for a case without one.
	PaperOf(ctx context.Context, c casework.Case) (casework.Paper, error)
}

// Desk is safe for concurrent use.
type Desk struct {
	linlipbconnect.UnimplementedDeskHandler // a terminal takes what is not answered for a line that is down

	hall    Hall
	cases   Cases   // nil: there is no casework
	ballots Ballots // nil: nothing is voted on
	places  Places  // nil: nobody counts
	board   *signs.Board
	billing Billing // nil: nothing is paid
	due     Dues
	log     *slog.Logger
	now     func() time.Time

	process string        // its name among the processes of the office
	counted chan struct{} // wakes Run: a page was opened or closed

	mu   sync.Mutex // protects open
	open int        // pages that show calls
}

var _ linlipbconnect.DeskHandler = (*Desk)(nil)

// New returns a desk whose calls for help stand on board, which somebody runs.
func New(h Hall, board *signs.Board, log *slog.Logger, now func() time.Time) *Desk {
	return &Desk{hall: h, board: board, log: log, now: now, process: rand.Text(), counted: make(chan struct{}, 1), due: noDues}
}

// TicketStatus tells how far a ticket is. One that is not of today, or that
// the hall has let go of, is unknown.
func (d *Desk) TicketStatus(_ context.Context, req *connect.Request[linlipb.TicketStatusRequest]) (*connect.Response[linlipb.TicketStatusResponse], error) {
	resp := &linlipb.TicketStatusResponse{State: linlipb.TicketState_TICKET_STATE_UNKNOWN}
	t, ahead, ok := d.hall.State().Find(req.Msg.GetTicket())
	switch {
	case !ok:
	case t.Called != nil:
		resp.State, resp.Counter, resp.Number = linlipb.TicketState_TICKET_STATE_CALLED, string(t.Called.Counter), t.Number
	default:
		resp.State, resp.Ahead, resp.Number = linlipb.TicketState_TICKET_STATE_WAITING, uint32(ahead), t.Number
	}
	return connect.NewResponse(resp), nil
}

// Dues tells by when a case is promised to be decided; casework.DueOf is
// documented there.
type Dues func(casework.Case) (casework.Due, bool)

func noDues(casework.Case) (casework.Due, bool) { return casework.Due{}, false }

// AskDues lets cases be told with the day by which they are promised. Call it
// before serving.
func (d *Desk) AskDues(due Dues) { d.due = due }

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
	return connect.NewResponse(d.statusOf(c)), nil
}

var errNames = errors.New("desk: a name is missing or too long")
