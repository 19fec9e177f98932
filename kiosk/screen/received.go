package screen

import (
	"strings"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// received shows that the application is with the office: the code to ask
// with, what happens next, by when, and where the receipt comes out.
func (l *layout) received() {
	l.bottomBand(flow.Finish, widget.Button{
		Label: l.say("screen.finish-number"), Icon: "check", Weight: widget.Primary,
	})
	r := l.v.Received
	if r == nil {
		return
	}
	box := l.middle
	l.rateButton()
	if l.wide() {
		cells := box.Columns(2, l.gap()*2)
		l.codePanel(cells[0], *r)
		l.afterwards(cells[1], *r)
		return
	}
	l.codePanel(box.CutTop(box.H*0.42), *r)
	box.CutTop(l.gap())
	l.afterwards(box, *r)
}

// codePanel is the promise: what was received, and its code.
func (l *layout) codePanel(box widget.Rect, r flow.ReceivedView) {
	title, caption := l.say("form.received"), l.say("form.code")
	if r.Paid != "" {
		title, caption = l.say("pay.paid")+" ¥"+r.Paid, l.say("pay.receipt")
	}
	if r.Saved {
		title, caption = l.say("saved.title"), l.say("saved.code")
	}
	l.Panel(box)
	in := box.Inset(l.gap(), l.gap()/2)
	l.spread(in, l.Px(10),
		l.words(widget.Body().In(widget.Calm).To(widget.Centre), in.W, l.in(r.Item)).orLess(),
		l.outcome(widget.Done, in.W, title).under(l.Px(2)),
		l.code(in, caption, r.Code))
}

// code is the code with its caption, as large as box allows on one line.
func (l *layout) code(box widget.Rect, caption, code string) part {
	above := l.words(widget.Body().In(widget.Muted).To(widget.Centre), box.W, caption)
	st := widget.Style{Font: widget.Bold, Role: widget.Ink, Align: widget.Centre, Fixed: true, Leading: 1.2}
	line := l.TextWidth(st.Sized(10), code) / 10
	size := widget.Millimetres(min(24, box.W/line*0.96))
	b := l.Measure(st.Sized(size), code, box.W)
	return part{height: above.height + b.H, lay: func(box widget.Rect) {
		above.lay(box.CutTop(above.height))
		l.Put(b, box)
	}}
}

// afterwards is what to take along and what happens next.
func (l *layout) afterwards(box widget.Rect, r flow.ReceivedView) {
	icon := l.adviceIcon()
	in := box.W - icon - l.Px(5)
	rows := []row{{"steps", widget.Calm,
		l.Measure(widget.Title(), l.say("form.next-title"), in),
		l.Measure(widget.Body().In(widget.Muted), l.in(r.Next), in)}}
	if r.Saved {
		rows = l.savedParts(box)
	} else if limit := l.within(r.Promised, r.Due); limit != "" {
		contact := widget.Block{}
		if post := l.in(r.Post); post != "" {
			contact = l.Measure(widget.Caption(), l.say("form.post", "post", post, "phone", r.Phone), in)
		}
		rows = append(rows, row{"clock", widget.Calm,
			l.Measure(widget.Body().Of(widget.Bold), l.say("form.promised", "limit", limit), in), contact})
	}
	parts := []part{l.receiptPaper(box.W, r)}
	if r.KeptCard {
		parts = append(parts, l.words(l.smaller(widget.Body()).Of(widget.Bold).In(widget.Attention).To(widget.Centre), box.W, l.say("away.take")).orLess())
	}
	for _, r := range rows {
		parts = append(parts, part{height: r.height(icon), lay: func(box widget.Rect) { l.layRow(box, r, icon) }, spare: true})
	}
	l.centred(box, parts...)
}

// receiptPaper says where the receipt is.
func (l *layout) receiptPaper(width float64, r flow.ReceivedView) part {
	words, hint, role, icon := "form.receipt-printing", "screen.paper-side-"+r.Side, widget.Calm, "paper"
	switch r.Print {
	case kiosk.Printed:
		words, role = "form.receipt-take", widget.Done
	case kiosk.PrintSentUnconfirmed:
		words = "form.receipt-take"
	case kiosk.PrintedUncut:
		words, hint = "form.receipt-take", "screen.paper-tear"
	case kiosk.NotPrinted, kiosk.PrintUncertain:
		words, hint, role, icon = "form.receipt-none", "form.receipt-none-do", widget.Attention, "attention"
	}
	if r.Paid != "" {
		words, hint = strings.Replace(words, "form.receipt", "pay.slip", 1), strings.Replace(hint, "form.receipt", "pay.slip", 1)
	}
	if r.Saved {
		words, hint = strings.Replace(words, "form.receipt", "saved.slip", 1), strings.Replace(hint, "form.receipt", "saved.slip", 1)
	}
	return l.paperPanel(width, words, hint, r.Side, icon, role)
}
