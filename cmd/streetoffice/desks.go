package main

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"net/http"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/ballot"
	"linli/sync/office/billing"
	"linli/sync/office/booking"
	"linli/sync/office/casework"
	"linli/sync/office/console"
	"linli/sync/office/desk"
	"linli/sync/office/fleet"
	"linli/sync/office/hall"
	"linli/sync/office/ingest"
	"linli/sync/office/publish"
	"linli/sync/office/rating"
	"linli/sync/office/sealing"
	"linli/sync/office/signs"
	"linli/sync/office/trust"
	"linli/sync/office/verify"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// desks is one office, put together.
type desks struct {
	follower  *ingest.Follower
	cases     *ingest.Follower
	pace      time.Duration // of the follower
	board     *publish.Desk
	beside    []func(context.Context) // run until the office ends
	trust     *trust.Desk
	pages     http.Handler // for this machine: staff, and terminals on trial
	terminals http.Handler // for other machines: what proves itself, and papers
	phones    http.Handler // for telephones
}

// rooms are what the ledger comes to, and who shows it to them.
type rooms struct {
	ledger database
	ring   *sealing.Ring

	hall           *hall.Hall
	hallFollower   *ingest.Follower
	cases          *casework.Casework
	booked         *booking.Book
	casesFollower  *ingest.Follower
	grades         *rating.Ratings
	gradesFollower *ingest.Follower
	paid           *billing.Desk // nil without a provider
	paidFollower   *ingest.Follower
	boxes          *ballot.Boxes
}

func newRooms(s settings, ledger database, ring *sealing.Ring, offered *offered, log *slog.Logger) (*rooms, error) {
	r := &rooms{ledger: ledger, ring: ring}
	r.hall = hall.New(s.Counters, s.Zone, ledger, time.Now)
	r.hallFollower = ingest.NewFollower(ledger, ring, r.hall, log, time.Now().Add(-hall.Keep))
	r.hallFollower.Only(linlipb.Stream_STREAM_LIVE)
	r.hall.Follow(r.hallFollower.Pass)
	r.cases = casework.New(ledger, ring, time.Now)
	r.booked = booking.New(offered.picked, time.Now)
	r.casesFollower = ingest.NewFollower(ledger, ring, both{r.cases, r.booked}, log, time.Now().Add(-casework.Keep))
	r.casesFollower.Only(casework.Stream)
	r.cases.Follow(r.casesFollower.Pass)
	r.grades, r.gradesFollower = ratings(ledger, ring, r.cases, offered.dues(s.Zone), log)
	var err error
	if r.boxes, err = ballots(s, ledger, offered.Item); err != nil {
		return nil, err
	}
	r.paid, r.paidFollower, err = bills(s, ledger, ring, log)
	return r, err
}

// wake has everybody look at the ledger.
func (r *rooms) wake() {
	r.hallFollower.Wake()
	r.casesFollower.Wake()
	r.gradesFollower.Wake()
}

// questions is the desk that terminals ask.
func (r *rooms) questions(now *signs.Board, log *slog.Logger) *desk.Desk {
	d := desk.New(r.hall, now, log, time.Now)
	d.AskCases(r.cases)
	d.AskBallots(r.boxes)
	d.AskPlaces(r.booked)
	if r.paid != nil {
		d.AskBilling(r.paid)
	}
	return d
}

// besides are what runs until the office ends, apart from the followers of the
// hall and of cases.
func (r *rooms) besides(s settings, log *slog.Logger) []func(context.Context) {
	all := []func(context.Context){func(ctx context.Context) { _ = r.gradesFollower.Run(ctx, pace(s)) }} // it ends with ctx only
	if r.paid != nil {
		all = append(all, func(ctx context.Context) { r.paid.Run(ctx, log) }, func(ctx context.Context) { _ = r.paidFollower.Run(ctx, pace(s)) })
	}
	return all
}

