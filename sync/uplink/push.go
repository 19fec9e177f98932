package uplink

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

const (
	pushTimeout = 30 * time.Second
	// idleCheck looks at the queue although nothing woke us, so that a lost
	// wake-up delays a record and never keeps it.
	idleCheck = time.Minute
	// slowPush is how long a batch may take before the next ones are made
	// smaller: a ticket that is taken meanwhile waits behind it.
	slowPush = 2 * time.Second
)

// Why a stream could not go on. Both are cured by a new epoch.
var (
	ErrFork = errors.New("uplink: the office holds another history under the same numbers")
	ErrGap  = errors.New("uplink: the office lacks records that it had acknowledged")
)

// Why a call that was answered still counts as failed: without a pause between
// them such calls would follow one another for ever.
var (
	errNoProgress = errors.New("uplink: the office kept nothing of the batch")
	errNotLetGo   = errors.New("uplink: the queue gives records again that the office keeps")
)

// streams in the order of their right of way.
func streams() [2]linlipb.Stream {
	return [2]linlipb.Stream{linlipb.Stream_STREAM_LIVE, linlipb.Stream_STREAM_BULK}
}

// pusher is the state of the pushing goroutine.
type pusher struct {
	*Uplink
	backoff   backoff
	records   int                       // how many records a batch may hold now
	ceiling   int                       // the most the office wants
	hold      time.Duration             // the office asked for this pause after its last answer
	narrowing bool                      // the last batch forked and comes again, smaller
	stopped   map[linlipb.Stream]string // epoch in which the stream stopped
	settled   map[linlipb.Stream]place  // where the last acknowledged batch began
}

// place is one record of a stream.
type place struct {
	epoch string
	seq   uint64
}

func (u *Uplink) pushForever(ctx context.Context) {
	p := &pusher{
		Uplink: u, backoff: backoff{random: u.opts.Random},
		records: wire.MaxRecords, ceiling: wire.MaxRecords,
		stopped: map[linlipb.Stream]string{}, settled: map[linlipb.Stream]place{},
	}
	for {
		err := p.drain(ctx)
		wait, wake := u.scaled(idleCheck), u.queue.Wake()
		if err != nil && ctx.Err() == nil {
			// New records do not shorten the wait of a line that is down.
			if p.backoff.failures == 0 {
				u.opts.Logger.Warn(kiosk.EventPushFailed, "err", err)
			}
			wait, wake = u.scaled(p.backoff.next()), nil
			u.opts.Logger.Debug(kiosk.EventLineTried, "call", "push", "err", err, "wait", wait)
		} else if until := u.bulkWaits(); until > 0 {
			wait = min(wait, until)
		}
		if !sleep(ctx, wait, wake, u.pushNow) {
			return
		}
	}
}

// drain pushes until every stream is empty or stopped, or a call fails. The
// live stream is looked at again before each batch.
func (p *pusher) drain(ctx context.Context) error {
	for {
		sent, err := p.pushOne(ctx)
		if err != nil || !sent {
			return err
		}
		if !p.narrowing {
			p.backoff.reset()
		}
		if p.hold > 0 && !sleep(ctx, p.hold, nil, nil) {
			return ctx.Err()
		}
	}
}

func (p *pusher) pushOne(ctx context.Context) (sent bool, err error) {
	for _, stream := range streams() {
		if stream == linlipb.Stream_STREAM_BULK && !p.bulkMayGo() {
			continue
		}
		batch, err := p.queue.Next(ctx, stream, p.records, p.bytes())
		if err != nil {
			return false, fmt.Errorf("uplink: queue: %w", err)
		}
		if batch == nil || len(batch.GetRecords()) == 0 || p.isStopped(batch) {
			continue
		}
		return true, p.push(ctx, batch)
	}
	return false, nil
}

// bytes halves together with records.
func (p *pusher) bytes() int {
	return wire.MaxBatchBytes * p.records / wire.MaxRecords
}

func (p *pusher) isStopped(batch *linlipb.PushRequest) bool {
	epoch, ok := p.stopped[batch.GetStream()]
	return ok && epoch == string(batch.GetEpoch())
}

