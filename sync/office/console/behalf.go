package console

import (
	"fmt"
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// inkRow is a signature as staff see it: SVG path data, and the box around it.
type inkRow struct{ Box, Path string }

// inkOf draws a signature; nil for any other answer.
func inkOf(value string) *inkRow {
	drawn, ok := kiosk.ParseSignature(value)
	if !ok {
		return nil
	}
	const edge = 20 // for the pen, in tenths of a millimetre
	corner, size := drawn.Bounds()
	var b strings.Builder
	for _, stroke := range drawn {
		for i, at := range stroke {
			verb := 'L'
			if i == 0 {
				verb = 'M'
			}
			fmt.Fprintf(&b, "%c%d %d", verb, at.X, at.Y)
		}
		fmt.Fprintf(&b, "L%d %d", stroke[len(stroke)-1].X, stroke[len(stroke)-1].Y) // a dot is a line to itself
	}
	return &inkRow{
		Box:  fmt.Sprintf("%d %d %d %d", corner.X-edge, corner.Y-edge, size.X+2*edge, size.Y+2*edge),
		Path: b.String(),
	}
}

// signedRow is the answer to a field that is signed, and the mandate of who
// acted; ok is false for any other.
func (c *Console) signedRow(a kiosk.Answer, f catalogue.Field, lang kiosk.Lang) (row answerRow, ok bool) {
	if a.Field != catalogue.MandateField && f.Kind != catalogue.FieldSignature {
		return answerRow{}, false
	}
	row = answerRow{Label: f.Label.In(lang), Ink: inkOf(a.Value.Reveal()), Source: a.Source}
	if a.Field == catalogue.MandateField {
		row.Label = c.words["case-mandate"].In(lang)
	}
	if row.Ink == nil {
		row.Value = c.words["signed-by-card"].In(lang)
	}
	return row, true
}

// selfRows are the questions that nobody who acts for the resident can answer:
// staff ask them.
func (c *Console) selfRows(item catalogue.ServiceItem, a kiosk.Application, lang kiosk.Lang) []answerRow {
	if a.Agent.Number == "" {
		return nil
	}
	var rows []answerRow
	for _, f := range item.Apply.Fields {
		if f.Self && !slices.ContainsFunc(a.Answers, func(a kiosk.Answer) bool { return a.Field == f.ID }) {
			rows = append(rows, answerRow{Label: f.Label.In(lang), Value: c.words["answer-self"].In(lang)})
		}
	}
	return rows
}

// AgentName is that of who acted for the resident, in full: on the page of one
// case only. It is empty where nobody did.
func (p casePicture) AgentName() string { return p.Agent.Name.Reveal() }

// AgentNumber is that of the agent's document.
func (p casePicture) AgentNumber() string { return p.Agent.Number.Reveal() }
