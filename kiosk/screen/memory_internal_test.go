package screen

import (
	"image"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"linli/kiosk/widget"
)

// keypadTable is the part of a keyboard's table that tests press: letters,
// digits, a number pad whose lamp is off, and keys without a character.
func keypadTable() keyTable {
	return keyTable{first: 8, each: 2, names: []xproto.Keysym{
		'a', 'A', // 8
		'3', '#', // 9
		0xFF95, 0xFFB7, // 10: 7 of the number pad
		symTab, symTabBack, // 11
		symReturn, 0, // 12
		symUnicode + 0x4E2D, 0, // 13
	}}
}

func TestKeysOfAnXServerMeanWhatStandsOnThem(t *testing.T) {
	for _, p := range []struct {
		code  xproto.Keycode
		state uint16
		deed  deedKey
		typed rune
	}{
		{8, 0, noKey, 'a'},
		{8, xproto.ModMaskShift, noKey, 'A'},
		{8, xproto.ModMaskLock, noKey, 'A'},
		{8, xproto.ModMaskControl, noKey, 0},
		{9, 0, noKey, '3'},
		{9, xproto.ModMaskShift, noKey, '#'},
		{10, 0, noKey, '7'},
		{11, 0, nextKey, 0},
		{11, xproto.ModMaskShift, beforeKey, 0},
		{12, 0, actKey, 0},
		{13, 0, noKey, 0x4E2D},
		{14, 0, noKey, 0},
		{7, 0, noKey, 0},
	} {
		k := keypadTable()
		if deed, typed := k.press(xproto.KeyPressEvent{Detail: p.code, State: p.state}); deed != p.deed || typed != p.typed {
			t.Errorf("key %d with %#x: %v and %q, want %v and %q", p.code, p.state, deed, typed, p.deed, p.typed)
		}
	}
}

func TestHeldKeyRepeatsItsCharacterAndNoDeed(t *testing.T) {
	k := keypadTable()
	for _, code := range []xproto.Keycode{12, 8} {
		k.left, k.leftAt = code, 1000
		deed, typed := k.press(xproto.KeyPressEvent{Detail: code, Time: 1000})
		if deed != noKey || code == 8 && typed != 'a' {
			t.Errorf("held key %d: %v and %q", code, deed, typed)
		}
	}
	if deed, _ := k.press(xproto.KeyPressEvent{Detail: 12, Time: 1001}); deed != actKey {
		t.Error("pressed anew it does nothing")
	}
}

// TestTurnedPartLiesWhereItIsFelt turns each pixel of a part and asks for it
// back at the place where a finger would feel it.
func TestTurnedPartLiesWhereItIsFelt(t *testing.T) {
	for _, degrees := range []int{90, 180, 270} {
		o := Options{Width: 7, Height: 11, Rotate: degrees}
		picture := image.NewRGBA(image.Rect(0, 0, o.Width, o.Height))
		for i := range picture.Pix {
			picture.Pix[i] = byte(i)
		}
		w, h := o.glass()
		glass := image.NewRGBA(image.Rect(0, 0, w, h))
		there := turnPart(glass, picture, image.Rect(2, 3, 6, 8), degrees)
		if there.Dx()*there.Dy() != 20 {
			t.Errorf("%d degrees: 4x5 became %v", degrees, there)
		}
		for y := range h {
			for x := range w {
				px, py := o.upright(float64(x), float64(y))
				at := image.Pt(int(px), int(py))
				inside := at.In(image.Rect(2, 3, 6, 8))
				if inside != image.Pt(x, y).In(there) {
					t.Errorf("%d degrees: %d,%d is %v of the picture and %v", degrees, x, y, at, there)
				}
				if got := glass.RGBAAt(x, y); inside && got != picture.RGBAAt(at.X, at.Y) || !inside && got.A != 0 {
					t.Errorf("%d degrees: %d,%d shows %v", degrees, x, y, got)
				}
			}
		}
	}
}

func TestWhatChangedTwiceIsBroughtOnce(t *testing.T) {
	p := plain{picture: image.NewRGBA(image.Rect(0, 0, 100, 100))}
	for _, part := range []image.Rectangle{image.Rect(10, 10, 20, 20), image.Rect(12, 12, 15, 15), image.Rect(0, 0, 40, 40), image.Rect(90, 90, 200, 200), image.Rect(200, 0, 300, 9)} {
		p.change(rectOf(part))
	}
	if len(p.changed) != 2 || p.changed[0] != image.Rect(0, 0, 40, 40) || p.changed[1] != image.Rect(90, 90, 100, 100) {
		t.Errorf("changed: %v", p.changed)
	}
}

func rectOf(r image.Rectangle) widget.Rect {
	return widget.Rect{X: float64(r.Min.X), Y: float64(r.Min.Y), W: float64(r.Dx()), H: float64(r.Dy())}
}

func TestEventsReadLateKeepTheirDistances(t *testing.T) {
	var c serverClock
	began := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	boot := ^xproto.Timestamp(0) - 5 // the server's milliseconds are about to begin anew
	if got := c.at(began, boot); !got.Equal(began) {
		t.Errorf("the first event happened at %v", got)
	}
	read := began.Add(100 * time.Millisecond)
	for _, ms := range []int{10, 20, 90, 100} {
		if got := c.at(read, boot+xproto.Timestamp(ms)).Sub(began); got != time.Duration(ms)*time.Millisecond {
			t.Errorf("an event after %d ms happened after %v", ms, got)
		}
	}
	if got := c.at(read, boot+130); !got.Equal(read) {
		t.Errorf("an event of the future happened at %v", got)
	}
	later := read.Add(time.Hour)
	if got := c.at(later, boot+140); !got.Equal(later) {
		t.Errorf("an event of an hour ago, by a server whose clock stood, happened at %v", got)
	}
}
