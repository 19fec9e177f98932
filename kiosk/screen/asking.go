package screen

import (
	"slices"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// asking is shown while the office is asked, for three seconds at most.
func (l *layout) asking() {
	l.bottomBand("", widget.Button{Label: l.say("screen.working-short")})
	l.waits("line.asking", "line.asking-hint")
}

// noLine says that the office does not answer, and what can be done instead.
func (l *layout) noLine() {
	l.bottomBand(flow.TryAgain, widget.Button{Label: l.say("screen.try-again"), Icon: "again", Weight: widget.Primary})
	box := l.middle
	if l.wide() && l.live(flow.TakeTicket) {
		cells := box.Columns(2, l.gap()*2)
		l.centred(cells[0], l.noLineParts(cells[0].W)...)
		l.centred(cells[1], l.insteadParts(cells[1].W)...)
		return
	}
	l.centred(box, append(l.noLineParts(box.W), l.insteadParts(box.W)...)...)
}

func (l *layout) noLineParts(width float64) []part {
	parts := append([]part{l.sign("line-down", widget.Attention)},
		l.headed(width, l.outcome(widget.Attention, width, l.say("line.none")))...)
	parts = append(parts, l.todo(width, l.say("line.none-do")))
	return slices.Concat(parts, l.ballotUntil(width), l.payLost(width))
}

// insteadParts are the ways that need no line: a ticket, a telephone.
func (l *layout) insteadParts(width float64) []part {
	var parts []part
	if l.live(flow.TakeTicket) {
		parts = append(parts,
			l.words(l.smaller(widget.Body()).To(widget.Centre), width, l.say("line.ticket-instead")),
			part{height: l.buttonHeight(), lay: func(box widget.Rect) {
				l.press(box.Centred(min(box.W, l.Grown(110)), box.H), flow.TakeTicket,
					widget.Button{Label: l.say("screen.take-ticket"), Icon: "ticket"})
			}}.under(l.gap()))
	}
	if v := l.v.NoLine; v != nil && v.Phone != "" {
		words := l.say("line.phone", "phone", v.Phone)
		if post := l.in(v.Post); post != "" {
			words = l.say("line.phone-of", "post", post, "phone", v.Phone)
		}
		parts = append(parts, l.note(width, words))
	}
	return parts
}
