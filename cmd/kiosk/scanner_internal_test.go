package main

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/qrscan"
	"linli/kiosk/terminal"
)

// TestScannerIsOpenedAgainUntilItAnswers pulls a scanner's cable: it is said
// once, tried less and less often, and said when it is back.
func TestScannerIsOpenedAgainUntilItAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries []time.Duration
		begin := time.Now()
		missing := 7
		lines := make(chan net.Conn, 1)
		c := codeScanner{opts: qrscan.DefaultOpts, open: func() (scanPort, error) {
			if tries = append(tries, time.Since(begin)); missing > 0 {
				missing--
				return nil, os.ErrNotExist
			}
			ours, theirs := net.Pipe()
			lines <- theirs
			return ours, nil
		}}
		ctx, stop := context.WithCancel(t.Context())
		reports, ended := make(chan terminal.ScanReport, 8), make(chan struct{})
		go func() {
			defer close(ended)
			c.Watch(ctx, func(r terminal.ScanReport) { reports <- r })
		}()
		wants := func(what terminal.ScanHappening) terminal.ScanReport {
			t.Helper()
			r := <-reports
			if r.What != what {
				t.Fatalf("reported %d (%v), not %d", r.What, r.Err, what)
			}
			return r
		}
		if r := wants(terminal.ScannerGone); !errors.Is(r.Err, os.ErrNotExist) {
			t.Errorf("gone because of %v", r.Err)
		}
		wants(terminal.ScannerBack)
		if took := time.Since(begin); took != 1*time.Second+2*time.Second+4*time.Second+8*time.Second+16*time.Second+30*time.Second+30*time.Second {
			t.Errorf("tried after %v", tries)
		}
		line := <-lines
		send := func(text string) {
			t.Helper()
			time.Sleep(time.Second) // what came before a scan is given up
			if _, err := line.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		send("LINLI.EXAMPLE/C/7W0X-1YBF\r\n")
		if r := wants(terminal.ScanRead); r.Text.Reveal() != "LINLI.EXAMPLE/C/7W0X-1YBF" {
			t.Errorf("read %q", r.Text.Reveal())
		}
		send("LINLI.EXAM")
		if r := wants(terminal.ScanFailed); !errors.Is(r.Err, qrscan.ErrCutShort) {
			t.Errorf("failed with %v", r.Err)
		}
		line.Close()
		wants(terminal.ScannerGone)
		wants(terminal.ScannerBack)
		stop()
		<-ended
		if len(reports) > 0 {
			t.Errorf("after all: %+v", <-reports)
		}
	})
}
