package catalogue

import (
	"slices"
	"strings"

	"linli/kiosk"
)

// Apply is how an item is applied for at the terminal, from the card to the
// receipt. The zero value is an item that is not.
type Apply struct {
	Certificate Certificate // that staff may decide it with; the zero value is none

	Steps   []Step
	Fields  []Field    // what is asked, in order
	Consent kiosk.Text // what the resident agrees to before it is handed in; may be empty
	Next    kiosk.Text // what happens next, on the screen after it
	Agent   AgentRule  // 代办: whether another person may do it, and how
	Mandate kiosk.Text // what such a person may do, within the words that are signed
	Save    bool       // may be left half done, and gone on with later
}

// Offered tells whether the item can be applied for here.
func (a Apply) Offered() bool { return len(a.Steps) > 0 }

// Field is one thing that an application tells.
type Field struct {
	ID       string
	Kind     FieldKind
	Label    kiosk.Text // the question
	Help     kiosk.Text // one line under it; may be empty
	Required bool
	Min, Max int     // bounds, of what Kind says; 0 for those of the kind
	Earliest DayRule // date: not before
	Latest   DayRule // date: not after
	Pattern  Pattern // a form that text must have; may be empty
	Choices  []Choice
	From     string  // of kind listing: the listing that is chosen from
	Prefill  Prefill // who may know it already; may be empty
	When     When    // when it is asked at all
	Self     bool    // only the resident can say it: not asked of who acts for him
}

// Choice is one of the answers of a choice or multi field.
type Choice struct {
	ID   string
	Name kiosk.Text
	Hint kiosk.Text `yaml:"-"` // of an entry of a listing: where

	From, Until kiosk.BusinessDay `yaml:"-"` // of an entry of a listing: the days it can be chosen on
}

// When says under which condition a field belongs to an application. The zero
// value is always.
type When struct {
	Field string               // an earlier field
	Is    []string             // that has one of these values
	Card  []kiosk.DocumentKind // the card that was laid; "none" is none
}

// Prefill names who may know the answer to a field: "card." and a part of the
// card, or "earlier." and an earlier field.
type Prefill string

// What a card can tell.
const (
	CardName    Prefill = "card.name"
	CardNumber  Prefill = "card.number"
	CardAddress Prefill = "card.address"
	CardBirth   Prefill = "card.birth"
	CardSex     Prefill = "card.sex"

	earlierPrefix = "earlier."
)

// cardPrefills lists what a card can tell.
func cardPrefills() []Prefill {
	return []Prefill{CardName, CardNumber, CardAddress, CardBirth, CardSex}
}

// earlier returns the field that p takes its answer from.
func (p Prefill) earlier() (field string, ok bool) {
	return strings.CutPrefix(string(p), earlierPrefix)
}

// FromCard tells whether the answer stands on a card.
func (p Prefill) FromCard() bool { return slices.Contains(cardPrefills(), p) }

// Field returns the field with the given id.
func (a Apply) Field(id string) (Field, bool) {
	return find(a.Fields, func(f Field) bool { return f.ID == id })
}

// Answers joins what is known: what the resident was asked, then what the card
// and earlier answers tell. A field that was left blank stands in asked and in
// all with an empty value. open lists the fields that belong to the application
// and are not answered; it can grow with the next answer.
func (a Apply) Answers(card kiosk.Resident, asked map[string]kiosk.Private) (all []kiosk.Answer, open []string) {
	known := map[string]kiosk.Private{}
	for _, f := range a.Fields {
		if !f.When.holds(card, known) {
			continue
		}
		answer := kiosk.Answer{Field: f.ID, Source: kiosk.Typed}
		value, said := asked[f.ID]
		if !said {
			value, answer.Source = f.spared(card, known)
			said = value != ""
		}
		if !said {
			open = append(open, f.ID)
			continue
		}
		known[f.ID], answer.Value = value, value
		all = append(all, answer)
	}
	return all, open
}

// holds tells whether a field with this condition belongs to the application.
func (w When) holds(card kiosk.Resident, known map[string]kiosk.Private) bool {
	kind := card.Kind
	if kind == "" {
		kind = kiosk.NoDocument
	}
	if len(w.Card) > 0 && !slices.Contains(w.Card, kind) {
		return false
	}
	if w.Field == "" {
		return true
	}
	return slices.ContainsFunc(strings.Split(known[w.Field].Reveal(), ","), func(value string) bool {
		return slices.Contains(w.Is, value)
	})
}

// spared returns the answer that need not be asked, or "". A card is believed:
// who was asked for what stands on it could say nothing else. An earlier answer
// that the field's own rules would refuse is asked all the same.
func (f Field) spared(card kiosk.Resident, known map[string]kiosk.Private) (kiosk.Private, kiosk.Source) {
	if id, ok := f.Prefill.earlier(); ok {
		if _, fault := f.Take(known[id]); fault != "" {
			return "", kiosk.FromEarlier
		}
		return known[id], kiosk.FromEarlier
	}
	value := map[Prefill]kiosk.Private{
		CardName: card.Name, CardNumber: card.Number, CardAddress: card.Address,
		CardBirth: card.Birth, CardSex: card.Sex,
	}[f.Prefill]
	if f.Kind == FieldChoice && f.chosen([]string{value.Reveal()}, 1) != "" {
		return "", kiosk.FromCard
	}
	return value, kiosk.FromCard
}
