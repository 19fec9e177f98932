package uplink

import (
	"context"
	"errors"
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
	// an office that answers at once can make us do. An office with many
	// terminals asks for a longer one.
	pullPause = 200 * time.Millisecond
)

func (u *Uplink) pullForever(ctx context.Context) {
	b := backoff{random: u.opts.Random}
	for {
		wait, err := u.pull(ctx)
		if err == nil {
			b.reset()
		} else if ctx.Err() == nil {
			wait = u.scaled(b.next())
			u.opts.Logger.Debug(kiosk.EventLineTried, "call", "pull", "err", err, "wait", wait)
			if !errors.Is(err, errNotTaken) {
				u.change(func(s *State) { s.LineUp = false })
			}
		}
		if !sleep(ctx, wait, nil, u.pullNow) {
			return
		}
	}
}

// errNotTaken is a Pull that was answered, but the terminal could not keep
// what came with it.
var errNotTaken = errors.New("uplink: what the office published was not kept")

// pull returns how long to wait before the next one.
func (u *Uplink) pull(ctx context.Context) (time.Duration, error) {
	call, cancel := context.WithTimeout(ctx, pullTimeout)
	defer cancel()
	resp, err := u.sender.Pull(call, u.pullRequest())
	if err != nil {
		return 0, fmt.Errorf("uplink: pull: %w", err)
	}
	now := time.Now()
	cameUp := u.change(func(s *State) {
		s.LineUp, s.LastHeard = true, now
		s.Revision, s.Queues = resp.GetRevision(), hallQueues(resp)
	})
	if cameUp {
		poke(u.pushNow)
	}
	u.tellTime(resp.GetServerMs())
	if u.opts.Holdings != nil {
		if err := u.opts.Holdings.Take(ctx, resp); err != nil {
			u.opts.Logger.Warn(kiosk.EventNewsFailed, "err", err)
			return 0, fmt.Errorf("%w: %w", errNotTaken, err)
		}
	}
	asked := time.Duration(resp.GetRetryAfterMs()) * time.Millisecond
	return min(max(pullPause, asked), lastBackoff), nil
}

func (u *Uplink) pullRequest() *linlipb.PullRequest {
	req := &linlipb.PullRequest{Device: string(u.opts.Device), WaitMs: uint32(pullWait.Milliseconds())}
	if state := u.State(); state.LineUp {
		req.AfterRevision = state.Revision // else ask for an answer at once
	}
	if u.opts.Holdings != nil {
		u.opts.Holdings.Ask(req)
	}
	return req
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
