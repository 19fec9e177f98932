package uplink_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// come is the answer of an office that has too much to do.
func come(again string) error {
	err := connect.NewError(connect.CodeUnavailable, errors.New("busy"))
	err.Meta().Set("Retry-After", again)
	return err
}

func TestOfficeWithTooMuchToDoIsAskedAgainWhenItSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, o := newQueue(), &office{rev: 9}
		q.next[live] = 1 + wire.MaxRecords
		began := time.Now()
		var calls []time.Duration
		o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			calls = append(calls, time.Since(began))
			if len(calls) < 4 {
				return nil, come([]string{"7", "70", "0"}[len(calls)-1])
			}
			return keepAll(b), nil
		}
		u := run(t, q, o, nil)
		time.Sleep(10 * time.Second)
		q.add(live, 1) // a new ticket does not hurry it
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if q.waiting(live) != 0 || !u.State().LineUp {
			t.Fatalf("%d still wait after calls at %v", q.waiting(live), calls)
		}
		for i, asked := range []time.Duration{7 * time.Second, 70 * time.Second, time.Second} {
			if waited := calls[i+1] - calls[i]; waited < asked || waited > asked+time.Second {
				t.Errorf("waited %v of %v", waited, asked)
			}
		}
		if want := []int{256, 256, 256, 256}; !slices.Equal(q.asked[:4], want) {
			t.Errorf("asked for %v", q.asked)
		}
	})
}

func TestOfficeThatWantsNobodyForAYearIsAskedAgainInFiveMinutes(t *testing.T) {
	for again, most := range map[string]time.Duration{
		"31536000": 5*time.Minute + time.Second,
		"soon":     time.Second, "-3": time.Second, "": time.Second, // as after any failed call
	} {
		synctest.Test(t, func(t *testing.T) {
			q, o := newQueue(), &office{rev: 9}
			q.next[live] = 2
			first := true
			o.answer = func(b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
				if first {
					first = false
					return nil, come(again)
				}
				return keepAll(b), nil
			}
			run(t, q, o, nil)
			time.Sleep(most)
			synctest.Wait()
			if q.waiting(live) != 0 {
				t.Errorf("%q: not asked again in %v", again, most)
			}
		})
	}
}

func TestBatchThatNeverLeftIsNotHalved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nobody := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
		q, o := newQueue(), &office{rev: 9, down: connect.NewError(connect.CodeUnavailable, nobody)}
		q.next[live] = 1 + wire.MaxRecords
		run(t, q, o, nil)
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if last := q.asked[len(q.asked)-1]; len(q.asked) < 10 || last != wire.MaxRecords {
			t.Errorf("after %d calls asked for %d records", len(q.asked), last)
		}
	})
}

// tardy answers a Push after three seconds, of which the office says its own.
type tardy struct {
	*office
	own time.Duration
}

func (o tardy) Push(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	time.Sleep(3 * time.Second) // in a bubble
	resp, err := o.office.Push(ctx, b)
	if resp != nil {
		resp.TookMs = uint32(o.own.Milliseconds())
	}
	return resp, err
}

func TestTimeOfTheOfficeDoesNotCountAsTheLines(t *testing.T) {
	for own, want := range map[time.Duration][]int{
		100 * time.Millisecond:  {256, 128, 64},
		2900 * time.Millisecond: {256, 256, 256},
	} {
		synctest.Test(t, func(t *testing.T) {
			q, o := newQueue(), &office{rev: 9}
			q.next[live] = 1 + 3*wire.MaxRecords
			run(t, q, tardy{o, own}, nil)
			time.Sleep(time.Hour)
			synctest.Wait()
			if q.waiting(live) != 0 || !slices.Equal(q.asked[:3], want) {
				t.Errorf("an office that took %v of three seconds was asked for %v", own, q.asked)
			}
		})
	}
}