// build joins the desks over one ledger.
func build(ctx context.Context, s settings, ledger database, ring *sealing.Ring, root ed25519.PrivateKey, authority *trust.Authority, log *slog.Logger) (*desks, error) {
	board := publish.NewDesk(ledger, log, time.Now)
	if err := board.Look(ctx); err != nil {
		return nil, err
	}
	offered, err := newOffered(board)
	if err != nil {
		return nil, err
	}
	if len(s.Counters) == 0 {
		s.Counters = offered.now().Counters
	}
	r, err := newRooms(s, ledger, ring, offered, log)
	if err != nil {
		return nil, err
	}
	now := signs.New(ledger, log, time.Now)
	if err := now.Look(ctx); err != nil {
		return nil, err
	}
	heard, questions := fleet.New(now, log, time.Now), r.questions(now, log)
	questions.AskDues(offered.dues(s.Zone).Of)
	issue, err := certificates(ctx, s, root, ledger, ring, r.cases, offered)
	if err != nil {
		return nil, err
	}
	site, err := r.staffPages(s, authority, offered, console.Options{Logger: log, Help: questions, Fleet: heard, Issue: issue})
	if err != nil {
		return nil, err
	}
	papers, err := papersDesk(s, ledger, root, offered, log)
	if err != nil {
		return nil, err
	}
	o := &desks{follower: r.hallFollower, cases: r.casesFollower, pace: pace(s), board: board}
	o.beside = append(r.besides(s, log), now.Run, heard.Run, questions.Run)
	if o.phones, err = telephones(s, r.hall, r.cases, offered, r.booked, papers.Handler(), log); err != nil {
		return nil, err
	}
	o.trust = trust.NewDesk(ledger, authority, trust.Options{
		Grace: s.Terminals.Grace, Papers: papers, Now: time.Now, Logger: log, SealingKey: ring.Current,
	})
	arrivals := ingest.NewDesk(ledger, r.hall, log, time.Now, r.wake)
	arrivals.LeaseFrom(numbers(s, ledger))
	o.route(doors{
		arrivals: arrivals, questions: questions, papers: papers.Handler(), site: site,
		sync: heard.Listen(board.Announce(announcer{arrivals, ring.Current})),
	})
	return o, nil
}

// staffPages are the pages of staff; what the caller knows stands in opts.
func (r *rooms) staffPages(s settings, authority *trust.Authority, offered *offered, opts console.Options) (http.Handler, error) {
	opts.Office, opts.Zone = s.Name, s.Zone
	opts.Cases, opts.ServiceItem, opts.Places = r.cases, offered.Item, offered.Places
	opts.Offered = offered.now
	opts.Due, opts.Booked, opts.Listing = offered.dues(s.Zone).Of, r.booked.Of, offered.Listing
	opts.Ratings, opts.Reason = r.grades, offered.Reason
	opts.Payments, opts.Billed = reconciled(r.paid), offered.Billed
	outcome := &results{boxes: r.boxes, kept: r.ledger, by: authority, offered: offered, zone: s.Zone, log: opts.Logger}
	opts.Ballots, opts.BallotItems, opts.Announce, opts.Announced = r.boxes, offered.BallotItems, outcome.Announce, outcome.Announced
	opts.Terminals, opts.Pairing = trust.NewBook(r.ledger, time.Now), pairing(s, authority)
	opts.Item = func(id kiosk.ItemID) kiosk.Text { return offered.name(string(id)) }
	pages, err := console.New(r.hall, r.ledger, opts)
	if err != nil {
		return nil, err
	}
	return pages.Handler()
}

func papersDesk(s settings, ledger database, root ed25519.PrivateKey, offered *offered, log *slog.Logger) (*verify.Desk, error) {
	return verify.New(ledger, root, verify.Options{
		Office: s.Name, Zone: s.Zone, Now: time.Now, Logger: log, Kind: offered.name,
	})
}

// doors are what stands behind the addresses of staff and terminals.
type doors struct {
	arrivals     *ingest.Desk
	questions    *desk.Desk
	sync         linlipbconnect.SyncHandler
	papers, site http.Handler
}

// route says what is reached from where.
func (o *desks) route(d doors) {
	ours := connect.WithInterceptors(o.trust.Terminals())
	limit := connect.WithReadMaxBytes(wire.MaxMessage)
	staff, terminals := http.NewServeMux(), http.NewServeMux()
	for _, mux := range []*http.ServeMux{staff, terminals} {
		mux.Handle("/c/", d.papers)
		mux.Handle("/C/", d.papers)
		path, sync := linlipbconnect.NewSyncHandler(d.sync, ours, limit)
		mux.Handle(path, d.arrivals.Door(sync))
		mux.Handle(linlipbconnect.NewDeskHandler(d.questions, ours, limit))
	}
	terminals.Handle(linlipbconnect.NewTrustHandler(o.trust, limit))
	staff.Handle("/api/papers/", d.papers)
	staff.Handle("/", d.site)
	o.pages, o.terminals = o.trust.Identify(staff), o.trust.Identify(terminals)
}
