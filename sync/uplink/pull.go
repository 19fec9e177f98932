package uplink

import (
	"context"
	"fmt"
	"time"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

const (
	pullWait = 50 * time.Second // how long the office holds a Pull
	// pullTimeout is the wait and the time of an answer; a line that swallows
	// everything is noticed after it.
	pullTimeout = pullWait + 10*time.Second
	// pullPause joins changes that follow one another closely, and bounds what
	// an office that answers at once can make us do.
	pullPause = 200 * time.Millisecond
)

func (u *Uplink) pullForever(ctx context.Context) {
	b := backoff{random: u.opts.Random}
	for {
		err := u.pull(ctx)
		wait := pullPause
		if err == nil {
			b.reset()
		} else if ctx.Err() == nil {
			wait = b.next()
			u.opts.Logger.Debug(kiosk.EventLineTried, "call", "pull", "err", err, "wait", wait)
			u.change(func(s *State) { s.LineUp = false })
		}
		if !sleep(ctx, wait, nil, u.pullNow) {
			return
		}
	}
}

func (u *Uplink) pull(ctx context.Context) error {
	call, cancel := context.WithTimeout(ctx, pullTimeout)
	defer cancel()
	state := u.State()
	req := &linlipb.PullRequest{Device: string(u.opts.Device), WaitMs: uint32(pullWait.Milliseconds())}
	if state.LineUp {
		req.AfterRevision = state.Revision // else ask for an answer at once
	}
	resp, err := u.sender.Pull(call, req)
	if err != nil {
		return fmt.Errorf("uplink: pull: %w", err)
	}
	now := time.Now()
	cameUp := u.change(func(s *State) {
		s.LineUp, s.LastHeard = true, now
		s.Revision, s.Queues = resp.GetRevision(), hallQueues(resp)
	})
	if cameUp {
		poke(u.pushNow)
	}
	return nil
}

func hallQueues(resp *linlipb.PullResponse) map[string]HallQueue {
	all := make(map[string]HallQueue, len(resp.GetQueues()))
	for _, q := range resp.GetQueues() {
		all[q.GetPrefix()] = HallQueue{
			Waiting:     int(q.GetWaiting()),
			Counters:    int(q.GetOpenCounters()),
			LastCalled:  q.GetLastCalled(),
			MeanService: time.Duration(q.GetMeanServiceSeconds()) * time.Second,
		}
	}
	return all
}
