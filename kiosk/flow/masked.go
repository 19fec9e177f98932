package flow

import "slices"

// masked stands where a kept View would say something of a person.
const masked = "***"

// Masked returns v without what a resident typed, picked or was told, and
// without what follows from it. Whatever is kept of a View is kept of a masked
// one. Codes on tickets and receipts stay: they name a matter, no person.
func (v View) Masked() View {
	v.Form, v.Answers = v.Form.masked(), maskedAnswers(v.Answers)
	v.Pay, v.Rate = v.Pay.masked(), v.Rate.masked()
	v.Track, v.Help = v.Track.masked(), v.Help.masked()
	if v.Received != nil && v.Received.Paid != "" {
		received := *v.Received
		received.Paid = masked
		v.Received = &received
	}
	if v.Word != "" {
		v.Word = masked
	}
	if v.Directory != nil { // tells where somebody lives
		v.Directory = &DirectoryView{}
	}
	return v
}

// masked keeps the question. The names of choices go where they are parts of an
// address, and so do bounds, which may be earlier answers.
func (v *FormView) masked() *FormView {
	if v == nil {
		return nil
	}
	kept := *v
	if kept.Text != "" {
		kept.Text = masked
	}
	kept.Picked, kept.Earliest, kept.Latest = nil, "", ""
	kept.Choices = unchosen(v.Choices)
	if v.Pick != "" {
		for i, c := range kept.Choices {
			kept.Choices[i] = ChoiceView{Control: c.Control}
		}
	}
	return &kept
}

// unchosen is choices with none chosen.
func unchosen(choices []ChoiceView) []ChoiceView {
	choices = slices.Clone(choices)
	for i := range choices {
		choices[i].Chosen = false
	}
	return choices
}

func maskedAnswers(rows []AnswerRow) []AnswerRow {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Names = nil
		if rows[i].Value != "" {
			rows[i].Value = masked
		}
	}
	return rows
}
