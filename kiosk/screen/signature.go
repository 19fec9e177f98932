package screen

import (
	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// signature is a signature while it is drawn, in the form it is kept in.
type signature struct{ *widget.SignaturePad }

// leastSignature is shorter than any name, and longer than a touch by mistake.
const leastSignature widget.Millimetres = 15

func newSignature(text string) signature {
	s := signature{&widget.SignaturePad{LeastLength: leastSignature}}
	drawn, _ := kiosk.ParseSignature(text)
	for _, stroke := range drawn {
		for i, at := range stroke {
			if i == 0 {
				s.Begin(widget.Point(at))
				continue
			}
			s.Draw(widget.Point(at))
		}
		s.Lift()
	}
	return s
}

// Value is empty until it can be a signature.
func (s signature) Value() string {
	if !s.Enough() {
		return ""
	}
	var drawn kiosk.Signature
	for _, stroke := range s.Strokes() {
		var points []kiosk.InkPoint
		for _, at := range stroke {
			points = append(points, kiosk.InkPoint(at))
		}
		drawn = append(drawn, points)
	}
	return drawn.Text()
}

// signedPiece is a signature that is read back; ok is false where the card
// speaks for it.
func (l *layout) signedPiece(a flow.AnswerRow, width float64) (p piece, ok bool) {
	drawn, ok := kiosk.ParseSignature(a.Value)
	if !ok {
		return piece{}, false
	}
	height := l.Grown(16)
	corner, size := drawn.Bounds()
	unit := min(height/float64(max(size.Y, 1)), min(width, height*4)/float64(max(size.X, 1)))
	return piece{height: height, lay: func(box widget.Rect) {
		for _, stroke := range drawn {
			var points []widget.Point
			for _, at := range stroke {
				points = append(points, widget.Point{X: at.X - corner.X, Y: at.Y - corner.Y})
			}
			l.Ops(widget.Script{Box: box, Points: points, Unit: unit, Width: l.Px(0.7), Role: widget.Ink})
		}
	}}, true
}
