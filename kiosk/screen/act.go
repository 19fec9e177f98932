package screen

import (
	"math"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// An identity card is 85.6 by 54 mm. It is drawn up to mostCard times as large
// as it is, where the panel has room for that.
const (
	cardWidth  widget.Millimetres = 85.6
	cardHeight widget.Millimetres = 54
	mostCard                      = 1.4
)

// cardAct draws the card and the reader, with the reader on the side where it
// really is, and the card moving onto it while it is awaited.
func (l *layout) cardAct(box widget.Rect, card flow.CardView) {
	k := min(mostCard, box.W/l.Px(cardWidth*2.2), box.H/l.Px(cardHeight*2.1))
	if card.Side == "below" {
		k = min(mostCard, box.W/l.Px(cardWidth*1.4), box.H/l.Px(cardHeight*3))
	}
	w, h := l.Px(cardWidth)*k, l.Px(cardHeight)*k
	pad := l.Px(9) * k
	reader := widget.Rect{W: w + 2*pad, H: h + 2*pad}
	arrow := l.Px(28) * k
	var start widget.Rect
	switch card.Side {
	case "left", "right":
		area := box.Centred(min(box.W, reader.W*1.9), reader.H+arrow+l.gap())
		reader.Y = area.Y
		start = widget.Rect{X: area.X, Y: reader.Y + pad, W: w, H: h}
		reader.X = area.X + area.W - reader.W
		if card.Side == "left" {
			start.X, reader.X = area.X+area.W-w, area.X
		}
		l.Icon("arrow-"+card.Side, widget.Rect{X: reader.X, Y: reader.Y + reader.H + l.gap(), W: reader.W, H: arrow}, widget.Calm)
	default:
		area := box.Centred(reader.W, min(box.H, reader.H+h*1.05+arrow+l.gap()))
		reader.X = area.X
		reader.Y = area.Y + area.H - arrow - l.gap() - reader.H
		start = widget.Rect{X: area.X + pad, Y: area.Y, W: w, H: h}
		l.Icon("arrow-below", widget.Rect{X: area.X, Y: reader.Y + reader.H + l.gap(), W: area.W, H: arrow}, widget.Calm)
	}
	l.reader(reader, card.Phase)
	rest := reader.Inset(pad, pad)
	if card.Phase != flow.CardAwaited {
		l.Ops(cardOps(l, rest, card.Phase)...)
		return
	}
	l.Move(widget.Motion{
		Box: around(reader, start, l.Px(2)), Period: 3, Times: 3,
		At: func(p float64) []widget.Op { return cardOps(l, between(start, rest, p), card.Phase) },
	})
}

// reader is the plate a card is laid on, with the outline of a card.
func (l *layout) reader(box widget.Rect, phase flow.CardPhase) {
	role := widget.Calm
	if phase == flow.CardRead {
		role = widget.Done
	}
	l.Ops(
		widget.Fill{Box: box, Radius: l.Px(6), Role: widget.Surface, Edge: l.Px(1.2), Border: role},
		widget.Fill{Box: box.Inset(l.Px(7), l.Px(7)), Radius: l.Px(4), Role: widget.Ground},
	)
}

// between is where the card is at progress p: it rests, moves, and rests. It
// moves by whole pixels, so that its parts keep together.
func between(from, to widget.Rect, p float64) widget.Rect {
	t := min(1, max(0, (p-0.2)/0.5))
	t = t * t * (3 - 2*t)
	return widget.Rect{X: from.X + math.Round((to.X-from.X)*t), Y: from.Y + math.Round((to.Y-from.Y)*t), W: to.W, H: to.H}
}

func around(a, b widget.Rect, out float64) widget.Rect {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	r := widget.Rect{X: x, Y: y, W: max(a.X+a.W, b.X+b.W) - x, H: max(a.Y+a.H, b.Y+b.H) - y}
	return r.Inset(-out, -out)
}

// cardOps draws a card: a face at the left, lines of writing at the right. A
// card that was read carries a tick.
func cardOps(l *layout, box widget.Rect, phase flow.CardPhase) []widget.Op {
	u := box.W / 86 // one unit is a millimetre of a real card
	at := func(x, y, w, h float64) widget.Rect {
		return widget.Rect{X: box.X + x*u, Y: box.Y + y*u, W: w * u, H: h * u}
	}
	bar := func(x, y, w float64) widget.Op {
		return widget.Fill{Box: at(x, y, w, 3.2), Radius: 1.6 * u, Role: widget.Line}
	}
	edge := widget.Calm
	if phase == flow.CardRead {
		edge = widget.Done
	}
	ops := []widget.Op{
		widget.Fill{Box: box, Radius: 3.2 * u, Role: widget.Surface, Raised: l.Px(1.6), Edge: 1 * u, Border: edge},
		bar(9, 10, 22), bar(9, 18, 30), bar(9, 26, 26), bar(9, 40, 46),
		widget.Drawing{Box: at(54, 8, 26, 26), Path: l.Path("face"), Width: 1.2 * 26 / widget.IconBox * u, Role: edge},
	}
	if phase == flow.CardRead {
		ops = append(ops, widget.Drawing{Box: at(62, 34, 16, 16), Path: l.Path("check"), Width: 2.2 * 16 / widget.IconBox * u, Role: widget.Done})
	}
	return ops
}
