package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"linli/sync/office/ingest"
	"linli/sync/office/sealing"
	"linli/sync/office/trust"
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
	fmt.Fprintf(out, "streetoffice: serving http://%s, terminals %s%s, ledger %s, sealing key for terminals %s\n",
		lines.pages.Addr(), lines.terminalsAt(), lines.publicAt(), ledgerName(s), ring.PublicPath())
	return serve(ctx, lines, o, log)
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
	failed := make(chan error, 3)
	go func() { failed <- pages.Serve(lines.pages) }()
	if lines.public != nil {
		phones := publicServer(ctx, o.phones, log)
		servers = append(servers, phones)
		go func() { failed <- phones.Serve(lines.public) }()
	}
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
