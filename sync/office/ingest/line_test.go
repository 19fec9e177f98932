package ingest_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"linli/sync/office/hall"
	"linli/sync/uplink"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// cable is a listener whose line can be cut: what is connected is reset, and
// what comes is hung up on.
type cable struct {
	net.Listener
	mu    sync.Mutex
	cut   bool
	conns []net.Conn
}

func (c *cable) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		cut := c.cut
		c.conns = append(c.conns, conn)
		c.mu.Unlock()
		if !cut {
			return conn, nil
		}
		conn.Close()
	}
}

func (c *cable) set(cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = cut
	if !cut {
		return
	}
	for _, conn := range c.conns {
		conn.Close()
	}
	c.conns = nil
}

// connect serves o over a real line and runs k's uplink on it. mangle may
// stand between the line and the desk.
func connectLine(t *testing.T, o *streetOffice, k *terminal, mangle func(http.Handler) http.Handler) (*cable, *uplink.Uplink) {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(linlipbconnect.NewSyncHandler(o.desk))
	server := httptest.NewUnstartedServer(mangle(mux))
	line := &cable{Listener: server.Listener}
	server.Listener = line
	server.Start()
	client := uplink.NewClient(server.URL)
	u := uplink.New(k, client, uplink.Options{Device: "K1", Logger: quiet(),
		// A hundredth of the real waits, so that a test need not wait.
		Random: func() float64 { return 0.01 }})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := u.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("uplink ended with %v", err)
		}
	})
	running.Go(func() { o.follower.Run(ctx, time.Minute) })
	t.Cleanup(func() { cancel(); line.set(true); running.Wait(); client.Close(); server.Close() })
	return line, u
}

func straight(h http.Handler) http.Handler { return h }

// until waits for the hall to become as wanted, or fails.
func until(t *testing.T, o *streetOffice, what string, wanted func(hall.State) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		s := o.hall.State()
		if wanted(s) {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("%s: never came; tickets %v", what, s.Tickets)
		}
		o.hall.WaitChange(ctx, s.Revision)
	}
}

func TestThreeTicketsTakenWithTheLineCutArriveOnceInOrder(t *testing.T) {
	o := newOffice(t)
	k := newTerminal(t, "K1", o.public)
	line, _ := connectLine(t, o, k, straight)
	k.take("A001")
	until(t, o, "the first ticket", func(s hall.State) bool { return len(s.Tickets) == 1 })
	line.set(true)
	for i := range 3 {
		k.take(number(i + 2))
	}
	if got := o.kept(t, "K1"); len(got) != 1 {
		t.Fatalf("%d records came through a cut line", len(got))
	}
	line.set(false)
	until(t, o, "the three tickets", func(s hall.State) bool { return len(s.Tickets) == 4 })
	if got := o.shown(); !slices.Equal(got, []string{"A001", "A002", "A003", "A004"}) {
		t.Errorf("in the hall: %v", got)
	}
	if got := o.kept(t, "K1"); len(got) != 4 {
		t.Errorf("%d records in the ledger", len(got))
	}
}

func TestAnswersLostAfterTheCommitCostNothing(t *testing.T) {
	o := newOffice(t)
	k := newTerminal(t, "K1", o.public)
	var mu sync.Mutex
	lost := 0
	connectLine(t, o, k, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			lose := r.URL.Path == linlipbconnect.SyncPushProcedure && lost < 3
			if lose {
				lost++
			}
			mu.Unlock()
			if !lose {
				next.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(httptest.NewRecorder(), r) // committed, and the answer goes nowhere
			panic(http.ErrAbortHandler)
		})
	})
	for i := range 5 {
		k.take(number(i + 1))
	}
	until(t, o, "all tickets", func(s hall.State) bool { return len(s.Tickets) == 5 })
	k.take("A006")
	until(t, o, "the next ticket", func(s hall.State) bool { return len(s.Tickets) == 6 })
	if got := o.kept(t, "K1"); len(got) != 6 {
		t.Errorf("%d records in the ledger", len(got))
	}
	mu.Lock()
	defer mu.Unlock()
	if lost != 3 {
		t.Errorf("%d answers were lost, the test wants 3", lost)
	}
}

func TestTerminalLearnsOfTheHallOverTheLine(t *testing.T) {
	o := newOffice(t)
	k := newTerminal(t, "K1", o.public)
	k.take("A001")
	heard := make(chan uplink.State, 100)
	server := httptest.NewServer(func() http.Handler {
		mux := http.NewServeMux()
		mux.Handle(linlipbconnect.NewSyncHandler(o.desk))
		return mux
	}())
	defer server.Close()
	client := uplink.NewClient(server.URL)
	defer client.Close()
	u := uplink.New(k, client, uplink.Options{Device: "K1", Logger: quiet(), Changed: func(s uplink.State) { heard <- s }})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	var running sync.WaitGroup
	running.Go(func() { u.Run(ctx) })
	running.Go(func() { o.follower.Run(ctx, time.Minute) })
	defer running.Wait()
	defer cancel()
	for {
		select {
		case s := <-heard:
			if s.LineUp && s.Queues["A"] == (uplink.HallQueue{Waiting: 1, Counters: 2}) {
				return
			}
		case <-ctx.Done():
			t.Fatalf("never heard of the ticket; state %+v", u.State())
		}
	}
}
