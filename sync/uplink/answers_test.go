package uplink_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/sync/uplink"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

func keepAll(b *linlipb.PushRequest) *linlipb.PushResponse {
	return &linlipb.PushResponse{DurableThrough: b.GetFirstSeq() + uint64(len(b.GetRecords())) - 1}
}

func TestBatchIsHalvedOnErrorAndGrowsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[live] = 1 + 3*wire.MaxRecords
		o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			if len(b.GetRecords()) > 64 {
				return nil, errors.New("too much for this line")
			}
			return keepAll(b), nil
		}
		run(t, q, o, nil)
		time.Sleep(time.Hour)
		synctest.Wait()
		if q.waiting(live) != 0 {
			t.Fatalf("%d still wait", q.waiting(live))
		}
		if want := []int{256, 128, 64, 128, 64}; !slices.Equal(q.asked[:5], want) {
			t.Errorf("asked for %v, want %v first", q.asked, want)
		}
	})
}

func TestBatchIsHalvedDownToOneRecordAndNoFurther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{down: errDown, rev: 9}
		q.next[live] = 1 + wire.MaxRecords
		run(t, q, o, nil)
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if last := q.asked[len(q.asked)-1]; last != 1 {
			t.Errorf("asked for %d records", last)
		}
	})
}

func TestOfficeMayWantSmallerBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[live] = 1 + 2*wire.MaxRecords
		o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			r := keepAll(b)
			r.MaxBatch = 100
			return r, nil
		}
		run(t, q, o, nil)
		for _, p := range o.seen()[1:] {
			if p.records > 100 {
				t.Errorf("batch of %d", p.records)
			}
		}
	})
}

func TestOfficeMayAskForAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[live] = 1 + 2*wire.MaxRecords
		o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			r := keepAll(b)
			r.RetryAfterMs = 30_000
			return r, nil
		}
		run(t, q, o, nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		seen := o.seen()
		if len(seen) != 2 || seen[1].at.Sub(seen[0].at) != 30*time.Second {
			t.Errorf("pushes %v", seen)
		}
	})
}

func TestOnlyWhatIsDurableIsLetGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[live] = 11
		o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			return &linlipb.PushResponse{DurableThrough: 4}, nil // and never more
		}
		run(t, q, o, nil)
		time.Sleep(time.Hour)
		synctest.Wait()
		if q.waiting(live) != 6 {
			t.Errorf("%d wait, want 6", q.waiting(live))
		}
		if n := len(o.seen()); n > 50 {
			t.Errorf("%d pushes in an hour against an office that keeps nothing", n)
		}
	})
}

func TestOfficeAheadOfUsIsBelievedNoFurtherThanWeSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[live] = 3
		o.answer = func(*linlipb.PushRequest) (*linlipb.PushResponse, error) {
			q.add(live, 1) // written while the answer is on its way
			return &linlipb.PushResponse{DurableThrough: 1000}, nil
		}
		run(t, q, o, func(*uplink.Options) { o.answer = once(o, o.answer) })
		if got := o.seen(); len(got) != 2 || got[1].first != 3 {
			t.Errorf("pushes %v, want the third record by itself", got)
		}
	})
}

// once lets the first push be answered by first, the others as usual.
func once(o *office, first func(*linlipb.PushRequest) (*linlipb.PushResponse, error)) func(*linlipb.PushRequest) (*linlipb.PushResponse, error) {
	return func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
		o.answer = nil
		return first(b)
	}
}

func TestForkStopsItsStreamOnlyWhereNoEpochCanBegin(t *testing.T) {
	stopsOneStream(t, uplink.ErrFork, func(b *linlipb.PushRequest) *linlipb.PushResponse {
		return &linlipb.PushResponse{DurableThrough: 7, Fork: true}
	})
}

func TestOfficeThatLostRecordsStopsTheirStreamOnlyWhereNoEpochCanBegin(t *testing.T) {
	stopsOneStream(t, uplink.ErrGap, func(b *linlipb.PushRequest) *linlipb.PushResponse {
		return &linlipb.PushResponse{DurableThrough: 3}
	})
}

func stopsOneStream(t *testing.T, want error, answer func(*linlipb.PushRequest) *linlipb.PushResponse) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.first[live], q.next[live], q.next[bulk] = 6, 9, 4
		o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			if b.GetStream() == live && b.GetEpoch()[0] == 0 {
				return answer(b), nil
			}
			return keepAll(b), nil
		}
		var told []error
		run(t, q, o, func(opts *uplink.Options) {
			opts.Diverged = func(stream linlipb.Stream, err error) {
				if stream != live {
					t.Errorf("stream %v stopped", stream)
				}
				told = append(told, err)
			}
		})
		q.add(live, 2)
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(told) != 1 || !errors.Is(told[0], want) || !strings.Contains(told[0].Error(), "record 6") {
			t.Errorf("told %v, want once %v", told, want)
		}
		if q.waiting(live) != 5 || q.waiting(bulk) != 0 {
			t.Errorf("%d live and %d bulk wait", q.waiting(live), q.waiting(bulk))
		}
		q.mu.Lock()
		q.epoch[0] = 1 // the store opened a new epoch
		q.mu.Unlock()
		q.add(live, 1)
		synctest.Wait()
		if q.waiting(live) != 0 {
			t.Errorf("in the new epoch %d still wait", q.waiting(live))
		}
	})
}

func TestQueueThatCannotBeReadIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[live], q.fault = 2, errors.New("disk")
		run(t, q, o, nil)
		q.mu.Lock()
		q.fault = nil
		q.mu.Unlock()
		time.Sleep(time.Second)
		synctest.Wait()
		if q.waiting(live) != 0 {
			t.Error("the record still waits")
		}
	})
}

func TestLostWakeUpDelaysARecordAndDoesNotKeepIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		run(t, q, o, nil)
		q.mu.Lock()
		q.next[live] = 2
		q.mu.Unlock()
		time.Sleep(time.Minute)
		synctest.Wait()
		if q.waiting(live) != 0 {
			t.Error("the record still waits")
		}
	})
}

// deaf does not let go of anything.
type deaf struct{ *queue }

func (deaf) Acked(linlipb.Stream, []byte, uint64) {}

func TestQueueThatLetsGoOfNothingIsNotPushedWithoutPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[live] = 3
		run(t, deaf{q}, o, nil)
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(o.seen()); n < 10 || n > 50 {
			t.Errorf("%d pushes in an hour", n)
		}
	})
}
