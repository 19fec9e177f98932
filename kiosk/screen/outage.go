package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// cutOff is attract for a while after the terminal went down in the middle of
// something: what counts and what is gone stand in the greeting's place.
func (l *layout) cutOff() {
	l.invitation()
	box := l.middle
	if l.wide() {
		cells := box.Columns(2, l.gap()*2)
		panel, fits := l.outage(cells[1].W, cells[1].H)
		if !fits && !l.v.Missing.Tickets { // it needs all the width
			panel, _ = l.outage(box.W, box.H)
			l.centred(box, panel)
			return
		}
		rest := []part{l.timeNow(cells[0].W)}
		if l.v.Missing.Tickets {
			rest = []part{l.poster(cells[0].W)}
		}
		l.centred(cells[0], append(rest, l.besideOutage(cells[0].W, cells[0].H-stacked(rest))...)...)
		l.centred(cells[1], panel)
		return
	}
	var parts []part
	if l.v.Missing.Tickets {
		parts = append(parts, l.poster(box.W))
	}
	panel, _ := l.outage(box.W, box.H-stacked(parts)-2*l.gap())
	parts = append(parts, panel, l.timeNow(box.W).orLess())
	l.spread(box, l.Px(40), append(parts, l.besideOutage(box.W, box.H-stacked(parts))...)...)
}

// besideOutage is what else does not work, where there is room for it.
func (l *layout) besideOutage(width, room float64) []part {
	if m := l.v.Missing; m.Tickets || !m.Any() {
		return []part{l.opening(width).orLess()}
	}
	return []part{l.missing(width, room).orLess()}
}

// outage is the panel: what happened, then each promise with what can be done
// about its paper. Where large letters leave too little room it is said smaller,
// then with the button beside the number, and last without what a resident can
// see or ask.
func (l *layout) outage(width, room float64) (p part, fits bool) {
	small := widget.Body().Sized(widget.CapCaption)
	for _, try := range []outageLook{
		{first: widget.Title(), below: widget.Body()},
		{first: widget.Body().Of(widget.Bold), below: small},
		{first: small.Of(widget.Bold), below: small, beside: true},
		{first: small.Of(widget.Bold), below: small, beside: true, brief: true},
		{first: small.Of(widget.Bold), below: small, beside: true, brief: true, bare: true},
	} {
		if p = l.outagePanel(width, try); p.height <= room {
			return p, true
		}
	}
	return p, false
}

// outageLook is one way to lay out the panel.
type outageLook struct {
	first, below  widget.Style
	beside, brief bool // the button beside the number; without what is plain from it
	bare          bool // without what became of the papers
}

func (l *layout) outagePanel(width float64, look outageLook) part {
	pad, icon, in := l.rowPad(), l.rowIcon(), l.besideIcon(width)
	o := l.v.Outage
	happened := "outage.kept"
	if o.Cut {
		happened = "outage.typed"
	}
	first := row{icon: "again", role: widget.Calm, first: l.Measure(look.first, l.say("outage.back"), in)}
	if !look.bare || o.Cut {
		first.below = l.Measure(look.below, l.say(happened), in)
	}
	parts := []part{l.rowPart(first, icon)}
	for _, p := range o.Papers {
		parts = append(parts, l.lostPaper(p, look, in, icon)...)
	}
	space := l.gap() * 0.75
	return part{height: 2*pad + stacked(parts) + space*float64(len(parts)-1), lay: func(box widget.Rect) {
		l.Panel(box)
		box = box.Inset(pad, pad)
		for _, p := range parts {
			p.lay(box.CutTop(p.height))
			box.CutTop(space)
		}
	}}
}

// lostPaper is a row for one promise, and its button.
func (l *layout) lostPaper(p flow.LostPaperView, look outageLook, in, icon float64) []part {
	beside := 0.0
	if p.Control != "" && look.beside {
		beside = l.ButtonWidth(l.lostButton(p)) + l.gap()
		in -= beside
	}
	sign, role := l.lostSign(p)
	r := row{icon: sign, role: role, first: l.Measure(look.first.In(role), l.say("outage."+string(p.Kind), "number", p.Number), in)}
	if !look.bare && (!look.brief || p.Control == "") {
		r.below = l.Measure(look.below, l.lostWords(p), in)
	}
	words := l.rowPart(r, icon)
	press := part{height: l.buttonHeight(), lay: func(box widget.Rect) { l.press(box, p.Control, l.lostButton(p)) }}
	switch {
	case p.Control == "":
		return []part{words}
	case !look.beside:
		return []part{words, press}
	}
	both := part{height: max(words.height, press.height), lay: func(box widget.Rect) {
		button := box.CutRight(beside - l.gap())
		press.lay(button.Centred(button.W, press.height))
		words.lay(box.Centred(box.W, words.height))
	}}
	return []part{both}
}

func (l *layout) rowPart(r row, icon float64) part {
	return part{height: r.height(icon), lay: func(box widget.Rect) { l.layRow(box, r, icon) }}
}

func (l *layout) lostButton(p flow.LostPaperView) widget.Button {
	return widget.Button{Label: l.say("outage.again", "number", p.Number), Icon: "paper", Style: widget.Title()}
}

func (l *layout) lostSign(p flow.LostPaperView) (string, widget.Role) {
	switch p.Kind {
	case flow.LostDocument:
		return "attention", widget.Attention
	case flow.LostTicket:
		return "ticket", widget.Done
	}
	return "document", widget.Done
}

// lostWords say what became of the paper, and what to do about it.
func (l *layout) lostWords(p flow.LostPaperView) string {
	words := l.say("outage." + string(p.Fate()))
	if f := p.Fate(); f == flow.FatePrinting || f == flow.FateReprinted {
		return words + " " + l.say("screen.paper-side-"+p.Side)
	}
	return words
}
