package ipp_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/ipp"
)

// The tests of this file run over TCP in real time. Every question is a
// connection of its own, so one Dev outlives any cable.

// outlet is a printer at a network cable that can be pulled.
type outlet struct {
	*drivertest.IPPPrinter
	t       *testing.T
	address string
	ended   sync.WaitGroup

	mu     sync.Mutex // protects server
	server *http.Server
}

func newOutlet(t *testing.T, opts drivertest.IPPPrinterOpts) *outlet {
	t.Helper()
	o := &outlet{IPPPrinter: drivertest.NewIPPPrinter(opts), t: t, address: "127.0.0.1:0"}
	o.plug()
	t.Cleanup(func() {
		o.pull()
		o.Close()
	})
	return o
}

func (o *outlet) plug() {
	o.t.Helper()
	l, err := net.Listen("tcp", o.address)
	if err != nil {
		o.t.Fatal(err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.address, o.server = l.Addr().String(), &http.Server{Handler: o.IPPPrinter}
	server := o.server
	o.ended.Go(func() { _ = server.Serve(l) })
}

func (o *outlet) pull() {
	o.mu.Lock()
	defer o.mu.Unlock()
	_ = o.server.Close() // may be closed already
	o.ended.Wait()
}

func (o *outlet) newDev(opts ipp.Opts) *ipp.Dev {
	o.t.Helper()
	opts.Poll, opts.ReplyTimeout = 20*time.Millisecond, 2*time.Second
	dev, err := ipp.New("ipp://"+o.address+"/ipp/print", &opts)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { dev.Halt() })
	return dev
}

func TestReplugHealsAnA4Printer(t *testing.T) {
	o := newOutlet(t, drivertest.IPPPrinterOpts{PageTime: 300 * time.Millisecond})
	dev := o.newDev(ipp.Opts{User: "kiosk-K2"})
	put := func(ctx context.Context, want ipp.Outcome, cause error) {
		t.Helper()
		got, err := dev.Print(ctx, document, ipp.JobOptions{})
		if got != want || !errors.Is(err, cause) {
			t.Errorf("Print = %s, %v; want %s, %v", got, err, want, cause)
		}
	}
	put(t.Context(), ipp.Printed, nil)

	o.pull() // at rest
	put(t.Context(), ipp.NotPrinted, ipp.ErrSilent)
	if _, err := dev.Status(t.Context()); !errors.Is(err, ipp.ErrSilent) {
		t.Errorf("cable out: %v", err)
	}
	o.plug()
	put(t.Context(), ipp.Printed, nil)

	back := make(chan struct{}) // in the midst of a page, and back before anybody gives up
	go func() {
		defer close(back)
		if o.AwaitWork(t.Context()) == nil {
			o.pull()
			o.plug()
		}
	}()
	put(t.Context(), ipp.Printed, nil)
	<-back
	if n := len(o.Sheets()); n != 3 {
		t.Errorf("%d documents came out, want 3", n)
	}
}

// What an hour is at a real printer, JobTimeout is here: a document that met no
// paper is cancelled, and what is refilled later prints the next one alone.
func TestPaperRefilledPrintsAtMostOneCopyOverTCP(t *testing.T) {
	o := newOutlet(t, drivertest.IPPPrinterOpts{PageTime: 500 * time.Millisecond})
	dev := o.newDev(ipp.Opts{JobTimeout: 2 * time.Second})
	go func() {
		if o.AwaitWork(t.Context()) == nil {
			o.SetFault(drivertest.IPPMediaEmpty, true)
		}
	}()
	if got, err := dev.Print(t.Context(), document, ipp.JobOptions{}); got != ipp.Uncertain || !errors.Is(err, ipp.ErrStopped) {
		t.Fatalf("the tray runs empty: %s, %v", got, err)
	}
	for range 60 {
		if got, err := dev.Print(t.Context(), document, ipp.JobOptions{}); got != ipp.NotPrinted || !errors.Is(err, ipp.ErrNotReady) {
			t.Fatalf("no paper: %s, %v", got, err)
		}
	}
	o.SetFault(drivertest.IPPMediaEmpty, false)
	if got, err := dev.Print(t.Context(), document, ipp.JobOptions{}); got != ipp.Printed {
		t.Fatalf("refilled: %s, %v", got, err)
	}
	if n := len(o.Sheets()); n != 1 {
		t.Errorf("%d documents came out, want the one that was asked for", n)
	}
}
