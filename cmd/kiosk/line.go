package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"linli/cmd/kiosk/internal/content"
	"linli/kiosk"
	"linli/kiosk/health"
	"linli/kiosk/store"
	"linli/kiosk/terminal"
	"linli/sync/uplink"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// loadSealer reads the office's public key.
func loadSealer(path string) (*wire.Sealer, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("office.sealing-key-file: %w; copy sealing.pub from the office's data folder", err)
	}
	key, err := wire.DecodePublicKey(text)
	if err != nil {
		return nil, fmt.Errorf("office.sealing-key-file %s: %w", path, err)
	}
	return wire.NewSealer(key)
}

// line is the way to the office as the terminal sees it.
type line struct {
	books   *store.Store
	up      *uplink.Uplink
	office  *officeEnd
	changed chan struct{}      // holds one wake-up at most
	term    *terminal.Terminal // whose line it is; set before run
	shelf   *content.Shelf     // what the office published; set before run
}

var (
	_ terminal.Hall = (*line)(nil)
	_ uplink.Sender = (*line)(nil)
)

func newLine(books *store.Store, office *officeEnd, s settings, log *slog.Logger) *line {
	l := &line{books: books, office: office, changed: make(chan struct{}, 1)}
	l.up = uplink.New(books, l, uplink.Options{
		Device: kiosk.DeviceID(s.Device), Logger: log,
		Changed: func(uplink.State) {
			select {
			case l.changed <- struct{}{}:
			default: // the terminal has not looked yet
			}
		},
		Diverged: func(stream linlipb.Stream, err error) {
			log.Error(kiosk.EventLineStopped, "stream", stream.String(), "err", err)
			l.term.Raise(health.Finding{Code: health.StreamForked, Detail: err.Error()})
		},
		NewEpoch: books.NewEpoch, Holdings: l, Clock: books.Clock, Heard: books.Heard, LastHeard: books.TrustedTime(),
	})
	return l
}

// run keeps the line until ctx ends.
func (l *line) run(ctx context.Context, log *slog.Logger) {
	defer l.office.client.Close()
	if err := l.up.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		log.Error(kiosk.EventLineStopped, "err", err)
	}
}

// Push implements uplink.Sender.
func (l *line) Push(ctx context.Context, batch *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	return l.office.Push(ctx, batch)
}

// Pull implements uplink.Sender. The office is told what is wrong here.
func (l *line) Pull(ctx context.Context, req *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	for _, h := range l.term.Held() {
		if h.Code != health.LineDown { // the office sees for itself
			req.Conditions = append(req.Conditions, &linlipb.Condition{Code: string(h.Code), Detail: h.Detail, SinceMs: h.Since.UnixMilli()})
		}
	}
	return l.office.Pull(ctx, req)
}

// Look implements terminal.Hall.
func (l *line) Look() terminal.HallState {
	s := l.up.State()
	h := terminal.HallState{LineUp: s.LineUp, Heard: s.LastHeard, Queues: map[string]terminal.HallQueue{}}
	for prefix, q := range s.Queues {
		h.Queues[prefix] = terminal.HallQueue{Waiting: q.Waiting, OpenCounters: q.Counters, MeanService: q.MeanService}
	}
	return h
}

// Changed implements terminal.Hall.
func (l *line) Changed() <-chan struct{} { return l.changed }

// Pending implements terminal.Hall over both streams. A count that cannot be
// read now is left out: nobody acts on it.
func (l *line) Pending() int {
	sum := 0
	for _, stream := range []linlipb.Stream{linlipb.Stream_STREAM_LIVE, linlipb.Stream_STREAM_BULK} {
		if n, err := l.books.Pending(stream); err == nil {
			sum += n
		}
	}
	return sum
}
