package screen

import "linli/kiosk/widget"

// ask is a line of a question.
type ask struct {
	style widget.Style
	words string
}

// asked lays a question over its answers, or, on a large panel that lies,
// beside them.
func (l *layout) asked(answers func(box widget.Rect), question ...ask) {
	box := l.middle
	column, beside := box, l.wide() && !l.low
	if beside {
		cells := box.Columns(2, l.gap()*2)
		column, box = cells[0], cells[1]
	}
	var parts []part
	for _, a := range question {
		parts = append(parts, l.words(a.style, column.W, a.words))
	}
	if beside {
		l.spread(column, l.gap(), parts...)
		answers(box)
		return
	}
	for _, p := range parts {
		p.lay(box.CutTop(p.height))
	}
	box.CutTop(l.titleGap())
	answers(box)
}

// titleGap is the space between a title and what stands below it.
func (l *layout) titleGap() float64 {
	if l.wide() {
		return l.gap() / 2
	}
	return l.gap() * 0.75
}
