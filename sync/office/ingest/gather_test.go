package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"

	"linli/sync/office"
	"linli/sync/office/hall"
	"linli/sync/office/ingest"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// slowLedger keeps nothing; each commit takes a while. It notes what it was
// asked, and fails on the devices it cannot bear.
type slowLedger struct {
	office.Ledger
	takes time.Duration
	bad   map[string]bool

	mu      sync.Mutex // protects commits
	commits [][]string // devices of each
}

func (l *slowLedger) Append(_ context.Context, claims ...*office.Claim) error {
	time.Sleep(l.takes) // in a bubble
	var devices []string
	failed := false
	for _, c := range claims {
		devices = append(devices, c.Line.Device)
		failed = failed || l.bad[c.Line.Device]
	}
	l.mu.Lock()
	l.commits = append(l.commits, devices)
	l.mu.Unlock()
	if failed {
		return errors.New("disk full")
	}
	for _, c := range claims {
		c.Take(office.Mark{})
	}
	return nil
}

func deskOn(l office.Ledger) *ingest.Desk {
	return ingest.NewDesk(l, hall.New(nil, time.UTC, l, time.Now), quiet(), time.Now, func() {})
}

// batchOf is a first batch of n records; nobody opens them.
func batchOf(device string, n int) *linlipb.PushRequest {
	b := &linlipb.PushRequest{Device: device, Stream: live, Epoch: make([]byte, wire.EpochSize), FirstSeq: 1, Prev: make([]byte, wire.HashSize)}
	for range n {
		b.Records = append(b.Records, &linlipb.Record{Sealed: []byte("sealed")})
	}
	return b
}

func TestBatchThatComesAloneWaitsForNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &slowLedger{}
		begin := time.Now()
		push(t, deskOn(l), batchOf("K1", 3))
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("waited %v", waited)
		}
	})
}

func TestBatchesThatComeWhileOneIsWrittenShareACommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &slowLedger{takes: 20 * time.Millisecond}
		d := deskOn(l)
		var pushing sync.WaitGroup
		pushing.Go(func() { push(t, d, batchOf("first", 1)) })
		synctest.Wait()
		for i := range 9 {
			pushing.Go(func() { push(t, d, batchOf(fmt.Sprint("K", i), 1)) })
		}
		pushing.Wait()
		if len(l.commits) != 2 || len(l.commits[1])+len(l.commits[0]) != 10 {
			t.Errorf("commits: %v", l.commits)
		}
	})
}

func TestFullCommitTakesNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &slowLedger{takes: 20 * time.Millisecond}
		d := deskOn(l)
		var pushing sync.WaitGroup
		for i := range 40 { // 40 batches of 256: 16 make 4096
			pushing.Go(func() { push(t, d, batchOf(fmt.Sprint("K", i), wire.MaxRecords)) })
		}
		pushing.Wait()
		all := 0
		for _, c := range l.commits {
			all += len(c)
			if len(c) > 16 {
				t.Errorf("a commit of %d batches", len(c))
			}
		}
		if all != 40 || len(l.commits) > 5 {
			t.Errorf("%d batches in %d commits", all, len(l.commits))
		}
	})
}

func TestTwoBatchesOfOneLineAreNeverInOneCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &slowLedger{takes: 20 * time.Millisecond}
		d := deskOn(l)
		var pushing sync.WaitGroup
		for i := range 12 {
			pushing.Go(func() { push(t, d, batchOf(fmt.Sprint("K", i%3), 1)) })
		}
		pushing.Wait()
		for _, c := range l.commits {
			seen := map[string]bool{}
			for _, device := range c {
				if seen[device] {
					t.Errorf("twice in one commit: %v", c)
				}
				seen[device] = true
			}
		}
	})
}

func TestOneThatCannotBeKeptFailsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &slowLedger{takes: 20 * time.Millisecond, bad: map[string]bool{"K3": true}}
		d := deskOn(l)
		var pushing sync.WaitGroup
		pushing.Go(func() { push(t, d, batchOf("first", 1)) })
		synctest.Wait()
		for i := range 6 {
			pushing.Go(func() {
				device := fmt.Sprint("K", i)
				_, err := d.Push(t.Context(), connect.NewRequest(batchOf(device, 1)))
				if bad := connect.CodeOf(err) == connect.CodeUnavailable; bad != l.bad[device] {
					t.Errorf("%s: %v", device, err)
				}
			})
		}
		pushing.Wait()
	})
}

// stuckLedger answers when the caller's patience ends.
type stuckLedger struct{ office.Ledger }

func (stuckLedger) Append(ctx context.Context, _ ...*office.Claim) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestStuckLedgerAnswersEveryTerminalInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deskOn(stuckLedger{})
		begin := time.Now()
		var pushing sync.WaitGroup
		for i := range 30 {
			pushing.Go(func() {
				_, err := d.Push(t.Context(), connect.NewRequest(batchOf(fmt.Sprint("K", i%10), 1)))
				if connect.CodeOf(err) != connect.CodeUnavailable {
					t.Errorf("answer: %v", err)
				}
			})
		}
		pushing.Wait()
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("the last was answered after %v", took)
		}
	})
}
