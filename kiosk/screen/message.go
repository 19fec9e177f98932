package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// A message is a sign, what it is about, what became of it, what to do now, and
// what else there is to know: alike on every screen that tells an outcome.

// sign is the picture over a message.
func (l *layout) sign(icon string, role widget.Role) part {
	side := l.Px(32)
	if l.low {
		side = l.Px(14)
	}
	return part{height: side, spare: true, lay: func(box widget.Rect) { l.Icon(icon, box, role) }}
}

// outcome is what became of something. What went well or wrong has the colour
// of its sign; what is neither stays in ink.
func (l *layout) outcome(role widget.Role, width float64, words string) part {
	if role == widget.Calm {
		role = widget.Ink
	}
	return l.words(l.heading().In(role).To(widget.Centre), width, words)
}

// headed puts what the screen is about, in a line close above it, over an
// outcome.
func (l *layout) headed(width float64, outcome part) []part {
	name := l.in(l.v.Heading)
	if name == "" {
		return []part{outcome}
	}
	about := l.words(l.smaller(widget.Body()).In(widget.Calm).To(widget.Centre), width, name)
	return []part{about.orLess(), outcome.under(l.Px(2))}
}

// todo is what to do now, close below an outcome.
func (l *layout) todo(width float64, words string) part {
	return l.words(l.smaller(widget.Body()).To(widget.Centre), width, words).under(l.gap())
}

// note is what else there is to know.
func (l *layout) note(width float64, words string) part {
	return l.words(l.smaller(widget.Body()).In(widget.Muted).To(widget.Centre), width, words).orLess()
}

// holds is what a resident must not miss: it is never left out.
func (l *layout) holds(width float64, words string) part {
	return l.words(l.smaller(widget.Body()).Of(widget.Bold).To(widget.Centre), width, words)
}

// smaller is st on most panels, and a caption's size on a low one.
func (l *layout) smaller(st widget.Style) widget.Style {
	if l.low {
		return st.Sized(widget.CapCaption)
	}
	return st
}

// asksForPaper asks whether a paper came out, with the two answers side by
// side.
func (l *layout) asksForPaper() part {
	return part{height: l.buttonHeight(), lay: func(box widget.Rect) {
		cells := box.Centred(min(box.W, l.Grown(230)), box.H).Columns(2, l.gap())
		l.press(cells[0], flow.PaperOut, widget.Button{Label: l.say("screen.paper-out"), Icon: "check"})
		l.press(cells[1], flow.PaperNotOut, widget.Button{Label: l.say("screen.paper-not-out"), Icon: "cross"})
	}}
}
