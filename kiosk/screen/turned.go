package screen

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"
)

// glass is the size of the window, which is turned when the picture is.
func (o Options) glass() (width, height int) {
	if o.Rotate%180 != 0 {
		return o.Height, o.Width
	}
	return o.Width, o.Height
}

// upright turns a point of the window to where it is on the picture.
func (o Options) upright(x, y float64) (float64, float64) {
	w, h := float64(o.Width), float64(o.Height)
	switch o.Rotate {
	case 90:
		return y, h - 1 - x
	case 180:
		return w - 1 - x, h - 1 - y
	case 270:
		return w - 1 - y, x
	}
	return x, y
}

// turned brings a picture to a panel that hangs on its side or on its head.
type turned struct {
	opts    Options
	picture *ebiten.Image
}

// canvas is what screens are painted on. It keeps what was painted before.
func (t *turned) canvas() *ebiten.Image {
	if t.picture == nil {
		t.picture = ebiten.NewImage(t.opts.Width, t.opts.Height)
	}
	return t.picture
}

// present draws the canvas on the window.
func (t *turned) present(dst *ebiten.Image) {
	var o ebiten.DrawImageOptions
	w, h := float64(t.opts.Width), float64(t.opts.Height)
	switch t.opts.Rotate {
	case 90:
		o.GeoM.Rotate(math.Pi / 2)
		o.GeoM.Translate(h, 0)
	case 180:
		o.GeoM.Scale(-1, -1)
		o.GeoM.Translate(w, h)
	case 270:
		o.GeoM.Rotate(-math.Pi / 2)
		o.GeoM.Translate(0, w)
	}
	dst.DrawImage(t.picture, &o)
}
