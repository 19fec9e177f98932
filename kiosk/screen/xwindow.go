package screen

import (
	"errors"
	"fmt"
	"image"
	"io"
	"log"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/shm"
	"github.com/jezek/xgb/xproto"
)

// errUnfit means that pixels cannot be put on this display as they are: it has
// another size, or its pixels are no four bytes of blue, green and red.
var errUnfit = errors.New("screen: the display takes no pixels as they are")

// xWindow is a window of an X server whose pixels lie in memory of ours, which
// the server reads.
type xWindow struct {
	conn   *xgb.Conn
	id     xproto.Window
	gc     xproto.Gcontext
	depth  byte
	pixels *image.RGBA // blue, green, red and nothing
	lent   *lentMemory // of pixels; nil where the server is sent copies
	offset image.Point // of pixels in the window
	seen   bool        // the window is on the display
	keys   keyTable
	events chan xEvent
}

// xEvent is what the server says; both are nil when it says no more.
type xEvent struct {
	event xgb.Event
	err   xgb.Error
}

// openXWindow shows a window of the given size on the display, in the middle of
// it or over all of it. A display that cannot take its pixels is errUnfit.
func openXWindow(title string, size image.Point, all bool) (*xWindow, error) {
	xgb.Logger = log.New(io.Discard, "", 0) // what matters comes back as an error
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("screen: display: %w: %w", errUnfit, err)
	}
	x := &xWindow{conn: conn, events: make(chan xEvent, 256)}
	if err := x.open(title, size, all); err != nil {
		return nil, err // connected still: a server begins anew when its last client leaves, just as the next one comes
	}
	go x.listen()
	return x, nil
}

func (x *xWindow) open(title string, size image.Point, all bool) error {
	setup := xproto.Setup(x.conn)
	on := setup.DefaultScreen(x.conn)
	panel := image.Pt(int(on.WidthInPixels), int(on.HeightInPixels))
	if !plainPixels(setup, on) || size.X > panel.X || size.Y > panel.Y || all && size != panel {
		return fmt.Errorf("%w: %v of %d bits, %v wanted", errUnfit, panel, on.RootDepth, size)
	}
	x.depth = on.RootDepth
	x.lend(size)
	if err := x.create(on, image.Rectangle{Max: size}.Add(panel.Sub(size).Div(2))); err != nil {
		return err
	}
	if err := x.name(title, all); err != nil {
		return err
	}
	var err error
	if x.keys, err = readKeyTable(x.conn); err != nil {
		return err
	}
	if err := xproto.MapWindowChecked(x.conn, x.id).Check(); err != nil {
		return fmt.Errorf("screen: show the window: %w", err)
	}
	return nil
}

// plainPixels tells whether a pixel of the display is four bytes, blue first.
func plainPixels(setup *xproto.SetupInfo, on *xproto.ScreenInfo) bool {
	if setup.ImageByteOrder != xproto.ImageOrderLSBFirst {
		return false
	}
	four := false
	for _, f := range setup.PixmapFormats {
		four = four || f.Depth == on.RootDepth && f.BitsPerPixel == 32
	}
	for _, d := range on.AllowedDepths {
		for _, v := range d.Visuals {
			if v.VisualId == on.RootVisual {
				return four && v.RedMask == 0xFF0000 && v.GreenMask == 0xFF00 && v.BlueMask == 0xFF
			}
		}
	}
	return false
}

// lend makes the pixels, in memory that the server reads where it can: one on
// another machine is sent copies.
func (x *xWindow) lend(size image.Point) {
	bytes := 4 * size.X * size.Y
	x.pixels = &image.RGBA{Stride: 4 * size.X, Rect: image.Rectangle{Max: size}}
	if lent, err := lendMemory(x.conn, bytes); err == nil {
		x.lent, x.pixels.Pix = lent, lent.bytes
	} else {
		x.pixels.Pix = make([]byte, bytes)
	}
}

// create makes the window and what draws on it.
func (x *xWindow) create(on *xproto.ScreenInfo, at image.Rectangle) error {
	var err error
	if x.id, err = xproto.NewWindowId(x.conn); err != nil {
		return fmt.Errorf("screen: window: %w", err)
	}
	if x.gc, err = xproto.NewGcontextId(x.conn); err != nil {
		return fmt.Errorf("screen: window: %w", err)
	}
	cursor, err := x.noCursor(on.Root)
	if err != nil {
		return fmt.Errorf("screen: cursor: %w", err)
	}
	const felt = xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease | xproto.EventMaskButton1Motion |
		xproto.EventMaskKeyPress | xproto.EventMaskKeyRelease | xproto.EventMaskExposure | xproto.EventMaskStructureNotify
	size := at.Size()
	err = xproto.CreateWindowChecked(x.conn, x.depth, x.id, on.Root, int16(at.Min.X), int16(at.Min.Y), uint16(size.X), uint16(size.Y), 0,
		xproto.WindowClassInputOutput, on.RootVisual, xproto.CwBackPixel|xproto.CwEventMask|xproto.CwCursor,
		[]uint32{on.BlackPixel, felt, uint32(cursor)}).Check()
	if err != nil {
		return fmt.Errorf("screen: window: %w", err)
	}
	err = xproto.CreateGCChecked(x.conn, x.gc, xproto.Drawable(x.id), xproto.GcGraphicsExposures, []uint32{0}).Check()
	if err != nil {
		return fmt.Errorf("screen: window: %w", err)
	}
	return nil
}