func (p *pusher) push(ctx context.Context, batch *linlipb.PushRequest) error {
	call, cancel := context.WithTimeout(ctx, pushTimeout)
	defer cancel()
	if p.opts.Clock != nil {
		batch.Sent = p.opts.Clock()
	}
	began := time.Now()
	resp, err := p.sender.Push(call, batch)
	if away, asked := askedAway(err); asked {
		// All who are told the same second do not come at its first moment.
		p.hold = away + time.Duration(p.opts.Random()*float64(time.Second))
		p.opts.Logger.Debug(kiosk.EventLineTried, "call", "push", "err", err, "wait", p.hold)
		return nil
	}
	if err != nil {
		// An office that says it cannot now has more to do with small batches,
		// and a batch that never left says nothing about its size.
		if !connect.IsWireError(err) && !neverLeft(err) || connect.CodeOf(err) == connect.CodeResourceExhausted {
			p.records = max(1, min(len(batch.GetRecords()), p.records)/2)
		}
		return fmt.Errorf("uplink: push: %w", err)
	}
	p.measure(batch, resp, time.Since(began))
	p.heard(resp.GetServerMs())
	return p.settle(ctx, batch, resp)
}

// askedAway tells whether err is an office's that has too much to do, and after
// how long it wants to be asked again. That is no fault of the line.
func askedAway(err error) (away time.Duration, asked bool) {
	var refused *connect.Error
	if !errors.As(err, &refused) || refused.Code() != connect.CodeUnavailable {
		return 0, false
	}
	seconds, err := strconv.ParseUint(refused.Meta().Get("Retry-After"), 10, 31)
	if err != nil {
		return 0, false
	}
	return min(max(time.Duration(seconds)*time.Second, time.Second), lastBackoff), true
}

// neverLeft tells whether there was no connection to send anything on.
func neverLeft(err error) bool {
	var fault *net.OpError
	return errors.As(err, &fault) && fault.Op == "dial"
}

// measure chooses the size of the next batches by how long this one took on
// the line, and what the office wants.
func (p *pusher) measure(batch *linlipb.PushRequest, resp *linlipb.PushResponse, took time.Duration) {
	p.hold = min(time.Duration(resp.GetRetryAfterMs())*time.Millisecond, lastBackoff)
	if n := int(resp.GetMaxBatch()); n > 0 {
		p.ceiling = min(n, wire.MaxRecords)
	}
	onLine := took - time.Duration(resp.GetTookMs())*time.Millisecond
	switch {
	case onLine > slowPush:
		p.records = max(1, min(len(batch.GetRecords()), p.records)/2)
	case onLine < slowPush/2:
		p.records *= 2
	}
	p.records = min(p.records, p.ceiling)
}

// heard notes an answered Push.
func (p *pusher) heard(serverMs int64) {
	now := time.Now()
	if p.change(func(s *State) { s.LineUp, s.LastHeard = true, now }) {
		poke(p.pullNow)
	}
	p.tellTime(serverMs)
}

// settle acknowledges what the office keeps, and begins a new epoch when the
// office's history is not ours.
func (p *pusher) settle(ctx context.Context, batch *linlipb.PushRequest, resp *linlipb.PushResponse) error {
	first, through := batch.GetFirstSeq(), resp.GetDurableThrough()
	p.narrowing = false
	switch {
	case resp.GetFork() && len(batch.GetRecords()) > 1:
		// Records before the fork may be kept already: they are found, and let
		// go of, in smaller batches. Only a record that forks alone moves.
		p.records = len(batch.GetRecords()) / 2
		p.narrowing = true
		return nil
	case resp.GetFork():
		return p.diverged(ctx, batch, ErrFork, through)
	case through+1 < first:
		return p.diverged(ctx, batch, ErrGap, through)
	case through+1 == first:
		return errNoProgress
	}
	last := first + uint64(len(batch.GetRecords())) - 1
	p.queue.Acked(batch.GetStream(), batch.GetEpoch(), min(through, last))
	begin := place{string(batch.GetEpoch()), first}
	again := p.settled[batch.GetStream()] == begin
	p.settled[batch.GetStream()] = begin
	if again {
		return errNotLetGo
	}
	return nil
}

// diverged tells of a stream that cannot go on as it is, and has the queue
// chain what it holds anew. The error it returns is a pause: an office that
// answers so each time is not asked without one.
func (p *pusher) diverged(ctx context.Context, batch *linlipb.PushRequest, reason error, through uint64) error {
	stream := batch.GetStream()
	err := fmt.Errorf("%w: stream %s from record %d, office at %d", reason, stream, batch.GetFirstSeq(), through)
	if p.opts.Diverged != nil {
		p.opts.Diverged(stream, err)
	} else {
		p.opts.Logger.Error(kiosk.EventLineStopped, "stream", stream.String(), "err", err)
	}
	if p.opts.NewEpoch == nil {
		p.stopped[stream] = string(batch.GetEpoch())
		return nil
	}
	if cause := p.opts.NewEpoch(ctx, stream, batch.GetEpoch()); cause != nil {
		return fmt.Errorf("uplink: new epoch: %w", errors.Join(cause, err))
	}
	return err
}
