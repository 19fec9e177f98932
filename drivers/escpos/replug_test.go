package escpos_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/escpos"
	"linli/drivers/serialport"

	"golang.org/x/image/font/gofont/goregular"
)

// The tests of this file run on a pseudo terminal and on TCP, in real time: a
// cable is pulled, put back, and the same process prints on. A Dev lives as long
// as its port, so what heals is a new one on a port that is opened again.

// cable is a line that can be pulled and put back.
type cable struct {
	pull func() error
	plug func() error
	open func() (escpos.Port, error) // also closes what was opened before
	*drivertest.ReceiptPrinter
}

// onSerial puts a slow printer on a pseudo terminal.
func onSerial(t *testing.T) cable {
	t.Helper()
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "printer"))
	if err != nil {
		t.Fatal(err)
	}
	printer := slowPrinter(t)
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- printer.Serve(ctx, line) }()
	var port *serialport.Port
	t.Cleanup(func() {
		stop()
		line.Close()
		<-served
		if port != nil {
			port.Close()
		}
	})
	return cable{line.Unplug, line.Replug, func() (escpos.Port, error) {
		if port != nil {
			port.Close()
		}
		var err error
		port, err = serialport.Open(line.Link(), nil)
		return port, err
	}, printer}
}

// onTCP puts a slow printer behind a network cable.
func onTCP(t *testing.T) cable {
	t.Helper()
	printer := slowPrinter(t)
	var (
		mu       sync.Mutex // protects the next two
		listener net.Listener
		accepted net.Conn // the printer takes one connection at a time
		address  = "127.0.0.1:0"
		served   sync.WaitGroup
		port     net.Conn
	)
	serve := func(l net.Listener) {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			accepted = conn
			mu.Unlock()
			_ = printer.Serve(t.Context(), conn)
			_ = conn.Close()
		}
	}
	plug := func() error {
		l, err := net.Listen("tcp", address)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		listener, address = l, l.Addr().String()
		served.Go(func() { serve(l) })
		return nil
	}
	pull := func() error {
		mu.Lock()
		err := listener.Close()
		if accepted != nil {
			_ = accepted.Close() // the other end may have hung up
		}
		mu.Unlock()
		served.Wait()
		return err
	}
	if err := plug(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = pull() // may be out already
		if port != nil {
			port.Close()
		}
	})
	return cable{pull, plug, func() (escpos.Port, error) {
		if port != nil {
			port.Close()
		}
		var err error
		port, err = net.DialTimeout("tcp", address, 5*time.Second)
		return port, err
	}, printer}
}

func slowPrinter(t *testing.T) *drivertest.ReceiptPrinter {
	t.Helper()
	printer, err := drivertest.NewReceiptPrinter(drivertest.ReceiptPrinterOpts{Font: goregular.TTF, Speed: 200})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { printer.Close() })
	return printer
}

// dev opens the line.
func (c cable) dev(t *testing.T) *escpos.Dev {
	t.Helper()
	port, err := c.open()
	if err != nil {
		t.Fatal(err)
	}
	dev, err := escpos.New(port, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dev.Halt() })
	return dev
}

// whole counts the tickets whose last line came out.
func (c cable) whole() int {
	n := 0
	for _, p := range c.Papers() {
		if p.Cut && len(p.Text) > 0 && p.Text[len(p.Text)-1] == "Have a seat" {
			n++
		}
	}
	return n
}

func TestReplugHealsASerialPrinter(t *testing.T) { replugHeals(t, onSerial(t)) }

func TestReplugHealsANetworkPrinter(t *testing.T) { replugHeals(t, onTCP(t)) }

func replugHeals(t *testing.T, c cable) {
	t.Parallel()
	dev := c.dev(t)
	if got, err := dev.Print(t.Context(), ticket()); got != escpos.Printed {
		t.Fatalf("before: %s, %v", got, err)
	}

	// Pulled at rest: nothing is printed, and that is known.
	must(t, c.pull())
	if got, err := dev.Print(t.Context(), ticket()); got != escpos.NotPrinted || !errors.Is(err, escpos.ErrGone) {
		t.Errorf("cable out: %s, %v", got, err)
	}
	if _, err := c.open(); err == nil {
		t.Error("a line that is not there was opened")
	}
	must(t, c.plug())
	dev = c.dev(t)
	if got, err := dev.Print(t.Context(), ticket()); got != escpos.Printed {
		t.Fatalf("plugged in again: %s, %v", got, err)
	}

	// Pulled in the midst of a ticket: nobody knows, and nothing is sent again.
	pulled := make(chan error, 1)
	time.AfterFunc(150*time.Millisecond, func() { pulled <- c.pull() })
	if got, err := dev.Print(t.Context(), ticket()); got != escpos.Uncertain || !errors.Is(err, escpos.ErrGone) {
		t.Errorf("pulled mid-ticket: %s, %v", got, err)
	}
	must(t, <-pulled)
	must(t, c.plug())
	if got, err := c.dev(t).Print(t.Context(), ticket()); got != escpos.Printed {
		t.Fatalf("plugged in after a torn ticket: %s, %v", got, err)
	}
	if n := c.whole(); n < 3 || n > 4 { // the torn one had left this machine, or not
		t.Errorf("%d whole tickets for three printed and a doubtful one", n)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The hour of TestPaperRefilledAfterAnHourPrintsAtMostOneCopy is one of the
// terminal's questions here, 60 of them: the printer has no clock.
func TestPaperRefilledPrintsAtMostOneCopyOverARealLine(t *testing.T) {
	for name, line := range map[string]func(*testing.T) cable{"serial": onSerial, "network": onTCP} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := line(t)
			dev := c.dev(t)
			c.RunOutAfter(300)
			if got, err := dev.Print(t.Context(), ticket()); got != escpos.Uncertain || !errors.Is(err, escpos.ErrStopped) {
				t.Fatalf("the roll ends: %s, %v", got, err)
			}
			for range 60 {
				if got, err := dev.Print(t.Context(), ticket()); got != escpos.NotPrinted || !errors.Is(err, escpos.ErrNotReady) {
					t.Fatalf("no paper: %s, %v", got, err)
				}
			}
			c.SetFault(drivertest.PaperOut, false)
			if got, err := dev.Print(t.Context(), ticket()); got != escpos.Printed {
				t.Fatalf("refilled: %s, %v", got, err)
			}
			if n := c.whole(); n != 1 {
				t.Errorf("%d whole tickets came out, want the one that was asked for", n)
			}
		})
	}
}
