package faultnet_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"linli/internal/faultnet"
)

// pair is a line in memory with a faulty terminal's end and a plain office's.
func pair(t *testing.T, f faultnet.Faults) (*faultnet.Line, net.Conn, net.Conn) {
	t.Helper()
	line := faultnet.NewLine(f)
	a, b := net.Pipe()
	t.Cleanup(func() { a.Close(); b.Close() })
	return line, line.Wrap(a), b
}

// collect reads all of conn and tells what came.
func collect(conn net.Conn) <-chan []byte {
	all := make(chan []byte, 1)
	go func() {
		b, _ := io.ReadAll(conn)
		all <- b
	}()
	return all
}

func TestSlowLineTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, terminal, office := pair(t, faultnet.Faults{Rate: 1000})
		came := collect(office)
		begin := time.Now()
		if n, err := terminal.Write(make([]byte, 10_000)); n != 10_000 || err != nil {
			t.Fatal(n, err)
		}
		if took := time.Since(begin); took != 10*time.Second {
			t.Errorf("10,000 bytes at 1,000 a second took %v", took)
		}
		terminal.Close()
		if len(<-came) != 10_000 {
			t.Error("bytes are missing")
		}
	})
}

func TestLatencyDelaysBothWays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, terminal, office := pair(t, faultnet.Faults{Latency: 300 * time.Millisecond})
		go func() {
			b := make([]byte, 4)
			_, _ = io.ReadFull(office, b)
			_, _ = office.Write(b)
		}()
		begin, b := time.Now(), make([]byte, 4)
		_, _ = terminal.Write([]byte("ping"))
		if _, err := io.ReadFull(terminal, b); err != nil || string(b) != "ping" {
			t.Fatal(string(b), err)
		}
		if took := time.Since(begin); took != 600*time.Millisecond {
			t.Errorf("there and back took %v", took)
		}
	})
}

func TestLineIsCutAfterSoManyBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line, terminal, office := pair(t, faultnet.Faults{CutAfter: 7})
		came := collect(office)
		n, err := terminal.Write([]byte("0123456789"))
		if n != 7 || !errors.Is(err, faultnet.ErrCut) {
			t.Errorf("wrote %d: %v", n, err)
		}
		if got := <-came; string(got) != "0123456" {
			t.Errorf("%q came", got)
		}
		if line.Open() != 0 {
			t.Error("the connection counts as open")
		}
	})
}

func TestBlackHoleSaysNothingUntilADeadlineOrItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line, terminal, office := pair(t, faultnet.Faults{BlackHole: true})
		if err := terminal.SetDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		_, err := terminal.Write([]byte("x"))
		if !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begin) != time.Minute {
			t.Errorf("write: %v after %v", err, time.Since(begin))
		}
		if err := terminal.SetDeadline(time.Time{}); err != nil {
			t.Fatal(err)
		}
		came := collect(office)
		written := make(chan error, 1)
		go func() {
			_, err := terminal.Write([]byte("late"))
			terminal.Close()
			written <- err
		}()
		time.Sleep(time.Hour)
		synctest.Wait()
		select {
		case <-written:
			t.Fatal("something went through")
		default:
		}
		line.Set(faultnet.Faults{})
		if err := <-written; err != nil {
			t.Error(err)
		}
		if got := <-came; string(got) != "late" {
			t.Errorf("%q came", got)
		}
	})
}

func TestCutEndsAWaitInABlackHole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line, terminal, _ := pair(t, faultnet.Faults{BlackHole: true})
		read := make(chan error, 1)
		go func() {
			_, err := terminal.Read(make([]byte, 1))
			read <- err
		}()
		synctest.Wait()
		line.Cut()
		if err := <-read; !errors.Is(err, faultnet.ErrCut) {
			t.Errorf("read: %v", err)
		}
	})
}

func TestAnswerIsLostAfterTheOfficeHasActed(t *testing.T) {
	var acted atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b, err := io.ReadAll(r.Body); err == nil && len(b) == 1000 {
			acted.Add(1)
		}
		w.WriteHeader(http.StatusOK)
	}))
	defer server.Close()
	line := faultnet.NewLine(faultnet.Faults{LoseAnswerAfter: 1000})
	client := &http.Client{Transport: &http.Transport{DialContext: line.Dialer((&net.Dialer{}).DialContext)}}
	defer client.CloseIdleConnections()
	post := func() error {
		resp, err := client.Post(server.URL, "text/plain", bytes.NewReader(make([]byte, 1000)))
		if err != nil {
			return err
		}
		return resp.Body.Close()
	}
	if err := post(); !errors.Is(err, faultnet.ErrCut) {
		t.Errorf("the lost answer: %v", err)
	}
	if acted.Load() != 1 {
		t.Errorf("the office acted %d times", acted.Load())
	}
	line.Set(faultnet.Faults{Refuse: true})
	if err := post(); !errors.Is(err, faultnet.ErrCut) {
		t.Errorf("refused: %v", err)
	}
	line.Set(faultnet.Faults{})
	if err := post(); err != nil {
		t.Errorf("healed: %v", err)
	}
}

func TestDialThatIsGivenUpEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := faultnet.NewLine(faultnet.Faults{Latency: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		dial := line.Dialer(func(context.Context, string, string) (net.Conn, error) { return nil, nil })
		if _, err := dial(ctx, "tcp", "office:1"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("dial: %v", err)
		}
	})
}
