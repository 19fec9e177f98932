package crawl

import (
	"fmt"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// Everything here is synthetic: people, numbers and words are invented, and
// the division of the numbers does not exist.

// staffWords is what staff write to a resident.
const staffWords = "您的材料还缺一份户口簿复印件，请在两周内带到二号窗口，找社会救助岗，不用再取号。"

// signature is two strokes, nobody's name.
var signature = kiosk.Signature{{{X: 300, Y: 500}, {X: 900, Y: 300}}, {{X: 700, Y: 200}, {X: 760, Y: 700}}}.Text()

// residents lay their cards: one of each kind of document, old and young, here
// and from elsewhere, with short and long names.
func residents() []kiosk.Resident {
	return []kiosk.Resident{
		{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000194001010015", Sex: "female", Birth: "1940-01-01", Address: "示例省示例市向阳小区3号楼2单元501室"},
		{Kind: kiosk.ResidentCard, Name: "欧阳示例", Number: "000000199001010012", Sex: "male", Birth: "1990-01-01", Address: "别处省别处市别处路1号"},
		{Kind: kiosk.ForeignerCard, Name: "EXAMPLE, MAXIMILIANA ALEXANDRINA", Number: "000000123456789", Sex: "female", Birth: "1985-05-05"},
		{Kind: kiosk.HKMacaoTaiwanCard, Name: "陈示例", Number: "000000198001010014", Sex: "male", Birth: "1980-01-01", Address: "示例省示例市滨河花园1号楼"},
	}
}

// Secrets are what no picture that is kept may hold: what cards told, and what
// was written.
func Secrets() []string {
	all := []string{staffWords, "邻里示例邻里示例", "13800000000", "别处小区", "0001234567", "000000194001010015"}
	for _, r := range residents() {
		for _, p := range []kiosk.Private{r.Name, r.Number, r.Address} {
			if p != "" {
				all = append(all, p.Reveal())
			}
		}
	}
	return all
}

// write gives answers to the question on p, good ones and wrong ones, and goes
// on with each.
func (w *walk) write(p *Place) {
	f := p.View.Form
	if f == nil || len(f.Choices) > 0 && f.Kind != catalogue.FieldMulti || p.View.Idle > 0 || p.View.Help != nil {
		return
	}
	if f.Text != "" || f.Fault != "" {
		return // as where nothing was written yet
	}
	if f.Kind == catalogue.FieldMulti {
		w.mark(p)
		return
	}
	texts, known := texts(*f, w.day())
	if !known {
		w.Add(p.Way(), "question of kind %q: crawl has no answers to it; add them to texts of internal/crawl", f.Kind)
	}
	for _, text := range texts {
		event := flow.Typed{Field: f.Field, Text: kiosk.Private(text)}
		typed := w.step(p, event, "write "+short(text), p.pending)
		written := *typed
		written.State, _ = w.m.Next(p.State, event)
		written.From, written.By, written.Events, written.pending = p, "write "+short(text), []flow.Event{event}, p.pending
		written.View = w.m.View(written.State, w.ambient)
		for _, c := range written.View.Can {
			if c == flow.NextField {
				p.byTouch = append(p.byTouch, w.touch(&written, c))
			}
		}
	}
}

// mark marks the first choices of several and goes on: one, and all, which may
// be too many.
func (w *walk) mark(p *Place) {
	choices := p.View.Form.Choices
	for _, n := range []int{1, len(choices)} {
		at := *p
		at.Events = nil
		for _, c := range choices[:n] {
			event := flow.Touched{Control: c.Control}
			at.State, _ = w.m.Next(at.State, event)
			at.Events = append(at.Events, event)
		}
		at.View, at.By, at.From = w.m.View(at.State, w.ambient), fmt.Sprintf("mark %d", n), p
		p.byTouch = append(p.byTouch, w.touch(&at, flow.NextField))
	}
}

func short(text string) string {
	if r := []rune(text); len(r) > 12 {
		return string(r[:12]) + "…"
	}
	return text
}

// shaped are what a resident may write where the form of an answer is given.
func shaped(f flow.FormView) ([]string, bool) {
	switch f.Pick {
	case flow.PickRoom:
		return []string{"501", "2-501", "1-2-3"}, true
	case flow.PickBuilding:
		return []string{"1", "9999"}, true
	}
	texts, ok := map[catalogue.Pattern][]string{
		catalogue.PatternCaseCode: {kiosk.CaseCode(caseID), "7W0X1YBA", "7W"},
		catalogue.PatternVisit:    {kiosk.CaseCode(caseID), "A005", "?"},
		catalogue.PatternPassport: {"E00000000", "?"},
		catalogue.PatternPostcode: {"000000", "1"},
		catalogue.PatternAccount:  {"6222000000000000000", "1"},
		catalogue.PatternBilled:   {"0001234567", "1"},
	}[f.Pattern]
	return texts, ok
}

// texts are what a resident may write as an answer: right ones, short and as
// long as they may be, and one of each kind of wrong ones. Where the bounds of
// the question make one of them something else, that is tried then.
func texts(f flow.FormView, day kiosk.BusinessDay) (all []string, known bool) {
	han := func(n int) string { return strings.Repeat("邻里示例", n/4+1)[:3*n] }
	all = []string{""}
	if more, ok := shaped(f); ok {
		return append(all, more...), true
	}
	least, most := max(f.Least, 1), max(f.Most, 1)
	switch f.Kind {
	case catalogue.FieldText, catalogue.FieldAddress, catalogue.FieldName:
		all = append(all, han(most), han(least), han(most+1))
		if least > 1 {
			all = append(all, han(least-1))
		}
		return append(all, "向阳小区3号楼2单元501室", "别处小区3号楼", "滨河花园"), true
	case catalogue.FieldSignature:
		return append(all, signature, "?"), true
	case catalogue.FieldNumber:
		return append(all, digits(f.Least), digits(f.Most), digits(f.Most+1), digits(f.Least-1), "+"), true
	case catalogue.FieldPhone:
		return append(all, "13800000000", "+861380000000", "1"), true
	case catalogue.FieldIDNumber:
		return append(all, "000000194001010015", "000000194001010016"), true
	case catalogue.FieldDate:
		return append(all, days(f, day)...), true
	}
	return all, len(f.Choices) > 0 || f.Kind == catalogue.FieldListing
}
