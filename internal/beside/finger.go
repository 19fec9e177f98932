package beside

import (
	"fmt"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// Finger touches a display as the X server tells it.
type Finger struct{ x *xgb.Conn }

// OpenFinger connects to the display of that name.
func OpenFinger(display string) (*Finger, error) {
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, fmt.Errorf("beside: %w", err)
	}
	if err := xtest.Init(x); err != nil {
		x.Close()
		return nil, fmt.Errorf("beside: %w", err)
	}
	return &Finger{x}, nil
}

// Close ends the connection.
func (f *Finger) Close() { f.x.Close() }

func (f *Finger) fake(kind, detail byte, x, y int) error {
	root := xproto.Setup(f.x).DefaultScreen(f.x).Root
	if err := xtest.FakeInputChecked(f.x, kind, detail, 0, root, int16(x), int16(y), 0).Check(); err != nil {
		return fmt.Errorf("beside: finger: %w", err)
	}
	return nil
}

// Move moves it to a point, in pixels.
func (f *Finger) Move(x, y int) error { return f.fake(xproto.MotionNotify, 0, x, y) }

// Press and lift it; a wheel is buttons 4 and 5.
func (f *Finger) Press(button byte) error { return f.fake(xproto.ButtonPress, button, 0, 0) }

// Lift is the end of Press.
func (f *Finger) Lift(button byte) error { return f.fake(xproto.ButtonRelease, button, 0, 0) }

// Speeds of a page that is scrolled up and down without a rest.
const (
	wheelClick = 53                     // pixels that Chromium scrolls for a click
	wheelEach  = 150 * time.Millisecond // 6.7 clicks a second
	fingerEach = 16 * time.Millisecond
	turnEach   = 16 // clicks
)

// Pull scrolls for the time of long as a finger does that never leaves the
// glass: down from y and up again, at the speed of Wheel.
func (f *Finger) Pull(x, y int, long time.Duration) error {
	if err := f.Move(x, y); err != nil {
		return err
	}
	if err := f.Press(1); err != nil {
		return err
	}
	const leg = turnEach * wheelEach
	for began := time.Now(); time.Since(began) < long; <-time.After(fingerEach) {
		gone := time.Since(began) % (2 * leg)
		if gone > leg {
			gone = 2*leg - gone
		}
		if err := f.Move(x, y-int(wheelClick*gone/wheelEach)); err != nil {
			return err
		}
	}
	return f.Lift(1)
}

// Wheel scrolls for the time of long with a wheel over a point: down, and up
// again.
func (f *Finger) Wheel(x, y int, long time.Duration) error {
	if err := f.Move(x, y); err != nil {
		return err
	}
	began := time.Now()
	for i := 0; time.Since(began) < long; i++ {
		button := byte(5)
		if i/turnEach%2 == 1 {
			button = 4
		}
		if err := f.Press(button); err != nil {
			return err
		}
		if err := f.Lift(button); err != nil {
			return err
		}
		<-time.After(wheelEach)
	}
	return nil
}
