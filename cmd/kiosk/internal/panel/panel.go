// Package panel is the front of a terminal beside its glass: it shows the
// terminal's signs by lamps and a buzzer, and tells the terminal of who stands
// before it and of the cabinet's door.
//
// It refuses to decide what a lamp means (terminal.Signs does), to find or
// open wires, and to hold a visit up: a wire that fails is raised as a
// condition, and everything else goes on.
package panel

import (
	"context"
	"errors"
	"sync"
	"time"

	"linli/drivers/lines"
	"linli/kiosk/health"
	"linli/kiosk/terminal"
)

// Wires is what a terminal has; nil is what it has not.
type Wires struct {
	Card   *lines.Output // lamp at the card reader
	Paper  *lines.Output // lamp at the printer's mouth
	Status *lines.Output // lamp that tells how the terminal is
	Buzzer *lines.Output

	Presence *lines.Input // on while somebody stands there
	Door     *lines.Input // on while the cabinet is open

	Ready <-chan struct{} // closed when inputs can be believed; nil for at once
}

// Listener is told what the wires tell. A Terminal is one.
type Listener interface {
	Approached(present bool)
	Raise(found health.Finding)
	Clear(code health.Code)
}

// How lamps and buzzer behave.
const (
	beat      = 250 * time.Millisecond // half a fast blink
	slowBeats = 4                      // half a slow one
	beep      = 120 * time.Millisecond
)

// Panel is one terminal's front. It is a terminal.Indicator.
type Panel struct {
	wires  Wires
	newest chan terminal.Signs // holds one at most
}

var _ terminal.Indicator = (*Panel)(nil)

// New returns the panel of these wires; everything is dark.
func New(w Wires) *Panel { return &Panel{wires: w, newest: make(chan terminal.Signs, 1)} }

// Indicate implements terminal.Indicator for one caller at a time. What Run has
// not shown yet is replaced.
func (p *Panel) Indicate(s terminal.Signs) {
	select {
	case <-p.newest:
	default:
	}
	p.newest <- s
}

// Run shows signs and watches inputs until ctx is done; then everything is
// switched off. It returns within a second of that.
func (p *Panel) Run(ctx context.Context, l Listener) {
	var inputs sync.WaitGroup
	inputs.Go(func() { p.watch(ctx, p.wires.Presence, l.Approached) })
	inputs.Go(func() {
		p.watch(ctx, p.wires.Door, func(open bool) {
			if open {
				l.Raise(health.Finding{Code: health.DoorOpen})
			} else {
				l.Clear(health.DoorOpen)
			}
		})
	})
	p.show(ctx, l)
	inputs.Wait()
}

// watch tells each change of an input, which is off before the first.
func (p *Panel) watch(ctx context.Context, in *lines.Input, tell func(bool)) {
	if in == nil {
		return
	}
	if p.wires.Ready != nil {
		select {
		case <-p.wires.Ready:
		case <-ctx.Done():
			return
		}
	}
	for on := false; ; {
		now, err := in.Change(ctx, on)
		if err != nil {
			return // only ctx ends it
		}
		on = now
		tell(on)
	}
}

// show works the outputs until ctx is done.
func (p *Panel) show(ctx context.Context, l Listener) {
	beats := time.NewTicker(beat)
	beats.Stop()
	defer beats.Stop()
	quiet := time.NewTimer(time.Hour)
	quiet.Stop()
	defer quiet.Stop()
	f := front{wires: p.wires, listener: l, failed: map[*lines.Output]bool{}}
	for {
		select {
		case <-ctx.Done():
			f.dark()
			return
		case s := <-p.newest:
			if s.Paper && !f.signs.Paper && p.wires.Buzzer != nil {
				f.set(p.wires.Buzzer, true)
				quiet.Reset(beep)
			}
			if s.Worst != f.signs.Worst {
				f.phase = 0
				if blinks(s.Worst) {
					beats.Reset(beat)
				} else {
					beats.Stop()
				}
			}
			f.signs = s
			f.shine()
		case <-beats.C:
			f.phase++
			f.set(p.wires.Status, lit(f.signs.Worst, f.phase))
		case <-quiet.C:
			f.set(p.wires.Buzzer, false)
		}
	}
}

// blinks reports whether the status lamp goes on and off. Steady says: this
// terminal serves.
func blinks(worst health.Severity) bool { return worst >= health.Warning }

// lit says whether the status lamp is lit in a beat: always when all is well or
// can wait, slowly on and off when somebody should come today, fast when now.
func lit(worst health.Severity, phase int) bool {
	switch {
	case !blinks(worst):
		return true
	case worst >= health.Severe:
		return phase%2 == 0
	}
	return phase/slowBeats%2 == 0
}

// front is the outputs as they are shown now.
type front struct {
	wires    Wires
	listener Listener
	signs    terminal.Signs
	phase    int                    // beats since the worst condition changed
	failed   map[*lines.Output]bool // which outputs did not take what they were last told
}

func (f *front) shine() {
	f.set(f.wires.Card, f.signs.Card)
	f.set(f.wires.Paper, f.signs.Paper)
	f.set(f.wires.Status, lit(f.signs.Worst, f.phase))
}

// set switches an output. The first that fails is raised, until all work again.
func (f *front) set(o *lines.Output, on bool) {
	if o == nil {
		return
	}
	before := len(f.failed)
	err := o.Set(on)
	if err != nil {
		f.failed[o] = true
	} else {
		delete(f.failed, o)
	}
	switch {
	case before == 0 && err != nil:
		f.listener.Raise(health.Finding{Code: health.LinesGone, Detail: err.Error()})
	case before > 0 && len(f.failed) == 0:
		f.listener.Clear(health.LinesGone)
	}
}

// dark switches everything off. Who waits for an error then has gone.
func (f *front) dark() {
	var errs []error
	for _, o := range []*lines.Output{f.wires.Card, f.wires.Paper, f.wires.Status, f.wires.Buzzer} {
		if o != nil {
			errs = append(errs, o.Halt())
		}
	}
	if err := errors.Join(errs...); err != nil {
		f.listener.Raise(health.Finding{Code: health.LinesGone, Detail: err.Error()})
	}
}
