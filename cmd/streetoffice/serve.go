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
	"path/filepath"
	"sync"
	"time"

	"connectrpc.com/connect"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/console"
	"linli/sync/office/desk"
	"linli/sync/office/hall"
	"linli/sync/office/ingest"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/verify"
	"linli/sync/wire"
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
	private, publicPath, err := sealingKey(s.Data)
	if err != nil {
		return err
	}
	root, err := papersRoot(s.Data)
	if err != nil {
		return err
	}
	ledgerPath := filepath.Join(s.Data, "ledger.db")
	ledger, err := sqlite.Open(ledgerPath)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	handler, follower, err := build(s, ledger, private, root, log)
	if err != nil {
		return err
	}
	if err := follower.CatchUp(ctx); ctx.Err() != nil {
		return nil // told to stop while starting
	} else if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "streetoffice: serving http://%s, ledger %s, sealing key for terminals %s\n",
		listener.Addr(), ledgerPath, publicPath)
	return serve(ctx, listener, handler, follower, log)
}

// build joins the desks over one ledger.
func build(s settings, ledger *sqlite.Ledger, private []byte, root ed25519.PrivateKey, log *slog.Logger) (http.Handler, *ingest.Follower, error) {
	offered, err := catalogue.Load(assets.FS)
	if err != nil {
		return nil, nil, err
	}
	if len(s.Counters) == 0 {
		s.Counters = offered.Counters
	}
	opener, err := wire.NewOpener(private)
	if err != nil {
		return nil, nil, err
	}
	h := hall.New(s.Counters, s.Zone, ledger, time.Now)
	follower := ingest.NewFollower(ledger, opener, h, log, time.Now().Add(-hall.Keep))
	arrivals := ingest.NewDesk(ledger, h, log, time.Now, follower.Wake)
	questions := desk.New(h, log, time.Now)
	pages, err := console.New(h, ledger, console.Options{
		Office: s.Name, Zone: s.Zone, Logger: log, Help: questions,
		Item: func(id kiosk.ItemID) kiosk.Text {
			item, _ := offered.Item(id)
			return item.Name
		},
	})
	if err != nil {
		return nil, nil, err
	}
	site, err := pages.Handler()
	if err != nil {
		return nil, nil, err
	}
	papers, err := verify.New(ledger, root, verify.Options{
		Office: s.Name, Zone: s.Zone, Now: time.Now, Logger: log,
		Kind: func(kind string) kiosk.Text {
			item, _ := offered.Item(kiosk.ItemID(kind))
			return item.Name
		},
	})
	if err != nil {
		return nil, nil, err
	}
	mux := http.NewServeMux()
	for _, path := range []string{"/c/", "/C/", "/api/papers/"} {
		mux.Handle(path, papers.Handler())
	}
	limit := connect.WithReadMaxBytes(wire.MaxMessage)
	mux.Handle(linlipbconnect.NewSyncHandler(arrivals, limit))
	mux.Handle(linlipbconnect.NewDeskHandler(questions, limit))
	mux.Handle("/", site)
	return mux, follower, nil
}

// serve answers until ctx ends, then lets calls under way finish. Waiting
// Pulls and event streams end at once.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, follower *ingest.Follower, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      ingest.MaxWait + 20*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ctx, cancel := context.WithCancel(ctx)
	var following sync.WaitGroup
	defer following.Wait()
	defer cancel()
	following.Go(func() { _ = follower.Run(ctx) }) // it ends with ctx only
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, release := context.WithTimeout(context.Background(), stopGrace)
	defer release()
	if err := server.Shutdown(grace); err != nil {
		return errors.Join(fmt.Errorf("stop: %w", err), server.Close())
	}
	return nil
}
