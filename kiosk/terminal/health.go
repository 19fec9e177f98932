package terminal

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/health"
)

// lookEvery is how often the devices are asked how they are while nobody is
// here, and lookPatience how long all answers may take. A visit that begins
// ends the asking: nobody waits for it.
const (
	lookEvery    = 30 * time.Second
	lookPatience = 15 * time.Second
)

// downFor is how long the line must be down before somebody should come: an
// office that starts anew is back sooner.
const downFor = time.Minute

// conditions is what is known to be wrong.
type conditions struct {
	changed chan struct{} // holds one wake-up at most

	mu    sync.Mutex // protects the fields below
	state health.State
	held  map[health.Code]Held // of each code in state
}

// Held is a condition that holds.
type Held struct {
	health.Finding           // as it was found last
	Since          time.Time // when it was found first
}

// Raise notes that a condition holds. It does not block and may be called from
// anywhere, also before Run.
func (t *Terminal) Raise(found health.Finding) {
	t.note(func(s health.State) health.State { return s.Raise(found.Code) }, found)
}

// Clear notes that a condition no longer holds. It does not block and may be
// called from anywhere, also before Run.
func (t *Terminal) Clear(code health.Code) {
	t.note(func(s health.State) health.State { return s.Clear(code) })
}

// Health returns what is known to be wrong now. It does not block.
func (t *Terminal) Health() health.State {
	t.wrong.mu.Lock()
	defer t.wrong.mu.Unlock()
	return t.wrong.state
}

// Held returns all that is known to be wrong now, in the order of the codes. It
// does not block.
func (t *Terminal) Held() []Held {
	t.wrong.mu.Lock()
	defer t.wrong.mu.Unlock()
	var all []Held
	for _, code := range t.wrong.state.Codes() {
		all = append(all, t.wrong.held[code])
	}
	return all
}

// hold makes held what is known of the codes in state. The caller holds mu.
func (c *conditions) hold(state health.State, found []health.Finding) {
	c.state = state
	maps.DeleteFunc(c.held, func(code health.Code, _ Held) bool { return !state.Has(code) })
	for _, code := range state.Codes() {
		h, known := c.held[code]
		if !known {
			h = Held{Finding: health.Finding{Code: code}, Since: time.Now()}
		}
		if i := slices.IndexFunc(found, func(f health.Finding) bool { return f.Code == code }); i >= 0 {
			h.Finding = found[i]
		}
		c.held[code] = h
	}
}

// note changes what is known, logs what came and went, and wakes Run. found
// has the details of what may come.
func (t *Terminal) note(change func(health.State) health.State, found ...health.Finding) {
	t.wrong.mu.Lock()
	before := t.wrong.state
	after := change(before)
	t.wrong.hold(after, found)
	held := maps.Clone(t.wrong.held)
	t.wrong.mu.Unlock()
	if slices.Equal(before.Codes(), after.Codes()) {
		return
	}
	for _, code := range after.Codes() {
		if !before.Has(code) {
			row, _ := health.Lookup(code)
			t.opts.Log.Warn(kiosk.EventHealthRaised, "code", string(code), "severity", row.Severity.String(), "detail", held[code].Detail)
		}
	}
	for _, code := range before.Codes() {
		if !after.Has(code) {
			t.opts.Log.Info(kiosk.EventHealthCleared, "code", string(code))
		}
	}
	select {
	case t.wrong.changed <- struct{}{}:
	default: // Run has not looked yet
	}
}

// examined notes what was found of one source.
func (t *Terminal) examined(source health.Source, found []health.Finding) {
	t.note(func(s health.State) health.State { return s.Examined(source, found) }, found...)
}

// look asks the devices how they are, if it is time and nobody is here. It
// does not wait for their answers.
func (t *Terminal) look(ctx context.Context) {
	t.lookAtLine()
	if t.state.Screen != flow.Attract || time.Since(t.looked) < lookEvery {
		return
	}
	t.looked = time.Now()
	t.endLook()
	ctx, t.stopLook = context.WithTimeout(ctx, lookPatience)
	select {
	case t.looks <- ctx:
	default: // the look before has not begun yet
	}
	t.atReader(ctx, func(ctx context.Context) {
		if found := t.cards.Examine(ctx); ctx.Err() == nil {
			t.examined(health.OfReader, found)
		}
	})
}

func (t *Terminal) endLook() {
	if t.stopLook != nil {
		t.stopLook()
		t.stopLook = nil
	}
}

// lookAtPrinter asks the printer how it is, between two sheets.
func (t *Terminal) lookAtPrinter(ctx context.Context) {
	if ctx.Err() != nil {
		return // a visit began meanwhile
	}
	if found := t.printer.Examine(ctx); ctx.Err() == nil {
		t.examined(health.OfPrinter, found)
	}
}

// lookAtLine notes a line that has been down for long.
func (t *Terminal) lookAtLine() {
	switch {
	case t.hall.Look().LineUp:
		t.lineUp = time.Now()
		t.Clear(health.LineDown)
	case time.Since(t.lineUp) >= downFor:
		t.Raise(health.Finding{Code: health.LineDown})
	}
}

// heardReader learns from what the reader reports in a visit.
func (t *Terminal) heardReader(r CardReport) {
	switch r.What {
	case ReaderGone:
		t.Raise(health.Finding{Code: health.ReaderGone, Detail: words(r.Err)})
	case ReaderBack, CardFound:
		t.examined(health.OfReader, nil)
	}
}

// heardStore learns from how a Submit ended. A call that nobody waited for any
// more says nothing.
func (t *Terminal) heardStore(err error) {
	switch {
	case err == nil:
		t.Clear(health.StoreFailed)
		t.Clear(health.StoreFull)
	case errors.Is(err, context.Canceled):
	default:
		if code := t.opts.Diagnose(err); code != "" {
			t.Raise(health.Finding{Code: code, Detail: words(err)})
		}
	}
}

func words(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// lost tells whether residents go without part now.
func (t *Terminal) lost(part health.Part) bool {
	_, is := t.Health().Lost(part)
	return is
}

// missing says in flow's words what residents cannot have now.
func (t *Terminal) missing() flow.Missing {
	m := flow.Missing{
		Tickets: t.lost(health.Tickets), Paper: t.lost(health.Paper), Card: t.lost(health.Card),
		Applications: t.lost(health.Applications),
	}
	if m.Any() {
		m.Phone = t.opts.Custodian
	}
	return m
}
