package uplink_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/uplink"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// drained returns when stream was empty, looked at each second for a day.
func drained(q *queue, stream linlipb.Stream) time.Duration {
	begin := time.Now()
	for q.waiting(stream) > 0 && time.Since(begin) < 24*time.Hour {
		time.Sleep(time.Second)
		synctest.Wait()
	}
	return time.Since(begin)
}

func TestAfterALongOutageLiveGoesAtOnceAndBulkWaitsForItsPlace(t *testing.T) {
	var places []time.Duration
	for i := range 40 {
		synctest.Test(t, func(t *testing.T) {
			q, o := newQueue(), &office{rev: 9}
			q.next[live], q.next[bulk] = 20, 500
			run(t, q, o, func(opts *uplink.Options) {
				opts.Device = kiosk.DeviceID(fmt.Sprint("K", i))
				opts.LastHeard = time.Now().Add(-7 * 24 * time.Hour)
			})
			if q.waiting(live) != 0 {
				t.Error("live waits too")
			}
			places = append(places, drained(q, bulk))
		})
	}
	early, late := 0, 0
	for _, p := range places {
		if p > 10*time.Minute+time.Second {
			t.Errorf("a place after %v", p)
		}
		if p < 5*time.Minute {
			early++
		} else {
			late++
		}
	}
	if early < 10 || late < 10 {
		t.Errorf("%d of 40 in the first half of the span, %d in the second", early, late)
	}
}

func TestAfterAShortOutageNothingWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[bulk] = 500
		run(t, q, o, func(opts *uplink.Options) { opts.LastHeard = time.Now().Add(-59 * time.Minute) })
		if q.waiting(bulk) != 0 {
			t.Error("bulk waits")
		}
	})
}

func TestOutageOfThisRunIsMeasuredToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		u := run(t, q, o, nil)
		o.set(errDown)
		time.Sleep(2 * time.Hour)
		q.add(bulk, 10)
		o.set(nil)
		for !u.State().LineUp {
			time.Sleep(time.Second)
			synctest.Wait()
		}
		if q.waiting(bulk) == 0 {
			t.Error("bulk did not wait for its place")
		}
		if d := drained(q, bulk); d > 10*time.Minute+time.Second {
			t.Errorf("bulk came after %v", d)
		}
	})
}

func TestTimeScaleShortensWaitsAndKeepsTheirProportions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{down: errDown, rev: 9}
		q.next[live] = 2
		run(t, q, o, func(opts *uplink.Options) { opts.TimeScale = 0.01 })
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(o.seen()); n < 100*60*2/5 || n > 100*60*2/5+20 {
			t.Errorf("%d tries in an hour that counts as a hundred", n)
		}
	})
}

func TestBatchesOfASlowLineShrinkUntilTheyAreQuick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[bulk] = 1 + 20*wire.MaxRecords
		slow := sizeSlowed{o}
		run(t, q, slow, nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		last := o.seen()[len(o.seen())-1].records
		if last > 40 || last < 10 {
			t.Errorf("batches of %d on a line that carries 20 records a second", last)
		}
		q.add(live, 1)
		if d := drained(q, live); d > 4*time.Second {
			t.Errorf("a ticket came after %v", d)
		}
	})
}

// sizeSlowed takes 50 ms for each record.
type sizeSlowed struct{ *office }

func (s sizeSlowed) Push(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(time.Duration(len(b.GetRecords())) * 50 * time.Millisecond):
	}
	return s.office.Push(ctx, b)
}

// holdings remembers what was asked and given.
type holdings struct {
	broken atomic.Bool // the disk
	mu     sync.Mutex  // protects taken
	taken  []uint64
}

func (h *holdings) all() []uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.taken)
}

func (h *holdings) Ask(req *linlipb.PullRequest) { req.LeaseRevision = uint64(len(h.all())) }

