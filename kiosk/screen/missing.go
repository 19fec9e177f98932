package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// poster says in the greeting's place that there are no tickets, what to do, and
// whom to call.
func (l *layout) poster(width float64) part {
	words := widget.Body().To(widget.Centre)
	parts := []part{
		l.words(l.heading().In(widget.Attention).To(widget.Centre), width, l.say("screen.no-tickets")),
		l.words(words, width, l.say("screen.no-tickets-do")),
	}
	if phone := l.v.Missing.Phone; phone != "" {
		parts = append(parts, l.words(words, width, l.say("screen.custodian", "phone", phone)))
	}
	icon, gap := l.Grown(20), l.gap()
	return part{
		height: icon + stacked(parts) + gap*float64(len(parts)),
		lay: func(box widget.Rect) {
			l.Icon("attention", box.CutTop(icon), widget.Attention)
			for _, p := range parts {
				box.CutTop(gap)
				p.lay(box.CutTop(p.height))
			}
		},
	}
}

// missing is a panel that says before anybody tries what does not work, what
// that means, and whom to call. Where large letters leave too little room, it is
// said smaller, then without the meaning, and last without applications, of
// which whoever wants one is told.
func (l *layout) missing(width, room float64) part {
	plain, small := widget.Body(), widget.Body().Sized(widget.CapCaption)
	var p part
	m := l.v.Missing
	least := m
	least.Applications = false
	for _, try := range []struct {
		said    flow.Missing
		what    widget.Style
		meaning *widget.Style
	}{
		{m, widget.Title(), &plain},
		{m, plain.Of(widget.Bold), &small},
		{m, small.Of(widget.Bold), &small},
		{m, small.Of(widget.Bold), nil},
		{least, small.Of(widget.Bold), nil},
	} {
		p = l.rows(l.missingRows(try.said, width, try.what, try.meaning))
		if p.height <= room {
			break
		}
	}
	return p
}

func (l *layout) missingRows(m flow.Missing, width float64, what widget.Style, meaning *widget.Style) []row {
	in := l.besideIcon(width)
	var rows []row
	for _, r := range []struct {
		is  bool
		key string
	}{{m.Paper, "screen.no-paper"}, {m.Card, "screen.no-card"}, {m.Applications, "screen.no-applications"}} {
		if !r.is {
			continue
		}
		it := row{icon: "attention", role: widget.Attention, first: l.Measure(what.In(widget.Attention), l.say(r.key), in)}
		if meaning != nil {
			it.below = l.Measure(*meaning, l.say(r.key+"-do"), in)
		}
		rows = append(rows, it)
	}
	if m.Phone != "" {
		style := what.Of(widget.Regular)
		if meaning != nil {
			style = *meaning
		}
		rows = append(rows, row{icon: "phone", role: widget.Calm, first: l.Measure(style, l.say("screen.custodian", "phone", m.Phone), in)})
	}
	return rows
}
