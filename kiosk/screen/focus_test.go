package screen_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// everyLaid calls f with every picture there is: all scenes, and all that can
// be written.
func everyLaid(t *testing.T, f func(name string, v flow.View, l screen.Laid)) {
	t.Helper()
	k := kit(t)
	d := decoder(t, k)
	each(func(name string, v flow.View, o screen.Options) { f(name, v, screen.Lay(k, v, o)) })
	disclosedViews(t, func(name string, v flow.View) {
		for _, pn := range panels() {
			for _, m := range manners()[:2] {
				v.Large = m.large
				f(name+" "+pn.name+" "+m.name, v, screen.Lay(k, v, pn.opts))
			}
		}
	})
	for _, w := range writings() {
		for _, pn := range panels() {
			for _, m := range manners() {
				v := question(w.kind)
				v.Large, v.Lowered = m.large, m.lowered
				e := screen.NewEntry(v, screen.Chinese{Pinyin: d})
				w.press(t, v, e)
				f("write "+w.name+" "+pn.name+" "+m.name, v, screen.LayEntry(k, v, pn.opts, e))
			}
		}
	}
}

func TestNextKeyComesToEveryControlOnce(t *testing.T) {
	n := 0
	everyLaid(t, func(name string, v flow.View, l screen.Laid) {
		s := l.Scene
		if len(s.Targets) == 0 {
			return
		}
		if !slices.Contains(s.Order, l.First) {
			t.Fatalf("%s: the focus begins on %q", name, l.First)
		}
		s.Focus = l.First
		seen := map[string]int{}
		for range s.Targets {
			seen[s.MoveFocus(widget.MoveNext)]++
			n++
		}
		for _, target := range s.Targets {
			if seen[target.ID] != 1 {
				t.Errorf("%s: %s was come to %d times", name, target.ID, seen[target.ID])
			}
		}
		if s.Focus != l.First {
			t.Errorf("%s: the way round ends on %q", name, s.Focus)
		}
	})
	if n < 5000 {
		t.Errorf("only %d steps were taken", n)
	}
}

func TestArrowKeysReachEveryControl(t *testing.T) {
	moves := []widget.Move{widget.MoveUp, widget.MoveDown, widget.MoveLeft, widget.MoveRight}
	everyLaid(t, func(name string, v flow.View, l screen.Laid) {
		s := l.Scene
		reached, open := map[string]bool{l.First: true}, []string{l.First}
		for len(open) > 0 {
			from := open[0]
			open = open[1:]
			for _, m := range moves {
				s.Focus = from
				if to := s.MoveFocus(m); to != "" && !reached[to] {
					reached[to], open = true, append(open, to)
				}
			}
		}
		for _, target := range s.Targets {
			if !reached[target.ID] {
				t.Errorf("%s: arrows never reach %s", name, target.ID)
			}
		}
	})
}

func TestReadingOrderIsTopMiddleBottom(t *testing.T) {
	k := kit(t)
	for _, pn := range panels() {
		v, _ := find(t, "home", "portrait")
		want := []string{"lang", "large", "contrast", "reach", "help", "entry:ticket", "entry:guide"}
		if pn.name == "small" {
			want = slices.Delete(want, 3, 4) // all of it is within reach
		}
		l := screen.Lay(k, v, pn.opts)
		if got := l.Scene.Order; !slices.Equal(got[:len(want)], want) || got[len(got)-1] != string(flow.Finish) {
			t.Errorf("%s: %q", pn.name, got)
		}
		if l.First != "entry:ticket" {
			t.Errorf("%s: begins on %q", pn.name, l.First)
		}
	}
}

func TestFocusIsSeenOnEveryControl(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	for _, name := range []string{"home", "identify-below", "idle"} {
		for _, contrast := range []bool{false, true} {
			v, o := find(t, name, "portrait")
			v.Contrast = contrast
			l := screen.Lay(k, v, o)
			plain := draw(k, l.Scene, 1, "")
			for _, id := range l.Scene.Order {
				l.Scene.Focus = id
				target, _ := l.Scene.Focused()
				ring := l.Scene.RingBox(target)
				least := 2 * (ring.W + ring.H) * 4 * 0.8 / float64(o.Width*o.Height) // a line of four pixels
				if part := difference(draw(k, l.Scene, 1, ""), plain); part < least {
					t.Errorf("%s, contrast %v: the focus on %s changes %.4f of the picture, a ring is %.4f", name, contrast, id, part, least)
				}
			}
		}
	}
}

func TestEverythingIsWithinReachOfWhoSits(t *testing.T) {
	k := kit(t)
	n := 0
	each(func(name string, v flow.View, o screen.Options) {
		if !v.Lowered || o.Width == 1280 {
			return
		}
		s := screen.Lay(k, v, o).Scene
		top := float64(s.Height)
		for _, target := range s.Targets {
			if target.ID != string(flow.Begin) {
				top = min(top, target.Box.Y)
			}
		}
		n++
		least := 0.15
		if v.Large {
			least = 0.03 // large letters need the height
		}
		if part := top / float64(s.Height); part < least {
			t.Errorf("%s: controls begin at %.0f %% of the height", name, part*100)
		}
	})
	if n < 50 {
		t.Errorf("only %d layouts were tried", n)
	}
}

// key presses and releases the key of a symbol of the X keyboard.
func (g *glass) key(keysym xproto.Keysym) {
	g.t.Helper()
	setup := xproto.Setup(g.x)
	first, n := setup.MinKeycode, byte(setup.MaxKeycode-setup.MinKeycode+1)
	m, err := xproto.GetKeyboardMapping(g.x, first, n).Reply()
	if err != nil {
		g.t.Fatal(err)
	}
	for i := range int(n) {
		if m.Keysyms[i*int(m.KeysymsPerKeycode)] == keysym {
			g.fake(xproto.KeyPress, byte(first)+byte(i), 0, 0)
			g.fake(xproto.KeyRelease, byte(first)+byte(i), 0, 0)
			return
		}
	}
	g.t.Fatalf("the keyboard has no %#x", keysym)
}

func TestKeysReachTheTerminal(t *testing.T) {
	needDisplay(t)
	const enter, digit = 0xFF0D, 0x31
	d, g := startDrawing(t), openGlass(t)
	d.show(view(flow.Attract, flow.Begin))
	d.shown(1)
	pressUntil := func(key xproto.Keysym, what string, want func(flow.FromScreen) bool) {
		for range 40 {
			g.key(key)
			if _, came := d.within(400*time.Millisecond, want); came {
				return
			}
		}
		t.Fatalf("no key brought %s", what)
	}
	pressUntil(enter, "the visit to its beginning", func(m flow.FromScreen) bool { return m.Touched == flow.Begin })
	v := question(catalogue.FieldPhone)
	v.Seq = 2
	d.show(v)
	d.shown(2)
	pressUntil(digit, "a digit into the pad", func(m flow.FromScreen) bool {
		return m.Typed != nil && m.Typed.Field == "f" && m.Typed.Text == "1"
	})
	pressUntil(enter, "the question to its end", func(m flow.FromScreen) bool { return m.Touched == flow.NextField })
}
