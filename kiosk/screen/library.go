package screen

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"linli/kiosk/widget"
)

// library is the window of a graphics library, which wants a GPU. It follows
// the display's rate while something moves.
type library struct {
	window  *window
	painter *widget.Painter
	dst     *ebiten.Image // while a frame is drawn
	finger  finger
	keys    keys
	turned  *turned
	sheets  sheets[*ebiten.Image]
	put     time.Time // last frame of pages that move
	began   bool      // a frame was made
	runs    atomic.Bool
}

// byLibrary makes w a window of the graphics library.
func byLibrary(w *window) *library {
	l := &library{window: w, painter: widget.NewPainter(w.kit)}
	if w.opts.Rotate != 0 {
		l.turned = &turned{opts: w.opts}
		l.finger.upright = w.opts.upright
	}
	l.sheets.draw, l.sheets.drop = l.painter.Picture, (*ebiten.Image).Deallocate
	w.easel = l
	w.pace.next, w.pace.follow = l.nextFrame, followDisplay
	return l
}

// run shows the window until the link ends, which returns nil.
func (l *library) run() error {
	w := l.window
	ebiten.SetWindowTitle(w.opts.Title)
	ebiten.SetWindowSize(w.opts.glass())
	ebiten.SetFullscreen(w.opts.Fullscreen)
	ebiten.SetCursorMode(ebiten.CursorModeHidden)
	ebiten.SetRunnableOnUnfocused(true)
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetTPS(ebiten.SyncWithFPS) // a frame without an Update would lose a touch
	w.pace.stir(w.now(), activeFor)
	err := ebiten.RunGameWithOptions(l, &ebiten.RunGameOptions{X11ClassName: className, X11InstanceName: instanceName})
	switch {
	case err != nil && !l.began:
		return fmt.Errorf("screen: OpenGL does not start (screen.engine: memory in kiosk.yaml wants none): %w", err)
	case err != nil:
		return fmt.Errorf("screen: window: %w", err)
	}
	return nil
}

// Update takes what arrived, looks at the glass, and reports what happened.
// What Draw drew last has been presented when Update is called again.
func (l *library) Update() error {
	w := l.window
	l.began = true
	l.runs.Store(true)
	now := l.waits(w.now())
	w.presented(now)
	if !w.hear(now) {
		l.runs.Store(false)
		return ebiten.Termination
	}
	w.touch(now, l.finger.look())
	w.fly(now)
	l.keys.look(func(deed deedKey, typed rune) { w.key(now, deed, typed) })
	w.rest(now)
	return nil
}

// Draw paints what has changed since the last frame and nothing else.
func (l *library) Draw(dst *ebiten.Image) {
	w := l.window
	if w.view == nil {
		return
	}
	l.dst = dst
	if l.turned != nil {
		l.dst = l.turned.canvas()
	}
	if w.paint(w.now()) && l.turned != nil {
		l.turned.present(dst)
	}
}

// Layout keeps the picture at the size of the panel.
func (l *library) Layout(int, int) (int, int) { return l.window.opts.glass() }

func (l *library) paint(s *widget.Scene, pressed string, part widget.Rect) {
	l.painter.Paint(l.dst, s, pressed, part)
}

func (l *library) motion(s *widget.Scene, m widget.Motion, ops []widget.Op) {
	l.painter.PaintMotion(l.dst, s, m, ops)
}

// pages draws them where the panel is turned. On other panels they go from
// their pictures to the glass: see DrawFinalScreen.
func (l *library) pages(*widget.Roll, func(int) *widget.Scene) {
	if l.turned == nil {
		l.dst.Set(0, 0, l.window.laid.Scene.Palette.Colour(widget.Ground)) // so that the frame counts
	} else {
		l.putPages(l.dst, ebiten.GeoM{})
	}
}

func (l *library) forget(bool) { l.sheets.clear() }

// putPages puts the pages in sight on dst, by way of m.
func (l *library) putPages(dst widget.Canvas, m ebiten.GeoM) {
	r := &l.window.scroll.roll
	l.sheets.each(r, l.window.page, func(page func(int) *ebiten.Image) { widget.PutPages(dst, m, r, page) })
}

// DrawFinalScreen brings what Draw painted to the glass, and between its parts
// the pages that move: each of their pixels is drawn once a frame.
func (l *library) DrawFinalScreen(glass ebiten.FinalScreen, painted *ebiten.Image, m ebiten.GeoM) {
	r := &l.window.scroll.roll
	if l.turned == nil && r.Moving() {
		widget.PutAround(glass, m, r, painted)
		l.putPages(glass, m)
		return
	}
	glass.DrawImage(painted, &ebiten.DrawImageOptions{GeoM: m, Blend: ebiten.BlendCopy})
}

// waits lets time pass until the next frame is due while pages move: each frame
// of the loop is presented then, so there must be no more of them.
func (l *library) waits(now time.Time) time.Time {
	if !l.window.scroll.roll.Moving() {
		return now
	}
	if due := l.put.Add(scrollFrame(l.window.cost)); due.After(now) {
		time.Sleep(due.Sub(now))
		now = due
	}
	l.put = now
	return now
}

// scrollShortest and scrollLongest bound the time between two frames while
// pages are scrolled; in between it follows what a frame costs.
const (
	scrollShortest = 33 * time.Millisecond
	scrollLongest  = 50 * time.Millisecond
)

// scrollFrame is the time between frames while a finger moves pages, where a
// whole picture took cost to the glass: what is left is for the machine.
func scrollFrame(cost time.Duration) time.Duration {
	return min(scrollLongest, max(scrollShortest, cost+cost/4))
}

// followDisplay switches between frames at the display's rate and frames on
// demand. It and nextFrame are the only callers of the frame modes that ebiten
// has marked as deprecated; there is no other way to a screen that costs
// nothing while nobody is near.
func followDisplay(on bool) {
	mode := ebiten.FPSModeVsyncOffMinimum //nolint:staticcheck // see above
	if on {
		mode = ebiten.FPSModeVsyncOn //nolint:staticcheck // see above
	}
	ebiten.SetFPSMode(mode) //nolint:staticcheck // see above
}

// nextFrame asks for one frame. It may be called from any goroutine. Before the
// first frame and after the last one the library would write into a descriptor
// that is not, or no longer, its own; frames are made then in any case.
func (l *library) nextFrame() {
	if l.runs.Load() {
		ebiten.ScheduleFrame() //nolint:staticcheck // see followDisplay
	}
}
