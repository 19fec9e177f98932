package escpos_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/escpos"
	"linli/drivers/serialport"

	"golang.org/x/image/font/gofont/goregular"
)

// deafPort takes short questions and refuses documents.
type deafPort struct {
	net.Conn
	takes int // bytes of a document that it takes before it fails
}

func (p deafPort) Write(b []byte) (int, error) {
	if len(b) <= 16 {
		return p.Conn.Write(b)
	}
	n, err := p.Conn.Write(b[:p.takes])
	if err == nil {
		err = errors.New("unplugged")
	}
	return n, err
}

func TestPortThatTakesNoByteLeavesNothingPrinted(t *testing.T) {
	for takes, want := range map[int]escpos.Outcome{0: escpos.NotPrinted, 1: escpos.Uncertain} {
		synctest.Test(t, func(t *testing.T) {
			l := newLobby(t, nil)
			if err := l.dev.Halt(); err != nil {
				t.Fatal(err)
			}
			dev, err := escpos.New(deafPort{l.port, takes}, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer dev.Halt()
			if got, err := dev.Print(t.Context(), ticket()); got != want || !errors.Is(err, escpos.ErrGone) {
				t.Errorf("%d bytes taken: %s, %v", takes, got, err)
			}
			if used := dev.Roll().Used; (used > 0) != (takes > 0) {
				t.Errorf("%d bytes taken: %d dots counted", takes, used)
			}
		})
	}
}

func TestLateAnswerIsNotTakenForTheNextOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		dev, err := escpos.New(near, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer dev.Halt()
		go func() { // a printer that answers the first question late: paper out
			question := make([]byte, 3)
			delay := 600 * time.Millisecond
			for {
				if _, err := far.Read(question); err != nil {
					return
				}
				answer := byte(0x12)
				if delay > 0 {
					answer |= 0x08
				}
				time.Sleep(delay)
				delay = 0
				far.Write([]byte{answer})
			}
		}()
		defer far.Close()
		if _, err := dev.Status(t.Context()); !errors.Is(err, escpos.ErrSilent) {
			t.Fatalf("late answer: %v", err)
		}
		if s, err := dev.Status(t.Context()); err != nil || !s.IsReady() {
			t.Errorf("after a late answer: %s, %v", s, err)
		}
	})
}

func TestPrintsOverARealSerialLine(t *testing.T) {
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "printer"))
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	printer, err := drivertest.NewReceiptPrinter(drivertest.ReceiptPrinterOpts{Font: goregular.TTF})
	if err != nil {
		t.Fatal(err)
	}
	defer printer.Close()
	go printer.Serve(t.Context(), line)
	port, err := serialport.Open(line.Link(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	profile := escpos.Kiosk80()
	profile.QR = escpos.QRRaster // kilobytes, more than a pseudo terminal holds
	dev, err := escpos.New(port, &escpos.Opts{Profile: profile})
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Halt()
	if got, err := dev.Print(t.Context(), ticket()); got != escpos.Printed {
		t.Fatalf("outcome %s, %v", got, err)
	}
	if papers := printer.Papers(); len(papers) != 1 || !papers[0].Cut {
		t.Errorf("%d papers", len(papers))
	}
	if err := line.Unplug(); err != nil {
		t.Fatal(err)
	}
	if got, err := dev.Print(t.Context(), ticket()); got != escpos.NotPrinted || !errors.Is(err, escpos.ErrGone) {
		t.Errorf("cable out: %s, %v", got, err)
	}
}

func TestPrintsOverTCP(t *testing.T) {
	printer, err := drivertest.NewReceiptPrinter(drivertest.ReceiptPrinterOpts{Font: goregular.TTF})
	if err != nil {
		t.Fatal(err)
	}
	defer printer.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	served := make(chan error, 1)
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			err = printer.Serve(t.Context(), conn)
		}
		served <- err
	}()
	port, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	dev, err := escpos.New(port, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := dev.Print(t.Context(), ticket()); got != escpos.Printed {
		t.Fatalf("outcome %s, %v", got, err)
	}
	if err := dev.Halt(); err != nil {
		t.Error(err)
	}
	port.Close()
	if err := <-served; err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the printer's end of a closed line: %v", err)
	}
}

func TestADayOfPollingLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		l.print(t, escpos.Printed, nil)
		before := runtime.NumGoroutine()
		for minute := range 24 * 60 {
			time.Sleep(time.Minute) // fake
			l.SetFault(drivertest.Silent, minute%60 == 59)
			s, err := l.dev.Status(t.Context())
			if minute%60 == 59 {
				if !errors.Is(err, escpos.ErrSilent) {
					t.Fatalf("minute %d, silent: %v", minute, err)
				}
				continue
			}
			if err != nil || !s.IsReady() {
				t.Fatalf("minute %d: %s, %v", minute, s, err)
			}
		}
		synctest.Wait()
		if after := runtime.NumGoroutine(); after > before+8 { // the test runner has some that come and go; a leak a poll is thousands
			t.Errorf("%d goroutines became %d", before, after)
		}
		l.SetFault(drivertest.Silent, false)
		l.print(t, escpos.Printed, nil)
	})
}

func TestAnswerWithTheTearBitIsNoiseFromOtherModels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		dev, err := escpos.New(near, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer dev.Halt()
		defer far.Close()
		go func() {
			question := make([]byte, 3)
			for {
				if _, err := far.Read(question); err != nil {
					return
				}
				far.Write([]byte{0x92})
			}
		}()
		if s, err := dev.Status(t.Context()); !errors.Is(err, escpos.ErrSilent) {
			t.Errorf("%s, %v", s, err)
		}
	})
}
