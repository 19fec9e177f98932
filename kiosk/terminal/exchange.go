package terminal

import (
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// Exchange puts c in the place of the catalogue, from the next visit on: a
// visit ends with the one it began with. Of several that come within a visit
// the last one counts. It does not block and may be called from anywhere, also
// before Run.
func (t *Terminal) Exchange(c *catalogue.Catalogue) { t.offered.Store(c) }

// exchange takes up the catalogue that came last, if nobody is here.
func (t *Terminal) exchange() {
	if t.state.Screen != flow.Attract {
		return
	}
	if c := t.offered.Swap(nil); c != nil {
		t.machine.Catalogue = c
		t.opts.Log.Info(kiosk.EventContentShown, "items", len(c.Items))
	}
}
