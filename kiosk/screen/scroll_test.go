package screen_test

import (
	"image"
	"math"
	"testing"
	"time"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// longList is a list that has several pages on the first panel.
func longList(t testing.TB) flow.View {
	t.Helper()
	v, _ := find(t, "choose", "portrait")
	return v
}

// drag pulls the finger from one point to another, a step a frame.
func (g *glass) drag(d *drawing, x, from, to int) {
	g.move(x, from)
	g.press()
	for i := 1; i <= 10; i++ {
		d.pause(15 * time.Millisecond)
		g.move(x, from+(to-from)*i/10)
	}
	d.pause(120 * time.Millisecond) // it rests before it leaves: nothing is thrown
	g.lift()
}

func TestFingerScrollsToTheNextPageAndPressesNothing(t *testing.T) {
	needDisplay(t)
	d, g := startDrawing(t), openGlass(t)
	v := longList(t)
	d.show(v)
	first := d.shown(v.Seq)
	if first.Pages < 2 {
		t.Fatalf("the list has %d page", first.Pages)
	}
	d.pause(300 * time.Millisecond) // the new picture settles
	g.drag(d, 540, 1300, 400)
	after := d.next("the page that was scrolled to", func(m flow.FromScreen) bool {
		if m.Touched != "" {
			t.Errorf("%s was pressed by a finger that scrolled", m.Touched)
		}
		return m.Shown != nil
	})
	if after.Shown.Page != 1 || after.Shown.Controls[len(after.Shown.Controls)-1] == first.Controls[len(first.Controls)-1] {
		t.Errorf("page %d came to rest", after.Shown.Page)
	}

	// A View from before the terminal heard of it does not turn the page back.
	v.Seq, v.Band.LineUp = v.Seq+1, !v.Band.LineUp
	d.show(v)
	if s := d.shown(v.Seq); s.Page != 1 {
		t.Errorf("a View of the same page as before turned back to %d", s.Page)
	}
	// One from a terminal that did hear of it counts.
	v.Seq, v.Page = v.Seq+1, 1
	d.show(v)
	d.shown(v.Seq)
	v.Seq, v.Page = v.Seq+1, 0
	d.show(v)
	if s := d.shown(v.Seq); s.Page != 0 {
		t.Errorf("asked for page 0, got %d", s.Page)
	}
}

// TestThrownPageFliesOnToTheNext moves the finger by a small part of a page, and
// has it leave while it moves. All of that may pass between two frames of a
// graphics library, which sees no throw then.
func TestThrownPageFliesOnToTheNext(t *testing.T) {
	needDisplay(t)
	d, g := startDrawing(t, engineOf+"="+string(screen.Memory)), openGlass(t)
	v := longList(t)
	d.show(v)
	d.shown(v.Seq)
	d.pause(300 * time.Millisecond) // the new picture settles
	g.move(540, 1300)
	g.press()
	for i := 1; i <= 8; i++ {
		d.pause(8 * time.Millisecond)
		g.move(540, 1300-30*i)
	}
	g.lift()
	after := d.next("the page that was thrown to", func(m flow.FromScreen) bool { return m.Shown != nil })
	if after.Shown.Page != 1 {
		t.Errorf("page %d came to rest", after.Shown.Page)
	}
}

func TestPagesMoveUnderTheFingerAndNothingElseDoes(t *testing.T) {
	needDisplay(t)
	d, g := startDrawing(t), openGlass(t)
	v := longList(t)
	d.show(v)
	d.shown(v.Seq)
	d.pause(300 * time.Millisecond) // the new picture settles
	const by = 170
	left, top := g.window(1080, 1920)
	column := func(from int) (all [30][4]byte) {
		for i := range all {
			all[i] = g.pixel(left+250, top+from+23*i)
		}
		return all
	}
	list, above, below := column(560), g.pixel(left+100, top+60), g.pixel(left+120, top+1790)
	g.move(left+540, top+1300)
	g.press()
	for i := 1; i <= 10; i++ {
		d.pause(20 * time.Millisecond)
		g.move(left+540, top+1300-by*i/10)
	}
	followed := func() bool { return column(560-by) == list }
	for range 100 {
		if followed() {
			break
		}
		d.pause(20 * time.Millisecond)
	}
	if !followed() {
		t.Errorf("the finger went %d px and the list did not", by)
	}
	if list == column(560) {
		t.Error("the column looks alike everywhere: nothing was tested")
	}
	if g.pixel(left+100, top+60) != above || g.pixel(left+120, top+1790) != below {
		t.Error("the bands moved")
	}
	g.move(left+540, top+1300)
	g.lift()
	d.next("the list to rest", func(m flow.FromScreen) bool { return m.Shown != nil })
	d.pause(200 * time.Millisecond)
	if column(560) != list {
		t.Error("it rests elsewhere than where it stood")
	}
}

// TestScrolledPictureIsThePage compares what moves with what stands: the
// picture of a page is what lies there at rest, and nothing of a page sticks
// out of what moves.
func TestScrolledPictureIsThePage(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	for _, name := range []string{"choose", "guide"} {
		for _, pn := range panels() {
			v, _ := find(t, name, pn.name)
			pages := screen.Lay(k, v, pn.opts).Pages
			if pages < 2 {
				continue
			}
			var first *image.RGBA
			for v.Page = range pages {
				laid := screen.Lay(k, v, pn.opts)
				all := draw(k, laid.Scene, 0, "")
				img := widget.NewPainter(k).Picture(laid.Scene, laid.Rolls)
				part := read(img)
				img.Deallocate()
				at := image.Pt(int(math.Round(laid.Rolls.X)), int(math.Round(laid.Rolls.Y)))
				if n := differing(all, part, part.Rect, at); n > 0 {
					t.Errorf("%s on %s, page %d: %d pixels move that do not stand there", name, pn.name, v.Page, n)
				}
				if first == nil {
					first = all
				}
				box := part.Rect.Add(at)
				for side, edge := range map[string]image.Rectangle{
					"above": image.Rect(box.Min.X, box.Min.Y-3, box.Min.X+box.Dx()/4, box.Min.Y),
					"left":  image.Rect(box.Min.X-3, box.Min.Y, box.Min.X, box.Max.Y),
					"right": image.Rect(box.Max.X, box.Min.Y, box.Max.X+3, box.Max.Y),
					"below": image.Rect(box.Min.X, box.Max.Y, box.Max.X, box.Max.Y+2),
				} {
					if n := differing(first, all, edge, image.Point{}); n > 0 {
						t.Errorf("%s on %s, page %d: %d pixels stick out %s", name, pn.name, v.Page, n, side)
					}
				}
			}
		}
	}
}

// differing counts the pixels in r that differ between a, moved by at, and b.
func differing(a, b *image.RGBA, r image.Rectangle, at image.Point) int {
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if a.RGBAAt(x+at.X, y+at.Y) != b.RGBAAt(x, y) {
				n++
			}
		}
	}
	return n
}
