package visitplay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// reaction is how long a person looks before touching. A terminal drops touches
// that come sooner: they can only have been meant for the picture before.
const reaction = 400 * time.Millisecond

// pressHeld is how long an injected touch rests on the glass. It spans several
// frames of a slow software renderer, so that no press falls between two looks
// at the pointer.
const pressHeld = 150 * time.Millisecond

// windowWithin is how long a touch waits for a window to be under it.
const windowWithin = 5 * time.Second

// settleEvery is the pause between two pictures that are compared to tell
// whether the glass has come to rest.
const settleEvery = 80 * time.Millisecond

// Glass is the front of a terminal: the picture on an X display and the places
// where a finger can touch it. Its methods may be called by one goroutine at a
// time.
type Glass struct {
	conn   *xgb.Conn
	screen *xproto.ScreenInfo
	lsb    bool // pixels arrive least significant byte first
}

// OpenGlass connects to the X display, for example ":1", and asks for the
// XTEST extension. It blocks until the server answers or ctx ends.
func OpenGlass(ctx context.Context, display string) (*Glass, error) {
	if display == "" {
		return nil, errors.New("visitplay: open glass: no display named")
	}
	// The library writes to stderr that it found no authority file; errors
	// come back as errors anyway.
	xgb.Logger.SetOutput(io.Discard)
	g, err := await(ctx, func() (*Glass, error) { return openGlass(display) })
	if err != nil {
		return nil, fmt.Errorf("visitplay: open glass %s: %w", display, err)
	}
	return g, nil
}

func openGlass(display string) (*Glass, error) {
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, err
	}
	if err := xtest.Init(conn); err != nil {
		conn.Close()
		return nil, fmt.Errorf("XTEST extension: %w", err)
	}
	setup := xproto.Setup(conn)
	screen := setup.DefaultScreen(conn)
	for _, f := range setup.PixmapFormats {
		if f.Depth == screen.RootDepth && f.BitsPerPixel != 32 {
			conn.Close()
			return nil, fmt.Errorf("display has %d bits a pixel, 32 are needed", f.BitsPerPixel)
		}
	}
	return &Glass{conn: conn, screen: screen, lsb: setup.ImageByteOrder == xproto.ImageOrderLSBFirst}, nil
}

// Close ends the connection to the display.
func (g *Glass) Close() { g.conn.Close() }

// Size returns the size of the display in pixels.
func (g *Glass) Size() image.Point {
	return image.Pt(int(g.screen.WidthInPixels), int(g.screen.HeightInPixels))
}

// Picture returns what is on the display now. It blocks until the server has
// sent the pixels or ctx ends.
func (g *Glass) Picture(ctx context.Context) (*image.RGBA, error) {
	size := g.Size()
	reply, err := await(ctx, func() (*xproto.GetImageReply, error) {
		return xproto.GetImage(g.conn, xproto.ImageFormatZPixmap, xproto.Drawable(g.screen.Root),
			0, 0, uint16(size.X), uint16(size.Y), 0xFFFFFFFF).Reply()
	})
	if err != nil {
		return nil, fmt.Errorf("visitplay: picture: %w", err)
	}
	if want := size.X * size.Y * 4; len(reply.Data) < want {
		return nil, fmt.Errorf("visitplay: picture: %d bytes, want %d", len(reply.Data), want)
	}
	img := image.NewRGBA(image.Rectangle{Max: size})
	red, green, blue := 2, 1, 0
	if !g.lsb {
		red, green, blue = 1, 2, 3
	}
	for i := 0; i < len(img.Pix); i += 4 {
		px := reply.Data[i : i+4]
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = px[red], px[green], px[blue], 0xFF
	}
	return img, nil
}

// Settled returns the picture once two in a row are equal, or the newest one
// when patience is over: a screen may hold a slow movement.
func (g *Glass) Settled(ctx context.Context, patience time.Duration) (*image.RGBA, error) {
	before, err := g.Picture(ctx)
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(settleEvery)
	defer tick.Stop()
	over := time.After(patience)
	for {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("visitplay: settled picture: %w", ctx.Err())
		case <-over:
			return before, nil
		case <-tick.C:
		}
		now, err := g.Picture(ctx)
		if err != nil {
			return nil, err
		}
		if bytes.Equal(before.Pix, now.Pix) {
			return now, nil
		}
		before = now
	}
}

// Touch presses and releases at p, in pixels of the display, once a window is
// there to feel it. It takes the half second that a person needs to see and
// touch, which the display itself keeps; it ends sooner with ctx, and with an
// error when no window has come within 5 s. No picture shown before lifted can
// be an answer to the touch.
func (g *Glass) Touch(ctx context.Context, p image.Point) (lifted time.Time, err error) {
	if !p.In(image.Rectangle{Max: g.Size()}) {
		return time.Time{}, fmt.Errorf("visitplay: touch at %v: outside the glass %v", p, g.Size())
	}
	err = g.reach(ctx, p)
	lifted = time.Now().Add(reaction + pressHeld)
	if err == nil {
		_, err = await(ctx, func() (struct{}, error) { return struct{}{}, g.press(p) })
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("visitplay: touch at %v: %w", p, err)
	}
	return lifted, nil
}

// reach moves the pointer to p and waits until it is over a window: a program
// may have drawn its first picture before its window is on the display.
func (g *Glass) reach(ctx context.Context, p image.Point) error {
	ctx, stop := context.WithTimeoutCause(ctx, windowWithin, errors.New("no window is there to feel it"))
	defer stop()
	tick := time.NewTicker(settleEvery)
	defer tick.Stop()
	for {
		over, err := await(ctx, func() (bool, error) {
			if err := g.fake(xproto.MotionNotify, 0, 0, p); err != nil {
				return false, err
			}
			at, err := xproto.QueryPointer(g.conn, g.screen.Root).Reply()
			return err == nil && at.Child != xproto.WindowNone, err
		})
		if err != nil || over {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}

func (g *Glass) press(p image.Point) error {
	const leftButton = 1
	if err := g.fake(xproto.ButtonPress, leftButton, reaction, p); err != nil {
		return err
	}
	return g.fake(xproto.ButtonRelease, leftButton, pressHeld, p)
}

// fake follows "XTEST Extension Protocol", request FakeInput: the time field
// is a delay in milliseconds that the server keeps before the event.
func (g *Glass) fake(kind, detail byte, delay time.Duration, p image.Point) error {
	return xtest.FakeInputChecked(g.conn, kind, detail, uint32(delay.Milliseconds()),
		g.screen.Root, int16(p.X), int16(p.Y), 0).Check()
}

// await runs f and returns its answer, or ctx's error when that comes first; f
// then ends by itself when its connection does.
func await[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		v, err := f()
		done <- answer{v, err}
	}()
	select {
	case a := <-done:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
