package screen

import (
	"fmt"

	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// form asks one question: what is wanted, why the last answer was none, and
// below it what to answer with.
func (l *layout) form() {
	f := l.v.Form
	if f == nil {
		l.Fault(widget.NotDrawn, "no question on %s", l.v.Screen)
		return
	}
	l.bottomBand(flow.NextField, widget.Button{Label: l.say("form.next"), After: "forward", Weight: widget.Primary,
		Asleep: l.entry != nil && l.entry.Waiting()})
	box := l.middle
	saves := l.saveRow(&box, l.about(*f), l.say("form.progress", "n", fmt.Sprint(f.Number), "of", fmt.Sprint(f.Of)))
	if l.wide() && !written(*f) && !l.crowded(*f) { // a pad or a few choices stand beside the question
		cells := box.Columns(2, l.gap()*2)
		parts := l.questionParts(cells[0].W, *f)
		if saves { // what it is about stands beside the key
			parts = parts[1:]
		}
		l.spread(cells[0], l.gap(), parts...)
		l.respond(cells[1], *f)
		return
	}
	beside := l.pickBeside(box).W
	parts := l.questionParts(beside, *f)
	if saves {
		parts = parts[1:]
	}
	for _, p := range parts {
		row := box.CutTop(p.height)
		p.lay(row.CutLeft(beside))
		box.CutTop(l.gap() / 2)
	}
	l.respond(box, *f)
}

// written tells whether an answer takes a whole keyboard.
func written(f flow.FormView) bool {
	_, number := digitsOf(f)
	return !number && len(f.Choices) == 0 && (f.Kind == catalogue.FieldText || f.Kind == catalogue.FieldAddress || f.Kind == catalogue.FieldName)
}

// boarded tells whether v is answered with keys. On a low panel there is no
// room for large ones: they are of the usual size there.
func boarded(v flow.View) bool { return v.Form != nil && len(v.Form.Choices) == 0 }

// respond lays what the question is answered with.
func (l *layout) respond(box widget.Rect, f flow.FormView) {
	l.otherWay(&box)
	l.signByCard(&box)
	if f.Kind == catalogue.FieldListing && len(f.Choices) == 0 {
		l.centred(box, l.words(widget.Body(), box.W, l.say("place.none-to-choose")))
		return
	}
	if len(f.Choices) > 0 {
		l.choices(box, f)
		return
	}
	l.write(box)
}

// questionParts are the question, one line of help, and what was wrong.
func (l *layout) questionParts(width float64, f flow.FormView) []part {
	ask := l.heading()
	if written(f) && l.wide() || l.Large() {
		ask = ask.Sized(widget.CapTitle)
	}
	if l.low && l.Large() {
		ask = ask.Sized(widget.CapBody)
	}
	parts := []part{
		l.words(widget.Caption(), width, l.about(f)).orLess(),
		l.words(ask, width, l.question(f)),
	}
	if f.Fault != "" {
		return append(parts, l.wrong(width, f))
	}
	if help := l.hint(f); help != "" {
		st := widget.Body().In(widget.Muted)
		if l.low || l.Large() || l.wide() {
			st = widget.Caption()
		}
		parts = append(parts, l.words(st, width, help).orLess())
	}
	return parts
}

// hint is one line under the question: what to give, and whether one has to.
func (l *layout) hint(f flow.FormView) string {
	help := l.in(f.Help)
	if own := l.placeHelp(f); own != "" {
		help = own
	}
	if own := l.scanInstead(); own != "" {
		help = own
	}
	if f.Kind == catalogue.FieldMulti && help == "" {
		help = l.say("form.many")
	}
	if !f.Required && f.Pick != flow.PickRoom {
		if help != "" {
			help += l.say("screen.list-comma")
		}
		help += l.say("form.skip")
	}
	return help
}

// question is what f asks. One of the terminal's own has its words in assets.
func (l *layout) question(f flow.FormView) string {
	if own := l.placeQuestion(f); own != "" {
		return own
	}
	if f.Label.ZH == "" {
		if f.Field == flow.TrackCode {
			return l.say("track.ask-code")
		}
		if f.Field == catalogue.MandateField {
			return l.say("behalf.ask-mandate")
		}
		return l.say("rate.ask-" + f.Field)
	}
	return l.in(f.Label)
}

// about names the application and how far it is.
func (l *layout) about(f flow.FormView) string {
	if f.Of == 0 {
		return l.in(l.v.Heading)
	}
	return l.in(l.v.Heading) + "  " + l.say("form.progress", "n", fmt.Sprint(f.Number), "of", fmt.Sprint(f.Of))
}

// wrong says with a sign what is wrong with the answer.
func (l *layout) wrong(width float64, f flow.FormView) part {
	icon := l.Grown(8)
	st := widget.Body().Of(widget.Bold).In(widget.Attention)
	if l.low {
		st = st.Sized(widget.CapCaption)
	}
	words := l.Measure(st, l.say(faultKey(f), "least", fmt.Sprint(f.Least), "most", fmt.Sprint(f.Most),
		"earliest", f.Earliest, "latest", f.Latest), width-icon-l.Px(5))
	r := row{"attention", widget.Attention, words, widget.Block{}}
	return part{height: r.height(icon), lay: func(box widget.Rect) { l.layRow(box, r, icon) }}
}

// choices lays a button for each choice, in pages where they are many.
func (l *layout) choices(box widget.Rect, f flow.FormView) {
	cols := 1
	if len(f.Choices) > 6 && !l.Large() && !l.low {
		cols = 2
	}
	width := (box.W - float64(cols-1)*l.tileGap()) / float64(cols)
	var rows []piece
	all := 0.0
	for i := 0; i < len(f.Choices); i += cols {
		r := l.choiceRow(f.Choices[i:min(i+cols, len(f.Choices))], f.Kind == catalogue.FieldMulti, cols, width)
		rows = append(rows, r)
		all += r.height
	}
	gaps := float64(len(rows)-1) * l.tileGap()
	if all+gaps <= box.H {
		more := min(l.Px(8), (box.H-all-gaps)/float64(len(rows)))
		for i := range rows {
			rows[i].height += more
		}
		height := all + gaps + more*float64(len(rows))
		if l.wide() {
			box = box.Centred(box.W, height)
		} else {
			box.CutTop(min(l.gap(), box.H-height))
		}
		l.layColumn(box, rows, l.tileGap())
		return
	}
	pager := box.CutBottom(l.pagerHeight())
	box.CutBottom(l.tileGap())
	shown := l.turn(pack(rows, box.H, l.tileGap()), 1)
	l.pager(pager)
	for _, column := range shown {
		l.layColumn(box, column, l.tileGap())
	}
}

func (l *layout) choiceRow(choices []flow.ChoiceView, many bool, cols int, width float64) piece {
	options := make([]widget.Option, len(choices))
	height := 0.0
	for i, c := range choices {
		options[i] = widget.Option{ID: string(c.Control), Label: l.choiceName(c), Hint: l.choiceHint(c), On: c.Chosen, Many: many}
		height = max(height, l.OptionHeight(width, options[i]))
	}
	return piece{height: height, lay: func(box widget.Rect) {
		for i, cell := range box.Columns(cols, l.tileGap()) {
			if i < len(options) {
				l.Option(cell, options[i])
				l.drawn = append(l.drawn, choices[i].Control)
			}
		}
	}}
}

// choiceName is what stands on a choice.
func (l *layout) choiceName(c flow.ChoiceView) string {
	switch c.Control {
	case flow.ChoiceControl(catalogue.Yes):
		return l.say("form.yes")
	case flow.ChoiceControl(catalogue.No):
		return l.say("form.no")
	}
	return l.in(c.Name)
}
