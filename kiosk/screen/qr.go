package screen

import (
	"rsc.io/qr"

	"linli/kiosk/widget"
)

// quietZone is the white around a QR code in modules: ISO/IEC 18004, 6.3.8.
const quietZone = 4

// qrCode lays text as a QR code in the middle of box: dark on light in every
// palette, because telephones read it so.
func (l *layout) qrCode(box widget.Rect, text string) {
	code, err := qr.Encode(text, qr.L) // glass is clean, and larger modules are read from further
	if err != nil {
		l.Fault(widget.Overflow, "a code of %d characters on %s", len(text), l.v.Screen)
		return
	}
	side := float64(code.Size + 2*quietZone)
	module := float64(int(min(box.W, box.H) / side))
	if least := l.Px(0.4); module < least {
		l.Fault(widget.Overflow, "a code with modules of %.1f px on %s, least is %.1f", module, l.v.Screen, least)
	}
	light, dark := widget.Surface, widget.Ink
	if l.v.Contrast {
		light, dark = widget.Ink, widget.Ground
	}
	box = box.Centred(side*module, side*module)
	box.X, box.Y = float64(int(box.X)), float64(int(box.Y))
	l.Fill(box, light, 0)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			if !code.Black(x, y) {
				continue
			}
			run := x
			for run < code.Size && code.Black(run, y) {
				run++
			}
			l.Fill(widget.Rect{X: box.X + float64(x+quietZone)*module, Y: box.Y + float64(y+quietZone)*module,
				W: float64(run-x) * module, H: module}, dark, 0)
			x = run
		}
	}
}
