package screen_test

import (
	"math"
	"slices"
	"testing"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

func texts(l screen.Laid) (all []string) {
	for _, op := range l.Scene.Ops {
		if t, ok := op.(widget.TextLine); ok {
			all = append(all, t.Text)
		}
	}
	return all
}

func TestClosedOfficeSaysNothingOfTheQueue(t *testing.T) {
	k := kit(t)
	v, o := find(t, "attract-closed", "portrait")
	if v.Band.Waiting == nil {
		t.Fatal("the scene has nobody waiting to keep silent about")
	}
	closed := texts(screen.Lay(k, v, o))
	v.Band.Open = true
	if open := texts(screen.Lay(k, v, o)); len(open) != len(closed)+1 {
		t.Errorf("open says %q, closed says %q", open, closed)
	}
}

func TestBandsKeepTheirPlacesWhileTheTerminalWorks(t *testing.T) {
	k := kit(t)
	for _, name := range []string{"working", "identify-read"} {
		before, o := find(t, "identify-below", "portrait")
		v, _ := find(t, name, "portrait")
		is := screen.Lay(k, v, o).Scene
		for _, target := range screen.Lay(k, before, o).Scene.Targets {
			drawn := false
			for _, op := range is.Ops {
				f, ok := op.(widget.Fill)
				drawn = drawn || ok && f.Box == target.Box
			}
			if !drawn {
				t.Errorf("%s: the place of %s is empty", name, target.ID)
			}
			if _, live := is.Target(target.ID); live != slices.Contains(v.Can, flow.Control(target.ID)) {
				t.Errorf("%s: %s can be touched: %v", name, target.ID, live)
			}
		}
	}
}

func TestMovingCardKeepsItsPartsTogether(t *testing.T) {
	v, o := find(t, "identify-below", "portrait")
	m := screen.Lay(kit(t), v, o).Scene.Motions[0]
	first := m.At(0)
	moved := false
	for step := range 50 {
		ops := m.At(float64(step) / 50)
		dx, dy := shift(first[0], ops[0])
		moved = moved || dy != 0
		if math.Abs(dx-math.Round(dx)) > 1e-6 || math.Abs(dy-math.Round(dy)) > 1e-6 {
			t.Fatalf("step %d moved by %v, %v pixels", step, dx, dy)
		}
	}
	if !moved {
		t.Error("the card never moves")
	}
}

func shift(a, b widget.Op) (dx, dy float64) {
	from, to := a.Bounds(), b.Bounds()
	return to.X - from.X, to.Y - from.Y
}
