package screen

import (
	"fmt"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// attract is the face of the lobby when nobody stands here: a greeting, the
// time, whether the office is open. A touch anywhere begins.
func (l *layout) attract() {
	l.invitation()
	box := l.middle
	if l.wide() {
		cells := box.Columns(2, l.gap()*2)
		l.centred(cells[0], l.greeting(cells[0].W), l.timeNow(cells[0].W))
		l.centred(cells[1], l.opening(cells[1].W))
		return
	}
	l.spread(box, l.Px(40), l.greeting(box.W), l.timeNow(box.W), l.opening(box.W))
}

func (l *layout) greeting(width float64) part {
	st := widget.Style{Cap: 17, Font: widget.Kai, Role: widget.Ink, Align: widget.Centre, Leading: 1.3}
	b := l.fitting(widget.Rect{W: width, H: l.Px(40)}, l.say("screen.greeting"), st, st.Sized(14), st.Sized(11), st.Sized(9))
	return part{height: b.H, lay: func(box widget.Rect) { l.Put(b, box) }}
}

func (l *layout) timeNow(width float64) part {
	clock := widget.Style{Cap: 34, Font: widget.Bold, Role: widget.Ink, Align: widget.Centre, Fixed: true, Leading: 1.15}
	if l.low {
		clock = clock.Sized(20)
	}
	time := l.Measure(clock, l.v.Band.Now.Format("15:04"), width)
	date := l.Measure(widget.Title().Of(widget.Regular).In(widget.Muted).To(widget.Centre), l.date(), width)
	return part{height: time.H + date.H, lay: func(box widget.Rect) {
		l.Put(time, box.CutTop(time.H))
		l.Put(date, box)
	}}
}

func (l *layout) date() string {
	now := l.v.Band.Now
	return l.say("screen.date",
		"month", l.say(fmt.Sprintf("screen.month-%d", int(now.Month()))),
		"day", fmt.Sprint(now.Day()),
		"weekday", l.say(fmt.Sprintf("screen.weekday-%d", int(now.Weekday()))))
}

// opening is a panel that says whether the office is open, when, and, while it
// is, how many people wait.
func (l *layout) opening(width float64) part {
	band := l.v.Band
	state, sign, role := l.say("screen.closed"), "clock", widget.Attention
	if band.Open {
		state, sign, role = l.say("screen.open"), "done", widget.Done
	}
	pad, icon := l.gap()*0.75, l.Grown(13)
	in := width - 2*pad - icon - l.Px(5)
	rows := []row{{sign, role, l.Measure(widget.Title().In(role), state, in), l.Measure(widget.Body().In(widget.Muted), l.in(band.Hours), in)}}
	if band.Open && band.Waiting != nil {
		rows = append(rows, row{"people", widget.Calm,
			l.Measure(widget.Title(), l.count("screen.waiting", *band.Waiting), in), widget.Block{}})
	}
	height := pad * 2
	for i, r := range rows {
		height += r.height(icon)
		if i > 0 {
			height += l.Px(6)
		}
	}
	return part{height: height, lay: func(box widget.Rect) {
		l.Panel(box)
		box = box.Inset(pad, pad)
		for i, r := range rows {
			if i > 0 {
				box.CutTop(l.Px(6))
			}
			l.layRow(box.CutTop(r.height(icon)), r, icon)
		}
	}}
}

// invitation is drawn as the main action, although a touch anywhere begins.
func (l *layout) invitation() {
	if !l.live(flow.Begin) {
		return
	}
	l.Face(l.bottom, widget.Button{
		ID: string(flow.Begin), Label: l.say("screen.begin"), Icon: "touch",
		Weight: widget.Primary, Style: widget.Title(),
	})
}
