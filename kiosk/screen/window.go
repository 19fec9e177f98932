package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// ErrNoDisplay means that there is no X display to draw on.
var ErrNoDisplay = errors.New("screen: DISPLAY is not set: start an X server first")

// Run shows what arrives on conn until conn closes, which returns nil, or ctx
// ends, which returns its error. It must be called from the main goroutine and
// once in a process, because the window system wants it so. When the X server
// dies, the process dies with it and Run does not return.
func Run(ctx context.Context, conn io.ReadWriteCloser, o Options) error {
	if os.Getenv("DISPLAY") == "" {
		return ErrNoDisplay
	}
	kit, err := widget.LoadKit()
	if err != nil {
		return fmt.Errorf("screen: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &window{kit: kit, opts: o, painter: widget.NewPainter(kit), now: time.Now}
	w.link = dial(ctx, conn, nextFrame)
	go beat(ctx)

	ebiten.SetWindowTitle(o.Title)
	ebiten.SetWindowSize(o.Width, o.Height)
	ebiten.SetFullscreen(o.Fullscreen)
	ebiten.SetCursorMode(ebiten.CursorModeHidden)
	ebiten.SetRunnableOnUnfocused(true)
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetTPS(ebiten.SyncWithFPS) // a frame without an Update would lose a touch
	w.pace.stir(w.now(), activeFor)
	if err := ebiten.RunGameWithOptions(w, &ebiten.RunGameOptions{X11ClassName: "linli", X11InstanceName: "screen"}); err != nil {
		return fmt.Errorf("screen: window: %w", err)
	}
	if errors.Is(w.reason, io.EOF) || errors.Is(w.reason, io.ErrClosedPipe) || errors.Is(w.reason, os.ErrClosed) {
		return nil
	}
	return w.reason
}

// window is the frame loop. All of it belongs to the goroutine of the loop.
type window struct {
	kit     *widget.Kit
	opts    Options
	painter *widget.Painter
	link    *link
	now     func() time.Time

	pace    pace
	pointer widget.Pointer
	finger  finger

	view   *flow.View // what laid was made of
	laid   Laid
	began  time.Time // when the screen of view came up; its motions began then
	dirty  bool
	drawn  string        // control that was drawn pressed
	put    time.Time     // when something was last drawn
	moved  time.Time     // last frame of a motion
	still  bool          // motions have come to their end
	parts  [][]widget.Op // what moves, as it was last drawn
	cost   time.Duration // of the last whole picture, until it was presented
	unsaid bool          // the View is drawn but not reported as shown
	reason error
}

// Update takes what arrived, looks at the glass, and reports what happened.
// What Draw drew last has been presented when Update is called again.
func (w *window) Update() error {
	now := w.now()
	select {
	case w.reason = <-w.link.ended:
		return ebiten.Termination
	default:
	}
	if w.unsaid && !w.dirty {
		w.unsaid, w.cost = false, now.Sub(w.put)
		w.link.tell(flow.FromScreen{Seq: w.view.Seq, Shown: w.shown()})
	}
	if v := w.link.newest.Load(); v != nil && v != w.view {
		w.take(now, v)
	}
	w.touch(now)
	w.pace.rest(now)
	return nil
}

// take lays out a new View.
func (w *window) take(now time.Time, v *flow.View) {
	other := w.view == nil || w.view.Screen != v.Screen || w.view.Page != v.Page ||
		(w.view.Idle > 0) != (v.Idle > 0)
	if other {
		w.began, w.still = now, false
	}
	w.view, w.laid = v, Lay(w.kit, *v, w.opts)
	w.pointer.Show(now, w.laid.Scene, other)
	w.dirty = true
	w.pace.stir(now, 0)
}

func (w *window) touch(now time.Time) {
	contact := w.finger.look()
	deed := w.pointer.Step(now, contact)
	if contact.Down || deed.Landed {
		w.pace.stir(now, activeFor)
	}
	if w.view == nil {
		return
	}
	if deed.Landed {
		w.link.tell(flow.FromScreen{Seq: w.view.Seq, Any: true})
	}
	if deed.Fired != "" {
		w.link.tell(flow.FromScreen{Seq: w.view.Seq, Touched: flow.Control(deed.Fired)})
	}
}

// Draw paints what has changed since the last frame and nothing else.
func (w *window) Draw(dst *ebiten.Image) {
	if w.view == nil {
		return
	}
	now := w.now()
	whole := widget.Rect{W: float64(w.opts.Width), H: float64(w.opts.Height)}
	scene, pressed := w.laid.Scene, w.pointer.Pressed()
	full := w.dirty
	switch {
	case full:
		w.painter.Paint(dst, scene, pressed, whole)
		w.unsaid, w.dirty, w.put = true, false, now
	case pressed != w.drawn:
		w.put = now
		for _, id := range []string{w.drawn, pressed} {
			if t, ok := scene.Target(id); ok {
				w.painter.Paint(dst, scene, pressed, t.Box.Inset(-2*scene.Slop, -2*scene.Slop))
			}
		}
	case now.Sub(w.put) >= healEach:
		// Any drawing, be it one pixel, brings the whole picture to the glass
		// again; X does not tell when another window has left its ghost there.
		w.painter.Paint(dst, scene, pressed, widget.Rect{W: 1, H: 1})
		w.put = now
	}
	repainted := full || pressed != w.drawn
	w.drawn = pressed
	w.move(dst, now, repainted)
}

// move draws the frame of each motion that is due, and asks for the next.
func (w *window) move(dst *ebiten.Image, now time.Time, repainted bool) {
	between := motionFrame(w.cost)
	due := !w.still && now.Sub(w.moved) >= between
	if !repainted && !due {
		return
	}
	motions := w.laid.Scene.Motions
	if len(w.parts) != len(motions) {
		w.parts = make([][]widget.Op, len(motions))
	}
	w.still, w.moved = true, now
	for i, m := range motions {
		p, moving := m.Progress(now.Sub(w.began).Seconds())
		if parts := m.At(p); repainted || !slices.EqualFunc(parts, w.parts[i], widget.Same) {
			w.painter.PaintMotion(dst, w.laid.Scene, m, parts)
			w.parts[i] = parts
		}
		if moving {
			w.still = false
		}
	}
	if !w.still {
		time.AfterFunc(between, nextFrame)
	}
}

// Layout keeps the picture at the size of the panel.
func (w *window) Layout(int, int) (int, int) { return w.opts.Width, w.opts.Height }

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
