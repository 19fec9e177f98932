package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// shut says in the place of the queue that no counter serves now, and when one
// does.
func (l *layout) shut(width float64, t flow.TicketView) []part {
	strong, plain := widget.Title().In(widget.Attention).To(widget.Centre), widget.Body().To(widget.Centre)
	if l.low {
		strong, plain = widget.Body().Of(widget.Bold).In(widget.Attention).To(widget.Centre), widget.Body().Sized(widget.CapCaption).To(widget.Centre)
	}
	if t.Shut.Opens == "" {
		return []part{l.words(strong, width, l.say("screen.shut-today"))}
	}
	parts := []part{l.words(strong, width, l.say("screen.shut-opens", "time", t.Shut.Opens))}
	if t.Ahead != nil {
		parts = append(parts, l.words(plain, width, l.count("screen.ahead", *t.Ahead)).orLess())
	}
	return parts
}

// whereToWait is the row that says where to sit, or, when nobody will be called
// today, when to come again.
func (l *layout) whereToWait(rows []row, t flow.TicketView, in float64) []row {
	if t.Shut != nil && t.Shut.Opens == "" {
		return append(rows, row{"clock", widget.Attention,
			l.Measure(widget.Title(), l.say("screen.shut-today-do"), in),
			l.Measure(widget.Body().In(widget.Muted), l.in(t.Shut.Hours), in)})
	}
	if place := l.in(t.Place); place != "" {
		rows = append(rows, row{"seat", widget.Calm,
			l.Measure(widget.Title(), l.say("screen.sit"), in),
			l.Measure(widget.Body().In(widget.Muted), l.say("screen.counter", "counter", place), in)})
	}
	return rows
}