// noCursor is a pointer that cannot be seen.
func (x *xWindow) noCursor(root xproto.Window) (xproto.Cursor, error) {
	dot, err := xproto.NewPixmapId(x.conn)
	if err != nil {
		return 0, err
	}
	gc, err := xproto.NewGcontextId(x.conn)
	if err != nil {
		return 0, err
	}
	cursor, err := xproto.NewCursorId(x.conn)
	if err != nil {
		return 0, err
	}
	if err := xproto.CreatePixmapChecked(x.conn, 1, dot, xproto.Drawable(root), 1, 1).Check(); err != nil {
		return 0, err
	}
	if err := xproto.CreateGCChecked(x.conn, gc, xproto.Drawable(dot), xproto.GcForeground, []uint32{0}).Check(); err != nil {
		return 0, err
	}
	one := []xproto.Rectangle{{Width: 1, Height: 1}}
	if err := xproto.PolyFillRectangleChecked(x.conn, xproto.Drawable(dot), gc, one).Check(); err != nil {
		return 0, err
	}
	return cursor, xproto.CreateCursorChecked(x.conn, cursor, dot, dot, 0, 0, 0, 0, 0, 0, 0, 0).Check()
}

// name tells a window manager, where there is one, what the window is.
func (x *xWindow) name(title string, all bool) error {
	set := func(property, kind xproto.Atom, format byte, value []byte) error {
		return xproto.ChangePropertyChecked(x.conn, xproto.PropModeReplace, x.id, property, kind, format,
			uint32(len(value)*8/int(format)), value).Check()
	}
	atoms := map[string]xproto.Atom{"_NET_WM_NAME": 0, "UTF8_STRING": 0, "_NET_WM_STATE": 0, "_NET_WM_STATE_FULLSCREEN": 0}
	for name := range atoms {
		a, err := xproto.InternAtom(x.conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return fmt.Errorf("screen: name the window: %w", err)
		}
		atoms[name] = a.Atom
	}
	err := errors.Join(
		set(xproto.AtomWmClass, xproto.AtomString, 8, []byte(instanceName+"\x00"+className+"\x00")),
		set(atoms["_NET_WM_NAME"], atoms["UTF8_STRING"], 8, []byte(title)),
	)
	if all {
		state := make([]byte, 4)
		xgb.Put32(state, uint32(atoms["_NET_WM_STATE_FULLSCREEN"]))
		err = errors.Join(err, set(atoms["_NET_WM_STATE"], xproto.AtomAtom, 32, state))
	}
	if err != nil {
		return fmt.Errorf("screen: name the window: %w", err)
	}
	return nil
}

// put brings a part of the pixels to the glass. The last of several waits until
// the server has taken them all, a few milliseconds: the pixels must not change
// before.
func (x *xWindow) put(part image.Rectangle, last bool) error {
	if x.lent == nil {
		return x.send(part)
	}
	size, to := part.Size(), part.Min.Add(x.offset)
	cookie := shm.PutImageChecked(x.conn, xproto.Drawable(x.id), x.gc,
		uint16(x.pixels.Rect.Dx()), uint16(x.pixels.Rect.Dy()), uint16(part.Min.X), uint16(part.Min.Y),
		uint16(size.X), uint16(size.Y), int16(to.X), int16(to.Y), x.depth, xproto.ImageFormatZPixmap, 0, x.lent.id, 0)
	if !last {
		return nil
	}
	if err := cookie.Check(); err != nil {
		return fmt.Errorf("screen: put pixels: %w", err)
	}
	return nil
}

// mostSent is how many bytes of pixels one request may hold (X11 protocol,
// section 1: a length is 16 bits of four bytes each).
const mostSent = 4*0xFFFF - 64

// send sends a copy of a part of the pixels.
func (x *xWindow) send(part image.Rectangle) error {
	rows := max(1, mostSent/(4*part.Dx()))
	for y := part.Min.Y; y < part.Max.Y; y += rows {
		strip := image.Rect(part.Min.X, y, part.Max.X, min(y+rows, part.Max.Y))
		data := make([]byte, 0, 4*strip.Dx()*strip.Dy())
		for row := strip.Min.Y; row < strip.Max.Y; row++ {
			data = append(data, x.pixels.Pix[x.pixels.PixOffset(strip.Min.X, row):][:4*strip.Dx()]...)
		}
		to := strip.Min.Add(x.offset)
		err := xproto.PutImageChecked(x.conn, xproto.ImageFormatZPixmap, xproto.Drawable(x.id), x.gc,
			uint16(strip.Dx()), uint16(strip.Dy()), int16(to.X), int16(to.Y), 0, x.depth, data).Check()
		if err != nil {
			return fmt.Errorf("screen: send pixels: %w", err)
		}
	}
	return nil
}

// close ends the connection; the window and the memory go with it.
func (x *xWindow) close() {
	x.conn.Close()
	if x.lent != nil {
		x.lent.end()
	}
}
