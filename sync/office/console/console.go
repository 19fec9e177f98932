// Package console is the office's pages for staff: who waits before which
// counter, and the button that calls the next number. One page, kept up to
// date by server-sent events; without scripts its buttons still work. For
// machines there are /healthz and /api/tickets.
//
// It refuses to show an unmasked name or number except on the page of one case,
// whose every reading is logged, to take a call from another site's page, and
// to keep any state of its own.
package console

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office"
	"linli/sync/office/booking"
	"linli/sync/office/casework"
	"linli/sync/office/desk"
	"linli/sync/office/fleet"
	"linli/sync/office/hall"
	"linli/sync/wire"
)

//go:embed web
var web embed.FS

// Hall is what the page shows and acts on; hall.Hall is documented there.
type Hall interface {
	State() hall.State
	WaitChange(ctx context.Context, after uint64)
	CallNext(ctx context.Context, id kiosk.CounterID) (hall.Ticket, error)
}

// Quarantine lists records that could not be opened; see office.Ledger.
type Quarantine interface {
	Quarantined(ctx context.Context, limit int) ([]office.Quarantined, error)
}

// Help is who asks for help at a terminal; desk.Desk is documented there.
type Help interface {
	Calls() (open []desk.Call, revision uint64)
	Changed() <-chan struct{}
	Answer(ctx context.Context, number uint64) (bool, error)
	Say(ctx context.Context, number uint64, words string) (bool, error)
	Watch() (stop func())
}

// Fleet is the terminals with which something is wrong; fleet.Desk is
// documented there.
type Fleet interface {
	Unwell() (all []fleet.Terminal, revision uint64)
}

// Options are what the pages need to know of the office.
type Options struct {
	Office kiosk.Text                    // its name; an example's when empty
	Zone   *time.Location                // of its clock
	Item   func(kiosk.ItemID) kiosk.Text // the name of a service item; may be empty
	Logger *slog.Logger
	Help   Help  // nil shows no calls for help
	Fleet  Fleet // nil shows no terminals

	Cases Cases // nil has no pages of cases
	// Issue decides a case with a certificate; nil where none is made out.
	Issue func(ctx context.Context, id kiosk.CaseID, words string) error
	// ServiceItem names the fields of an item; with Cases only.
	ServiceItem func(kiosk.ItemID) (catalogue.ServiceItem, bool)

	// Offered is what terminals offer now; nil has no pages of items.
	Offered func() *catalogue.Catalogue

	// Due tells by when a case is promised; nil knows of none.
	Due func(casework.Case) (casework.Due, bool)

	// Booked tells which entries of listings a case asks for, and Listing what
	// they are; nil knows none.
	Booked  func(kiosk.CaseID) []booking.Booked
	Listing func(id string) (catalogue.Listing, bool)

	// Places names committees and grids; nil knows none.
	Places func() catalogue.Places

	Ratings Ratings                    // nil has no pages of grades; with ServiceItem only
	Reason  func(id string) kiosk.Text // names a reason of a low grade; nil knows none

	Ballots     Ballots               // nil has no page of ballots
	BallotItems func() []kiosk.ItemID // with Ballots only
	// Announce publishes the result of a ballot, by whom; nil where a clerk writes
	// it into a notice. Announced tells whether it is published.
	Announce  func(ctx context.Context, id kiosk.ItemID, by string) error
	Announced func(kiosk.ItemID) bool

	Payments Payments                       // nil has no page of payments
	Billed   func(biller string) kiosk.Text // names what a biller sends bills for; nil knows none

	Terminals Terminals // nil has no page of terminals
	// Pairing is what a one-time code is carried with: the office's address and
	// root. It fails when terminals have no line to the office.
	Pairing func(device string) (wire.Pairing, error)
}

// Console serves the pages. It is safe for concurrent use.
type Console struct {
	hall       Hall
	quarantine Quarantine
	opts       Options
	pages      *template.Template
	words      map[string]kiosk.Text
}

