package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/office/console"
	"linli/sync/office/desk"
	"linli/sync/office/fleet"
	"linli/sync/office/hall"
	"linli/sync/office/ingest"
	"linli/sync/office/publish"
	"linli/sync/office/sealing"
	"linli/sync/office/signs"
	"linli/sync/office/trust"
	"linli/sync/office/verify"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// stopGrace is how long calls under way may take once the program is told to
// stop.
const stopGrace = 4 * time.Second

// run serves until ctx ends. It returns after everything is closed.
func run(ctx context.Context, args []string, out, errs io.Writer) (err error) {
	s, err := readSettings(args, out, errs)
	if errors.Is(err, errPrinted) {
		return nil
	}
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(errs, nil))
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	ring, err := sealing.Open(s.Data, time.Now)
	if err != nil {
		return err
	}
	root, err := papersRoot(s.Data)
	if err != nil {
		return err
	}
	ledger, err := openLedger(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	der, key, err := officeRoot(s.Data, time.Now())
	if err != nil {
		return err
	}
	authority, err := trust.NewAuthority(der, key, s.Terminals.Names, time.Now)
	if err != nil {
		return err
	}
	o, err := build(ctx, s, ledger, ring, root, authority, log)
	if err != nil {
		return err
	}
	if err := o.follower.CatchUp(ctx); ctx.Err() != nil {
		return nil // told to stop while starting
	} else if err != nil {
		return err
	}
	lines, err := listen(s)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "streetoffice: serving http://%s, terminals %s, ledger %s, sealing key for terminals %s\n",
		lines.pages.Addr(), lines.terminalsAt(), ledgerName(s), ring.PublicPath())
	return serve(ctx, lines, o, log)
}

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
	h := hall.New(s.Counters, s.Zone, ledger, time.Now)
	follower := ingest.NewFollower(ledger, ring, h, log, time.Now().Add(-hall.Keep))
	follower.Only(linlipb.Stream_STREAM_LIVE)
	h.Follow(follower.Pass)
	cases := casework.New(ledger, ring, time.Now)
	casesFollower := ingest.NewFollower(ledger, ring, cases, log, time.Now().Add(-casework.Keep))
	casesFollower.Only(casework.Stream)
	cases.Follow(casesFollower.Pass)
	now := signs.New(ledger, log, time.Now)
	if err := now.Look(ctx); err != nil {
		return nil, err
	}
	terminalsHeard := fleet.New(now, log, time.Now)
	grades, gradesFollower := ratings(ledger, ring, log)
	arrivals := ingest.NewDesk(ledger, h, log, time.Now, func() {
		follower.Wake()
		casesFollower.Wake()
		gradesFollower.Wake()
	})
	arrivals.LeaseFrom(numbers(s, ledger))
	questions := desk.New(h, now, log, time.Now)
	questions.AskCases(cases)
	boxes, err := ballots(s, ledger, offered)
	if err != nil {
		return nil, err
	}
	questions.AskBallots(boxes)
	issue, err := certificates(ctx, s, root, ledger, ring, cases, offered)
	if err != nil {
		return nil, err
	}
	paid, paidFollower, err := bills(s, ledger, ring, log)
	if err != nil {
		return nil, err
	}
	if paid != nil {
		questions.AskBilling(paid)
	}
	pages, err := console.New(h, ledger, console.Options{
		Office: s.Name, Zone: s.Zone, Logger: log, Help: questions, Fleet: terminalsHeard,
		Cases: cases, Issue: issue, ServiceItem: offered.Item, Places: offered.Places,
		Ratings: grades, Reason: offered.Reason,
		Payments: reconciled(paid),
		Ballots:  boxes, BallotItems: offered.BallotItems,
		Terminals: trust.NewBook(ledger, time.Now), Pairing: pairing(s, authority),
		Item: func(id kiosk.ItemID) kiosk.Text {
			item, _ := offered.Item(id)
			return item.Name
		},
	})
	if err != nil {
		return nil, err
	}
	site, err := pages.Handler()
	if err != nil {
		return nil, err
	}
	papers, err := verify.New(ledger, root, verify.Options{
		Office: s.Name, Zone: s.Zone, Now: time.Now, Logger: log,
		Kind: func(kind string) kiosk.Text {
			item, _ := offered.Item(kiosk.ItemID(kind))
			return item.Name
		},
	})
	if err != nil {
		return nil, err
	}
	gate := trust.NewDesk(ledger, authority, trust.Options{
		Grace: s.Terminals.Grace, Papers: papers, Now: time.Now, Logger: log,
		SealingKey: ring.Current,
	})
	ours := connect.WithInterceptors(gate.Terminals())
	limit := connect.WithReadMaxBytes(wire.MaxMessage)
	staff, terminals := http.NewServeMux(), http.NewServeMux()
	for _, mux := range []*http.ServeMux{staff, terminals} {
		mux.Handle("/c/", papers.Handler())
		mux.Handle("/C/", papers.Handler())
		path, sync := linlipbconnect.NewSyncHandler(terminalsHeard.Listen(board.Announce(announcer{arrivals, ring.Current})), ours, limit)
		mux.Handle(path, arrivals.Door(sync))
		mux.Handle(linlipbconnect.NewDeskHandler(questions, ours, limit))
	}
	terminals.Handle(linlipbconnect.NewTrustHandler(gate, limit))
	beside := []func(context.Context){now.Run, terminalsHeard.Run, questions.Run, func(ctx context.Context) { _ = gradesFollower.Run(ctx, pace(s)) }}
	if paid != nil {
		beside = append(beside, func(ctx context.Context) { paid.Run(ctx, log) }, func(ctx context.Context) { _ = paidFollower.Run(ctx, pace(s)) })
	}
	staff.Handle("/api/papers/", papers.Handler())
	staff.Handle("/", site)
	return &desks{follower: follower, cases: casesFollower, pace: pace(s), board: board, trust: gate,
		beside: beside, pages: gate.Identify(staff), terminals: gate.Identify(terminals)}, nil
}

