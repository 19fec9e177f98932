package screen

import (
	"strings"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// bandRow is the height of one row of the top band: two lines of captions.
// Captions are as large on a low panel as on any other.
func (l *layout) bandRow() float64 {
	if l.low {
		return l.Grown(14.5) / widget.NearFactor
	}
	return l.Grown(14.5)
}

// twoRows tells whether the top band needs a row of its own for the switches.
func (l *layout) twoRows() bool { return !l.wide() || l.low && l.Large() }

// topSpace is the space above, between and below the rows of the top band.
func (l *layout) topSpace() (above, between, below float64) {
	if l.low {
		return l.Px(3), l.Px(1), l.Px(1)
	}
	return l.Px(8), l.Px(3), l.Px(3)
}

func (l *layout) topHeight() float64 {
	above, between, below := l.topSpace()
	if l.twoRows() {
		return above + l.bandRow() + between + l.bandRow() + below
	}
	return above + l.bandRow() + below
}

// topBand shows where one is, the time, whether the office answers, and the
// three ways to change how the screen speaks and looks.
func (l *layout) topBand() {
	above, between, _ := l.topSpace()
	box := l.top
	box.CutTop(above)
	row := box.CutTop(l.bandRow())
	if l.twoRows() {
		box.CutTop(between)
		second := box.CutTop(l.bandRow())
		l.clock(&row)
		l.voiceKeys(&row)
		l.place(row)
		l.switches(&second)
		l.lineState(second)
		return
	}
	l.switches(&row)
	l.voiceKeys(&row)
	l.clock(&row)
	part := 0.37
	if l.low || l.Large() {
		part = 0.26
	}
	width := row.W * part
	if l.placeNeeds(row.W-width-l.Px(4)) > row.H {
		width = l.Grown(6.5) // the sign alone: a long name wants the room
	}
	state := row.CutRight(width)
	row.CutRight(l.Px(4))
	l.place(row)
	l.lineState(state)
}

func (l *layout) place(box widget.Rect) {
	if l.v.Band.Demo {
		tag := l.say("screen.demo")
		st := widget.Caption().To(widget.Centre)
		w := l.TextWidth(st, tag) + l.Px(5)
		mark := box.CutLeft(w)
		mark = mark.Centred(w, l.bandRow()*0.68)
		l.Panel(mark)
		l.TextMiddle(mark, st, tag)
		box.CutLeft(l.Px(4))
	}
	name := l.in(l.v.Band.Place)
	b := l.fitting(box, name, widget.Body().Of(widget.Bold), widget.Caption().Of(widget.Bold).In(widget.Ink), closeCaption())
	if l.v.Speaks && (b.W > box.W || b.H > box.H) {
		return // the keys of the voice have taken its room; the first screen has it whole
	}
	l.PutMiddle(b, box)
}

// closeCaption is the smallest text, with lines close to each other.
func closeCaption() widget.Style {
	return widget.Style{Cap: widget.CapCaption, Role: widget.Ink, Leading: 1.1}
}

// placeNeeds is how high the name of the place is on so much width.
func (l *layout) placeNeeds(width float64) float64 {
	if l.v.Band.Demo {
		width -= l.TextWidth(widget.Caption(), l.say("screen.demo")) + l.Px(9)
	}
	return l.Measure(closeCaption(), l.in(l.v.Band.Place), width).H
}

func (l *layout) clock(row *widget.Rect) {
	if l.v.Screen == flow.Attract || l.timeAbove {
		return // it stands large on the screen already
	}
	st := widget.Body().Of(widget.Bold).To(widget.Right)
	now := l.v.Band.Now.Format("15:04")
	l.TextMiddle(row.CutRight(l.TextWidth(st, "00:00")+1), st, now)
	row.CutRight(l.Px(4))
}

// lineState says in a sign and words whether the office answers.
func (l *layout) lineState(box widget.Rect) {
	if l.v.Screen == flow.Starting {
		l.serviceCode(box) // nobody has asked the office yet
		return
	}
	sign, words, role := "done", l.say("screen.line-up"), widget.Done
	if !l.v.Band.LineUp {
		sign, words, role = "line-down", l.say("screen.line-down"), widget.Attention
	}
	side := l.Grown(6.5)
	l.Icon(sign, box.CutLeft(side), role)
	box.CutLeft(l.Px(2.5))
	full := words + "  " + l.say("screen.service-code", "code", l.v.Band.Device)
	b := l.fitting(box, full, widget.Caption())
	if len(b.Lines()) > 1 && b.H > box.H {
		b = l.fitting(box, words, widget.Caption(), widget.Style{Cap: widget.CapCaption, Role: widget.Muted, Leading: 1.1})
	}
	if longest(words, func(word string) float64 { return l.TextWidth(widget.Caption(), word) }) > box.W {
		return // the sign alone: half a word helps nobody
	}
	l.PutMiddle(b, box)
}

// longest is the width of the widest word.
func longest(words string, width func(string) float64) float64 {
	w := 0.0
	for word := range strings.FieldsSeq(words) {
		w = max(w, width(word))
	}
	return w
}

// switches lays language, 大字 and contrast from the right end of row.
func (l *layout) switches(row *widget.Rect) {
	for _, s := range []struct {
		c     flow.Control
		label string
		on    bool
	}{
		{flow.CallHelp, l.say("help.key"), false},
		{flow.SwitchReach, l.say("screen.lowered"), l.v.Lowered},
		{flow.SwitchTone, l.say("screen.contrast"), l.v.Contrast},
		{flow.SwitchLarge, l.say("screen.large"), l.v.Large},
		{flow.SwitchLang, l.otherLanguage(), false},
	} {
		if l.v.Screen == flow.Starting || s.c == flow.SwitchReach && l.low {
			continue // nothing answers yet; all of a low panel is within reach
		}
		b := widget.Button{Label: s.label, Weight: widget.Quiet, Chosen: s.on, Style: widget.Caption().Of(widget.Bold)}
		box := row.CutRight(max(l.ButtonWidth(b), l.Px(16)))
		row.CutRight(l.switchGap())
		l.press(box.Centred(box.W, l.bandRow()*0.82), s.c, b)
	}
	l.voiceSwitch(row)
	row.CutRight(l.Px(2))
}

// switchGap is the space between two switches.
func (l *layout) switchGap() float64 {
	if l.low {
		return l.Px(2)
	}
	return l.Px(3)
}

// otherLanguage is the name of the other language in that language.
func (l *layout) otherLanguage() string { return l.other().say("screen.language") }

// bottomBand lays back at the left, home in the centre, the main act right.
// A main whose control is not live leaves its place empty.
func (l *layout) bottomBand(main flow.Control, b widget.Button) {
	l.main = main
	box := l.bottom
	w := min(box.W*0.25, l.Grown(60))
	l.press(box.CutLeft(w), flow.Back, widget.Button{Label: l.say("screen.back"), Icon: "back"})
	box.CutLeft(l.gap())
	width := l.mainWidth()
	if l.wide() { // words that need more have it, as far as home leaves it
		words := b
		words.Style = widget.Title()
		width = max(width, min(l.ButtonWidth(words)+l.gap(), (l.bottom.W-w)/2-l.gap()))
	}
	l.press(box.CutRight(width), main, b)
	box.CutRight(l.gap())
	l.press(box.Centred(min(w, box.W), box.H), flow.GoHome, widget.Button{Label: l.say("screen.home"), Icon: "home"})
	if main != flow.Finish && l.live(flow.Finish) {
		left := l.bottom
		l.press(left.CutLeft(w), flow.Finish, widget.Button{Label: l.say("screen.finish"), Icon: "cross"})
	}
}

func (l *layout) mainWidth() float64 {
	return min(l.bottom.W*0.42, l.Grown(105))
}
