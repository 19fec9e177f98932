package screen

import (
	"fmt"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// pay shows bills to choose, the code to scan, or why there is nothing to pay.
func (l *layout) pay() {
	p := l.v.Pay
	if p == nil {
		return
	}
	switch p.Phase {
	case flow.PayBills:
		l.payBills(*p)
	case flow.PayCode:
		l.payCode(*p)
	default:
		l.payEnd(*p)
	}
}

// yuan writes an amount.
func yuan(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

func (l *layout) payBills(p flow.PayView) {
	label := l.say("pay.sum", "sum", yuan(p.Cents))
	l.bottomBand(flow.PayNow, widget.Button{Label: l.say("pay.now"), Icon: "phone", Weight: widget.Primary})
	box := l.middle
	pager := l.titled(&box, l.say("pay.bills"))
	l.Text(&box, widget.Title().Of(widget.Bold).In(widget.Calm), label)
	if p.Holder != "" && !l.low {
		l.Text(&box, widget.Body().In(widget.Muted), l.say("pay.holder", "holder", p.Holder))
	}
	box.CutTop(l.gap() / 2)
	var rows []piece
	for _, b := range p.Bills {
		rows = append(rows, l.billRow(b, box.W))
	}
	shown := l.turn(pack(rows, box.H, l.tileGap()), 1)
	l.pager(pager)
	for _, column := range shown {
		l.layColumn(box, column, l.tileGap())
	}
}

func (l *layout) billRow(b flow.BillView, width float64) piece {
	o := widget.Option{ID: string(b.Control), On: b.Chosen, Many: true,
		Label: b.Bill.Title + " " + b.Bill.Period + "  ¥" + yuan(b.Bill.Cents)}
	if b.Bill.Due != "" {
		o.Hint = l.say("pay.due", "due", b.Bill.Due)
	}
	return piece{height: l.OptionHeight(width, o), lay: func(box widget.Rect) {
		l.Option(box, o)
		l.drawn = append(l.drawn, b.Control)
	}}
}

// payCode is the code, the amount, and how long there is; what may have been
// paid while the office is silent is said plainly.
func (l *layout) payCode(p flow.PayView) {
	l.bottomBand(flow.CancelPay, widget.Button{Label: l.say("pay.cancel"), Icon: "cross"})
	box := l.middle
	var code, words widget.Rect
	if l.wide() {
		cells := box.Columns(2, l.gap()*2)
		code, words = cells[0], cells[1]
	} else {
		code = box.CutTop(box.H * 0.6)
		words = box
	}
	l.qrCode(code, p.Code)
	amount := widget.Style{Font: widget.Bold, Role: widget.Ink, Align: widget.Centre, Fixed: true, Leading: 1.2}
	b := l.fitting(widget.Rect{W: words.W, H: words.H * 0.4}, "¥"+yuan(p.Cents), amount.Sized(24), amount.Sized(18), amount.Sized(13), amount.Sized(10))
	parts := []part{
		{height: b.H, lay: func(box widget.Rect) { l.Put(b, box) }},
		l.words(widget.Title().To(widget.Centre), words.W, l.say("pay.scan")),
		l.words(widget.Body().In(widget.Muted).To(widget.Centre), words.W, l.say("pay.left", "left", fmt.Sprint(p.Left))),
	}
	if p.Silent {
		parts[1] = parts[1].orLess()
		parts[2] = l.words(l.smaller(widget.Body()).Of(widget.Bold).In(widget.Attention).To(widget.Centre), words.W, l.say("pay.silent"))
	}
	l.spread(words, l.Px(10), parts...)
}

func (l *layout) payEnd(p flow.PayView) {
	l.bottomBand(flow.Finish, widget.Button{Label: l.say("screen.finish"), Icon: "check", Weight: widget.Primary})
	box := l.middle
	sign, role := "attention", widget.Attention
	if p.Phase == flow.PayCancelled || p.Phase == flow.PayClear || p.Phase == flow.PayTaken {
		sign, role = "done", widget.Done
	}
	key := "pay." + string(p.Phase)
	parts := append([]part{l.sign(sign, role)}, l.headed(box.W, l.outcome(role, box.W, l.say(key)))...)
	l.centred(box, append(parts, l.todo(box.W, l.say(key+"-do")))...)
}

// payLost says what holds for a payment whose end nobody knows.
func (l *layout) payLost(width float64) []part {
	if l.v.Pay == nil {
		return nil
	}
	return []part{l.holds(width, l.say("pay.lost"))}
}
