package screen

import (
	"fmt"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// attract is the face of the lobby when nobody stands here: a greeting, the
// time, whether the office is open, and what does not work. A touch anywhere
// begins. Without tickets there is a poster in place of the greeting.
func (l *layout) attract() {
	if l.v.Outage != nil {
		l.cutOff()
		return
	}
	l.invitation()
	box, first := l.middle, l.greeting
	if l.v.Missing.Tickets {
		first = l.poster
	}
	if l.wide() {
		cells := box.Columns(2, l.gap()*2)
		if l.v.Missing.Tickets {
			l.centred(cells[0], first(cells[0].W))
			l.centred(cells[1], l.timeNow(cells[1].W), l.opening(cells[1].W).orLess())
			return
		}
		l.centred(cells[0], l.greeted(l.timeNow(cells[0].W), first(cells[0].W))...)
		l.centred(cells[1], l.notices(cells[1].W, cells[1].H)...)
		return
	}
	parts := l.greeted(l.timeNow(box.W), first(box.W))
	parts = append(parts, l.notices(box.W, box.H-stacked(parts))...)
	l.spread(box, l.Px(40), parts...)
}

// greeted puts the greeting over the time, unless it stands above all that is
// within reach already.
func (l *layout) greeted(time, greeting part) []part {
	if l.area.Y > 0 && !l.v.Missing.Tickets {
		return []part{time}
	}
	return []part{greeting, time}
}

// notices are what does not work, and the opening hours where there is room.
func (l *layout) notices(width, room float64) []part {
	if m := l.v.Missing; m.Tickets || !m.Any() {
		return l.withTurning([]part{l.opening(width)}, width, room)
	}
	return l.withTurning([]part{l.missing(width, room), l.opening(width).orLess()}, width, room)
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
	in := l.besideIcon(width)
	rows := []row{{sign, role, l.Measure(widget.Title().In(role), state, in), l.Measure(widget.Body().In(widget.Muted), l.in(band.Hours), in)}}
	if band.Open && band.Waiting != nil {
		rows = append(rows, row{"people", widget.Calm,
			l.Measure(widget.Title(), l.count("screen.waiting", *band.Waiting), in), widget.Block{}})
	}
	return l.rows(rows)
}

// Measures of a panel of rows.
func (l *layout) rowPad() float64  { return l.gap() * 0.75 }
func (l *layout) rowIcon() float64 { return l.Grown(13) }

// besideIcon is how wide the words in a panel of rows may be.
func (l *layout) besideIcon(width float64) float64 {
	return width - 2*l.rowPad() - l.rowIcon() - l.Px(5)
}

// rows is a panel of rows under each other.
func (l *layout) rows(rows []row) part {
	pad, icon := l.rowPad(), l.rowIcon()
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
	words, weight := "screen.begin", widget.Primary
	if l.v.Missing.Tickets {
		words, weight = "screen.begin-again", widget.Quiet
	}
	l.Face(l.bottom, widget.Button{
		ID: string(flow.Begin), Label: l.say(words), Icon: "touch",
		Weight: weight, Style: widget.Title(),
	})
}
