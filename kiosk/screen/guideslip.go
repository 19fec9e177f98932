package screen

import (
	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// guideSlip offers the guide on paper, and says how that paper does.
func (l *layout) guideSlip(box widget.Rect) {
	g := l.v.Guide
	if g == nil {
		return
	}
	button := widget.Button{Label: l.say("screen.print-guide"), Icon: "paper", Weight: widget.Secondary}
	switch g.Slip {
	case kiosk.NotPrinted, kiosk.PrintUncertain:
		button.Label = l.say("screen.print-guide-again")
	case kiosk.Printing:
		l.slipWords(box, "paper", widget.Calm, l.say("screen.guide-printing"), "")
		return
	case kiosk.Printed, kiosk.PrintSentUnconfirmed:
		l.slipWords(box, "paper", widget.Done, l.say("screen.guide-take"), l.say("screen.paper-side-"+g.Side))
		return
	case kiosk.PrintedUncut:
		l.slipWords(box, "paper", widget.Done, l.say("screen.guide-tear"), l.say("screen.paper-side-"+g.Side))
		return
	}
	l.press(box.CutLeft(min(box.W, max(l.mainWidth(), box.W*0.6))), flow.PrintGuide, button)
}

// slipWords says how the paper does beside its sign, and with a hint where
// there is room for one.
func (l *layout) slipWords(box widget.Rect, icon string, role widget.Role, title, hint string) {
	side := min(l.Grown(11), box.H)
	in := box.W - side - l.Px(5)
	st := widget.Title()
	if l.low || l.Large() {
		st = st.Sized(widget.CapBody)
	}
	var words, more widget.Block
	for _, st := range []widget.Style{st, st.Sized(widget.CapBody), st.Sized(widget.CapCaption)} {
		if words = l.Measure(st, title, in); words.H <= box.H {
			break
		}
	}
	if hint != "" {
		if b := l.Measure(widget.Caption().In(widget.Muted), hint, in); words.H+b.H <= box.H {
			more = b
		}
	}
	l.layRow(box.Centred(box.W, max(side, words.H+more.H)), row{icon, role, words, more}, side)
}
