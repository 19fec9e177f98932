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
	box := l.middle
	l.guideBottom(&box)
	pager := l.titled(&box, l.in(l.v.Heading))
	if l.v.Guide == nil {
		return
	}
	if l.wide() && !l.Large() {
		l.guideSlip(pager.CutLeft(pager.W * 0.36))
		pager.CutLeft(l.gap() / 2)
	}
	cols := 1
	if l.wide() && (!l.low || !l.Large()) {
		cols = 2
	}
	space := l.Px(3)
	l.sheet(box, pager, cols, l.gap(), space, func(width float64) []piece {
		pieces := l.guidePieces(width, space)
		if l.wide() && l.Large() {
			pieces = append(pieces, piece{height: l.pagerHeight(), lead: l.Px(3), lay: l.guideEnd})
		}
		return pieces
	})
}

// guideBottom offers what can be done about the item: a ticket, or, where it
// can be applied for here, that, and the ticket in a row above. Upright, that
// row has the guide on paper too; on a panel that lies it stands beside the
// title. In large letters there both stand at the end of the guide.
func (l *layout) guideBottom(box *widget.Rect) {
	ticket := widget.Button{Label: l.say("screen.take-ticket"), Icon: "ticket", Weight: widget.Primary}
	applies := l.live(flow.ApplyHere)
	if applies {
		l.bottomBand(flow.ApplyHere, widget.Button{Label: l.say("screen.apply"), Icon: "document", Weight: widget.Primary})
	} else {
		l.bottomBand(flow.TakeTicket, ticket)
	}
	if l.wide() && (l.Large() || !applies) {
		return
	}
	row := box.CutBottom(l.pagerHeight())
	box.CutBottom(l.tileGap())
	if applies {
		width := l.mainWidth()
		if !l.wide() {
			width = max(width, l.bottom.W/2)
		}
		l.guideTicket(row.CutRight(width))
		row.CutRight(l.gap())
	}
	if !l.wide() {
		l.guideSlip(row)
	}
}

// guideTicket offers the ticket where applying is the main thing.
func (l *layout) guideTicket(box widget.Rect) {
	l.press(box, flow.TakeTicket, widget.Button{Label: l.say("screen.take-ticket"), Icon: "ticket", Weight: widget.Secondary})
}

// atTheEnd tells whether c stands behind the last line of a guide: in large
// letters a panel that lies has no row to spare.
func (l *layout) atTheEnd(c flow.Control) bool {
	return l.v.Screen == flow.Guide && l.wide() && l.Large() &&
		(c == flow.PrintGuide || c == flow.TakeTicket && l.live(flow.ApplyHere))
}

// guideEnd are the buttons behind the last line.
func (l *layout) guideEnd(box widget.Rect) {
	if l.live(flow.ApplyHere) {
		cells := box.Columns(2, l.gap())
		l.guideTicket(cells[1])
		box = cells[0]
	}
	l.guideSlip(box)
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
	for _, c := range g.Counters {
		contact = append(contact, l.say("screen.at-counter", "id", string(c.ID), "counter", l.in(c.Name)))
	}
	if w := l.in(g.Post); w != "" {
		contact = append(contact, l.say("screen.post", "post", w))
	}
	if g.Phone != "" {
		contact = append(contact, l.say("screen.phone", "phone", g.Phone))
	}
	for _, p := range g.Phones {
		contact = append(contact, l.say("screen.phone-of", "name", l.in(p.Name), "phone", p.Number))
	}
	if w := l.in(g.Hours); w != "" {
		contact = append(contact, l.say("screen.item-hours", "hours", w))
	}
	if w := l.in(g.Body); w != "" {
		contact = append(contact, l.say("screen.body", "body", w))
	}
	return []section{
		{"people", "screen.conditions", append(one(g.Serves), many(g.Conditions)...), false},
		{"document", "screen.materials", many(g.Materials), true},
		{"clock", "screen.limits", limits, false},
		{"steps", "screen.procedure", many(g.Procedure), true},
		{"fee", "screen.fee", one(g.Fee), false},
		{"done", "screen.result", one(g.Result), false},
		{"phone", "screen.contact", contact, false},
		{"law", "screen.basis", one(g.Basis), false},
	}
}

// guidePieces turns the sections into pieces of width pixels, space pixels
// apart. Paragraphs stand in line with their heading, to the right of its icon.
func (l *layout) guidePieces(width, space float64) []piece {
	icon := l.Grown(11)
	indent := icon + l.Px(4)
	var pieces []piece
	for _, s := range l.sections() {
		if len(s.paragraphs) == 0 {
			continue
		}
		st := widget.Title().In(widget.Calm)
		if l.low {
			st = st.Sized(widget.CapBody)
		}
		title := l.Measure(st, l.say(s.key), width-indent)
		pieces = append(pieces, piece{height: max(icon, title.H), lead: l.Px(3), head: true, lay: func(box widget.Rect) {
			l.layRow(box, row{s.icon, widget.Calm, title, widget.Block{}}, icon)
		}})
		for i, text := range s.paragraphs {
			pieces = append(pieces, l.paragraph(s, i, text, width, indent, space)...)
		}
	}
	return pieces
}

// paragraphLines is how many lines of a paragraph stay together: fewer where a
// heading and large letters would leave no room for more.
func (l *layout) paragraphLines() int {
	if l.wide() && (l.Large() || l.area.Y > 0) {
		return 1
	}
	return 3
}

// paragraph turns one paragraph into pieces of a few lines, so that a long one
// can go on in the next column.
func (l *layout) paragraph(s section, i int, text string, width, indent, space float64) []piece {
	st := widget.Body()
	number, room := "", 0.0
	if s.numbered && len(s.paragraphs) > 1 {
		number = fmt.Sprintf("%d.", i+1)
		room = l.TextWidth(st, "00. ")
	}
	all := l.Measure(st, text, l.reading(widget.Rect{W: width - indent - room}, st))
	var pieces []piece
	for n, b := range all.Split(l.paragraphLines()) {
		p := piece{height: b.H, lay: func(box widget.Rect) {
			box.CutLeft(indent)
			if head := box.CutLeft(room); n == 0 && number != "" {
				l.Put(l.Measure(st.In(widget.Muted), number, room), head)
			}
			l.Put(b, box)
		}}
		if n > 0 {
			p.lead = -space // lines of one paragraph stand close
		}
		pieces = append(pieces, p)
	}
	return pieces
}
