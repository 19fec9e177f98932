package screen

import (
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// confirm reads all answers back, each with a way to change it.
func (l *layout) confirm() {
	box := l.middle
	l.saveRow(&box, l.in(l.v.Heading))
	pager := l.titled(&box, l.say("form.confirm-title"))
	cols := 1
	if l.wide() && !l.Large() {
		cols = 2
	}
	space := l.Px(4)
	l.sheet(box, pager, cols, l.gap()*0.75, space, func(width float64) []piece {
		var rows []piece
		for _, a := range l.v.Answers {
			rows = append(rows, l.answerPieces(a, width, space)...)
		}
		return rows
	})
	l.confirmed()
}

// confirmed is the way on, which leads through all pages first.
func (l *layout) confirmed() {
	words, icon := "form.hand-in", "check"
	if l.in(l.v.Consent) != "" {
		words = "form.confirm"
	}
	if l.v.Ballot != nil {
		words = "ballot.cast"
	}
	seen := l.v.Seen
	if l.page == seen {
		seen++ // this one, as soon as it is on the glass
	}
	if seen < l.pages {
		words, icon = "form.read-on", "down"
	}
	l.bottomBand(flow.Correct, widget.Button{Label: l.say(words), Icon: icon, Weight: widget.Primary})
}

// answerPieces are a question, its answer, and a button that changes it. A
// long answer can go on in the next column.
func (l *layout) answerPieces(a flow.AnswerRow, width, space float64) []piece {
	fix := widget.Button{Label: l.say("form.fix"), Weight: widget.Quiet, Style: widget.Body().Of(widget.Bold)}
	button := max(l.ButtonWidth(fix), l.Px(widget.TargetMain))
	in := width - button - l.Px(4)
	parts := l.Measure(widget.Body().Of(widget.Bold), l.answerWords(a), in).Split(l.paragraphLines())
	blocks := []widget.Block{l.Measure(widget.Caption(), l.in(a.Label), in), parts[0]}
	if key, ok := map[kiosk.Source]string{kiosk.FromCard: "form.from-card", kiosk.FromEarlier: "form.from-earlier"}[a.Source]; ok {
		blocks = append(blocks, l.Measure(widget.Caption().In(widget.Calm), l.say(key), in))
	}
	height := 0.0
	for _, b := range blocks {
		height += b.H
	}
	target := l.Px(14)
	pieces := []piece{{height: max(height, target), lay: func(box widget.Rect) {
		if a.Control != "" {
			right := box
			right = right.CutRight(button)
			l.press(right.Centred(button, target), a.Control, fix)
		}
		text := box.Centred(box.W, height)
		text.CutRight(button + l.Px(4))
		for _, b := range blocks {
			l.Put(b, text.CutTop(b.H))
		}
	}}}
	if signed, ok := l.signedPiece(a, in); ok {
		pieces = append(pieces, signed)
	}
	for _, b := range parts[1:] {
		pieces = append(pieces, piece{height: b.H, lead: -space, lay: func(box widget.Rect) { l.Put(b, box) }})
	}
	return pieces
}

// answerWords is an answer as a resident reads it.
func (l *layout) answerWords(a flow.AnswerRow) string {
	var names []string
	for _, n := range a.Names {
		names = append(names, l.in(n))
	}
	switch {
	case len(names) > 0:
		return strings.Join(names, l.say("form.list-comma"))
	case a.Value == "":
		return l.say("form.blank")
	case a.Kind == catalogue.FieldSignature && a.Value == kiosk.SignedByCard:
		return l.say("behalf.signed-by-card")
	case a.Kind == catalogue.FieldSignature:
		return " "
	case a.Kind == catalogue.FieldYesNo:
		return l.say("form." + a.Value)
	}
	return a.Value
}

// consent is what the resident agrees to, alone on its screen.
func (l *layout) consent() {
	l.bottomBand(flow.Agree, widget.Button{Label: l.say("form.agree"), Icon: "check", Weight: widget.Primary})
	box := l.middle
	l.saveRow(&box, l.in(l.v.Heading))
	l.Text(&box, l.heading(), l.say("form.consent-title"))
	box.CutTop(l.titleGap())
	in := box.Inset(l.gap(), l.gap())
	words := l.fitting(in, l.in(l.v.Consent), widget.Title().Of(widget.Regular), widget.Body(), widget.Caption().In(widget.Ink))
	panel := box.CutTop(words.H + 2*l.gap())
	l.Panel(panel)
	l.Put(words, panel.Inset(l.gap(), l.gap()))
	box.CutTop(l.gap())
	l.bothWays(box)
}

// bothWays says what comes of agreeing and of going back, where there is room.
func (l *layout) bothWays(box widget.Rect) {
	icon := l.Grown(11)
	way := func(sign, key string) row {
		st := l.smaller(widget.Body()).In(widget.Muted)
		return row{sign, widget.Calm, l.Measure(st, l.say(key), box.W-icon-l.Px(5)), widget.Block{}}
	}
	agree, refuse := way("check", "form.agree-then"), way("back", "form.refuse-then")
	if agree.height(icon)+l.gap()/2+refuse.height(icon) > box.H {
		return
	}
	l.layRow(box.CutTop(agree.height(icon)), agree, icon)
	box.CutTop(l.gap() / 2)
	l.layRow(box.CutTop(refuse.height(icon)), refuse, icon)
}
