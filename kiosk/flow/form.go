package flow

import (
	"maps"
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// mostTyped bounds what is kept of a text that is being typed, in bytes.
const mostTyped = 4 << 10

// offered lists the items that s may choose from: those that can be applied
// for where the entry leads to an application.
func (m Machine) offered(s State) []catalogue.ServiceItem {
	items := m.narrowed(s)
	for _, e := range m.Catalogue.Entries {
		if _, applies := e.Step(catalogue.StepApply); e.ID == s.Entry && applies {
			return slices.DeleteFunc(items, func(i catalogue.ServiceItem) bool {
				return !i.Apply.Offered()
			})
		}
	}
	return items
}

// enterApplication begins the application of the item that was chosen.
func (m Machine) enterApplication(s State) (State, []Effect) {
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	if s.NoApplications {
		return refuseApplication(s)
	}
	return m.begin(s)
}

// ask comes to the first question without an answer, or past the form when
// there is none.
func (m Machine) ask(s State) (State, []Effect) {
	item, _ := m.item(s.Item)
	_, open := s.answersOf(item.Apply)
	if field, fault := m.misdated(s); fault != "" {
		return reask(s, field, fault), nil
	}
	if len(open) == 0 {
		s.Field, s.Draft = "", ""
		return m.advance(s)
	}
	s.Screen, s.Page = Form, 0
	return atField(s, open[0]), nil
}

// atField puts s on one question, with the answer that it had.
func atField(s State, field string) State {
	s.Field, s.Draft, s.Fault, s.Pick = field, s.Asked[field], "", Pick{}
	return s
}

func (m Machine) field(s State) (catalogue.Field, bool) {
	if f, ok := trackField(s.Field); ok {
		return f, true
	}
	if f, ok := m.payField(s); ok {
		return f, true
	}
	if f, ok := rateField(s.Field); ok {
		return f, true
	}
	if f, ok := mandateField(s.Field); ok {
		return f, true
	}
	if m.inDirectory(s) {
		return dwelling(), true
	}
	item, _ := m.item(s.Item)
	f, ok := item.Apply.Field(s.Field)
	return f.On(s.Day), ok
}

// typed keeps what stands in the question.
func typed(s State, e Typed) State {
	if s.Screen != Form && s.Screen != Find && s.Screen != Seek || e.Field != s.Field || len(e.Text) > mostTyped {
		return s
	}
	s.Draft, s.Fault, s.Warned = e.Text, "", false
	return s
}

// answer takes what stands in the question, or says what is wrong with it.
func (m Machine) answer(s State) (State, []Effect) {
	if next, ok := m.pickWritten(s); ok {
		return next, nil
	}
	f, _ := m.field(s)
	whole, fault := m.picked(s)
	var value kiosk.Private
	if fault == "" {
		value, fault = f.Take(whole)
	}
	if fault == "" {
		fault = m.onDays(s, f, value)
	}
	if fault != "" {
		s.Fault = fault
		return s, nil
	}
	switch s.Field {
	case TrackCode:
		return m.trackCode(s, value)
	case catalogue.MandateField:
		return m.signed(s, value)
	}
	if next, effects, ok := m.payAnswered(s, value); ok {
		return next, effects
	}
	if next, ok := m.rateAnswered(s, value); ok {
		return next, nil
	}
	if m.inDirectory(s) {
		return m.located(s, value)
	}
	s = unpicked(s)
	if next, ok := m.rateAnswered(s, value); ok {
		return next, nil
	}
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Asked = maps.Clone(s.Asked)
	if s.Asked == nil {
		s.Asked = map[string]kiosk.Private{}
	}
	s.Asked[s.Field], s.Draft = value, ""
	return m.ask(s)
}

// choose answers a question with one choice, or marks one of several.
func (m Machine) choose(s State, id string) (State, []Effect) {
	if picked, ok := m.pickChosen(s, id); ok {
		return picked, nil
	}
	f, _ := m.field(s)
	if f.Kind != catalogue.FieldMulti {
		s.Draft = kiosk.Private(id)
		return m.answer(s)
	}
	chosen := strings.Split(s.Draft.Reveal(), ",")
	var ids []string // in the order of the choices
	for _, c := range f.Choices {
		if slices.Contains(chosen, c.ID) != (c.ID == id) {
			ids = append(ids, c.ID)
		}
	}
	s.Draft, s.Fault = kiosk.Private(strings.Join(ids, ",")), ""
	return s, nil
}

// confirmed goes on from Confirm.
func (m Machine) confirmed(s State) (State, []Effect) {
	if item, _ := m.item(s.Item); item.Apply.Consent.ZH != "" {
		s.Trail = append(slices.Clone(s.Trail), s.mark())
		s.Screen, s.Page = Consent, 0
		return s, nil
	}
	return m.agreed(s)
}

// fix asks one question again and comes back to Confirm.
func (m Machine) fix(s State, field string) (State, []Effect) {
	item, _ := m.item(s.Item)
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Step = slices.IndexFunc(item.Apply.Steps, func(st catalogue.Step) bool { return st.Kind == catalogue.StepForm })
	s.Screen, s.Page = Form, 0
	return atField(s, field), nil
}

// beforeConfirm forgets the way of an answer that was corrected: back leads to
// the last question, as it did before.
func beforeConfirm(trail []Mark) []Mark {
	if i := slices.IndexFunc(trail, func(m Mark) bool { return m.Screen == Confirm }); i >= 0 {
		return trail[:i:i]
	}
	return trail
}

// application is what is handed in.
func application(item catalogue.ServiceItem, s State) *kiosk.Application {
	all, _ := s.answersOf(item.Apply)
	a := &kiosk.Application{}
	for _, answer := range all {
		if answer.Source != kiosk.Typed {
			a.Spared++
		}
		if answer.Value != "" {
			a.Answers = append(a.Answers, answer)
		}
	}
	s.handedInBy(a)
	return a
}

func (m Machine) canForm(s State) []Control {
	f, _ := m.field(s)
	live := []Control{Back, GoHome}
	if s.Receipt.Job != 0 { // a visit has one receipt
		live = live[:1]
	}
	live = append(live, m.saveKey(s)...)
	if s.canSignByCard(f) {
		live = append(live, SignByCard)
	}
	choices := m.choicesOn(s, f)
	for _, c := range choices {
		live = append(live, ChoiceControl(c.ID))
	}
	live = append(live, m.canPick(s)...)
	if len(choices) > 0 && f.Kind != catalogue.FieldYesNo {
		live = append(live, PageBefore, PageAfter)
	}
	if !asksOne(f) && (len(choices) == 0 || f.Kind == catalogue.FieldMulti) || !f.Required {
		live = append(live, NextField)
	}
	return live
}

// asksOne tells whether a touch on a choice is the whole answer.
func asksOne(f catalogue.Field) bool {
	return f.Kind == catalogue.FieldChoice || f.Kind == catalogue.FieldYesNo || f.Kind == catalogue.FieldListing
}

// choicesOf are the choices of f; those of yes and no have their words in the
// screen.
func choicesOf(f catalogue.Field) []catalogue.Choice {
	if f.Kind == catalogue.FieldYesNo {
		return []catalogue.Choice{{ID: catalogue.Yes}, {ID: catalogue.No}}
	}
	return f.Choices
}

func (m Machine) canConfirm(s State) []Control {
	live := append([]Control{Back, GoHome, PageBefore, PageAfter, Correct}, m.saveKey(s)...)
	item, _ := m.item(s.Item)
	all, _ := s.answersOf(item.Apply)
	for _, answer := range all {
		if f, ok := item.Apply.Field(answer.Field); ok && fixable(f, answer) {
			live = append(live, FixControl(f.ID))
		}
	}
	return live
}

// fixable tells whether a resident may give another answer. Who somebody is
// stands on the card; where somebody lives may have changed since.
func fixable(f catalogue.Field, a kiosk.Answer) bool {
	return a.Source != kiosk.FromCard || f.Prefill == catalogue.CardAddress
}
