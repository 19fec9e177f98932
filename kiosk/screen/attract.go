package screen

import (
	"fmt"
	"slices"

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

// part is something that knows its height and how to be laid.
type part struct {
	height float64
	lay    func(box widget.Rect)
	spare  bool // left out where there is no room for all parts
}

// orLess marks p as spare.
func (p part) orLess() part { p.spare = true; return p }

// centred stacks parts in the middle of box, near enough to be read as one.
func (l *layout) centred(box widget.Rect, parts ...part) { l.spread(box, l.Px(20), parts...) }

// spread stacks parts in the middle of box with equal space between them, most
// pixels at most. Where they do not all fit, spare ones are left out, the last
// one first.
func (l *layout) spread(box widget.Rect, most float64, parts ...part) {
	total := stacked(parts)
	for i := len(parts) - 1; i >= 0 && total > box.H; i-- {
		if parts[i].spare {
			parts = slices.Delete(slices.Clone(parts), i, i+1)
			total = stacked(parts)
		}
	}
	if total > box.H+1 {
		l.Fault(widget.Overflow, "%d parts on %s need %.0f px, have %.0f", len(parts), l.v.Screen, total, box.H)
	}
	space := min((box.H-total)/float64(len(parts)+1), most)
	free := box.H - total - space*float64(len(parts)-1)
	box.CutTop(free / 2)
	for _, p := range parts {
		p.lay(box.CutTop(p.height))
		box.CutTop(space)
	}
}

func stacked(parts []part) float64 {
	total := 0.0
	for _, p := range parts {
		total += p.height
	}
	return total
}

func (l *layout) words(st widget.Style, width float64, words string) part {
	b := l.Measure(st, words, width)
	return part{height: b.H, lay: func(box widget.Rect) { l.Put(b, box) }}
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

// opening is a panel that says whether the office is open, when, and how many
// people wait.
func (l *layout) opening(width float64) part {
	band := l.v.Band
	state, sign, role := l.say("screen.closed"), "clock", widget.Attention
	if band.Open {
		state, sign, role = l.say("screen.open"), "done", widget.Done
	}
	pad, icon := l.gap()*0.75, l.Grown(13)
	in := width - 2*pad - icon - l.Px(5)
	rows := []row{{sign, role, l.Measure(widget.Title().In(role), state, in), l.Measure(widget.Body().In(widget.Muted), l.in(band.Hours), in)}}
	if band.Waiting != nil {
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

// row is an icon with one or two blocks of text beside it.
type row struct {
	icon         string
	role         widget.Role
	first, below widget.Block
}

func (r row) height(icon float64) float64 { return max(icon, r.first.H+r.below.H) }

func (l *layout) layRow(box widget.Rect, r row, icon float64) {
	l.Icon(r.icon, box.CutLeft(icon), r.role)
	box.CutLeft(l.Px(5))
	text := box.Centred(box.W, r.first.H+r.below.H)
	l.Put(r.first, text.CutTop(r.first.H))
	if r.below.H > 0 {
		l.Put(r.below, text)
	}
}

// count says how many, with words of their own for none and one.
func (l *layout) count(key string, n int) string {
	switch n {
	case 0:
		return l.say(key + "-none")
	case 1:
		return l.say(key + "-one")
	}
	return l.say(key, "n", fmt.Sprint(n))
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
