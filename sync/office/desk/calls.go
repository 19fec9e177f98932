package desk

import (
	"slices"
	"time"

	"linli/kiosk"
)

// Call is a resident at a terminal who asked for help.
type Call struct {
	Number uint64 // grows with each call
	Device kiosk.DeviceID
	Visit  kiosk.VisitID
	Screen string // the flow's name of what the resident sees
	At     time.Time
}

// add keeps a call and reports whether a page shows it.
func (d *Desk) add(c Call) (heard bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget()
	d.calls = slices.DeleteFunc(d.calls, func(old Call) bool { return old.Device == c.Device })
	d.last++
	c.Number = d.last
	d.calls = append(d.calls, c)
	if over := len(d.calls) - maxCalls; over > 0 {
		d.calls = d.calls[over:]
	}
	d.tell()
	return d.open > 0
}

// Calls returns the calls that nobody has answered, the oldest first, and a
// revision that differs whenever they do. It does not block.
func (d *Desk) Calls() ([]Call, uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget()
	return slices.Clone(d.calls), d.revision
}

// Answer takes a call off the pages: somebody goes there. It reports whether
// it still stood.
func (d *Desk) Answer(number uint64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.calls, func(c Call) bool { return c.Number == number })
	if i < 0 {
		return false
	}
	d.log.Info(kiosk.EventHelpAnswered, "device", d.calls[i].Device, "after", d.now().Sub(d.calls[i].At))
	d.calls = slices.Delete(d.calls, i, i+1)
	d.tell()
	return true
}

// Changed returns a channel that is closed at the next change of the calls.
func (d *Desk) Changed() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.changed
}

// Watch counts a page that shows calls until stop is called.
func (d *Desk) Watch() (stop func()) {
	d.count(1)
	return func() { d.count(-1) }
}

func (d *Desk) count(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open += n
}

// forget lets go of old calls. The caller holds mu.
func (d *Desk) forget() {
	old, before := d.now().Add(-keepCalls), len(d.calls)
	d.calls = slices.DeleteFunc(d.calls, func(c Call) bool { return c.At.Before(old) })
	if len(d.calls) != before {
		d.tell()
	}
}

// tell wakes who waits for a change. The caller holds mu.
func (d *Desk) tell() {
	d.revision++
	close(d.changed)
	d.changed = make(chan struct{})
}