func (h *holdings) Take(_ context.Context, resp *linlipb.PullResponse) error {
	if h.broken.Load() {
		return errDisk
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.taken = append(h.taken, resp.GetLeaseRevision())
	return nil
}

// teller answers Pulls at once with what script says.
type teller struct {
	*office
	script func(*linlipb.PullRequest) *linlipb.PullResponse
}

func (l *teller) Pull(_ context.Context, r *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pulls = append(l.pulls, time.Now())
	return l.script(r), nil
}

func TestWhatTheOfficeBringsIsTakenAndAskedForAgainAfterAFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &holdings{}
		h.broken.Store(true)
		var asked atomic.Uint64 // with what, the last time
		o := &teller{office: &office{}, script: func(r *linlipb.PullRequest) *linlipb.PullResponse {
			asked.Store(r.GetLeaseRevision())
			return &linlipb.PullResponse{Revision: 1, LeaseRevision: 7, RetryAfterMs: 60_000}
		}}
		u := run(t, newQueue(), o, func(opts *uplink.Options) { opts.Holdings = h })
		if !u.State().LineUp {
			t.Error("a disk that is busy took the line down")
		}
		h.broken.Store(false)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if taken := h.all(); len(taken) != 1 || taken[0] != 7 {
			t.Fatalf("taken %v", taken)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if last := asked.Load(); last != 1 {
			t.Errorf("asked with %d, want what is held since", last)
		}
	})
}

func TestOfficeMayAskForLongerPausesBetweenPulls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rev := uint64(0)
		o := &teller{office: &office{}, script: func(*linlipb.PullRequest) *linlipb.PullResponse {
			rev++
			return &linlipb.PullResponse{Revision: rev, RetryAfterMs: 20_000}
		}}
		run(t, newQueue(), o, nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := len(o.asked()); n < 3 || n > 4 {
			t.Errorf("%d pulls in a minute", n)
		}
	})
}

func TestOfficeTimeIsTakenFromEachAnswerAndOursIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		q.next[live] = 2
		at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
		var heard []time.Time
		var sent *linlipb.Clock
		o := &teller{office: &office{}, script: func(*linlipb.PullRequest) *linlipb.PullResponse {
			return &linlipb.PullResponse{Revision: 1, ServerMs: at.UnixMilli(), RetryAfterMs: 60_000}
		}}
		o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			sent = b.GetSent()
			resp := keepAll(b)
			resp.ServerMs = at.Add(time.Hour).UnixMilli()
			return resp, nil
		}
		var mu sync.Mutex
		run(t, q, o, func(opts *uplink.Options) {
			opts.Clock = func() *linlipb.Clock { return &linlipb.Clock{Boot: 3, BoottimeMs: 5} }
			opts.Heard = func(office time.Time) {
				mu.Lock()
				defer mu.Unlock()
				heard = append(heard, office)
			}
		})
		mu.Lock()
		defer mu.Unlock()
		if !slices.ContainsFunc(heard, at.Equal) || !slices.ContainsFunc(heard, at.Add(time.Hour).Equal) {
			t.Errorf("heard %v", heard)
		}
		if sent.GetBoot() != 3 || sent.GetBoottimeMs() != 5 {
			t.Errorf("sent clock %v", sent)
		}
	})
}

// busy is an office that answers that it cannot now.
type busy struct {
	linlipbconnect.UnimplementedSyncHandler
}

func (busy) Push(context.Context, *connect.Request[linlipb.PushRequest]) (*connect.Response[linlipb.PushResponse], error) {
	return nil, connect.NewError(connect.CodeUnavailable, errors.New("too many"))
}

func TestOfficeThatIsBusyIsNotAskedInSmallerPieces(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle(linlipbconnect.NewSyncHandler(busy{}))
	server := httptest.NewServer(mux)
	defer server.Close()
	client := uplink.NewClient(server.URL)
	defer client.Close()
	q := newQueue()
	q.next[live] = 1 + wire.MaxRecords
	_, refused := client.Push(t.Context(), &linlipb.PushRequest{Device: "K1"})
	synctest.Test(t, func(t *testing.T) {
		o := &office{down: refused, rev: 9}
		run(t, q, o, nil)
		time.Sleep(time.Hour)
		synctest.Wait()
		if last := q.asked[len(q.asked)-1]; last != wire.MaxRecords {
			t.Errorf("asked for %d records after %v", last, refused)
		}
	})
}
