package escpos_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/escpos"
	"linli/drivers/serialport"

	"golang.org/x/image/font/gofont/goregular"
)

// onPTY sets up a printer at the end of a pseudo terminal, in real time.
func onPTY(t *testing.T, profile escpos.Profile, opts drivertest.ReceiptPrinterOpts) (lobby, *drivertest.PTY) {
	t.Helper()
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "printer"))
	if err != nil {
		t.Fatal(err)
	}
	opts.Font = goregular.TTF
	printer, err := drivertest.NewReceiptPrinter(opts)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- printer.Serve(ctx, line) }()
	port, err := serialport.Open(line.Link(), nil)
	if err != nil {
		t.Fatal(err)
	}
	dev, err := escpos.New(port, &escpos.Opts{Profile: profile})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		dev.Halt()
		port.Close()
		stop()
		line.Close()
		<-ended
		printer.Close()
	})
	return lobby{ReceiptPrinter: printer, dev: dev}, line
}

// TestOutcomesOverARealLine goes through everything that can be known about a
// printed paper, once each, over a pseudo terminal. The same situations are
// tested in detail on fake time.
func TestOutcomesOverARealLine(t *testing.T) {
	retract, err := escpos.Named("80mm-retract")
	if err != nil {
		t.Fatal(err)
	}
	silent, err := escpos.Named("80mm-silent")
	if err != nil {
		t.Fatal(err)
	}
	slow := drivertest.ReceiptPrinterOpts{Speed: 200}
	for _, c := range []struct {
		situation string
		profile   escpos.Profile
		opts      drivertest.ReceiptPrinterOpts
		before    func(l lobby, line *drivertest.PTY)
		want      escpos.Outcome
		cause     error
		handover  escpos.Handover
	}{
		{"both fences come back", escpos.Kiosk80(), slow, nil, escpos.Printed, nil, ""},
		{"and the paper is taken", retract, drivertest.ReceiptPrinterOpts{Presenter: true},
			func(l lobby, _ *drivertest.PTY) { time.AfterFunc(500*time.Millisecond, func() { l.TakePaper() }) },
			escpos.Printed, nil, escpos.Taken},
		{"and nobody takes it", retract, drivertest.ReceiptPrinterOpts{Presenter: true}, nil, escpos.Printed, nil, escpos.Retracted},
		{"the cutter fails before the second", escpos.Kiosk80(), slow,
			func(l lobby, _ *drivertest.PTY) { l.SetFault(drivertest.CutterJam, true) }, escpos.PrintedUncut, escpos.ErrStopped, ""},
		{"refused before the first byte", escpos.Kiosk80(), slow,
			func(l lobby, _ *drivertest.PTY) { l.SetFault(drivertest.CoverOpen, true) }, escpos.NotPrinted, escpos.ErrNotReady, ""},
		{"the paper ends", escpos.Kiosk80(), slow,
			func(l lobby, _ *drivertest.PTY) { l.RunOutAfter(200) }, escpos.Uncertain, escpos.ErrStopped, ""},
		{"the cover is opened", escpos.Kiosk80(), slow,
			func(l lobby, _ *drivertest.PTY) {
				time.AfterFunc(150*time.Millisecond, func() { l.SetFault(drivertest.CoverOpen, true) })
			}, escpos.Uncertain, escpos.ErrStopped, ""},
		{"the power is lost", escpos.Kiosk80(), slow,
			func(l lobby, _ *drivertest.PTY) { time.AfterFunc(150*time.Millisecond, func() { l.PowerLossAfter(0) }) },
			escpos.Uncertain, escpos.ErrSilent, ""},
		{"no fence comes back", escpos.Kiosk80(), slow,
			func(l lobby, _ *drivertest.PTY) {
				time.AfterFunc(150*time.Millisecond, func() { l.SetFault(drivertest.Silent, true) })
			}, escpos.Uncertain, escpos.ErrSilent, ""},
		{"the cable is pulled", escpos.Kiosk80(), slow,
			func(_ lobby, line *drivertest.PTY) { time.AfterFunc(150*time.Millisecond, func() { line.Unplug() }) },
			escpos.Uncertain, escpos.ErrGone, ""},
		{"no reply channel", silent, slow,
			func(l lobby, _ *drivertest.PTY) { l.SetFault(drivertest.Silent, true) }, escpos.SentUnconfirmed, nil, ""},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			l, line := onPTY(t, c.profile, c.opts)
			if c.before != nil {
				c.before(l, line)
			}
			got, err := l.dev.Print(t.Context(), ticket())
			if got != c.want || !errors.Is(err, c.cause) {
				t.Fatalf("outcome %s (%v), want %s (%v)", got, err, c.want, c.cause)
			}
			if got != escpos.Printed {
				return
			}
			if handover, err := l.dev.Hand(t.Context(), 2*time.Second); handover != c.handover || err != nil {
				t.Errorf("handover %q, %v, want %q", handover, err, c.handover)
			}
		})
	}
}