// serve answers until ctx ends, then lets calls under way finish. Waiting
// Pulls and event streams end at once.
func serve(ctx context.Context, lines *lines, o *desks, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(ctx)
	var beside sync.WaitGroup
	defer beside.Wait()
	defer cancel()
	beside.Go(func() { _ = o.follower.Run(ctx, o.pace) }) // it ends with ctx only
	beside.Go(func() { _ = o.cases.Run(ctx, o.pace) })    // as above; what it reads is older than a day's numbers
	beside.Go(func() { o.trust.Watch(ctx) })
	beside.Go(func() { o.board.Run(ctx) })
	for _, run := range o.beside {
		beside.Go(func() { run(ctx) })
	}
	pages := server(ctx, o.pages, log)
	pages.Protocols = new(http.Protocols) // one connection for a terminal on trial, as over TLS
	pages.Protocols.SetHTTP1(true)
	pages.Protocols.SetUnencryptedHTTP2(true)
	servers := []*http.Server{pages}
	failed := make(chan error, 2)
	go func() { failed <- pages.Serve(lines.pages) }()
	if lines.terminals != nil {
		secure := server(ctx, o.terminals, log)
		secure.TLSConfig, secure.ConnContext = o.trust.TLS(), o.trust.ConnContext
		servers = append(servers, secure)
		go func() { failed <- secure.ServeTLS(lines.terminals, "", "") }()
	}
	var broken error
	select {
	case broken = <-failed:
	case <-ctx.Done():
	}
	cancel()
	grace, release := context.WithTimeout(context.Background(), stopGrace)
	defer release()
	for _, s := range servers {
		if err := s.Shutdown(grace); err != nil {
			broken = errors.Join(broken, fmt.Errorf("stop: %w", err), s.Close())
		}
	}
	return broken
}

func server(ctx context.Context, handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      ingest.MaxWait + 20*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug), // strangers at the door
	}
}
