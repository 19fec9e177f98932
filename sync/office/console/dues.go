package console

import (
	"fmt"
	"strings"

	"linli/sync/office/casework"
)

// dueRow is by when a case is promised, in the words of a page.
type dueRow struct {
	On      string
	Left    string // how many working days are left, or too many
	Overdue bool
}

// Due is by when a case is promised; nil where that is not known, and for a case
// that is decided.
func (p picture) Due(c casework.Case) (*dueRow, error) {
	if p.console.opts.Due == nil {
		return nil, nil
	}
	d, known := p.console.opts.Due(c)
	if !known {
		return nil, nil
	}
	row := &dueRow{On: string(d.On), Overdue: d.Overdue}
	word := "due-left"
	switch {
	case d.Overdue && (!d.Counted || d.Left == 0):
		word = "due-over"
	case d.Overdue:
		word = "due-over-by"
	case !d.Counted:
		return row, nil
	case d.Left == 0:
		word = "due-today"
	}
	text, err := p.T(word)
	row.Left = strings.ReplaceAll(text, "{n}", fmt.Sprint(max(d.Left, -d.Left)))
	return row, err
}
