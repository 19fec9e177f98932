package screen_test

import (
	"testing"

	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/handwriting"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// TestFingerWritesACharacterOnTheGlass draws 十 with a real pointer.
func TestFingerWritesACharacterOnTheGlass(t *testing.T) {
	needDisplay(t)
	reader, err := handwriting.Find()
	if err != nil {
		t.Skip(err)
	}
	reader.Close()
	d, g := startDrawing(t), openGlass(t)
	v := question(catalogue.FieldText)
	v.Seq = 1
	d.show(v)
	d.shown(1)

	o := panels()[0].opts
	left, top := g.window(o.Width, o.Height)
	move := func(x, y float64) { g.move(left+int(x), top+int(y)) }
	k := kit(t)
	e := screen.NewEntry(v, screen.Chinese{Pinyin: decoder(t, k), Finger: anyTen{}})
	at := func(id string) widget.Rect {
		t.Helper()
		target, ok := screen.LayEntry(k, v, o, e).Scene.Target(id)
		if !ok {
			t.Fatalf("%s is not on the glass", id)
		}
		return target.Box
	}
	tap := func(box widget.Rect) flow.TypedText {
		t.Helper()
		move(box.X+box.W/2, box.Y+box.H/2)
		for range 20 {
			g.press()
			d.next("a finger", func(m flow.FromScreen) bool { return m.Any })
			g.lift()
			if m, ok := d.within(aMoment, func(m flow.FromScreen) bool { return m.Typed != nil }); ok {
				return *m.Typed
			}
		}
		t.Fatal("the key never acted")
		return flow.TypedText{}
	}
	tap(at(widget.Key + "hand"))
	e.Press(widget.Key + "hand")

	pad := at(widget.Key + "pad")
	stroke := func(x0, y0, x1, y1 float64) {
		t.Helper()
		for range 20 { // a new picture takes no touch for a moment, nor does a finger that bounces
			const steps = 8
			for i := range steps + 1 {
				part := float64(i) / steps
				move(pad.X+pad.W*(x0+(x1-x0)*part), pad.Y+pad.H*(y0+(y1-y0)*part))
				if i == 0 {
					g.press()
					d.next("a finger", func(m flow.FromScreen) bool { return m.Any })
				}
			}
			g.lift()
			if _, ok := d.within(aMoment, func(m flow.FromScreen) bool { return m.Typed != nil }); ok {
				return
			}
		}
		t.Fatal("no stroke was drawn")
	}
	stroke(0.35, 0.45, 0.65, 0.45)
	stroke(0.5, 0.1, 0.5, 0.9)
	if got := tap(at(widget.Key + "space")); got.Text != "十" { // the likeliest
		t.Errorf("the finger wrote %q", got.Text)
	}
}
