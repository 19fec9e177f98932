package voice_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/voice"
	"linli/kiosk/widget"
)

var loadKit = sync.OnceValues(widget.LoadKit)

// blind is a resident who has keys and ears and nothing else, at a terminal
// without a display: what is laid out is where the focus goes, what is heard is
// all there is. Everything here is invented.
type blind struct {
	t      *testing.T
	kit    *widget.Kit
	m      flow.Machine
	s      flow.State
	v      flow.View
	teller voice.Teller
	entry  *screen.Entry
	laid   screen.Laid
	heard  []string // since forget
}

func enters(t *testing.T, c *catalogue.Catalogue, h voice.Hearing, lang kiosk.Lang) *blind {
	t.Helper()
	kit, err := loadKit()
	if err != nil {
		t.Fatal(err)
	}
	b := &blind{t: t, kit: kit, m: flow.Machine{Catalogue: c, Voice: true}, s: flow.Start(), teller: voice.Teller{Hearing: h}}
	b.s.Lang = lang
	b.look()
	return b
}

func panel() screen.Options { return screen.Options{Width: 1080, Height: 1920, PitchMM: 0.248} }

func (b *blind) hear(words []string) {
	if len(words) > 0 {
		b.heard = append(b.heard, spoken(words))
	}
}

// spoken joins words as they are heard.
func spoken(words []string) string {
	var all []string
	for _, w := range words {
		if w != voice.Pause {
			all = append(all, w)
		}
	}
	return strings.Join(all, " ")
}

// happens feeds flow, and the ear.
func (b *blind) happens(e flow.Event) []flow.Effect {
	next, effects := b.m.Next(b.s, e)
	b.s = next
	b.look()
	return effects
}

// look is what terminal and drawing process do with a new State.
func (b *blind) look() {
	before := b.v
	b.v = b.m.View(b.s, flow.Ambient{ReaderSide: "right", PrinterSide: "below", Band: flow.Band{
		Place: kiosk.Text{ZH: "示例社区", EN: "Demo"}, Now: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC),
	}})
	words, _ := b.teller.See(b.v)
	b.hear(words)
	other := before.Screen != b.v.Screen || (before.Form == nil) != (b.v.Form == nil) ||
		b.v.Form != nil && before.Form.Field != b.v.Form.Field
	if other {
		b.entry = screen.NewEntry(b.v, screen.Chinese{})
	}
	b.lay(other)
	b.focus(false)
}

func (b *blind) lay(other bool) {
	focus := ""
	if b.laid.Scene != nil && !other {
		focus = b.laid.Scene.Focus
	}
	b.laid = screen.LayEntry(b.kit, b.v, panel(), b.entry)
	b.laid.Scene.Focus = b.laid.First
	if slices.Contains(b.laid.Scene.Order, focus) {
		b.laid.Scene.Focus = focus
	}
}

func (b *blind) focus(moved bool) {
	id := b.laid.Scene.Focus
	if id == string(flow.Begin) || id == "" {
		return
	}
	f := b.laid.Focus(b.v.Lang)
	f.Moved = moved
	words, _ := b.teller.Focus(f)
	b.hear(words)
}

// seek presses "next" until the ear says what is wanted, and acts.
func (b *blind) seek(name string) {
	b.t.Helper()
	for range len(b.laid.Scene.Order) + 1 {
		if n := len(b.heard); n > 0 && b.laid.Scene.Focus != "" && strings.HasPrefix(b.heard[n-1], name) {
			b.act()
			return
		}
		b.laid.Scene.MoveFocus(widget.MoveNext)
		b.focus(true)
	}
	b.t.Fatalf("nobody says %q on %s; heard %q", name, b.v.Screen, b.heard)
}

// act presses "choose" on the focus.
func (b *blind) act() {
	id := b.laid.Scene.Focus
	if target, _ := b.laid.Scene.Target(id); !target.Local {
		b.happens(flow.Touched{Control: flow.Control(id)})
		return
	}
	b.press(id)
}

// press is a key that writes.
func (b *blind) press(id string) {
	if !b.entry.Press(id) {
		b.t.Fatalf("%s writes nothing", id)
	}
	before := b.s.Draft
	next, _ := b.m.Next(b.s, flow.Typed{Field: b.v.Form.Field, Text: kiosk.Private(b.entry.Value())})
	b.s = next
	b.hear(b.teller.Typed(before, b.s.Draft))
	b.v.Form.Text = b.entry.Value()
	b.lay(false)
}

// digits are keys of the keypad.
func (b *blind) digits(number string) {
	for _, d := range number {
		b.press(widget.Key + string(d))
	}
}

// wants checks what was heard since the last time, in this order.
func (b *blind) wants(all ...string) {
	b.t.Helper()
	heard := strings.Join(b.heard, " | ")
	b.heard = nil
	rest := heard
	for _, want := range all {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			b.t.Fatalf("on %s %q was not heard in %q", b.v.Screen, want, heard)
		}
		rest = after
	}
}

// survey hears every control of the screen by its name: each has one, none is
// two.
func (b *blind) survey() {
	b.t.Helper()
	names := map[string]string{}
	for _, id := range b.laid.Scene.Order {
		f := flow.Focus{Control: flow.Control(id), Label: b.laid.Label(id, b.v.Lang), Moved: true}
		name := spoken(voice.Named(b.v, f, b.teller.Hearing))
		if name == "" || name == unnamed(b.v.Lang) {
			b.t.Errorf("%s: %s has no name", b.where(), id)
		}
		if other, twice := names[name]; twice && b.teller.Hearing == voice.OneAlone && !alike(b.v, id, other) {
			b.t.Errorf("%s: %s and %s are both %q", b.where(), id, other, name)
		}
		names[name] = id
	}
	for _, c := range b.v.Can {
		if _, drawn := b.laid.Scene.Target(string(c)); drawn && !slices.Contains(b.laid.Scene.Order, string(c)) {
			b.t.Errorf("%s: keys do not come to %s", b.where(), c)
		}
	}
}

// alike tells whether two controls may have one name: they do the same, as two
// tiles of one item do.
func alike(v flow.View, a, b string) bool {
	return a == b || v.Screen == flow.Home && strings.HasPrefix(a, "item:") != strings.HasPrefix(b, "item:")
}

func unnamed(lang kiosk.Lang) string {
	return spoken(voice.Named(flow.View{Lang: lang}, flow.Focus{Control: "nothing-like-it"}, voice.OneAlone))
}

func (b *blind) where() string {
	where := fmt.Sprintf("%s %s %s %s", b.v.Lang, b.v.Screen, b.s.Item, b.s.Field)
	return strings.Join(strings.Fields(where), " ")
}
