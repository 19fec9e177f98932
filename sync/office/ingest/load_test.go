package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"

	"linli/sync/office"
	"linli/sync/office/ingest"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// tiredLedger takes a time for each record and keeps marks. It notes what a
// terminal sent again although it was kept, and how many were written when.
type tiredLedger struct {
	office.Ledger
	writing chan struct{} // takes one; protects the fields below

	each    time.Duration
	through map[string]uint64
	written int
	again   int // batches that had been kept before
}

func tired(each time.Duration) *tiredLedger {
	return &tiredLedger{writing: make(chan struct{}, 1), each: each, through: map[string]uint64{}}
}

func (l *tiredLedger) Append(ctx context.Context, claims ...*office.Claim) error {
	l.writing <- struct{}{}
	defer func() { <-l.writing }()
	kept := map[string]uint64{}
	n := 0
	for _, c := range claims {
		mark := office.Mark{Through: l.through[c.Line.Device]}
		if mark.Through >= c.UpTo {
			l.again++
		}
		entries, err := c.Admit(mark)
		if err != nil {
			return err
		}
		kept[c.Line.Device], n = mark.Through+uint64(len(entries)), n+len(entries)
	}
	work := time.NewTimer(time.Duration(n) * l.each) // in a bubble
	defer work.Stop()
	select {
	case <-work.C:
	case <-ctx.Done():
		return ctx.Err() // what was done is undone
	}
	for device, through := range kept {
		l.through[device] = through
	}
	l.written += n
	return nil
}

// comeBack is a terminal after an outage: it sends until it has an answer, as
// uplink does. It gives a call up after 30 seconds.
func comeBack(t *testing.T, pushTo http.Handler, device string, records, n int) (calls int) {
	for {
		calls++
		call, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		through, again := pushOnce(call, pushTo, batchOf(device, records))
		late := call.Err() != nil
		cancel()
		switch {
		case through == uint64(records):
			return calls
		case late || again == 0:
			again = time.Second // as after any failed call
		}
		time.Sleep(again + time.Duration(n%97)*10*time.Millisecond) // dice of its own
	}
}

// pushOnce returns how far the office keeps the line, or when it wants to be
// asked again.
func pushOnce(ctx context.Context, pushTo http.Handler, batch *linlipb.PushRequest) (through uint64, again time.Duration) {
	client := linlipbconnect.NewSyncClient(inProcess{pushTo}, "http://office")
	resp, err := client.Push(ctx, connect.NewRequest(batch))
	if err == nil {
		return resp.Msg.GetDurableThrough(), 0
	}
	if refused := new(connect.Error); errors.As(err, &refused) {
		seconds, _ := strconv.Atoi(refused.Meta().Get("Retry-After"))
		again = time.Duration(seconds) * time.Second
	}
	return 0, again
}

// inProcess is a line without a network, which a bubble could not wait for.
type inProcess struct{ handler http.Handler }

func (l inProcess) Do(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	l.handler.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// herd has terminals come back within spread, all to one office on l.
func herd(t *testing.T, l *tiredLedger, terminals, records int, spread time.Duration) (drained []time.Duration, calls int) {
	d := deskOn(l)
	_, handler := linlipbconnect.NewSyncHandler(d)
	door := d.Door(handler)
	began := time.Now()
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range terminals {
		all.Go(func() {
			time.Sleep(spread * time.Duration(i*61%terminals) / time.Duration(terminals))
			n := comeBack(t, door, fmt.Sprint("K", i), records, i)
			mu.Lock()
			defer mu.Unlock()
			drained, calls = append(drained, time.Since(began)), calls+n
		})
	}
	all.Wait()
	slices.Sort(drained)
	return drained, calls
}

// Five hundred terminals come within three seconds with a day each; the ledger
// needs a minute and a half for that, three times as long as a terminal waits
// for an answer.
func TestHerdIsAnsweredByASlowLedgerOnceEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const terminals, records = 500, 96
		l := tired(2 * time.Millisecond)
		drained, calls := herd(t, l, terminals, records, 3*time.Second)
		busy := terminals * records * l.each
		if took := drained[len(drained)-1]; took > busy*5/4 {
			t.Errorf("took %v, of which the ledger wrote for %v", took, busy)
		}
		if l.written != terminals*records || l.again != 0 {
			t.Errorf("%d records written of %d, %d batches sent after they were kept", l.written, terminals*records, l.again)
		}
		if calls > 10*terminals {
			t.Errorf("%d calls of %d terminals", calls, terminals)
		}
		if p50, p99 := drained[terminals/2], drained[terminals*99/100]; p99 > 5*p50/2 {
			t.Errorf("half are empty after %v, nearly all after %v", p50, p99)
		}
	})
}

