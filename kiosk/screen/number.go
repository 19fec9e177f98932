package screen

import (
	"fmt"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// number shows the ticket: the number so large that it reads from three
// metres, how long it may take, where to wait and what to have ready.
func (l *layout) number() {
	l.bottomBand(flow.Finish, widget.Button{
		Label: l.say("screen.finish-number"), Icon: "check", Weight: widget.Primary,
	})
	t := l.v.Ticket
	if t == nil {
		return
	}
	box := l.middle
	if l.wide() {
		cells := box.Columns(2, l.gap()*2)
		l.numberPanel(cells[0], *t)
		l.advice(cells[1], *t)
		return
	}
	l.numberPanel(box.CutTop(box.H*0.46), *t)
	box.CutTop(l.gap())
	l.advice(box, *t)
}

// numberPanel is the ticket as a surface: item, number, place in the queue.
func (l *layout) numberPanel(box widget.Rect, t flow.TicketView) {
	l.Panel(box)
	in := box.Inset(l.gap(), l.gap()/2)
	var parts []part
	parts = append(parts,
		l.words(widget.Body().In(widget.Calm).To(widget.Centre), in.W, l.in(t.Item)).orLess(),
		l.numeral(in, t.Number))
	switch {
	case t.Shut != nil:
		parts = append(parts, l.shut(in.W, t)...)
	case t.Ahead != nil:
		parts = append(parts, l.words(widget.Title().To(widget.Centre), in.W, l.count("screen.ahead", *t.Ahead)))
		if t.Wait != nil && *t.Ahead > 0 {
			parts = append(parts, l.words(widget.Body().In(widget.Muted).To(widget.Centre), in.W, l.say("screen.wait",
				"from", fmt.Sprint(t.Wait.From), "to", fmt.Sprint(t.Wait.To))).orLess())
		}
	default:
		parts = append(parts, l.words(widget.Body().In(widget.Muted).To(widget.Centre), in.W, l.say("screen.ahead-unknown")).orLess())
	}
	l.spread(in, l.Px(10), parts...)
}

// numeral is the number with its caption, as large as box allows between 24
// and 40 mm; a long number on a low panel goes below.
func (l *layout) numeral(box widget.Rect, number string) part {
	caption := l.words(widget.Body().In(widget.Muted).To(widget.Centre), box.W, l.say("screen.your-number"))
	st := widget.Style{Font: widget.Bold, Role: widget.Ink, Align: widget.Centre, Fixed: true, Leading: 1.2}
	room := widget.Rect{W: box.W, H: box.H * 0.5}
	b := l.fitting(room, number, st.Sized(40), st.Sized(36), st.Sized(32), st.Sized(28), st.Sized(24), st.Sized(20), st.Sized(17))
	return part{height: caption.height + b.H, lay: func(box widget.Rect) {
		caption.lay(box.CutTop(caption.height))
		l.Put(b, box)
	}}
}

// adviceIcon is the side of the icons beside the advice.
func (l *layout) adviceIcon() float64 {
	if l.low {
		return l.Grown(10)
	}
	return l.Px(18)
}

// advice is what to do now: take the paper, sit, have the papers ready.
func (l *layout) advice(box widget.Rect, t flow.TicketView) {
	icon := l.adviceIcon()
	in := box.W - icon - l.Px(5)
	paper := l.paper(box.W, t)
	room := box
	room.CutTop(paper.height + l.gap())
	rows := l.whereToWait(nil, t, in)
	rows = l.bring(rows, room, in, t.Bring)
	parts := []part{paper}
	for _, r := range rows {
		parts = append(parts, part{height: r.height(icon), lay: func(box widget.Rect) { l.layRow(box, r, icon) }, spare: true})
	}
	l.centred(box, parts...)
}

// bring adds as many lines of what to have ready as there is room for; the
// whole list is in the guide.
func (l *layout) bring(rows []row, box widget.Rect, width float64, things []kiosk.Text) []row {
	if len(things) == 0 {
		return rows
	}
	used := 0.0
	for _, r := range rows {
		used += r.height(l.adviceIcon()) + l.gap()
	}
	title := l.Measure(widget.Title(), l.say("screen.bring"), width)
	words := ""
	var list widget.Block
	for _, t := range things {
		next := words
		if next != "" {
			next += l.say("screen.list-comma")
		}
		next += l.in(t)
		b := l.Measure(widget.Body().In(widget.Muted), next, width)
		if used+title.H+b.H+l.gap() > box.H {
			break
		}
		words, list = next, b
	}
	if words == "" {
		return rows
	}
	return append(rows, row{"document", widget.Calm, title, list})
}

// paper says where the ticket is, on a surface with an arrow to where it comes
// out.
func (l *layout) paper(width float64, t flow.TicketView) part {
	words, hint, role := "screen.paper-printing", "screen.paper-side-"+t.Side, widget.Calm
	icon := "paper"
	switch t.Print {
	case kiosk.Printed:
		words, role = "screen.paper-take", widget.Done
	case kiosk.PrintSentUnconfirmed:
		words = "screen.paper-take"
	case kiosk.PrintedUncut:
		words, hint = "screen.paper-take", "screen.paper-tear"
	case kiosk.NotPrinted, kiosk.PrintUncertain:
		words, hint, role, icon = "screen.paper-none", "screen.paper-none-do", widget.Attention, "attention"
	}
	return l.paperPanel(width, words, hint, t.Side, icon, role)
}

// paperPanel is a surface with words about the paper and an arrow to where it
// comes out.
func (l *layout) paperPanel(width float64, words, hint, where, icon string, role widget.Role) part {
	pad, side, arrow := l.gap()*0.75, l.adviceIcon(), 0.0
	if icon == "paper" {
		arrow = side + l.Px(4)
	}
	in := width - 2*pad - side - l.Px(5) - arrow
	r := row{icon, role, l.Measure(widget.Title(), l.say(words), in), l.Measure(widget.Body().In(widget.Muted), l.say(hint), in)}
	return part{height: r.height(side) + 2*pad, lay: func(box widget.Rect) {
		l.Panel(box)
		box = box.Inset(pad, pad)
		if arrow > 0 {
			l.Icon("arrow-"+where, box.CutRight(side), role)
			box.CutRight(l.Px(4))
		}
		l.layRow(box, r, side)
	}}
}
