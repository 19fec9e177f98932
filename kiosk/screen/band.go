package screen

import (
	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// topHeight is the height of the top band. Upright panels give it two rows.
func (l *layout) topHeight() float64 {
	switch {
	case !l.wide():
		return l.Px(10) + l.Grown(13) + l.Px(4) + l.Grown(14) + l.Px(3)
	case l.tight():
		return l.Px(3) + l.Grown(14) + l.Px(2)
	default:
		return l.Px(7) + l.Grown(14) + l.Px(5)
	}
}

// topBand shows where one is, the time, whether the office answers, and the
// three ways to change how the screen speaks and looks.
func (l *layout) topBand() {
	if !l.wide() {
		box := l.top
		box.CutTop(l.Px(10))
		first := box.CutTop(l.Grown(13))
		box.CutTop(l.Px(4))
		second := box.CutTop(l.Grown(14))
		l.clock(&first)
		l.place(first)
		l.switches(&second)
		l.lineState(second)
		return
	}
	above := l.Px(7)
	if l.tight() {
		above = l.Px(3)
	}
	row := l.top
	row.CutTop(above)
	row = row.CutTop(l.Grown(14))
	l.switches(&row)
	l.clock(&row)
	half := row.CutRight(row.W * 0.4)
	l.place(row)
	l.lineState(half)
}

func (l *layout) place(box widget.Rect) {
	if l.v.Band.Demo {
		tag := l.say("screen.demo")
		st := widget.Caption().To(widget.Centre)
		w := l.TextWidth(st, tag) + l.Px(5)
		mark := box.CutLeft(w)
		mark = mark.Centred(w, l.Grown(9.5))
		l.Panel(mark)
		l.TextMiddle(mark, st, tag)
		box.CutLeft(l.Px(4))
	}
	name := l.in(l.v.Band.Place)
	l.PutMiddle(l.fitting(box, name,
		widget.Body().Of(widget.Bold), widget.Caption().Of(widget.Bold).In(widget.Ink),
		widget.Style{Cap: widget.CapCaption, Font: widget.Bold, Role: widget.Ink, Leading: 1.05}), box)
}

func (l *layout) clock(row *widget.Rect) {
	if l.v.Screen == flow.Attract {
		return // the large clock is below
	}
	st := widget.Body().Of(widget.Bold).To(widget.Right)
	now := l.v.Band.Now.Format("15:04")
	l.TextMiddle(row.CutRight(l.TextWidth(st, "00:00")+1), st, now)
	row.CutRight(l.Px(6))
}

// lineState says in a sign and words whether the office answers.
func (l *layout) lineState(box widget.Rect) {
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
		b = l.fitting(box, words, widget.Caption(), widget.Style{Cap: widget.CapCaption, Role: widget.Muted, Leading: 1.05})
	}
	l.PutMiddle(b, box)
}

// switches lays language, 大字 and contrast from the right end of row.
func (l *layout) switches(row *widget.Rect) {
	for _, s := range []struct {
		c     flow.Control
		label string
		on    bool
	}{
		{flow.SwitchTone, l.say("screen.contrast"), l.v.Contrast},
		{flow.SwitchLarge, l.say("screen.large"), l.v.Large},
		{flow.SwitchLang, l.otherLanguage(), false},
	} {
		st := widget.Caption().Of(widget.Bold)
		w := l.TextWidth(st, s.label) + l.Px(8)
		if s.on {
			w += l.Grown(9)
		}
		box := row.CutRight(max(w, l.Px(16)))
		row.CutRight(l.Px(4))
		l.press(box.Centred(box.W, min(box.H, l.Grown(12))), s.c, widget.Button{
			Label: s.label, Weight: widget.Quiet, Chosen: s.on, Style: st,
		})
	}
	row.CutRight(l.Px(2))
}

// otherLanguage is the name of the other language in that language.
func (l *layout) otherLanguage() string {
	other := *l
	other.v.Lang = kiosk.English
	if l.v.Lang == kiosk.English {
		other.v.Lang = kiosk.Chinese
	}
	return other.say("screen.language")
}

// bottomBand lays back at the left, home in the centre, the main act right.
// A main whose control is not live leaves its place empty.
func (l *layout) bottomBand(main flow.Control, b widget.Button) {
	box := l.bottom
	w := min(box.W*0.27, l.Grown(60))
	l.press(box.CutLeft(w), flow.Back, widget.Button{Label: l.say("screen.back"), Icon: "back"})
	box.CutLeft(l.gap())
	mainBox := box.CutRight(l.mainWidth())
	l.press(mainBox, main, b)
	box.CutRight(l.gap())
	centre := l.Whole().Centred(w, 0)
	centre.Y, centre.H = box.Y, box.H
	if centre.X+centre.W > mainBox.X-l.gap() {
		centre.X = box.X
		centre.W = min(w, box.W)
	}
	l.press(centre, flow.GoHome, widget.Button{Label: l.say("screen.home"), Icon: "home"})
	if main != flow.Finish {
		left := l.bottom
		l.press(left.CutLeft(w), flow.Finish, widget.Button{Label: l.say("screen.finish"), Icon: "cross"})
	}
}

func (l *layout) mainWidth() float64 {
	return min(l.bottom.W*0.38, l.Grown(100))
}
