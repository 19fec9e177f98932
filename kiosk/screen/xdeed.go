package screen

import (
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// errServerGone means that the X server has ended.
var errServerGone = errors.New("screen: the X server is gone")

// deedOnGlass is one thing that happened to the window: a finger, a key, or
// that something else no longer covers it.
type deedOnGlass struct {
	bared bool
	keyed bool
	key   deedKey
	typed rune
	down  bool        // the finger, if it is neither
	at    image.Point // of pixels
	when  xproto.Timestamp
}

// serverClock tells when something happened that the server has stamped, in
// milliseconds of its own. Events that were read late all at once keep their
// distances: the speed of a finger is known from them.
type serverClock struct {
	here  time.Time
	there xproto.Timestamp
}

// mostBehind is how long an event may have waited to be read.
const mostBehind = 2 * time.Second

func (c *serverClock) at(now time.Time, stamp xproto.Timestamp) time.Time {
	when := c.here.Add(time.Duration(int32(stamp-c.there)) * time.Millisecond)
	if when.After(now) || now.Sub(when) > mostBehind {
		c.here, c.there, when = now, stamp, now
	}
	return when
}

// listen hands on what the server says until it says no more.
func (x *xWindow) listen() {
	for {
		event, err := x.conn.WaitForEvent()
		x.events <- xEvent{event, err}
		if event == nil && err == nil {
			return
		}
	}
}

// read calls f for e and for each thing that has happened since.
func (x *xWindow) read(e xEvent, f func(deedOnGlass)) error {
	for {
		if e.err != nil {
			return fmt.Errorf("screen: X server: %w", e.err)
		}
		if e.event == nil {
			return errServerGone
		}
		if err := x.happened(e.event, f); err != nil {
			return err
		}
		select {
		case e = <-x.events:
		default:
			return nil
		}
	}
}

// happened calls f for what an event means; a finger is the left button.
func (x *xWindow) happened(event xgb.Event, f func(deedOnGlass)) error {
	at := func(eventX, eventY int16) image.Point { return image.Pt(int(eventX), int(eventY)).Sub(x.offset) }
	switch e := event.(type) {
	case xproto.ButtonPressEvent:
		if e.Detail == xproto.ButtonIndex1 {
			f(deedOnGlass{down: true, at: at(e.EventX, e.EventY), when: e.Time})
		}
	case xproto.MotionNotifyEvent:
		if e.State&xproto.ButtonMask1 != 0 {
			f(deedOnGlass{down: true, at: at(e.EventX, e.EventY), when: e.Time})
		}
	case xproto.ButtonReleaseEvent:
		if e.Detail == xproto.ButtonIndex1 {
			f(deedOnGlass{at: at(e.EventX, e.EventY), when: e.Time})
		}
	case xproto.KeyPressEvent:
		if key, typed := x.keys.press(e); key != noKey || typed != 0 {
			f(deedOnGlass{keyed: true, key: key, typed: typed, when: e.Time})
		}
	case xproto.KeyReleaseEvent:
		x.keys.left, x.keys.leftAt = e.Detail, e.Time
	case xproto.ExposeEvent:
		x.bared()
		f(deedOnGlass{bared: true})
	case xproto.ConfigureNotifyEvent:
		x.offset = image.Pt(int(e.Width), int(e.Height)).Sub(x.pixels.Rect.Size()).Div(2)
		f(deedOnGlass{bared: true})
	case xproto.MappingNotifyEvent:
		keys, err := readKeyTable(x.conn)
		if err != nil {
			return err
		}
		x.keys = keys
	}
	return nil
}

// bared takes the keys when the window is first seen: without a window manager
// nobody else gives them to it. Where another window has them already, it keeps
// them, and a refusal means no more than that.
func (x *xWindow) bared() {
	if !x.seen {
		x.seen = true
		xproto.SetInputFocusChecked(x.conn, xproto.InputFocusPointerRoot, x.id, xproto.TimeCurrentTime)
	}
}
