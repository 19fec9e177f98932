package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// identify asks for the card: the act drawn large, what is read and why, and a
// way on without a card where the item allows it.
func (l *layout) identify() {
	switch {
	case l.live(flow.SaveForLater):
		l.bottomBand(flow.SaveForLater, widget.Button{Label: l.say("saved.save")})
	case l.live(flow.TakeTicket):
		l.bottomBand(flow.TakeTicket, widget.Button{Label: l.say("screen.take-ticket"), Icon: "ticket", Weight: widget.Primary})
	default:
		l.bottomBand(flow.SkipCard, widget.Button{Label: l.say(l.cardKey("skip-card")), After: "forward"})
	}
	card := l.v.Card
	if card == nil {
		card = &flow.CardView{Phase: flow.CardAwaited, Side: "below"}
	}
	box := l.middle
	if l.wide() {
		cells := box.Columns(2, l.gap()*2)
		if card.Side == "left" {
			cells[0], cells[1] = cells[1], cells[0]
		}
		l.centred(cells[0], l.cardWords(cells[0].W, *card)...)
		l.cardAct(cells[1], *card)
		return
	}
	parts := l.cardWords(box.W, *card)
	head := box.CutTop(parts[0].height)
	parts[0].lay(head)
	rest := 0.0
	for _, p := range parts[1:] {
		rest += p.height + l.gap()
	}
	foot := box.CutBottom(rest)
	for _, p := range parts[1:] {
		foot.CutTop(l.gap())
		p.lay(foot.CutTop(p.height))
	}
	l.cardAct(box.Inset(0, l.gap()), *card)
}

// cardWords is the request, then why, and what went wrong before.
func (l *layout) cardWords(width float64, card flow.CardView) []part {
	head, why := l.cardKey("card-lay"), l.cardKey("card-why")
	switch card.Phase {
	case flow.CardReading:
		head, why = "screen.card-reading", "screen.card-still"
	case flow.CardRead:
		head, why = l.cardKey("card-read"), l.cardKey("card-take")
	}
	align := widget.Centre
	if l.wide() {
		align = widget.Left
	}
	parts := []part{l.cardRequest(width, align, head)}
	if card.Phase == flow.CardRead && card.Name != "" {
		parts = append(parts, l.words(widget.Title().To(align), width, card.Name+"  "+card.Number))
	}
	// On a low panel in large type the trouble alone has room: it ends with the
	// request.
	parts[0].spare = l.low && l.Large()
	troubled := l.v.Trouble != "" && card.Phase == flow.CardAwaited
	parts = append(parts, l.words(widget.Body().In(widget.Muted).To(align), width, l.say(why)).orLess().under(l.gap()))
	if scan := l.scanInstead(); scan != "" && card.Phase == flow.CardAwaited && !troubled {
		parts = append(parts, l.words(widget.Body().In(widget.Calm).To(align), width, scan).orLess())
	}
	if troubled {
		parts = append(parts, l.trouble(width))
	}
	return parts
}

// cardRequest is what is to be done, under what it is for.
func (l *layout) cardRequest(width float64, align widget.Align, head string) part {
	var item part
	if name := l.in(l.v.Heading); name != "" && (!l.low || !l.Large()) {
		item = l.words(widget.Body().In(widget.Calm).To(align), width, name)
	}
	ask := l.words(l.heading().To(align), width, l.say(head))
	return part{height: item.height + ask.height, lay: func(box widget.Rect) {
		if item.lay != nil {
			item.lay(box.CutTop(item.height))
		}
		ask.lay(box)
	}}
}

// trouble is one panel with a sign: what happened, what to do.
func (l *layout) trouble(width float64) part {
	pad, icon := l.Px(5), l.Grown(10)
	in := width - 2*pad - icon - l.Px(5)
	code := "problem." + string(l.v.Trouble)
	body := widget.Body()
	if l.low {
		body = widget.Caption().In(widget.Ink)
	}
	what := l.Measure(body.Of(widget.Bold).In(widget.Attention), l.say(code), in)
	todo := l.Measure(body, l.say(code+"-do"), in)
	r := row{"attention", widget.Attention, what, todo}
	return part{height: r.height(icon) + 2*pad, lay: func(box widget.Rect) {
		l.Panel(box)
		l.layRow(box.Inset(pad, pad), r, icon)
	}}
}
