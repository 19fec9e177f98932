package flow

import (
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// FormView is one question.
type FormView struct {
	Field    string              `json:"field"`
	Kind     catalogue.FieldKind `json:"kind"`
	Label    kiosk.Text          `json:"label"`
	Help     kiosk.Text          `json:"help,omitzero"`
	Required bool                `json:"required,omitempty"`
	// Text is what stands in the question, in the clear: the resident reads
	// what he types. It is for the drawing process alone; see View.Masked.
	Text    string          `json:"text,omitempty"`
	Choices []ChoiceView    `json:"choices,omitempty"`
	Fault   catalogue.Fault `json:"fault,omitempty"` // why Text is no answer
	Least   int             `json:"least,omitempty"` // bounds that Fault speaks of
	Most    int             `json:"most,omitempty"`
	// First and last day of a date, 2006-01-02; empty for none.
	Earliest string            `json:"earliest,omitempty"`
	Latest   string            `json:"latest,omitempty"`
	Pattern  catalogue.Pattern `json:"pattern,omitempty"`
	Pick     PickStage         `json:"pick,omitempty"`   // how an address is given
	Picked   []kiosk.Text      `json:"picked,omitempty"` // what is picked of it so far
	Number   int               `json:"number"`           // of this question, from 1
	Of       int               `json:"of"`               // as far as it is known by now
}

// ChoiceView is one choice. A name is empty for yes and no.
type ChoiceView struct {
	Control Control    `json:"control"`
	Name    kiosk.Text `json:"name,omitzero"`
	Hint    kiosk.Text `json:"hint,omitzero"`
	Chosen  bool       `json:"chosen,omitempty"`
	Room    *Room      `json:"room,omitempty"` // of an entry of a listing; nil when not known
}

// AnswerRow is one answer that is read back.
type AnswerRow struct {
	Control Control             `json:"control,omitempty"` // gives it anew; empty when it stands on the card
	Label   kiosk.Text          `json:"label"`
	Kind    catalogue.FieldKind `json:"kind"`
	Names   []kiosk.Text        `json:"names,omitempty"` // of choices
	Value   string              `json:"value,omitempty"` // of other kinds; masked when a card told it
	Source  kiosk.Source        `json:"source"`
}

// ReceivedView is what Received shows.
type ReceivedView struct {
	Code     string           `json:"code"`
	Item     kiosk.Text       `json:"item"`
	Next     kiosk.Text       `json:"next,omitzero"`     // what happens next
	Promised kiosk.Text       `json:"promised,omitzero"` // 承诺时限 in words
	Due      string           `json:"due,omitempty"`     // its last day, 2006-01-02; empty when not known
	Post     kiosk.Text       `json:"post,omitzero"`     // who works on it
	Phone    string           `json:"phone,omitempty"`
	Paid     string           `json:"paid,omitempty"` // in yuan; Code is the receipt then
	Print    kiosk.PrintState `json:"print"`
	Side     string           `json:"side"`               // where the paper comes out
	Saved    bool             `json:"saved,omitempty"`    // not handed in: the code is to go on with
	KeptCard bool             `json:"keptCard,omitempty"` // the card may still lie there
}

func (m Machine) form(s State) *FormView {
	f, ok := m.field(s)
	if !ok {
		return nil
	}
	v := &FormView{
		Field: f.ID, Kind: f.Kind, Label: f.Label, Help: f.Help, Required: f.Required,
		Fault: s.Fault, Pattern: f.Pattern,
	}
	m.bounds(s, f, v)
	chosen := strings.Split(s.Draft.Reveal(), ",")
	m.pickView(s, v)
	for _, c := range m.choicesOn(s, f) {
		v.Choices = append(v.Choices, ChoiceView{
			Control: ChoiceControl(c.ID), Name: c.Name, Hint: c.Hint, Chosen: slices.Contains(chosen, c.ID),
			Room: m.roomOfChoice(s, f, c.ID),
		})
	}
	if len(v.Choices) == 0 {
		v.Text = s.Draft.Reveal()
	}
	if v.Number, v.Of = m.place(s); v.Number == 0 { // a question of the terminal's own
		v.Of = 0
	}
	return v
}

// place counts the questions: which one s stands on, and how many there are as
// far as it is known.
func (m Machine) place(s State) (number, of int) {
	item, _ := m.item(s.Item)
	all, open := s.answersOf(item.Apply)
	for _, f := range item.Apply.Fields {
		asked := slices.ContainsFunc(all, func(a kiosk.Answer) bool { return a.Field == f.ID && a.Source == kiosk.Typed })
		if asked || slices.Contains(open, f.ID) || f.ID == s.Field {
			of++
		}
		if f.ID == s.Field {
			number = of
		}
	}
	return number, of
}

// answers are read back. What a card told is masked; what was typed has to be
// checked by whoever typed it.
func (m Machine) answers(s State) []AnswerRow {
	item, _ := m.item(s.Item)
	all, _ := s.answersOf(item.Apply)
	var rows []AnswerRow
	for _, a := range all {
		f, _ := item.Apply.Field(a.Field)
		row := AnswerRow{Label: f.Label, Kind: f.Kind, Source: a.Source}
		if fixable(f, a) {
			row.Control = FixControl(f.ID)
		}
		switch {
		case len(f.Choices) > 0:
			row.Names = names(f, a.Value)
		case a.Source == kiosk.FromCard:
			row.Value = maskedCard(f.Prefill, s.Resident)
		default:
			row.Value = a.Value.Reveal()
		}
		rows = append(rows, row)
	}
	return rows
}

func names(f catalogue.Field, value kiosk.Private) []kiosk.Text {
	chosen := strings.Split(value.Reveal(), ",")
	var all []kiosk.Text
	for _, c := range f.Choices {
		if slices.Contains(chosen, c.ID) {
			all = append(all, c.Name)
		}
	}
	return all
}

func maskedCard(p catalogue.Prefill, r kiosk.Resident) string {
	switch p {
	case catalogue.CardName:
		return r.MaskedName()
	case catalogue.CardNumber:
		return r.MaskedNumber()
	case catalogue.CardAddress:
		return r.MaskedAddress()
	}
	return "***"
}

func (m Machine) received(s State, i catalogue.ServiceItem, a Ambient) *ReceivedView {
	v := &ReceivedView{
		Item: i.Name, Next: i.Apply.Next, Promised: i.TimeLimit.Promised,
		Post: i.Post, Phone: i.Phone, Print: s.Paper, Side: a.PrinterSide,
	}
	v.Saved, v.KeptCard = s.Saving.Now, s.Kept.On
	if p := m.payment(s); p != nil {
		v.Code, v.Paid = p.Receipt, yuan(p.Cents)
	}
	if s.Receipt.Case != nil {
		v.Code = s.Receipt.Case.Code
	}
	if !v.Saved {
		v.Due = string(a.Due)
	}
	return v
}
