package console

import (
	"fmt"
	"regexp"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// question is one field of an application as a clerk reads it.
type question struct {
	catalogue.Field
	Bounds  string   // how long, how many, from when to when
	Answers []string // what can be chosen
	Listed  string   // the list that is chosen from
	Asked   []string // when it is asked; empty is always
	Known   string   // who may know the answer already
}

// manyAnswers is how many answers of a list are named.
const manyAnswers = 8

func (p *itemPicture) question(offered *catalogue.Catalogue, f catalogue.Field) question {
	q := question{Field: f, Bounds: p.bounds(f)}
	for n, c := range f.Choices {
		if f.Kind == catalogue.FieldListing && n == manyAnswers {
			q.Answers = append(q.Answers, "…")
			break
		}
		q.Answers = append(q.Answers, p.Text(c.Name))
	}
	if l, ok := offered.Listing(f.From); ok {
		q.Listed = p.Text(l.Name)
	}
	if f.When.Field != "" {
		q.Asked = append(q.Asked, p.answered(f.When))
	}
	var cards []string
	for _, kind := range f.When.Card {
		cards = append(cards, p.Known("item-card-", kind))
	}
	if len(cards) > 0 {
		q.Asked = append(q.Asked, strings.Join(cards, p.Known("item-", "or")))
	}
	if f.Self {
		q.Asked = append(q.Asked, p.Known("item-", "self"))
	}
	if f.Prefill.FromCard() {
		q.Known = p.Known("item-", f.Prefill)
	} else if id, ok := strings.CutPrefix(string(f.Prefill), "earlier."); ok {
		q.Known = p.label(id)
	}
	return q
}

// answered says which answer leads to a question.
func (p *itemPicture) answered(w catalogue.When) string {
	on, _ := p.ServiceItem.Apply.Field(w.Field)
	var values []string
	for _, id := range w.Is {
		values = append(values, p.console.answer(on, id, p.Lang))
	}
	return p.label(w.Field) + " " + strings.Join(values, p.Known("item-", "or"))
}

// label is the question of a field, or its id.
func (p *itemPicture) label(id string) string {
	if f, ok := p.ServiceItem.Apply.Field(id); ok {
		return p.Text(f.Label)
	}
	return id
}

// bounds says what an answer may be, where that is bounded.
func (p *itemPicture) bounds(f catalogue.Field) string {
	var parts []string
	if f.Min != 0 || f.Max != 0 {
		least, most := f.Bounds()
		unit := ""
		if f.Kind == catalogue.FieldText || f.Kind == catalogue.FieldAddress || f.Kind == catalogue.FieldName {
			unit = p.Known("item-", "characters")
		}
		parts = append(parts, fmt.Sprintf("%d–%d%s", least, most, unit))
	}
	if f.Earliest != "" || f.Latest != "" {
		parts = append(parts, p.day(f.Earliest)+" – "+p.day(f.Latest))
	}
	if f.Pattern != "" {
		parts = append(parts, p.Known("item-pattern-", f.Pattern))
	}
	return strings.Join(parts, p.Known("item-", "comma"))
}

// sinceToday are the parts of a day that is counted from today.
var sinceToday = regexp.MustCompile(`^today([+-])([0-9]+)([dmy])$`)

// day says a rule for a day in words: of an earlier date by its question.
func (p *itemPicture) day(r catalogue.DayRule) string {
	if parts := sinceToday.FindStringSubmatch(string(r)); parts != nil {
		words := p.Known("item-day", parts[1]+parts[3]) // such as item-day-m
		return strings.ReplaceAll(words, "{n}", parts[2])
	}
	if _, ok := p.ServiceItem.Apply.Field(string(r)); ok {
		return p.label(string(r))
	}
	if r == "today" {
		return p.Known("item-day-", r)
	}
	return string(r)
}

// Kind names the kind of a field in words.
func (p *itemPicture) Kind(f catalogue.Field) string { return p.Known("item-kind-", f.Kind) }

// How says in a word what can be done with an item at a terminal.
func (p itemsPicture) How(i catalogue.ServiceItem) string {
	switch {
	case i.Ballot.Offered():
		return p.Known("item-how-", "voted")
	case i.Pay.Offered():
		return p.Known("item-how-", "paid")
	case i.Apply.Offered():
		return p.Known("item-how-", "applied")
	}
	return p.Known("item-how-", "guide")
}

// Marks are what is particular about an item: who may come, what stays.
func (p itemsPicture) Marks(i catalogue.ServiceItem) (all []string) {
	mark := func(is bool, word string) {
		if is {
			all = append(all, p.Known("item-mark-", word))
		}
	}
	step, _ := i.Apply.Identify()
	mark(i.Apply.Agent != catalogue.AgentNone, "agent")
	mark(i.Apply.Save, "save")
	mark(step.KeepCard, "keep-card")
	mark(i.Apply.Certificate.Offered(), "certificate")
	mark(len(i.Committees) > 0, "committees")
	return all
}

// Missing tells whether a phrase lacks its English.
func (p picture) Missing(t kiosk.Text) bool { return t.EN == "" }

// Pair hands the page and a part of it to a template that draws the part.
func (p *itemPicture) Pair(part any) []any { return []any{p, part} }
