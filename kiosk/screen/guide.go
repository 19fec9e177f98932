package screen

import (
	"fmt"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// guide is what a resident reads about one item, in pages, with the ticket one
// touch away.
func (l *layout) guide() {
	l.bottomBand(flow.TakeTicket, widget.Button{
		Label: l.say("screen.take-ticket"), Icon: "ticket", Weight: widget.Primary,
	})
	box := l.middle
	l.Text(&box, widget.Heading(), l.in(l.v.Heading))
	box.CutTop(l.gap() / 2)
	if l.v.Guide == nil {
		return
	}
	cols := 1
	if l.wide() {
		cols = 2
	}
	pad, space := l.gap(), l.Px(3)
	columnsOf := func(box widget.Rect) [][]piece {
		in := box.Inset(pad, pad)
		return pack(l.guidePieces(in.Columns(cols, 2*pad)[0].W), in.H, space)
	}
	columns := columnsOf(box)
	if len(columns) > cols {
		foot := box.CutBottom(l.pagerHeight())
		columns = columnsOf(box)
		columns = l.turn(columns, cols)
		l.pager(foot)
	} else {
		columns = l.turn(columns, cols)
	}
	l.Panel(box)
	cells := box.Inset(pad, pad).Columns(cols, 2*pad)
	for i, column := range columns {
		l.layColumn(cells[i], column, space)
	}
}

// section is one heading of a guide and the paragraphs under it.
type section struct {
	icon, key  string
	paragraphs []string
	numbered   bool
}

func (l *layout) sections() []section {
	g := l.v.Guide
	many := func(all []kiosk.Text) []string {
		var out []string
		for _, t := range all {
			out = append(out, l.in(t))
		}
		return out
	}
	one := func(t kiosk.Text) []string {
		if w := l.in(t); w != "" {
			return []string{w}
		}
		return nil
	}
	var limits []string
	if w := l.in(g.Promised); w != "" {
		limits = append(limits, l.say("screen.promised", "limit", w))
	}
	if w := l.in(g.Statutory); w != "" {
		limits = append(limits, l.say("screen.statutory", "limit", w))
	}
	var contact []string
	if w := l.in(g.Post); w != "" {
		contact = append(contact, l.say("screen.post", "post", w))
	}
	if g.Phone != "" {
		contact = append(contact, l.say("screen.phone", "phone", g.Phone))
	}
	return []section{
		{"people", "screen.conditions", many(g.Conditions), false},
		{"document", "screen.materials", many(g.Materials), true},
		{"clock", "screen.limits", limits, false},
		{"steps", "screen.procedure", many(g.Procedure), true},
		{"fee", "screen.fee", one(g.Fee), false},
		{"done", "screen.result", one(g.Result), false},
		{"phone", "screen.contact", contact, false},
		{"law", "screen.basis", one(g.Basis), false},
	}
}

// guidePieces turns the sections into pieces of width pixels. Paragraphs stand
// in line with their heading, to the right of its icon.
func (l *layout) guidePieces(width float64) []piece {
	icon := l.Grown(11)
	indent := icon + l.Px(4)
	var pieces []piece
	for _, s := range l.sections() {
		if len(s.paragraphs) == 0 {
			continue
		}
		title := l.Measure(widget.Title().In(widget.Calm), l.say(s.key), width-indent)
		lead := 0.0
		if len(pieces) > 0 {
			lead = l.Px(3)
		}
		pieces = append(pieces, piece{height: lead + max(icon, title.H), head: true, lay: func(box widget.Rect) {
			box.CutTop(lead)
			l.layRow(box, row{s.icon, widget.Calm, title, widget.Block{}}, icon)
		}})
		for i, text := range s.paragraphs {
			pieces = append(pieces, l.paragraph(s, i, text, width, indent))
		}
	}
	return pieces
}

func (l *layout) paragraph(s section, i int, text string, width, indent float64) piece {
	st := widget.Body()
	number, room := "", 0.0
	if s.numbered && len(s.paragraphs) > 1 {
		number = fmt.Sprintf("%d.", i+1)
		room = l.TextWidth(st, "00. ")
	}
	b := l.Measure(st, text, l.reading(widget.Rect{W: width - indent - room}, st))
	return piece{height: b.H, lay: func(box widget.Rect) {
		box.CutLeft(indent)
		if number != "" {
			l.Put(l.Measure(st.In(widget.Muted), number, room), box.CutLeft(room))
		}
		l.Put(b, box)
	}}
}
