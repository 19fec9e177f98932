package screen

import "linli/kiosk/widget"

// working is shown between the last touch and the number. It promises nothing.
func (l *layout) working() {
	l.bottomBand("", widget.Button{Label: l.say("screen.working-short")})
	box := l.middle
	var parts []part
	if name := l.in(l.v.Heading); name != "" {
		parts = append(parts, l.words(widget.Body().In(widget.Calm).To(widget.Centre), box.W, name))
	}
	parts = append(parts,
		part{height: l.Px(24), lay: func(box widget.Rect) { l.progress(box) }},
		l.words(l.heading().To(widget.Centre), box.W, l.say("screen.working")),
		l.words(widget.Body().In(widget.Muted).To(widget.Centre), box.W, l.say("screen.working-hint")),
	)
	l.centred(box, parts...)
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
