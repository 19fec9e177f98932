package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/health"
)

// Link is the socket to a drawing process.
type Link interface {
	io.ReadWriteCloser
	SetWriteDeadline(time.Time) error
}

// writePatience bounds one View on its way to the drawing process. A process
// that does not read for so long is as good as dead.
const writePatience = 5 * time.Second

// display is one attached drawing process. newest holds at most one View: an
// older one that was not sent yet is replaced, never queued.
type display struct {
	newest chan flow.View
	sent   flow.View // what newest last took; belongs to Run
}

// touchOn is a line from the screen.
type touchOn struct {
	from *display
	line flow.FromScreen
}

// ServeScreen feeds one drawing process until its link breaks or ctx ends, and
// closes link. The newest View goes out at once, so a process that was killed
// comes back on the same picture.
func (t *Terminal) ServeScreen(ctx context.Context, link Link) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer link.Close()
	d := &display{newest: make(chan flow.View, 1)}
	select {
	case t.screens <- d:
	case <-ctx.Done():
		return nil
	}
	t.opts.Log.Info(kiosk.EventDisplayUp)
	broken := make(chan error, 2)
	go func() { broken <- t.readScreen(ctx, d, link) }()
	go func() { broken <- writeViews(ctx, d, link) }()
	var err error
	select {
	case err = <-broken:
	case <-ctx.Done():
		return nil
	}
	t.opts.Log.Warn(kiosk.EventDisplayLost, "err", err)
	return fmt.Errorf("terminal: drawing process: %w", err)
}

func (t *Terminal) readScreen(ctx context.Context, d *display, link Link) error {
	in := json.NewDecoder(link)
	for {
		var line flow.FromScreen
		if err := in.Decode(&line); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		t.post(ctx, happening{touch: &touchOn{from: d, line: line}})
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func writeViews(ctx context.Context, d *display, link Link) error {
	out := json.NewEncoder(link)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case v := <-d.newest:
			if err := writeView(out, link, v); err != nil {
				return err
			}
		}
	}
}

// writeView sends one View with out, which writes to link.
func writeView(out *json.Encoder, link Link, v flow.View) error {
	if err := link.SetWriteDeadline(time.Now().Add(writePatience)); err != nil {
		return err
	}
	return out.Encode(v)
}

// touched answers a line from the screen. A touch that was made on an older
// View than the newest is dropped: a thousand taps on one button are one touch.
// What is typed counts for its question: the screen has shown it already.
func (t *Terminal) touched(ctx context.Context, on touchOn) outcome {
	line := on.line
	switch {
	case on.from != t.display:
		return ignored
	case line.Typed != nil:
		t.typed(ctx, *line.Typed)
		return stirred
	case line.Seq != t.seq:
		return ignored
	case line.Focus != nil:
		t.speakFocus(*line.Focus)
		return ignored
	case line.Shown != nil:
		t.shown(ctx, *line.Shown)
		return ignored
	case line.Touched == "":
		return stirred
	case line.Touched == flow.Begin:
		t.begin(ctx)
	default:
		t.step(ctx, flow.Touched{Control: line.Touched})
	}
	return answered
}

// begin begins a visit.
func (t *Terminal) begin(ctx context.Context) {
	t.step(ctx, flow.Began{
		Visit: kiosk.VisitID(ulid.Make().String()), NoApplications: t.lost(health.Applications),
		Day: kiosk.BusinessDayOf(time.Now(), t.opts.Zone), DayUnsure: t.opts.ClockRight != nil && !t.opts.ClockRight(),
	})
}

// shown takes note of a presented picture.
func (t *Terminal) shown(ctx context.Context, s flow.Shown) {
	if len(s.Missing) > 0 {
		t.opts.Log.Warn(kiosk.EventMissingGlyph, "count", len(s.Missing))
	}
	if s.Pages > 0 {
		t.step(ctx, flow.Turned{Page: s.Page, Pages: s.Pages})
		t.show()
	}
	t.trace(s)
}

// show sends the newest View if it differs from the one that went out last.
func (t *Terminal) show() {
	v := t.view()
	t.speak(v)
	if t.display == nil {
		return
	}
	if sameView(v, t.display.sent) {
		return
	}
	t.display.sent = v
	select {
	case <-t.display.newest: // replaced before it was sent
	default:
	}
	t.display.newest <- v
}

func (t *Terminal) view() flow.View {
	v := t.machine.View(t.state, flow.Ambient{
		Band: t.band(), ReaderSide: t.opts.ReaderSide, PrinterSide: t.opts.PrinterSide, Missing: t.missing(),
		OfficePhone: t.opts.OfficePhone, SheetSide: t.opts.SheetSide, Custodian: t.opts.Custodian,
		ScanSide: t.scanSide(), Due: t.dueOn(t.state.Receipt.Case),
	})
	v.Seq = t.seq
	return v
}

// sameView compares what would be drawn. Views hold pointers and slices, so
// their encoding is compared: it is what the drawing process would receive.
func sameView(a, b flow.View) bool {
	if a.Seq != b.Seq {
		return false
	}
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
