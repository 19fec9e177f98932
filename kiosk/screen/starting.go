package screen

import (
	"math"
	"strconv"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// starting says that what was kept is being read, how far that has come, and
// when somebody can be served; or that the terminal is out of order. Nobody has
// chosen a language yet: it says all of it in both.
func (l *layout) starting() {
	var start flow.StartView
	if l.v.Start != nil {
		start = *l.v.Start
	}
	if start.Failed {
		l.outOfOrder(start)
		return
	}
	box := l.middle
	l.centred(box, l.inBoth(widget.Ink, box.W, "start.checking"),
		l.howFar(box.W, start), l.inBothSmall(box.W, "start.checking-do").orLess())
}

// outOfOrder says what to do and whom to call.
func (l *layout) outOfOrder(start flow.StartView) {
	box := l.middle
	parts := []part{
		l.sign("attention", widget.Attention),
		l.inBoth(widget.Attention, box.W, "start.failed"),
		l.inBothSmall(box.W, "start.failed-do"),
	}
	if start.Phone != "" {
		parts = append(parts, l.words(widget.Body().Of(widget.Bold).To(widget.Centre), box.W, l.say("screen.custodian", "phone", start.Phone)))
	}
	code := widget.Body().In(widget.Muted).To(widget.Centre)
	parts = append(parts, l.words(code, box.W, l.say("screen.service-code", "code", l.v.Band.Device)).orLess())
	l.centred(box, parts...)
}

// inBoth is a title in the language of the View over the same in the other.
func (l *layout) inBoth(role widget.Role, width float64, key string, with ...string) part {
	return l.pair(l.heading().In(role), widget.Body().In(widget.Muted), width, key, with...)
}

func (l *layout) inBothSmall(width float64, key string, with ...string) part {
	return l.pair(widget.Body(), widget.Caption(), width, key, with...)
}

func (l *layout) pair(st, otherStyle widget.Style, width float64, key string, with ...string) part {
	here := l.words(st.To(widget.Centre), width, l.say(key, with...))
	there := l.words(otherStyle.To(widget.Centre), width, l.other().say(key, with...))
	return part{height: here.height + there.height, lay: func(box widget.Rect) {
		here.lay(box.CutTop(here.height))
		there.lay(box)
	}}
}

// other is the layout in the other language.
func (l *layout) other() *layout {
	o := *l
	o.v.Lang = kiosk.English
	if l.v.Lang == kiosk.English {
		o.v.Lang = kiosk.Chinese
	}
	return &o
}

// howFar is a bar, the count for a technician, and how long it will take. While
// nothing is known three points move.
func (l *layout) howFar(width float64, start flow.StartView) part {
	if start.Total == 0 {
		return part{height: l.Px(24), lay: func(box widget.Rect) { l.progress(box) }}
	}
	left := l.pair(widget.Body().In(widget.Calm), widget.Caption(), width, "start.soon")
	switch n, unit := rounded(start.Left); {
	case start.Done >= start.Total:
	case n == 0:
		left = part{}
	default:
		left = l.pair(widget.Body().In(widget.Calm), widget.Caption(), width, unit, "n", strconv.Itoa(n))
	}
	count := l.words(widget.Caption().To(widget.Centre), width, l.say("start.count",
		"done", grouped(min(start.Done, start.Total)), "total", grouped(start.Total)))
	bar, gap := l.Grown(8), l.gap()
	return part{height: bar + gap + count.height + left.height, lay: func(box widget.Rect) {
		l.bar(box.CutTop(bar), float64(min(start.Done, start.Total))/float64(start.Total))
		box.CutTop(gap)
		left.layIf(box.CutTop(left.height))
		count.lay(box)
	}}
}

// layIf lays p unless it is empty.
func (p part) layIf(box widget.Rect) {
	if p.lay != nil {
		p.lay(box)
	}
}

// bar is filled up to share.
func (l *layout) bar(box widget.Rect, share float64) {
	box = box.Centred(min(box.W, l.Grown(180)), box.H)
	radius := box.H / 2
	l.Ops(widget.Fill{Box: box, Radius: radius, Role: widget.Surface, Edge: l.Px(0.6), Border: widget.Line})
	inner := box
	inner.W = max(box.W*share, box.H)
	l.Fill(inner, widget.Calm, radius)
}

// rounded says d in steps that a person would say, never less than it is: a
// number and the key of its words. Zero is not known.
func rounded(d time.Duration) (int, string) {
	switch {
	case d <= 0:
		return 0, ""
	case d <= 50*time.Second:
		return int(math.Ceil(d.Seconds()/10)) * 10, "start.left-seconds"
	case d <= time.Minute:
		return 1, "start.left-minute"
	}
	return int(math.Ceil(d.Minutes())), "start.left-minutes"
}

// grouped writes n with a thin mark at each thousand: 1,234,567.
func grouped(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// serviceCode names the terminal for a technician, in the place of the line's
// state.
func (l *layout) serviceCode(box widget.Rect) {
	b := l.fitting(box, l.say("screen.service-code", "code", l.v.Band.Device), widget.Caption(), closeCaption().In(widget.Muted))
	if b.W > box.W || b.H > box.H {
		return // out of order it stands below; else it can wait
	}
	l.PutMiddle(b, box)
}
