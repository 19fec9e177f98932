package uplink_test

import (
	"bytes"
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"linli/sync/uplink"
	"linli/sync/wire/linlipb"
)

var errDisk = errors.New("disk busy")

// renewing is a queue that can chain anew.
type renewing struct {
	*queue
	renewed int
	broken  atomic.Bool // the disk
}

func (r *renewing) newEpoch(_ context.Context, stream linlipb.Stream, epoch []byte) error {
	if r.broken.Load() {
		return errDisk
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !bytes.Equal(epoch, r.epoch) {
		return nil
	}
	r.renewed++
	r.epoch = bytes.Repeat([]byte{byte(r.renewed)}, len(r.epoch))
	waiting := r.next[stream] - r.first[stream]
	r.first[stream], r.next[stream] = 1, 1+waiting
	return nil
}

func TestStreamGoesOnInANewEpoch(t *testing.T) {
	for situation, c := range map[string]struct {
		fork    bool
		through uint64
		want    error
	}{
		"cloned or restored terminal":       {true, 7, uplink.ErrFork},
		"office restored from a backup":     {false, 3, uplink.ErrGap},
		"office that begins from the start": {false, 0, uplink.ErrGap},
	} {
		t.Run(situation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q, o := &renewing{queue: newQueue()}, &office{rev: 9}
				q.first[live], q.next[live] = 6, 9
				o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
					if b.GetEpoch()[0] == 0 {
						return &linlipb.PushResponse{DurableThrough: c.through, Fork: c.fork}, nil
					}
					return keepAll(b), nil
				}
				var told []error
				run(t, q, o, func(opts *uplink.Options) {
					opts.NewEpoch = q.newEpoch
					opts.Diverged = func(_ linlipb.Stream, err error) { told = append(told, err) }
				})
				time.Sleep(5 * time.Second)
				synctest.Wait()
				if q.waiting(live) != 0 || q.renewed != 1 {
					t.Errorf("%d wait after %d new epochs", q.waiting(live), q.renewed)
				}
				if len(told) != 1 || !errors.Is(told[0], c.want) {
					t.Errorf("told %v", told)
				}
				seen := o.seen()
				if last := seen[len(seen)-1]; last.first+uint64(last.records) != 4 {
					t.Errorf("pushed %+v, want three from 1 on", last)
				}
			})
		})
	}
}

// TestRecordsBeforeTheForkAreNotSentTwice has an office that keeps the first
// 300 of 500 records, and then another history: a restored or cloned terminal
// that had not heard the answers.
func TestRecordsBeforeTheForkAreNotSentTwice(t *testing.T) {
	const common, all = 300, 500
	synctest.Test(t, func(t *testing.T) {
		q, o := &renewing{queue: newQueue()}, &office{rev: 9}
		q.next[live] = all + 1
		o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			if b.GetEpoch()[0] != 0 {
				return keepAll(b), nil
			}
			last := b.GetFirstSeq() + uint64(len(b.GetRecords())) - 1
			return &linlipb.PushResponse{DurableThrough: common + 40, Fork: last > common}, nil
		}
		run(t, q, o, func(opts *uplink.Options) {
			opts.NewEpoch = q.newEpoch
			opts.Diverged = func(linlipb.Stream, error) {}
		})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if q.waiting(live) != 0 || q.renewed != 1 {
			t.Errorf("%d wait after %d new epochs", q.waiting(live), q.renewed)
		}
		seen := o.seen()
		if last := seen[len(seen)-1]; last.first+uint64(last.records) != 1+all-common {
			t.Errorf("the new epoch ends with %+v, want %d records", last, all-common)
		}
		if len(seen) > 40 {
			t.Errorf("%d calls", len(seen))
		}
	})
}

func TestOfficeThatAlwaysSaysForkIsAskedSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := &renewing{queue: newQueue()}, &office{rev: 9}
		q.next[live] = 3
		o.answer = func(*linlipb.PushRequest) (*linlipb.PushResponse, error) {
			return &linlipb.PushResponse{Fork: true}, nil
		}
		run(t, q, o, func(opts *uplink.Options) {
			opts.NewEpoch = q.newEpoch
			opts.Diverged = func(linlipb.Stream, error) {}
		})
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if q.renewed > 24*60*2/5+20 || q.renewed < 100 {
			t.Errorf("%d new epochs in a day", q.renewed)
		}
		if q.waiting(live) != 2 {
			t.Errorf("%d wait, want 2", q.waiting(live))
		}
	})
}

func TestEpochThatCannotBeginYetIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := &renewing{queue: newQueue()}, &office{rev: 9}
		q.broken.Store(true)
		q.next[live] = 3
		o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			resp := keepAll(b)
			resp.Fork = b.GetEpoch()[0] == 0
			return resp, nil
		}
		run(t, q, o, func(opts *uplink.Options) {
			opts.NewEpoch = q.newEpoch
			opts.Diverged = func(linlipb.Stream, error) {}
		})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		q.broken.Store(false)
		time.Sleep(time.Minute)
		synctest.Wait()
		if q.waiting(live) != 0 {
			t.Errorf("%d still wait", q.waiting(live))
		}
	})
}
