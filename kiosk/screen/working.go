package screen

import "linli/kiosk/widget"

// working is shown between the last touch and the number. It promises nothing.
func (l *layout) working() {
	l.bottomBand("", widget.Button{Label: l.say("screen.working-short")})
	l.waits("screen.working", "screen.working-hint")
}

// waits says what the terminal does and that there is nothing to do.
func (l *layout) waits(doing, hint string) {
	box := l.middle
	parts := append([]part{l.moving()}, l.headed(box.W, l.outcome(widget.Calm, box.W, l.say(doing)))...)
	l.centred(box, append(parts, l.todo(box.W, l.say(hint)))...)
}

// moving is what stands in the place of a sign while something is done.
func (l *layout) moving() part {
	return part{height: l.Px(24), lay: l.progress}
}

// progress is three points that fill one after another.
func (l *layout) progress(box widget.Rect) {
	const points = 3
	side := l.Px(9)
	area := box.Centred(side*(2*points-1), side)
	l.Move(widget.Motion{
		Box: area.Inset(-l.Px(2), -l.Px(2)), Period: 1.6, Times: 20,
		At: func(p float64) []widget.Op {
			var ops []widget.Op
			for i := range points {
				role := widget.Line
				if int(p*(points+1)) > i {
					role = widget.Calm
				}
				ops = append(ops, widget.Fill{
					Box:    widget.Rect{X: area.X + float64(2*i)*side, Y: area.Y, W: side, H: side},
					Radius: side / 2, Role: role,
				})
			}
			return ops
		},
	})
}
