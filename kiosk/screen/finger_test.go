package screen_test

import (
	"syscall"
	"testing"
	"time"

	"linli/kiosk/flow"
)

// TestFingerActsWhereItLeftThoughItCameDownElsewhereWithinTheSameFrame holds the
// drawing process up while a finger leaves one tile and another one comes down:
// a machine that is slow for a moment and somebody who types fast.
func TestFingerActsWhereItLeftThoughItCameDownElsewhereWithinTheSameFrame(t *testing.T) {
	needDisplay(t)
	d, g := startDrawing(t), openGlass(t)
	v, _ := find(t, "home", "portrait")
	d.show(v)
	shown := d.shown(v.Seq)
	first, second := entries()[0].Control, entries()[1].Control
	d.pause(300 * time.Millisecond) // the new picture settles
	g.move(middle(t, shown, first))
	g.press()
	d.next("the finger to be felt", func(m flow.FromScreen) bool { return m.Any })

	d.signal(syscall.SIGSTOP)
	g.lift()
	g.move(middle(t, shown, second))
	g.press()
	d.signal(syscall.SIGCONT)
	m := d.next("a touch", func(m flow.FromScreen) bool { return m.Touched != "" })
	if m.Touched != first {
		t.Errorf("%s acted, the finger had been on %s", m.Touched, first)
	}
	g.lift()
}

func (d *drawing) signal(s syscall.Signal) {
	d.t.Helper()
	if err := d.cmd.Process.Signal(s); err != nil {
		d.t.Fatal(err)
	}
}
