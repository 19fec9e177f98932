package screen_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jezek/xgb/xproto"

	"linli/assets"
	"linli/internal/crawl"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// picture is the whole window, as the X server shows it.
func (g *glass) picture(width, height int) []byte {
	g.t.Helper()
	x, y := g.window(width, height)
	root := xproto.Setup(g.x).DefaultScreen(g.x).Root
	img, err := xproto.GetImage(g.x, xproto.ImageFormatZPixmap, xproto.Drawable(root),
		int16(x), int16(y), uint16(width), uint16(height), 0xFFFFFFFF).Reply()
	if err != nil {
		g.t.Fatal(err)
	}
	return img.Data
}

// surface is what a resident sees and touches.
type surface interface {
	finger
	origin() (x, y int) // of the picture
	look() []byte
}

func (g *glass) origin() (x, y int) { return g.window(1080, 1920) }
func (g *glass) look() []byte       { return g.picture(1080, 1920) }

// resident walks one way through flow with a finger on a real window.
type resident struct {
	t      *testing.T
	d      *drawing
	g      surface
	m      flow.Machine
	state  flow.State
	seq    uint64
	shown  flow.Shown
	before []byte
}

// show brings the picture of the state to the glass, and wants it to be another
// one than before.
func (r *resident) show(other bool) {
	r.t.Helper()
	r.seq++
	v := r.m.View(r.state, crawl.Ambient())
	v.Seq = r.seq
	r.d.show(v)
	r.shown = r.d.shown(r.seq)
	now := r.g.look()
	if other && bytes.Equal(now, r.before) {
		r.t.Errorf("%s looks as the picture before", r.state.Screen)
	}
	r.before = now
}

// touch puts the finger where c stands, on whatever page.
func (r *resident) touch(c flow.Control) {
	r.t.Helper()
	for turns := 0; !stands(r.shown, c) && stands(r.shown, flow.PageAfter) && turns < 40; turns++ {
		r.tap(flow.PageAfter)
		r.state, _ = r.m.Next(r.state, flow.Touched{Control: flow.PageAfter})
		r.show(true)
	}
	r.tap(c)
}

// tap puts the finger where c stands and wants c to act, and nothing else.
func (r *resident) tap(c flow.Control) {
	r.t.Helper()
	x, y := middle(r.t, r.shown, c)
	left, top := r.g.origin()
	r.g.move(left+x, top+y)
	tapUntil(r.d, r.g, c)
}

// write writes with the keys that stand on the glass, where there are such;
// what takes an input method is taken as written.
func (r *resident) write(text string) {
	r.t.Helper()
	for _, key := range text {
		c := flow.Control(widget.Key + string(key))
		if !stands(r.shown, c) {
			return
		}
		x, y := middle(r.t, r.shown, c)
		left, top := r.g.origin()
		r.g.move(left+x, top+y)
		for range 20 {
			r.g.press()
			r.d.within(4*aMoment, func(m flow.FromScreen) bool { return m.Any })
			r.g.lift()
			if m, ok := r.d.within(aMoment, func(m flow.FromScreen) bool { return m.Typed != nil }); ok {
				if !strings.HasSuffix(m.Typed.Text, string(key)) {
					r.t.Errorf("the key %c wrote %q", key, m.Typed.Text)
				}
				break
			}
		}
	}
}

func stands(s flow.Shown, c flow.Control) bool {
	return slices.ContainsFunc(s.Controls, func(p flow.Place) bool { return p.Control == c })
}

// follow does what led from one place of a walk to the next.
func (r *resident) follow(p *crawl.Place) {
	r.t.Helper()
	for _, e := range p.Events {
		switch e := e.(type) {
		case flow.Began:
			r.touch(flow.Begin)
		case flow.Touched:
			r.touch(e.Control)
		case flow.Typed:
			r.write(e.Text.Reveal())
		}
		before := r.state
		r.state, _ = r.m.Next(r.state, e)
		r.show(before.Screen != r.state.Screen)
	}
	if r.state.Screen != p.View.Screen {
		r.t.Fatalf("came to %s, not to %s: %s", r.state.Screen, p.View.Screen, p.Way())
	}
}

// TestEveryItemByFingerOnTheGlass takes each item from the first touch to its
// end: every touch is a real one, on the place that the drawing process told.
// Without LINLI_VERIFY it takes one item of each kind of end.
func TestEveryItemByFingerOnTheGlass(t *testing.T) {
	needDisplay(t)
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	m := flow.Machine{Catalogue: c}
	items := oneOfEach(c.Items)
	if os.Getenv("LINLI_VERIFY") != "" {
		items = c.Items
	}
	ends := endsOf(m, items)
	r := &resident{t: t, d: startDrawing(t), g: openGlass(t), m: m}
	r.takeEach(items, ends)
}

// takeEach takes each item from the first touch to its end.
func (r *resident) takeEach(items []catalogue.ServiceItem, ends map[kiosk.ItemID]*crawl.Place) {
	r.t.Helper()
	for _, i := range items {
		end := ends[i.ID]
		if end == nil {
			r.t.Errorf("%s comes to no end", i.ID)
			continue
		}
		r.state = flow.Start()
		r.show(false)
		var way []*crawl.Place
		for p := end; p.From != nil; p = p.From {
			way = append(way, p)
		}
		for _, p := range slices.Backward(way) {
			r.follow(p)
		}
		if stands(r.shown, flow.Finish) {
			r.touch(flow.Finish)
		}
		r.t.Logf("%s: %d steps to %s", i.ID, len(way), end.View.Screen)
	}
}

// oneOfEach are a vote, a payment, an application and an item for which one takes
// a number.
func oneOfEach(all []catalogue.ServiceItem) (some []catalogue.ServiceItem) {
	seen := map[[3]bool]bool{}
	for _, i := range all {
		if kind := [3]bool{i.Apply.Offered(), i.Ballot.Offered(), i.Pay.Biller != ""}; !seen[kind] {
			seen[kind] = true
			some = append(some, i)
		}
	}
	return some
}

// endsOf is, for each item, the nearest place where nothing is left to do: its
// application handed in or its vote counted where there is such, a ticket
// otherwise.
func endsOf(m flow.Machine, items []catalogue.ServiceItem) map[kiosk.ItemID]*crawl.Place {
	ends := map[kiosk.ItemID]*crawl.Place{}
	var ids []kiosk.ItemID
	for _, i := range items {
		ids = append(ids, i.ID)
	}
	for _, p := range crawl.Walk(m, crawl.Ambient(), ids).Places {
		s := p.State
		item, ok := m.Catalogue.Item(s.Item)
		if !ok || ends[s.Item] != nil || p.View.Help != nil || p.View.Idle > 0 {
			continue
		}
		end := s.Screen == flow.Number
		if item.Apply.Offered() {
			end = s.Screen == flow.Received || s.Screen == flow.Voted
		}
		if end && (s.Paper == kiosk.Printed || s.Vote == flow.VoteCounted) {
			ends[s.Item] = p
		}
	}
	return ends
}
