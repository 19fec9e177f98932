package visitplay_test

import (
	"image"
	"image/color"
	"io"
	"os/exec"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"linli/internal/stage"
	"linli/internal/visitplay"
)

// virtualDisplay starts a display of this test alone: touches that other tests
// inject on a shared one would be felt here.
func virtualDisplay(t *testing.T, size image.Point) string {
	t.Helper()
	_, display := startDisplay(t, size)
	return display
}

func startDisplay(t *testing.T, size image.Point) (*stage.Process, string) {
	t.Helper()
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Skip("Xvfb is not installed: apt-get install xvfb")
	}
	server, display, err := stage.StartDisplay(t.Context(), size, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Kill)
	return server, display
}

func openGlass(t *testing.T, display string) *visitplay.Glass {
	t.Helper()
	glass, err := visitplay.OpenGlass(within(t, 10*time.Second), display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(glass.Close)
	return glass
}

// painter is the smallest X program: one window over the whole display that is
// filled with colours and tells where it was pressed and released.
type painter struct {
	conn              *xgb.Conn
	window            xproto.Window
	context           xproto.Gcontext
	presses, releases chan image.Point
}

func openPainter(t *testing.T, display string) *painter {
	t.Helper()
	xgb.Logger.SetOutput(io.Discard)
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	p := &painter{conn: conn, presses: make(chan image.Point, 64), releases: make(chan image.Point, 64)}
	screen := xproto.Setup(conn).DefaultScreen(conn)
	if p.window, err = xproto.NewWindowId(conn); err != nil {
		t.Fatal(err)
	}
	if p.context, err = xproto.NewGcontextId(conn); err != nil {
		t.Fatal(err)
	}
	err = xproto.CreateWindowChecked(conn, screen.RootDepth, p.window, screen.Root, 0, 0,
		screen.WidthInPixels, screen.HeightInPixels, 0, xproto.WindowClassInputOutput, screen.RootVisual,
		xproto.CwOverrideRedirect|xproto.CwEventMask,
		[]uint32{1, xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease}).Check()
	if err != nil {
		t.Fatal(err)
	}
	if err := xproto.CreateGCChecked(conn, p.context, xproto.Drawable(p.window), 0, nil).Check(); err != nil {
		t.Fatal(err)
	}
	if err := xproto.MapWindowChecked(conn, p.window).Check(); err != nil {
		t.Fatal(err)
	}
	go p.listen()
	return p
}

func (p *painter) listen() {
	for {
		event, err := p.conn.WaitForEvent()
		if event == nil && err == nil {
			return
		}
		switch e := event.(type) {
		case xproto.ButtonPressEvent:
			p.presses <- image.Pt(int(e.EventX), int(e.EventY))
		case xproto.ButtonReleaseEvent:
			p.releases <- image.Pt(int(e.EventX), int(e.EventY))
		}
	}
}

func (p *painter) fill(area image.Rectangle, c color.RGBA) {
	pixel := uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B)
	xproto.ChangeGC(p.conn, p.context, xproto.GcForeground, []uint32{pixel})
	xproto.PolyFillRectangleChecked(p.conn, xproto.Drawable(p.window), p.context, []xproto.Rectangle{{
		X: int16(area.Min.X), Y: int16(area.Min.Y), Width: uint16(area.Dx()), Height: uint16(area.Dy()),
	}}).Check()
}

func (p *painter) nextPress(t *testing.T) image.Point   { return next(t, p.presses) }
func (p *painter) nextRelease(t *testing.T) image.Point { return next(t, p.releases) }

func next(t *testing.T, points <-chan image.Point) image.Point {
	t.Helper()
	select {
	case p := <-points:
		return p
	case <-within(t, 5*time.Second).Done():
		t.Fatal("the window felt nothing")
		return image.Point{}
	}
}