// New reads the embedded pages.
func New(h Hall, q Quarantine, opts Options) (*Console, error) {
	pages, err := template.ParseFS(web, "web/*.html")
	if err != nil {
		return nil, fmt.Errorf("console: pages: %w", err)
	}
	words, err := readWords()
	if err != nil {
		return nil, fmt.Errorf("console: words: %w", err)
	}
	return &Console{hall: h, quarantine: q, opts: opts, pages: pages, words: words}, nil
}

// Handler routes all pages.
func (c *Console) Handler() (http.Handler, error) {
	static, err := fs.Sub(web, "web")
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	files := http.StripPrefix("/static/", http.FileServerFS(static))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", c.page("page.html"))
	mux.HandleFunc("GET /hall", c.page("hall.html"))
	mux.HandleFunc("GET /events", c.events)
	mux.HandleFunc("GET /quarantine", c.showQuarantine)
	mux.HandleFunc("POST /counters/{id}/call", c.callNext)
	mux.HandleFunc("POST /help/{number}/answer", c.answerHelp)
	if c.opts.Terminals != nil {
		mux.HandleFunc("GET /terminals", c.terminals)
		mux.HandleFunc("POST /terminals", c.inviteTerminal)
		mux.HandleFunc("POST /terminals/{name}/{what}", c.decideTerminal)
	}
	if c.opts.Cases != nil {
		mux.HandleFunc("GET /cases", c.listCases)
		mux.HandleFunc("GET /cases/{id}", c.showCase)
		mux.HandleFunc("POST /cases/{id}/{state}", c.moveCase)
	}
	if c.opts.Offered != nil {
		mux.HandleFunc("GET /items", c.items)
		mux.HandleFunc("GET /items/{id}", c.item)
		mux.HandleFunc("GET /items/lists/{id}", c.list)
	}
	if c.opts.Ratings != nil {
		mux.HandleFunc("GET /ratings", c.ratings)
		mux.HandleFunc("GET /ratings/{visit}", c.showRating)
		mux.HandleFunc("POST /ratings/{visit}/{state}", c.moveRating)
	}
	if c.opts.Ballots != nil {
		mux.HandleFunc("GET /ballots", c.ballots)
		mux.HandleFunc("POST /ballots/{id}/result", c.announce)
	}
	if c.opts.Payments != nil {
		mux.HandleFunc("GET /payments", c.payments)
		mux.HandleFunc("POST /payments", c.payments)
		mux.HandleFunc("GET /payments/{id}", c.receipt)
	}
	mux.Handle("GET /static/console.css", files)
	mux.Handle("GET /static/console.js", files)
	mux.HandleFunc("GET /api/tickets", c.tickets)
	mux.HandleFunc("GET /healthz", c.health)
	return guard(mux), nil
}

// guard refuses calls that another site's page makes, and lets our pages load
// nothing from elsewhere.
func guard(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; "+
			"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	}))
}

// callNext calls the next number and shows the page again. That nobody waits
// is no fault: another clerk was quicker, and the page says so.
func (c *Console) callNext(w http.ResponseWriter, r *http.Request) {
	id := kiosk.CounterID(r.PathValue("id"))
	ticket, err := c.hall.CallNext(r.Context(), id)
	switch {
	case errors.Is(err, hall.ErrNoCounter):
		http.NotFound(w, r)
		return
	case err != nil && !errors.Is(err, hall.ErrNobodyWaits):
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "counter", id, "err", err)
		http.Error(w, "the call was not kept", http.StatusServiceUnavailable)
		return
	case err == nil:
		c.opts.Logger.Info(kiosk.EventNumberCalled, "number", ticket.Number, "counter", id)
	}
	http.Redirect(w, r, "/?lang="+string(langOf(r)), http.StatusSeeOther)
}

// health answers 200 while the ledger can be read.
func (c *Console) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if _, err := c.quarantine.Quarantined(ctx, 1); err != nil {
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "err", err)
		http.Error(w, "ledger cannot be read", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}
