package escpos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// Errors of the line and of the printer behind it.
var (
	// ErrSilent reports that the printer did not answer in time.
	ErrSilent = errors.New("escpos: printer does not answer")
	// ErrNotReady reports a printer that would not print now.
	ErrNotReady = errors.New("escpos: printer is not ready")
	// ErrStopped reports a printer that stopped in the midst of a document.
	ErrStopped = errors.New("escpos: printer stopped")
	// ErrGone reports a port that no longer works; make a new Dev on a new port.
	ErrGone = errors.New("escpos: port gone")
	// ErrHalted reports a call after, or cut short by, Halt.
	ErrHalted = errors.New("escpos: halted")
)

// Port is the line to a printer: a serial port, a USB printer file or a TCP
// connection. Read and Write return an error that wraps
// os.ErrDeadlineExceeded when their deadline passes. A port may also have
// DiscardOutput() error, which drops what was written and not yet sent.
type Port interface {
	Read(p []byte) (int, error)
	Write(p []byte) (int, error)
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
}

// Opts tells a Dev what stands at the other end of its port.
type Opts struct {
	Profile      Profile       // what the model can do
	Rasterizer   Rasterizer    // draws what the model's font lacks; nil refuses such lines
	ReplyTimeout time.Duration // how long one answer may take; 0 is 500 ms
	Roll         Roll          // paper at the start, for units that cannot tell; the zero Roll is not counted
}

// defaultReplyTimeout is generous: DLE EOT is answered in a few milliseconds.
const defaultReplyTimeout = 500 * time.Millisecond

// Dev is one printer on one port. Its methods may be called from several
// goroutines; one goroutine of its own writes to the port and a second one
// reads from it.
type Dev struct {
	port  Port
	opts  Opts
	calls chan call     // work for the goroutine that owns the port
	heard chan Reply    // from the reading goroutine to the owner
	done  chan struct{} // closed by Halt
	gone  chan struct{} // closed when reading fails; cause is set before
	cause error
	halt  sync.Once
	ended sync.WaitGroup

	paper sync.Mutex // protects roll
	roll  Roll

	// What follows belongs to the owner goroutine.
	said  said
	dirty bool   // the printer's buffer may hold what is not ours to print
	late  bool   // an answer may still come to a question that was given up
	fence uint32 // number of the last fence
}

// said is what the printer told since it was last reset.
type said struct {
	answers []RealTime
	asb     Status // latest automatic report; Known tells whether there was one
	fences  map[Fence]bool
	sensors int
	cleared bool
	full    *Full // latest full status
	info    *Info // latest answer to GS I
}

// call is one piece of work and the signal that it is over.
type call struct {
	work func()
	over chan struct{}
}

// New makes a Dev on an open port and starts to listen. A nil opts is Kiosk80
// without a Rasterizer. It sends nothing. The error wraps ErrProfile.
func New(port Port, opts *Opts) (*Dev, error) {
	o := Opts{Profile: Kiosk80()}
	if opts != nil {
		o = *opts
	}
	if o.ReplyTimeout == 0 {
		o.ReplyTimeout = defaultReplyTimeout
	}
	if err := o.Profile.check(); err != nil {
		return nil, err
	}
	d := &Dev{
		port: port, opts: o, roll: o.Roll,
		calls: make(chan call), heard: make(chan Reply),
		done: make(chan struct{}), gone: make(chan struct{}),
		dirty: true, // an earlier process may have died in the midst of a job
		fence: uint32(time.Now().UnixNano()),
	}
	d.ended.Go(d.own)
	d.ended.Go(d.listen)
	return d, nil
}

// String names the device.
func (d *Dev) String() string {
	return fmt.Sprintf("escpos(%d dots, %s, fence %s)", d.opts.Profile.WidthDots, d.opts.Profile.Status, d.opts.Profile.Fence)
}

// Halt ends a running call, stops both goroutines and waits for them, about a
// second at most. It leaves the port open. It may be called more than once.
func (d *Dev) Halt() error {
	var err error
	d.halt.Do(func() {
		close(d.done)
		err = errors.Join(d.port.SetReadDeadline(time.Now()), d.port.SetWriteDeadline(time.Now()))
	})
	d.ended.Wait()
	if err != nil {
		return fmt.Errorf("escpos: halt: %w", err)
	}
	return nil
}

// Status asks the printer how it is. A printer without a voice gives a Status
// that is not Known. It blocks for at most six ReplyTimeouts, plus the end of
// a running call. Errors wrap ErrSilent, ErrGone, ErrHalted or ctx's error.
func (d *Dev) Status(ctx context.Context) (Status, error) {
	var (
		s   Status
		err error
	)
	if callErr := d.do(ctx, func() { s, err = d.ask(ctx) }); callErr != nil {
		return Status{}, callErr
	}
	return s, err
}

// do hands work to the owner and waits for its end. Work ends by itself when
// ctx does.
func (d *Dev) do(ctx context.Context, work func()) error {
	c := call{work: work, over: make(chan struct{})}
	select {
	case d.calls <- c:
		<-c.over
		return nil
	case <-ctx.Done():
		return fmt.Errorf("escpos: waiting for the printer: %w", ctx.Err())
	case <-d.done:
		return ErrHalted
	}
}

// own is the goroutine that writes to the port.
func (d *Dev) own() {
	for {
		select {
		case <-d.done:
			return
		case r := <-d.heard:
			d.note(r)
		case c := <-d.calls:
			c.work()
			close(c.over)
		}
	}
}

// listen is the goroutine that reads from the port. Its read deadline only
// bounds how long it sleeps; Halt moves it to now.
func (d *Dev) listen() {
	const longest = 10 * time.Second
	var parser Parser
	buffer := make([]byte, 64)
	for {
		err := d.port.SetReadDeadline(time.Now().Add(longest))
		select {
		case <-d.done:
			return
		default:
		}
		n := 0
		if err == nil {
			n, err = d.port.Read(buffer)
		}
		for _, b := range buffer[:n] {
			r, ok := parser.Feed(b)
			if !ok {
				continue
			}
			select {
			case d.heard <- r:
			case <-d.done:
				return
			}
		}
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			d.cause = err
			close(d.gone)
			return
		}
	}
}

// note remembers a reply.
func (d *Dev) note(r Reply) {
	switch r := r.(type) {
	case RealTime:
		if r&tornBit != 0 && d.opts.Profile.Presenter != PresenterTear {
			return // noise
		}
		d.said.answers = append(d.said.answers, r)
	case ASB:
		d.said.asb = fromASB(r)
	case Fence:
		if d.said.fences == nil {
			d.said.fences = map[Fence]bool{}
		}
		d.said.fences[r] = true
	case Sensor:
		d.said.sensors++
	case Cleared:
		d.said.cleared = true
	case Full:
		d.said.full = &r
	case Info:
		d.said.info = &r
	}
}

// await notes replies until enough holds. Errors wrap ErrSilent at the limit,
// ErrGone, ErrHalted or ctx's error.
func (d *Dev) await(ctx context.Context, limit time.Time, enough func() bool) error {
	timer := time.NewTimer(time.Until(limit))
	defer timer.Stop()
	for !enough() {
		select {
		case r := <-d.heard:
			d.note(r)
		case <-timer.C:
			return ErrSilent
		case <-ctx.Done():
			return fmt.Errorf("escpos: waiting for an answer: %w", ctx.Err())
		case <-d.done:
			return ErrHalted
		case <-d.gone:
			return fmt.Errorf("%w: %w", ErrGone, d.cause)
		}
	}
	return nil
}
