package publish

import (
	"context"
	"math/rand/v2"
	"time"

	"connectrpc.com/connect"

	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// Announce returns a handler that lets next answer each Pull and adds what is
// published. A Pull is answered at once when there is something new for its
// terminal, and soon after something is published while it waits.
func (d *Desk) Announce(next linlipbconnect.SyncHandler) linlipbconnect.SyncHandler {
	return announcer{next, d}
}

type announcer struct {
	linlipbconnect.SyncHandler
	desk *Desk
}

// Pull implements linlipbconnect.SyncHandler.
func (a announcer) Pull(ctx context.Context, req *connect.Request[linlipb.PullRequest]) (*connect.Response[linlipb.PullResponse], error) {
	device, after := req.Msg.GetDevice(), req.Msg.GetAfterPublished()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changed := a.desk.change()
	news, pause := a.desk.news(device, after)
	switch {
	case len(news) > 0:
		cancel() // next answers with what there is
	case pause > 0:
		stop := time.AfterFunc(pause, cancel)
		defer stop.Stop()
	default:
		done := a.desk.await(ctx, changed, cancel)
		defer done()
	}
	resp, err := a.SyncHandler.Pull(ctx, req)
	if err != nil {
		return nil, err
	}
	if len(news) == 0 {
		news, _ = a.desk.news(device, after)
	}
	resp.Msg.Published = news
	return resp, nil
}

// change returns a channel that is closed at the next change.
func (d *Desk) change() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.changed
}

// await calls wake after a change, or not at all when ctx ends first. The more
// Pulls wait, the longer they are spread over. done tells that the Pull is
// over.
func (d *Desk) await(ctx context.Context, changed <-chan struct{}, wake func()) (done func()) {
	d.count(1)
	go func() {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
		timer := time.NewTimer(rand.N(time.Duration(d.count(0)+1) * pullCost))
		defer timer.Stop()
		select {
		case <-ctx.Done():
		case <-timer.C:
			wake()
		}
	}()
	return func() { d.count(-1) }
}

// count adds n to the Pulls that wait and returns how many do.
func (d *Desk) count(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting += n
	return d.waiting
}
