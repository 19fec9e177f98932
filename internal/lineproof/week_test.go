package lineproof_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"

	"linli/internal/faultnet"
	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/uplink"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

const (
	weekTickets = 3500
	slowLine    = 1_000_000 / 8 // bytes a second: 1 Mbit/s
)

// cable is a listener in memory.
type cable struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newCable() *cable { return &cable{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (c *cable) Accept() (net.Conn, error) {
	select {
	case conn := <-c.conns:
		return conn, nil
	case <-c.closed:
		return nil, net.ErrClosed
	}
}

func (c *cable) Close() error {
	c.once.Do(func() { close(c.closed) })
	return nil
}

func (c *cable) Addr() net.Addr { return &net.UnixAddr{Name: "cable"} }

func (c *cable) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case c.conns <- far:
		return near, nil
	case <-c.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// caller is uplink's Sender over HTTP with a line of our own.
type caller struct{ linlipbconnect.SyncClient }

func (c caller) Push(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	resp, err := c.SyncClient.Push(ctx, connect.NewRequest(b))
	if err != nil {
		return nil, err
	}
	return resp.Msg, nil
}

func (c caller) Pull(ctx context.Context, r *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	resp, err := c.SyncClient.Pull(ctx, connect.NewRequest(r))
	if err != nil {
		return nil, err
	}
	return resp.Msg, nil
}

// week is a terminal that is off-line, and its office.
type week struct {
	t       *testing.T
	office  *streetOffice
	books   *store.Store
	line    *faultnet.Line
	up      *uplink.Uplink
	history []string
}

// inWeek runs f with a terminal whose line is down.
func inWeek(t *testing.T, f func(*week)) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		o, err := openOffice(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer o.ledger.Close()
		sealer, err := wire.NewSealer(o.public)
		if err != nil {
			t.Fatal(err)
		}
		books, err := store.Open(filepath.Join(dir, "linli.db"), &store.Options{
			Device: "K1", Sealer: sealer, Numbers: store.Block{First: 1, Last: 999}, Zone: zone})
		if err != nil {
			t.Fatal(err)
		}
		defer books.Close()
		mux := http.NewServeMux()
		mux.Handle(linlipbconnect.NewSyncHandler(o.desk.Load()))
		server, wires := &http.Server{Handler: mux}, newCable() //nolint:gosec // no stranger is on this cable
		w := &week{t: t, office: o, books: books, line: faultnet.NewLine(faultnet.Faults{Refuse: true})}
		client := &http.Client{Transport: &http.Transport{DialContext: w.line.Dialer(wires.dial)}}
		w.up = uplink.New(books, caller{linlipbconnect.NewSyncClient(client, "http://office")}, uplink.Options{
			Device: "K1", Logger: quiet(), NewEpoch: books.NewEpoch, Heard: books.Heard})
		ctx, cancel := context.WithCancel(context.Background())
		var running sync.WaitGroup
		running.Go(func() { _ = server.Serve(wires) })
		running.Go(func() { _ = w.up.Run(ctx) })
		defer func() {
			cancel()
			w.line.Cut()
			running.Go(func() { _ = errors.Join(wires.Close(), server.Close()) })
			running.Wait()
		}()
		f(w)
	})
}

// take lets n residents take tickets, many at once, and returns their ids in
// the order of the terminal's own count.
func (w *week) take(n int) []string {
	w.t.Helper()
	receipts, faults := make([]kiosk.Receipt, n), make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			receipts[i], faults[i] = w.books.Submit(context.Background(), kiosk.Submission{
				Visit: kiosk.VisitID(fmt.Sprint("V", len(w.history), "-", i)), Prefix: []string{"A", "B", "C", "D"}[i%4], Item: "residence-permit",
				Day: kiosk.BusinessDayOf(time.Now(), zone), Lang: kiosk.Chinese, At: time.Now(),
				Resident: kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "810000000000000000"}})
		})
	}
	all.Wait()
	if err := errors.Join(faults...); err != nil {
		w.t.Fatal(err)
	}
	slices.SortFunc(receipts, func(a, b kiosk.Receipt) int { return cmp.Compare(a.Job, b.Job) })
	ids := make([]string, n)
	for i, r := range receipts {
		ids[i] = r.Ticket.ID
	}
	w.history = append(w.history, ids...)
	return ids
}

// drained waits until nothing waits and returns how long it took.
func (w *week) drained() time.Duration {
	w.t.Helper()
	begin := time.Now()
	for {
		n, err := w.books.Pending(live)
		if err != nil {
			w.t.Fatal(err)
		}
		if n == 0 {
			return time.Since(begin)
		}
		if time.Since(begin) > time.Hour {
			w.t.Fatalf("%d records still wait after an hour", n)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// A week off-line leaves 3,500 tickets in the live stream itself, and today's
// come behind them. They are sent over 1 Mbit/s in seconds, so they need no
// way past them.
func TestAWeekOfflineDrainsOnceInOrderAndTodaysTicketsAreNotDelayed(t *testing.T) {
	inWeek(t, func(w *week) {
		for range 7 {
			w.take(weekTickets / 7)
			time.Sleep(24 * time.Hour)
		}
		w.line.Set(faultnet.Faults{Rate: slowLine, Latency: 30 * time.Millisecond})
		back := time.Now()
		for !w.up.State().LineUp {
			time.Sleep(10 * time.Millisecond)
		}
		found := time.Since(back)
		w.take(1) // a resident comes while the week is being sent
		drain := w.drained()
		w.take(1)
		alone := w.drained()
		t.Logf("line found after %v; %d tickets and today's first on a line of 1 Mbit/s: %v; the next one alone: %v",
			found.Round(time.Second), weekTickets, drain.Round(10*time.Millisecond), alone.Round(10*time.Millisecond))
		if found > 5*time.Minute+time.Second {
			t.Errorf("the line was found after %v", found)
		}
		if drain > 20*time.Second {
			t.Errorf("today's first ticket arrived after %v", drain)
		}
		if alone > time.Second {
			t.Errorf("today's next ticket arrived after %v", alone)
		}
		kept, err := w.office.kept(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(kept, w.history) {
			t.Errorf("the ledger holds %d records, %d were taken, or their order differs: %v",
				len(kept), len(w.history), judge(kept, [][]string{w.history}, nil))
		}
	})
}

// Over a line that is cut each few kilobytes, loses answers and falls silent,
// the same comes out, later.
func TestAWeekOverALineThatBreaksAllTheTimeDrainsOnceInOrder(t *testing.T) {
	faults := []faultnet.Faults{
		{Rate: slowLine, CutAfter: 40 << 10}, {Rate: slowLine, LoseAnswerAfter: 20 << 10},
		{BlackHole: true}, {Rate: 8 << 10, Latency: 400 * time.Millisecond}, {Refuse: true}, {Rate: slowLine, CutAfter: 3000},
	}
	inWeek(t, func(w *week) {
		w.take(weekTickets)
		for i := range 60 {
			w.line.Set(faults[i%len(faults)])
			time.Sleep(45 * time.Second)
			w.take(1)
		}
		if kept, err := w.office.kept(context.Background()); err != nil || len(kept) < weekTickets/4 {
			t.Errorf("under faults only %d records came through, %v", len(kept), err)
		}
		w.line.Set(faultnet.Faults{Rate: slowLine})
		w.drained()
		kept, err := w.office.kept(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(kept, w.history) {
			t.Errorf("%d kept, %d taken: %v", len(kept), len(w.history), judge(kept, [][]string{w.history}, nil))
		}
	})
}
