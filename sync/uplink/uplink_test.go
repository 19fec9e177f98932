package uplink_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linli/sync/uplink"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

const (
	live = linlipb.Stream_STREAM_LIVE
	bulk = linlipb.Stream_STREAM_BULK
)

// queue keeps unsent records in memory.
type queue struct {
	mu    sync.Mutex
	epoch []byte
	first map[linlipb.Stream]uint64 // seq of the oldest record that waits
	next  map[linlipb.Stream]uint64 // seq of the next record
	wake  chan struct{}
	asked []int // sizes that Next was asked for
	fault error
}

func newQueue() *queue {
	return &queue{
		epoch: make([]byte, wire.EpochSize), wake: make(chan struct{}, 1),
		first: map[linlipb.Stream]uint64{live: 1, bulk: 1}, next: map[linlipb.Stream]uint64{live: 1, bulk: 1},
	}
}

func (q *queue) add(stream linlipb.Stream, n uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.next[stream] += n
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *queue) Next(_ context.Context, stream linlipb.Stream, maxRecords, _ int) (*linlipb.PushRequest, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.fault != nil {
		return nil, q.fault
	}
	n := min(q.next[stream]-q.first[stream], uint64(maxRecords))
	if n == 0 {
		return nil, nil
	}
	q.asked = append(q.asked, maxRecords)
	return &linlipb.PushRequest{Device: "K1", Stream: stream, Epoch: bytes.Clone(q.epoch),
		FirstSeq: q.first[stream], Records: slices.Repeat([]*linlipb.Record{{}}, int(n))}, nil
}

func (q *queue) Acked(stream linlipb.Stream, epoch []byte, through uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if bytes.Equal(epoch, q.epoch) {
		q.first[stream] = max(q.first[stream], through+1)
	}
}

func (q *queue) Wake() <-chan struct{} { return q.wake }

func (q *queue) waiting(stream linlipb.Stream) uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.next[stream] - q.first[stream]
}

// office answers as scripted; by default it keeps everything and holds Pulls.
type office struct {
	mu     sync.Mutex
	down   error
	pushes []push
	pulls  []time.Time
	answer func(*linlipb.PushRequest) (*linlipb.PushResponse, error)
	rev    uint64
}

type push struct {
	at      time.Time
	stream  linlipb.Stream
	first   uint64
	records int
}

func (o *office) Push(_ context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pushes = append(o.pushes, push{time.Now(), b.GetStream(), b.GetFirstSeq(), len(b.GetRecords())})
	if o.down != nil {
		return nil, o.down
	}
	if o.answer != nil {
		return o.answer(b)
	}
	return &linlipb.PushResponse{DurableThrough: b.GetFirstSeq() + uint64(len(b.GetRecords())) - 1}, nil
}

func (o *office) Pull(ctx context.Context, r *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	o.mu.Lock()
	o.pulls = append(o.pulls, time.Now())
	down, rev := o.down, o.rev
	o.mu.Unlock()
	if down != nil {
		return nil, down
	}
	if r.GetAfterRevision() == rev {
		wait := time.NewTimer(time.Duration(r.GetWaitMs()) * time.Millisecond)
		defer wait.Stop()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-wait.C:
		}
	}
	return &linlipb.PullResponse{Revision: rev, Queues: []*linlipb.Queue{
		{Prefix: "A", Waiting: 3, OpenCounters: 2, LastCalled: "A004", MeanServiceSeconds: 90}}}, nil
}

func (o *office) set(down error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.down = down
}

func (o *office) seen() []push {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.pushes)
}

func (o *office) asked() []time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.pulls)
}

var errDown = errors.New("no line")

// run starts an uplink in a synctest bubble and stops it at the end.
func run(t *testing.T, q uplink.Queue, o uplink.Sender, alter func(*uplink.Options)) *uplink.Uplink {
	t.Helper()
	opts := uplink.Options{Device: "K1", Logger: slog.New(slog.DiscardHandler),
		Random: func() float64 { return 0.5 }}
	if alter != nil {
		alter(&opts)
	}
	u := uplink.New(q, o, opts)
	ctx, cancel := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() {
		if err := u.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	})
	t.Cleanup(func() { cancel(); done.Wait() })
	synctest.Wait()
	return u
}

func TestRecordsAreSentAtOnceAndLetGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		start := time.Now()
		u := run(t, q, o, nil)
		q.add(live, 1)
		synctest.Wait()
		if got := o.seen(); len(got) != 1 || got[0].at != start || q.waiting(live) != 0 {
			t.Errorf("pushes %v, %d wait", got, q.waiting(live))
		}
		s := u.State()
		want := uplink.HallQueue{Waiting: 3, Counters: 2, LastCalled: "A004", MeanService: 90 * time.Second}
		if !s.LineUp || s.LastHeard != start || s.Revision != 9 || s.Queues["A"] != want {
			t.Errorf("state %+v", s)
		}
	})
}

func TestRecordsOfALastRunAreSentWithoutBeingWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[bulk] = 4
		run(t, q, o, nil)
		if q.waiting(bulk) != 0 {
			t.Error("they still wait")
		}
	})
}

func TestLiveStreamGoesBeforeABacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[bulk] = 1 + 3*wire.MaxRecords
		o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			if b.GetStream() == bulk && b.GetFirstSeq() == 1 {
				q.add(live, 1) // somebody takes a ticket while the backlog is sent
			}
			return &linlipb.PushResponse{DurableThrough: b.GetFirstSeq() + uint64(len(b.GetRecords())) - 1}, nil
		}
		run(t, q, o, nil)
		var order []linlipb.Stream
		for _, p := range o.seen() {
			order = append(order, p.stream)
		}
		if want := []linlipb.Stream{bulk, live, bulk, bulk}; !slices.Equal(order, want) {
			t.Errorf("order %v", order)
		}
	})
}

