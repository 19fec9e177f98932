package screen

import (
	"cmp"
	"time"

	"linli/kiosk/widget"
)

// pad is what a finger draws on, within an Entry.
type pad interface {
	Begin(widget.Point)
	Draw(widget.Point)
	Lift()
}

// draw brings the finger's way to the pad under it, along its edge where the
// finger is beyond it. Only the pad is painted anew while it draws; what the
// strokes mean shows when the finger has left.
func (w *window) draw(now time.Time, deed widget.Deed, c widget.Contact) {
	if w.entry == nil {
		w.inked = ""
		return
	}
	on, ok := w.entry.with.(pad)
	if !ok || deed.Ink == "" && w.inked == "" {
		return
	}
	t, _ := w.laid.Scene.Target(cmp.Or(deed.Ink, w.inked))
	at := w.laid.Scene.PointOn(t, min(max(c.X, t.Box.X), t.Box.X+t.Box.W), min(max(c.Y, t.Box.Y), t.Box.Y+t.Box.H))
	switch {
	case deed.Ink == "": // it may have slid and left within one frame
		w.inked = ""
		on.Draw(at)
		on.Lift()
		w.written(now, w.waited)
		return
	case w.inked == "":
		w.inked, w.waited = deed.Ink, w.entry.Waiting()
		on.Begin(at)
	default:
		on.Draw(at)
	}
	w.lay(now, false)
	w.dirty, w.body = false, t.Box.Inset(-2, -2)
}
