package screen_test

import (
	"sync"
	"testing"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// load loads the faces once for all tests.
var load = sync.OnceValues(widget.LoadKit)

func kit(t *testing.T) *widget.Kit {
	t.Helper()
	k, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestEveryScreenLaysOutWithoutFaults(t *testing.T) {
	k := kit(t)
	n := 0
	each(func(name string, v flow.View, o screen.Options) {
		n++
		for _, f := range screen.Lay(k, v, o).Scene.Faults {
			t.Errorf("%s: %s", name, f)
		}
	})
	if n < 500 {
		t.Errorf("only %d layouts were tried", n)
	}
}

func TestNoTextLiesOnOtherText(t *testing.T) {
	k := kit(t)
	each(func(name string, v flow.View, o screen.Options) {
		if v.Idle > 0 || v.Help != nil || v.Silenced {
			return // the warning covers what lies behind it
		}
		var lines []widget.TextLine
		s := screen.Lay(k, v, o).Scene
		for _, op := range s.Ops {
			if l, ok := op.(widget.TextLine); ok {
				lines = append(lines, l)
			}
		}
		for i, a := range lines {
			for _, b := range lines[i+1:] {
				if ink(a).Meets(ink(b)) {
					t.Errorf("%s: %q lies on %q", name, a.Text, b.Text)
				}
			}
		}
	})
}

// ink is where the characters of a line are, without the space between lines.
func ink(l widget.TextLine) widget.Rect {
	return widget.Rect{X: l.Box.X + 1, Y: l.Baseline - 0.8*l.Px, W: l.Box.W - 2, H: 0.85 * l.Px}
}