func TestLedgerThatBecomesQuickHasSomethingToDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := tired(20 * time.Millisecond)
		go func() {
			time.Sleep(10 * time.Second)
			l.writing <- struct{}{}
			l.each /= 100
			<-l.writing
		}()
		drained, _ := herd(t, l, 500, 96, 3*time.Second)
		if took := drained[len(drained)-1]; took > time.Minute {
			t.Errorf("took %v, though the ledger could have kept all within twenty seconds", took)
		}
	})
}

func TestDoorRefusesBeforeItReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := tired(time.Second)
		d := deskOn(l)
		_, handler := linlipbconnect.NewSyncHandler(d)
		var all sync.WaitGroup
		for i := range 2000 {
			all.Go(func() { _, _ = d.Push(t.Context(), connect.NewRequest(batchOf(fmt.Sprint("K", i), 1))) })
		}
		synctest.Wait()
		body := &read{}
		r := httptest.NewRequest(http.MethodPost, linlipbconnect.SyncPushProcedure, body)
		r.Header.Set("Content-Type", "application/proto")
		w := httptest.NewRecorder()
		d.Door(handler).ServeHTTP(w, r)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || body.n != 0 {
			t.Errorf("answer %d, headers %v, after %d reads", w.Code, w.Header(), body.n)
		}
		r = httptest.NewRequest(http.MethodPost, linlipbconnect.SyncPullProcedure, http.NoBody)
		r.Header.Set("Content-Type", "application/proto")
		w = httptest.NewRecorder()
		d.Door(handler).ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Errorf("a Pull is answered %d", w.Code)
		}
		all.Wait()
	})
}

// read counts how often it is read.
type read struct{ n int }

func (r *read) Read([]byte) (int, error) { r.n++; return 0, http.ErrBodyNotAllowed }

func TestTerminalThatHangsUpInTheQueueCostsNoCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := tired(time.Second)
		d := deskOn(l)
		var all sync.WaitGroup
		for i := range 2 { // one writes, one leads the next commit
			all.Go(func() { push(t, d, batchOf(fmt.Sprint("K", i), 1)) })
		}
		time.Sleep(100 * time.Millisecond)
		gone, hangUp := context.WithCancel(t.Context())
		all.Go(func() {
			if _, err := d.Push(gone, connect.NewRequest(batchOf("gone", 1))); err == nil {
				t.Error("kept")
			}
		})
		synctest.Wait()
		hangUp()
		all.Wait()
		if l.through["gone"] != 0 || l.written != 2 {
			t.Errorf("%d written, of the one that went %d", l.written, l.through["gone"])
		}
		if resp := push(t, d, batchOf("gone", 2)); resp.DurableThrough != 2 {
			t.Errorf("comes again: through %d", resp.DurableThrough)
		}
	})
}

// stubbornLedger panics at its first commit, and some after that do not end
// until they are let go, whatever their context says.
type stubbornLedger struct {
	slowLedger
	hang int
	let  chan struct{}

	asked atomic.Int32
}

func (l *stubbornLedger) Append(ctx context.Context, claims ...*office.Claim) error {
	switch n := int(l.asked.Add(1)); {
	case n == 1:
		panic("ledger")
	case n <= 1+l.hang:
		<-l.let
	}
	return l.slowLedger.Append(ctx, claims...)
}

// stubborn returns a desk that has seen its ledger panic.
func stubborn(t *testing.T, hang int) (*stubbornLedger, *ingest.Desk) {
	l := &stubbornLedger{hang: hang, let: make(chan struct{})}
	d := deskOn(l)
	func() {
		defer func() { _ = recover() }() // as the HTTP server does
		push(t, d, batchOf("first", 1))
	}()
	return l, d
}

func TestCommitThatDoesNotEndHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, d := stubborn(t, 1)
		var all sync.WaitGroup
		all.Go(func() { push(t, d, batchOf("hangs", 1)) })
		synctest.Wait()
		began := time.Now()
		for i := range 50 {
			push(t, d, batchOf(fmt.Sprint("K", i), 1))
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("the others waited %v", took)
		}
		close(l.let)
		all.Wait()
	})
}

func TestLedgerThatNeverEndsStillHasTerminalsAnsweredInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, d := stubborn(t, 2)
		began := time.Now()
		var all sync.WaitGroup
		var answered atomic.Int32
		for i := range 20 {
			all.Go(func() {
				_, err := d.Push(t.Context(), connect.NewRequest(batchOf(fmt.Sprint("K", i), 1)))
				answered.Add(1)
				if took := time.Since(began); err == nil && took < time.Minute || took > 20*time.Second && err != nil {
					t.Errorf("%v after %v", err, took)
				}
			})
		}
		time.Sleep(30 * time.Second) // a terminal's patience
		synctest.Wait()
		if n := answered.Load(); n != 18 { // the leaders are in the ledger's hands
			t.Errorf("%d of 20 are answered", n)
		}
		time.Sleep(time.Minute)
		close(l.let)
		all.Wait()
		push(t, d, batchOf("after", 1))
	})
}
