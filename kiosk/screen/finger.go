package screen

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"linli/kiosk/widget"
)

// finger makes one pointer of mouse and touches. On Linux a finger arrives as
// the left mouse button; touches have IDs in other window systems. The first
// contact counts until it leaves; others are not looked at.
type finger struct {
	ids  []ebiten.TouchID
	held bool // id is the contact that counts
	id   ebiten.TouchID
	last widget.Contact

	upright func(x, y float64) (float64, float64) // nil on a panel that is not turned
}

func (f *finger) look() widget.Contact {
	f.ids = ebiten.AppendTouchIDs(f.ids[:0])
	mouse := f.last.Down && !f.held
	f.last.Down = false
	if f.held {
		f.held = false
		for _, id := range f.ids {
			f.held = f.held || id == f.id
		}
	} else if len(f.ids) > 0 {
		f.held, f.id = true, f.ids[0]
	}
	switch {
	case f.held:
		f.at(ebiten.TouchPosition(f.id))
	case mouse && inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft) && ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft):
		// It left where it was last seen, and came down elsewhere while a frame
		// was drawn. The next look finds it there.
	case ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft), inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft):
		// The second sees a tap that came and went while a frame was drawn.
		f.at(ebiten.CursorPosition())
	case mouse:
		f.at(ebiten.CursorPosition())
		f.last.Down = false
	}
	return f.last
}

func (f *finger) at(x, y int) {
	f.last = widget.Contact{Down: true, X: float64(x), Y: float64(y)}
	if f.upright != nil {
		f.last.X, f.last.Y = f.upright(f.last.X, f.last.Y)
	}
}
