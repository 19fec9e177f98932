package terminal

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"linli/kiosk/flow"
)

// How the start is shown: a store that opens within startPatience is opened
// unseen, and what is on the glass is looked at each startTick.
const (
	startPatience = time.Second
	startTick     = 250 * time.Millisecond
)

// openingShare is how much of the time of a check opening the file takes
// thereafter: it is scanned once more.
const openingShare = 0.3

// Startup has the glass while there is no Terminal yet: it shows how far the
// check of the store has come, or that the terminal is out of order. Nothing
// can be touched on it. Its methods may be called from anywhere.
type Startup struct {
	opts  Options
	began time.Time

	mu   sync.Mutex // protects the fields below
	view flow.StartView
	told time.Time // when the first progress came
	from uint64    // Done of it
	next *Terminal

	handed chan struct{} // closed when next stands
}

// NewStartup begins the start of the terminal of opts, of which it needs no
// more than the words of the top band, Custodian, Trace and Log.
func NewStartup(opts Options) *Startup {
	return &Startup{opts: opts, began: time.Now(), handed: make(chan struct{})}
}

// Checking tells how many of the records have been read. It does not block.
func (s *Startup) Checking(done, total uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.told.IsZero() || done < s.view.Done || total != s.view.Total {
		s.told, s.from = now, done // another check than before
	}
	s.view.Done, s.view.Total, s.view.Left = done, total, 0
	if since := now.Sub(s.told); since >= time.Second && done > s.from {
		each := float64(since) / float64(done-s.from)
		s.view.Left = time.Duration(each * (float64(total-done) + openingShare*float64(total)))
	}
}

// Failed tells that the terminal cannot serve anybody now. It is shown until
// HandOver. It does not block.
func (s *Startup) Failed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.view.Failed, s.view.Phone = true, s.opts.Custodian
}

// HandOver gives the glass, now and for every drawing process that comes, to t,
// which must be about to Run. It is called once and does not block.
func (s *Startup) HandOver(t *Terminal) {
	s.mu.Lock()
	s.next = t
	s.mu.Unlock()
	close(s.handed)
}

// StartLink is the socket to a drawing process. Both deadlines are needed to
// hand it over.
type StartLink interface {
	Link
	SetReadDeadline(time.Time) error
}

var _ StartLink = net.Conn(nil)

// ServeScreen feeds one drawing process until its link breaks or ctx ends, and
// closes link. After HandOver it is Terminal.ServeScreen, on the same link: the
// drawing process notices nothing but another View.
func (s *Startup) ServeScreen(ctx context.Context, link StartLink) error {
	rest, err := s.serve(ctx, link)
	if err != nil || rest == nil {
		_ = link.Close() // it is broken, or nobody needs it any more
		return err
	}
	return s.next.ServeScreen(ctx, handedLink{link, rest})
}

// handedLink is a link of which something was read already.
type handedLink struct {
	StartLink
	rest io.Reader
}

func (l handedLink) Read(b []byte) (int, error) { return l.rest.Read(b) }

// serve shows the start on link until it is handed over. It returns all that is
// still to be read then, or nil when ctx has ended.
func (s *Startup) serve(ctx context.Context, link StartLink) (io.Reader, error) {
	in, broken := json.NewDecoder(link), make(chan error, 1)
	go func() { broken <- s.read(in) }()
	look := time.NewTicker(startTick)
	defer look.Stop()
	var sent flow.View
	for {
		select {
		case <-ctx.Done():
			return nil, nil
		case err := <-broken:
			return nil, fmt.Errorf("terminal: drawing process: %w", err)
		case <-s.handed:
			if err := link.SetReadDeadline(time.Now()); err != nil {
				return nil, fmt.Errorf("terminal: drawing process: %w", err)
			}
			<-broken // what came of the next line stays in the decoder
			if err := link.SetReadDeadline(time.Time{}); err != nil {
				return nil, fmt.Errorf("terminal: drawing process: %w", err)
			}
			return io.MultiReader(in.Buffered(), link), nil
		case <-look.C:
		}
		v, due := s.now()
		if !due || sameView(v, sent) {
			continue
		}
		if err := writeView(json.NewEncoder(link), link, v); err != nil {
			return nil, fmt.Errorf("terminal: drawing process: %w", err)
		}
		sent = v
	}
}

// read takes what the drawing process says, so that it never waits. Nothing can
// be touched; what was presented is traced.
func (s *Startup) read(in *json.Decoder) error {
	for {
		var line flow.FromScreen
		if err := in.Decode(&line); err != nil {
			return err
		}
		if line.Shown == nil || s.opts.Trace == nil {
			continue
		}
		if v, due := s.now(); due {
			trace(s.opts.Trace, TraceLine{At: time.Now(), Screen: v.Screen, View: v, Shown: *line.Shown})
		}
	}
}

// now is what is to be shown, and whether anything is.
func (s *Startup) now() (flow.View, bool) {
	s.mu.Lock()
	start := s.view
	s.mu.Unlock()
	now := time.Now()
	if !start.Failed && now.Sub(s.began) < startPatience {
		return flow.View{}, false
	}
	v := flow.View{Screen: flow.Starting, Lang: flow.Start().Lang, Start: &start, Band: flow.Band{
		Place: s.opts.Place, Now: now.In(s.opts.Zone).Truncate(time.Minute),
		Device: string(s.opts.Device), Demo: s.opts.Demo,
	}}
	return v, true
}
