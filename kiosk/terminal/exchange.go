package terminal

import (
	"sync/atomic"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// offers is what is shown from the next visit on; nil for what stays.
type offers struct {
	catalogue atomic.Pointer[catalogue.Catalogue]
	opening   atomic.Pointer[Opening]
}

// Exchange puts c in the place of the catalogue, from the next visit on: a
// visit ends with the one it began with. Of several that come within a visit
// the last one counts. It does not block and may be called from anywhere, also
// before Run.
func (t *Terminal) Exchange(c *catalogue.Catalogue) { t.offered.catalogue.Store(c) }

// ExchangeOpening puts o in the place of the opening hours as Exchange does
// with a catalogue; nil stands for those of Options.
func (t *Terminal) ExchangeOpening(o Opening) {
	if o == nil {
		o = t.opts.Hours
	}
	t.offered.opening.Store(&o)
}

// exchange takes up what came last, if nobody is here.
func (t *Terminal) exchange() {
	if t.state.Screen != flow.Attract {
		return
	}
	if c := t.offered.catalogue.Swap(nil); c != nil {
		t.machine.Catalogue = c
		t.opts.Log.Info(kiosk.EventContentShown, "items", len(c.Items))
	}
	if o := t.offered.opening.Swap(nil); o != nil {
		t.opening = *o
	}
}
