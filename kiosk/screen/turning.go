package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// eachTurn is how long a notice stands while nobody is here, in seconds.
const eachTurn = 15

// withTurning adds the notices that turn to parts, where there is room: a
// notice in full, else its title alone.
func (l *layout) withTurning(parts []part, width, room float64) []part {
	if len(l.v.Notices) == 0 {
		return parts
	}
	room -= stacked(parts) + float64(len(parts)+1)*l.gap()
	for _, full := range []bool{true, false} {
		if p := l.turning(width, full); p.height <= room {
			return append(parts, p)
		}
	}
	return parts
}

// turning is a panel on which the notices stand one after another.
func (l *layout) turning(width float64, full bool) part {
	pad, icon := l.rowPad(), l.rowIcon()
	in := l.besideIcon(width)
	var rows []row
	height := 0.0
	for _, n := range l.v.Notices {
		r := row{n.Icon, widget.Calm, l.Measure(widget.Title(), l.in(n.Title), in), widget.Block{}}
		if more := l.turningHint(n); full && more != "" {
			r.below = l.Measure(widget.Caption(), more, in)
		}
		rows = append(rows, r)
		height = max(height, r.height(icon))
	}
	return part{height: height + 2*pad, spare: true, lay: func(box widget.Rect) {
		l.Panel(box)
		in := box.Inset(pad, pad)
		if len(rows) == 1 {
			l.layRow(in, rows[0], icon)
			return
		}
		stills := make([][]widget.Op, len(rows))
		for i, r := range rows {
			stills[i] = l.Apart(func() { l.layRow(in, r, icon) })
		}
		l.Move(widget.Motion{
			Box: box.Inset(pad/2, pad/2), Period: eachTurn * float64(len(stills)), Stills: len(stills),
			At: func(p float64) []widget.Op { return stills[min(len(stills)-1, int(p*float64(len(stills))+0.5))] },
		})
	}}
}

// turningHint says what kind of notice it is, and for whom or until when.
func (l *layout) turningHint(n flow.NoticeView) string {
	words := l.in(n.Listing)
	if more := l.noticeHint(n); more != "" {
		words += l.say("screen.list-comma") + more
	}
	return words
}
