package screen

import (
	"runtime/debug"
	"slices"
	"time"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// window is what one window shows. All of it belongs to one goroutine.
type window struct {
	kit   *widget.Kit
	opts  Options
	easel easel
	link  *link
	now   func() time.Time

	pace    pace
	memory  memory
	pointer widget.Pointer
	chinese Chinese // zero until something is written
	entry   *Entry  // what is being written; nil where nothing is
	inked   string  // id of the pad of entry that the finger draws on
	waited  bool    // before it did, something was half written

	scroll scroll
	got    *flow.View // newest from the terminal
	view   *flow.View // what laid was made of: got, on the page that was scrolled to
	laid   Laid
	began  time.Time // when the screen of view came up; its motions began then
	dirty  bool
	body   widget.Rect   // to be painted anew when the whole need not be
	drawn  string        // control that was drawn pressed
	ringed widget.Rect   // where the focus was drawn
	put    time.Time     // when something was last drawn
	moved  time.Time     // last frame of a motion
	still  bool          // motions have come to their end
	parts  [][]widget.Op // what moves, as it was last drawn
	cost   time.Duration // of the last whole picture, until it was presented
	unsaid bool          // the View is drawn but not reported as shown
	reason error
}

// easel is what a window paints on.
type easel interface {
	paint(s *widget.Scene, pressed string, part widget.Rect)
	motion(s *widget.Scene, m widget.Motion, ops []widget.Op)
	// pages shows the pages that move where they are now, each as it is laid
	// out by scene.
	pages(r *widget.Roll, scene func(page int) *widget.Scene)
	// forget lets the pictures of pages go, and with all what else was kept of
	// what was shown.
	forget(all bool)
}

// hear takes what arrived, and tells whether the window goes on.
func (w *window) hear(now time.Time) (goesOn bool) {
	select {
	case w.reason = <-w.link.ended:
		return false
	default:
	}
	if v := w.link.newest.Load(); v != nil && v != w.got {
		w.got = v
		w.take(now, w.scroll.take(w.view, v))
	}
	return true
}

// presented tells the terminal that what was painted last is on the glass.
func (w *window) presented(now time.Time) {
	if w.unsaid && !w.dirty {
		w.unsaid, w.cost = false, now.Sub(w.put)
		w.link.tell(flow.FromScreen{Seq: w.view.Seq, Shown: w.shown()})
	}
}

// rest gives back what nobody needs when nothing moves any more.
func (w *window) rest(now time.Time) {
	if w.pace.rest(now) && w.memory.rest(w.view != nil && w.view.Visit != "") {
		w.easel.forget(true)
		go debug.FreeOSMemory() // some 20 ms, beside the frame loop
	}
}

// take lays out a new View.
func (w *window) take(now time.Time, v *flow.View) {
	other, next := isOther(w.view, w.laid.Page, v), isNext(w.view, v)
	if other {
		w.began, w.still = now, false
	}
	w.view = v
	w.ask()
	w.lay(now, other)
	if next {
		w.pointer.Show(now, w.laid.Scene, true)
	}
	w.listen()
	w.unsaid = true
}

// lay lays the View out anew. Other means that another screen than before is
// shown.
func (w *window) lay(now time.Time, other bool) {
	before := w.laid.Scene
	w.laid = LayEntry(w.kit, *w.view, w.opts, w.entry)
	w.laid.keepFocus(before, other)
	w.pointer.Show(now, w.laid.Scene, other)
	w.easel.forget(false)
	w.scroll.lay(w.laid, w.opts)
	w.dirty = true
	w.pace.stir(now, 0)
}

// ask begins a new Entry when the View asks another question, and overwrites
// the one before.
func (w *window) ask() {
	if w.entry != nil && w.entry.of == entryOf(*w.view) {
		return
	}
	if w.entry != nil {
		w.entry.Wipe()
		w.entry = nil
	}
	if w.view.Form == nil {
		return
	}
	if w.chinese.Pinyin == nil {
		w.chinese = loadChinese(w.kit, w.opts.Handwriting)
	}
	w.entry = NewEntry(*w.view, w.chinese)
}

// touch takes one look at the finger.
func (w *window) touch(now time.Time, contact widget.Contact) {
	scrolls := w.scrolls(now, contact)
	if scrolls {
		w.pointer.Cancel()
	}
	deed := w.pointer.Step(now, contact)
	if scrolls {
		w.pointer.Cancel()
	}
	if contact.Down || deed.Landed {
		w.pace.stir(now, activeFor)
	}
	if deed.Landed && w.laid.Scene != nil {
		w.laid.Scene.Focus = "" // a finger needs none
	}
	if w.view == nil {
		return
	}
	if deed.Landed {
		w.link.tell(flow.FromScreen{Seq: w.view.Seq, Any: true})
	}
	if deed.Fired != "" {
		w.fired(now, deed.Fired)
	}
	w.draw(now, deed, contact)
}

// fired does what a control is for: a key of an Entry writes, any other is the
// terminal's.
func (w *window) fired(now time.Time, id string) {
	if t, _ := w.laid.Scene.Target(id); !t.Local {
		w.link.tell(flow.FromScreen{Seq: w.view.Seq, Touched: flow.Control(id)})
		return
	}
	if w.entry == nil {
		return
	}
	if waited := w.entry.Waiting(); w.entry.Press(id) {
		w.written(now, waited)
	}
}

// written tells the terminal what stands in the question now, and shows it.
func (w *window) written(now time.Time, waited bool) {
	w.link.tell(flow.FromScreen{Seq: w.view.Seq, Typed: &flow.TypedText{Field: w.view.Form.Field, Text: w.entry.Value()}})
	focus := w.laid.Scene.Focus
	w.lay(now, false)
	if w.laid.Scene.Focus != focus {
		w.tellFocus(true)
	}
	if w.entry.Waiting() == waited {
		w.dirty, w.body = false, w.laid.Body // the bands are as they were
	}
}

// paint paints what has changed since it was last called and nothing else, and
// tells whether it did.
func (w *window) paint(now time.Time) bool {
	whole := widget.Rect{W: float64(w.opts.Width), H: float64(w.opts.Height)}
	scene, pressed := w.laid.Scene, w.pointer.Pressed()
	var changed []widget.Rect
	switch ring := w.ring(); {
	case w.dirty:
		changed = []widget.Rect{whole}
		w.dirty = false
	case w.body.W > 0:
		changed = []widget.Rect{w.body}
	case pressed != w.drawn || ring != w.ringed:
		for _, id := range []string{w.drawn, pressed} {
			if t, ok := scene.Target(id); ok && pressed != w.drawn {
				changed = append(changed, t.Box.Inset(-2*scene.Slop, -2*scene.Slop))
			}
		}
		if ring != w.ringed {
			changed = append(changed, w.ringed, ring)
		}
	case now.Sub(w.put) >= healEach:
		// Any drawing, be it one pixel, has a graphics library bring the whole
		// picture to the glass again; it is not told when another window has
		// left its ghost there.
		changed = []widget.Rect{{W: 1, H: 1}}
	}
	w.body = widget.Rect{}
	for _, part := range changed {
		if part.W > 0 {
			w.easel.paint(scene, pressed, part)
			w.put = now
		}
	}
	w.drawn, w.ringed = pressed, w.ring()
	rolled := w.roll(now, len(changed) > 0)
	return w.move(now, len(changed) > 0) || rolled || len(changed) > 0
}

// ring is where the focus shows, all zero for nowhere.
func (w *window) ring() widget.Rect {
	t, ok := w.laid.Scene.Focused()
	if !ok {
		return widget.Rect{}
	}
	return w.laid.Scene.RingBox(t).Inset(-1, -1)
}

// move draws the frame of each motion that is due, asks for the next, and tells
// whether it drew.
func (w *window) move(now time.Time, repainted bool) (drew bool) {
	between := motionFrame(w.cost)
	due := (!w.still || w.laid.Scene.Turns()) && now.Sub(w.moved) >= between
	if !repainted && !due {
		return false
	}
	motions := w.laid.Scene.Motions
	if len(w.parts) != len(motions) {
		w.parts = make([][]widget.Op, len(motions))
	}
	w.still, w.moved = true, now
	for i, m := range motions {
		p, moving := m.Progress(now.Sub(w.began).Seconds())
		if parts := m.At(p); repainted || !slices.EqualFunc(parts, w.parts[i], widget.Same) {
			w.easel.motion(w.laid.Scene, m, parts)
			w.parts[i] = parts
			drew = true
		}
		if moving {
			w.still = false
		}
	}
	if !w.still {
		time.AfterFunc(between, w.pace.next)
	}
	return drew
}

// shown tells what the presented picture holds.
func (w *window) shown() *flow.Shown {
	s := w.laid.Scene
	out := &flow.Shown{Width: s.Width, Height: s.Height, Page: w.laid.Page, Pages: w.laid.Pages, Missing: s.Missing}
	for _, t := range s.Targets {
		out.Controls = append(out.Controls, flow.Place{
			Control: flow.Control(t.ID),
			X:       int(t.Box.X), Y: int(t.Box.Y), W: int(t.Box.W), H: int(t.Box.H),
		})
	}
	return out
}
