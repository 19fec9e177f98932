package screen_test

import (
	"fmt"
	"testing"

	"github.com/jezek/xgb/xproto"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

// turnedBy names the variable that turns the panel of a drawing process.
const turnedBy = "LINLI_TEST_TURNED_BY"

// turnedPanel fits the display of the tests whichever way it is turned.
func turnedPanel(degrees int) screen.Options {
	return screen.Options{Width: 800, Height: 1040, PitchMM: 0.27, Rotate: degrees}
}

// onGlass is where a point of the picture is on a window turned by degrees.
func onGlass(degrees, x, y int) (int, int) {
	o := turnedPanel(degrees)
	switch degrees {
	case 90:
		return o.Height - 1 - y, x
	case 180:
		return o.Width - 1 - x, o.Height - 1 - y
	case 270:
		return y, o.Width - 1 - x
	}
	return x, y
}

func sizeOnGlass(degrees int) (width, height int) {
	if degrees == 180 {
		return 800, 1040
	}
	return 1040, 800
}

// window is where the window of that size lies on the display.
func (g *glass) window(width, height int) (x, y int) {
	g.t.Helper()
	tree, err := xproto.QueryTree(g.x, xproto.Setup(g.x).DefaultScreen(g.x).Root).Reply()
	if err != nil {
		g.t.Fatal(err)
	}
	for _, w := range tree.Children {
		box, err := xproto.GetGeometry(g.x, xproto.Drawable(w)).Reply()
		if err == nil && int(box.Width) == width && int(box.Height) == height {
			return int(box.X), int(box.Y)
		}
	}
	g.t.Fatalf("no window of %dx%d", width, height)
	return 0, 0
}

func TestTurnedPanelShowsAndFeelsTheSamePicture(t *testing.T) {
	needDisplay(t)
	for _, degrees := range []int{90, 180, 270} {
		t.Run(fmt.Sprint(degrees), func(t *testing.T) {
			d, g := startDrawing(t, fmt.Sprintf("%s=%d", turnedBy, degrees)), openGlass(t)
			v, _ := find(t, "number-printed", "portrait")
			v.Seq = 1
			d.show(v)
			s := d.shown(1)
			if s.Width != 800 || s.Height != 1040 {
				t.Fatalf("shown %dx%d", s.Width, s.Height)
			}
			x, y := middle(t, s, flow.Finish)
			edge := x
			for _, p := range s.Controls {
				if p.Control == flow.Finish {
					edge = p.X + 6
				}
			}
			left, top := g.window(sizeOnGlass(degrees))
			there := func(x, y int) (int, int) {
				x, y = onGlass(degrees, x, y)
				return left + x, top + y
			}
			if c := g.pixel(there(edge, y)); c[2] < 0xA0 || c[1] > 0x50 {
				t.Errorf("the main action is not there: %v", c)
			}
			g.move(there(x, y))
			tapUntil(d, g, flow.Finish)
		})
	}
}
