package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// asking is shown while the office is asked, for three seconds at most.
func (l *layout) asking() {
	l.bottomBand("", widget.Button{Label: l.say("screen.working-short")})
	box := l.middle
	parts := append(l.headed(box.W),
		part{height: l.Px(24), lay: func(box widget.Rect) { l.progress(box) }},
		l.words(l.heading().To(widget.Centre), box.W, l.say("line.asking")),
		l.words(widget.Body().In(widget.Muted).To(widget.Centre), box.W, l.say("line.asking-hint")),
	)
	l.centred(box, parts...)
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
	icon := l.Px(32)
	if l.low {
		icon = l.Px(14)
	}
	return append(append([]part{
		{height: icon, lay: func(box widget.Rect) { l.Icon("line-down", box, widget.Attention) }, spare: true},
	}, append(l.headed(width),
		l.words(l.heading().To(widget.Centre), width, l.say("line.none")),
		l.words(l.smaller(widget.Body()).To(widget.Centre), width, l.say("line.none-do")),
	)...), append(l.ballotUntil(width), l.payLost(width)...)...)
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
			}})
	}
	if v := l.v.NoLine; v != nil && v.Phone != "" {
		words := l.say("line.phone", "phone", v.Phone)
		if post := l.in(v.Post); post != "" {
			words = l.say("line.phone-of", "post", post, "phone", v.Phone)
		}
		parts = append(parts, l.words(l.smaller(widget.Body()).In(widget.Muted).To(widget.Centre), width, words).orLess())
	}
	return parts
}

// headed is what the screen is about, in a line above it.
func (l *layout) headed(width float64) []part {
	name := l.in(l.v.Heading)
	if name == "" {
		return nil
	}
	return []part{l.words(widget.Body().In(widget.Calm).To(widget.Centre), width, name).orLess()}
}

// smaller is st on most panels, and a caption's size on a low one.
func (l *layout) smaller(st widget.Style) widget.Style {
	if l.low {
		return st.Sized(widget.CapCaption)
	}
	return st
}
