package office

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// ErrBehind says that another process of the office has written what the
// caller has not been shown yet.
var ErrBehind = errors.New("office: the office has written meanwhile")

// Own is a chain of what the office's staff did. Its records are chained like
// all others and not sealed. Each is written only by who has been shown all
// before it: the chain is the lock between processes.
type Own struct {
	Ledger Ledger
	Stream linlipb.Stream
}

func (o Own) line() Line { return Line{Device: wire.OfficeDevice, Stream: o.Stream} }

// Append keeps p, made at now, when the chain ends at heard, and returns its
// event; else it keeps nothing and returns ErrBehind. It blocks for one commit.
func (o Own) Append(ctx context.Context, heard uint64, now time.Time, p *linlipb.Payload) (Event, error) {
	text, err := proto.Marshal(p)
	if err != nil {
		return Event{}, fmt.Errorf("office: %w", err)
	}
	now = time.UnixMilli(now.UnixMilli()) // as a reader of the ledger will see it
	made := wire.Placed{At: now, How: wire.Exact}
	event := Event{ReceivedAt: now, Made: made, Device: wire.OfficeDevice, Payload: p}
	line := o.line()
	claim := &Claim{Line: line, Admit: func(mark Mark) ([]Entry, error) {
		if mark.Through != heard {
			return nil, ErrBehind
		}
		event.Seq = mark.Through + 1
		header := &linlipb.Header{
			Device: line.Device, Stream: line.Stream, Epoch: line.Epoch[:],
			Seq: event.Seq, Prev: mark.Hash[:],
			Clock: &linlipb.Clock{WallMs: now.UnixMilli(), Quality: linlipb.ClockQuality_CLOCK_QUALITY_SYNCED},
		}
		return []Entry{{ReceivedAt: now, Made: made, Header: header, Sealed: text, Hash: wire.Hash(header, text)}}, nil
	}}
	err = o.Ledger.Append(ctx, claim)
	return event, errors.Join(err, claim.Err)
}

// End returns the seq of the last record of the chain, 0 before the first.
func (o Own) End(ctx context.Context) (uint64, error) {
	var through uint64
	claim := &Claim{Line: o.line(), Admit: func(m Mark) ([]Entry, error) {
		through = m.Through
		return nil, nil
	}}
	err := o.Ledger.Append(ctx, claim)
	return through, errors.Join(err, claim.Err)
}