func TestLineDownForThirtyDaysIsTriedToTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{down: errDown, rev: 9}
		q.next[live] = 4
		u := run(t, q, o, nil)
		time.Sleep(30 * 24 * time.Hour)
		synctest.Wait()
		tries := o.seen()
		// Half of five minutes between tries, once the bound is reached.
		if want := 30 * 24 * 60 * 2 / 5; len(tries) < want || len(tries) > want+20 {
			t.Errorf("%d tries, want about %d", len(tries), want)
		}
		for i, p := range tries[1:] {
			if gap := p.at.Sub(tries[i].at); gap > 5*time.Minute || gap < 500*time.Millisecond {
				t.Fatalf("try %d came %v after the one before", i+1, gap)
			}
		}
		if u.State().LineUp || q.waiting(live) != 3 {
			t.Errorf("line up %v, %d wait", u.State().LineUp, q.waiting(live))
		}
		o.set(nil)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if !u.State().LineUp || q.waiting(live) != 0 {
			t.Errorf("after the line came back: up %v, %d wait", u.State().LineUp, q.waiting(live))
		}
	})
}

func TestNewRecordsDoNotHurryABrokenLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{down: errDown, rev: 9}
		q.next[live] = 2
		run(t, q, o, nil)
		for range 100 { // a busy lobby
			q.add(live, 1)
			time.Sleep(time.Second)
			synctest.Wait()
		}
		if n := len(o.seen()); n > 10 {
			t.Errorf("%d tries in 100 s", n)
		}
	})
}

// phased is an office whose failing Pulls take a while, so that pushes and
// pulls do not fail at the same moments. heal ends the outage on a chosen call.
type phased struct {
	*office
	heal func(call string) bool
}

func (p *phased) Push(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	resp, err := p.office.Push(ctx, b)
	if err != nil && p.heal("push") {
		p.set(nil)
	}
	return resp, err
}

func (p *phased) Pull(ctx context.Context, r *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	resp, err := p.office.Pull(ctx, r)
	if errors.Is(err, errDown) {
		time.Sleep(7 * time.Second)
		if p.heal("pull") {
			p.set(nil)
		}
	}
	return resp, err
}

func TestFirstAnswerAfterAnOutageIsUsedByBothCalls(t *testing.T) {
	for _, last := range []string{"push", "pull"} { // the call that fails last, so the other is answered first
		synctest.Test(t, func(t *testing.T) {
			q, start := newQueue(), time.Now()
			q.next[live] = 2
			o := &phased{office: &office{down: errDown, rev: 9}, heal: func(call string) bool {
				return call == last && time.Since(start) > 7*time.Hour
			}}
			var heard time.Time
			run(t, q, o, func(opts *uplink.Options) {
				opts.Changed = func(s uplink.State) {
					if s.LineUp && heard.IsZero() {
						heard = time.Now()
					}
				}
			})
			time.Sleep(7*time.Hour + 10*time.Minute)
			synctest.Wait()
			pushes := o.seen()
			if at := pushes[len(pushes)-1].at; heard.IsZero() || at != heard || q.waiting(live) != 0 {
				t.Errorf("after a last failed %s: heard at %v, pushed at %v", last, heard, at)
			}
			if !slices.Contains(o.asked(), heard) {
				t.Errorf("after a last failed %s: heard at %v, no pull then", last, heard)
			}
		})
	}
}

func TestOutageAfterAnOutageIsTriedSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{down: errDown, rev: 9}
		q.next[live] = 2
		run(t, q, o, nil)
		time.Sleep(7 * time.Hour)
		o.set(nil)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		o.set(errDown)
		q.add(live, 1)
		pushes, pulls := len(o.seen()), len(o.asked())
		time.Sleep(time.Minute) // the Pull under way is answered within 50 s
		synctest.Wait()
		pushes, pulls = len(o.seen())-pushes, len(o.asked())-pulls
		if pushes < 5 || pulls < 5 {
			t.Errorf("%d pushes and %d pulls in the first minute of the second outage", pushes, pulls)
		}
	})
}

func TestQuietHallIsAskedOnceInAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &office{rev: 9}
		run(t, newQueue(), o, nil)
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(o.asked()); n < 70 || n > 75 {
			t.Errorf("%d pulls in an hour of waits of 50 s", n)
		}
	})
}

func TestLineThatSwallowsEverythingIsNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		hang := &swallower{office: o}
		u := run(t, q, hang, nil)
		if !u.State().LineUp {
			t.Fatal("line is not up before")
		}
		hang.on()
		time.Sleep(50*time.Second + 61*time.Second) // the Pull under way, then one that is swallowed
		synctest.Wait()
		if u.State().LineUp {
			t.Error("line still counts as up")
		}
	})
}

// swallower answers nothing once it is on.
type swallower struct {
	*office
	mu   sync.Mutex
	mute bool
}

func (s *swallower) on() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mute = true
}

func (s *swallower) Pull(ctx context.Context, r *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	s.mu.Lock()
	mute := s.mute
	s.mu.Unlock()
	if mute {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.office.Pull(ctx, r)
}

func TestOfficeThatAnswersAtOnceIsNotAskedWithoutPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rev := uint64(0)
		run(t, newQueue(), &eager{office: &office{}, rev: &rev}, nil)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if rev > 60 {
			t.Errorf("%d pulls in 10 s", rev)
		}
	})
}

// eager has news at every Pull.
type eager struct {
	*office
	rev *uint64
}

func (e *eager) Pull(context.Context, *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	*e.rev++
	return &linlipb.PullResponse{Revision: *e.rev}, nil
}
