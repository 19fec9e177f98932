package screen

import (
	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// problem says what happened, what is safe, what to do and who comes, in that
// order. When nobody knows whether the paper came out, it asks.
func (l *layout) problem() {
	main, b := flow.TryAgain, widget.Button{Label: l.say("screen.try-again"), Icon: "again", Weight: widget.Primary}
	if !l.live(flow.TryAgain) {
		main, b = flow.Finish, widget.Button{Label: l.say("screen.finish"), Icon: "check", Weight: widget.Primary}
	}
	if l.live(flow.TakeTicket) {
		main, b = flow.TakeTicket, widget.Button{Label: l.say("screen.take-ticket"), Icon: "ticket", Weight: widget.Primary}
	}
	l.bottomBand(main, b)
	asks := l.live(flow.PaperOut) || l.live(flow.PaperNotOut)
	box := l.middle
	if l.wide() && l.safe() != "" {
		cells := box.Columns(2, l.gap()*2)
		if l.v.Ticket.Case {
			l.codePanel(cells[0], flow.ReceivedView{Code: l.v.Ticket.Number, Item: l.v.Ticket.Item, Saved: l.v.Ticket.Saved})
		} else {
			l.numberPanel(cells[0], *l.v.Ticket)
		}
		l.centred(cells[1], l.problemParts(cells[1].W, asks, false)...)
		return
	}
	l.centred(box, l.problemParts(box.W, asks, true)...)
}

// safe is the number that the resident keeps whatever happens to the paper.
func (l *layout) safe() string {
	if l.v.Ticket == nil {
		return ""
	}
	return l.v.Ticket.Number
}

// problemWords are what happened and what to do. Asks says that nobody knows
// whether the paper came out.
func (l *layout) problemWords(asks bool) (what, todo string) {
	receipt := l.v.Ticket != nil && l.v.Ticket.Case
	code := "problem." + string(l.v.Trouble)
	switch {
	case asks && receipt:
		return "problem.receipt-question", "problem.paper-question-do"
	case asks:
		return "problem.paper-question", "problem.paper-question-do"
	case l.v.Trouble != kiosk.PrinterFailed:
		return code, code + "-do"
	case receipt:
		code = "problem.receipt-failed"
	}
	if l.safe() != "" && !l.live(flow.TryAgain) {
		return code, code + "-staff"
	}
	return code, code + "-do"
}

func (l *layout) problemParts(width float64, asks, withNumber bool) []part {
	what, todo := l.problemWords(asks)
	sign, role := "attention", widget.Attention
	if asks {
		sign, role = "paper", widget.Calm
	}
	parts := []part{l.sign(sign, role), l.outcome(role, width, l.say(what))}
	if number := l.safe(); number != "" && withNumber {
		parts = append(parts, l.kept(width, number).under(l.gap()))
	}
	parts = append(parts, l.todo(width, l.say(todo)))
	if asks {
		parts = append(parts, l.asksForPaper())
	}
	return parts
}

// keptWords say that what is shown stands.
func (l *layout) keptWords() string {
	if l.v.Ticket.Saved {
		return "saved.code-kept"
	}
	if l.v.Ticket.Case {
		return "form.code-kept"
	}
	return "problem.number-kept"
}

// kept is the number, large, with the words that it stands.
func (l *layout) kept(width float64, number string) part {
	st := widget.Style{Cap: 24, Font: widget.Bold, Role: widget.Ink, Align: widget.Centre, Fixed: true, Leading: 1.25}
	big := l.words(st, width, number)
	words := l.words(widget.Body().In(widget.Done).Of(widget.Bold).To(widget.Centre), width, l.say(l.keptWords()))
	return part{height: big.height + words.height, lay: func(box widget.Rect) {
		big.lay(box.CutTop(big.height))
		words.lay(box)
	}}
}
