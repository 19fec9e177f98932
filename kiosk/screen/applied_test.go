package screen_test

import (
	"strings"
	"testing"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// appliedViews walks the applications of the catalogue that is shipped: each
// question, all answers read back, consent and what was received. Every answer
// is invented and as long as it may be.
func appliedViews(t *testing.T, f func(name string, v flow.View)) {
	t.Helper()
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	m := flow.Machine{Catalogue: c}
	amb := flow.Ambient{Band: band(), ReaderSide: "right", PrinterSide: "below"}
	for _, i := range c.Items {
		if !i.Apply.Offered() {
			continue
		}
		s := flow.State{Visit: "V1", Item: i.ID, Applying: true, Asked: map[string]kiosk.Private{}}
		name := "apply " + string(i.ID) + " "
		for _, field := range i.Apply.Fields {
			s.Screen, s.Field, s.Fault = flow.Form, field.ID, ""
			f(name+field.ID, m.View(s, amb))
			s.Asked[field.ID] = longest(field)
		}
		s.Screen, s.Step = flow.Confirm, 2
		f(name+"confirm", m.View(s, amb))
		s.Asked = nil
		s.Resident = kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011", Address: "示例省示例市示例区示例路1号"}
		f(name+"confirm-card", m.View(s, amb))
		if i.Apply.Consent.ZH != "" {
			s.Screen = flow.Consent
			f(name+"consent", m.View(s, amb))
		}
		s.Receipt = kiosk.Receipt{Case: &kiosk.Case{ID: "01KAQ3V5D8Z6P2M9R4T7W0X1YB", Code: "7W0X-1YBM"}, Job: 1}
		s.Screen, s.Paper = flow.Received, kiosk.Printed
		f(name+"received", m.View(s, amb))
	}
}

// longest is an answer as long as a field takes one.
func longest(f catalogue.Field) kiosk.Private {
	_, most := f.Bounds()
	switch {
	case len(f.Choices) > 0:
		var ids []string
		for _, c := range f.Choices {
			ids = append(ids, c.ID)
		}
		if f.Kind == catalogue.FieldChoice {
			return kiosk.Private(ids[0])
		}
		return kiosk.Private(strings.Join(ids, ","))
	case f.Kind == catalogue.FieldYesNo:
		return catalogue.Yes
	case f.Kind == catalogue.FieldText, f.Kind == catalogue.FieldAddress, f.Kind == catalogue.FieldName:
		return kiosk.Private(strings.Repeat("邻里示例", most/4))
	}
	return "2026-11-22"
}

func TestEveryQuestionOfTheShippedItemsLaysOut(t *testing.T) {
	k := kit(t)
	pages := 0
	appliedViews(t, func(name string, v flow.View) {
		for _, pn := range panels() {
			for _, m := range manners() {
				for _, lang := range languages() {
					v.Lang, v.Large, v.Contrast, v.Lowered = lang, m.large, m.contrast, m.lowered
					pages += everyPage(t, k, name, v, pn)
				}
			}
		}
	})
	if pages < 500 {
		t.Errorf("only %d pages were tried", pages)
	}
}

func TestEveryFaultOfAnAnswerHasRoom(t *testing.T) {
	k := kit(t)
	for _, kind := range []catalogue.FieldKind{
		catalogue.FieldText, catalogue.FieldNumber, catalogue.FieldDate, catalogue.FieldIDNumber, catalogue.FieldChoice,
	} {
		for _, fault := range []catalogue.Fault{
			catalogue.FaultMissing, catalogue.FaultShort, catalogue.FaultLong, catalogue.FaultSmall, catalogue.FaultLarge, catalogue.FaultMany,
			catalogue.FaultNumber, catalogue.FaultPhone, catalogue.FaultDate, catalogue.FaultIDNumber, catalogue.FaultPattern, catalogue.FaultChoice,
		} {
			v := question(kind)
			v.Form.Fault = fault
			for _, pn := range panels() {
				for _, m := range manners() {
					for _, lang := range languages() {
						v.Lang, v.Large, v.Contrast, v.Lowered = lang, m.large, m.contrast, m.lowered
						everyPage(t, k, "fault "+string(fault)+" of "+string(kind), v, pn)
					}
				}
			}
		}
	}
}

// question is a View of one invented question.
func question(kind catalogue.FieldKind) flow.View {
	v := view(flow.Form, flow.Back, flow.GoHome, flow.NextField)
	v.Heading = tx("临时救助", "Emergency assistance")
	v.Form = &flow.FormView{
		Field: "f", Kind: kind, Label: tx("家里遇到了什么事？", "What happened to your family?"),
		Help: tx("几句话就行", "A few sentences will do"), Required: true, Least: 4, Most: 200, Number: 3, Of: 8,
	}
	if kind == catalogue.FieldChoice {
		v.Can = append(always(), flow.Back, flow.GoHome, flow.PageBefore, flow.PageAfter)
		for _, name := range []kiosk.Text{
			tx("突然得了重病", "A sudden serious illness"), tx("交通事故或意外", "A traffic or other accident"),
			tx("火灾或房屋受损", "A fire or damage to our home"), tx("突然没了收入", "Our income stopped"),
		} {
			c := flow.ChoiceControl(name.EN)
			v.Can = append(v.Can, c)
			v.Form.Choices = append(v.Form.Choices, flow.ChoiceView{Control: c, Name: name, Chosen: len(v.Form.Choices) == 1})
		}
	}
	return v
}

// everyPage lays out all pages of v and tells how many there are.
func everyPage(t *testing.T, k *widget.Kit, name string, v flow.View, pn panel) int {
	t.Helper()
	for v.Page = 0; ; v.Page++ {
		laid := screen.Lay(k, v, pn.opts)
		for _, fault := range laid.Scene.Faults {
			t.Errorf("%s, %s, large %v, lowered %v, %s, page %d: %s", name, pn.name, v.Large, v.Lowered, v.Lang, v.Page, fault)
		}
		if v.Page+1 >= laid.Pages {
			return laid.Pages
		}
	}
}
