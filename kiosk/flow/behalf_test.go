package flow_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// forSomebodyElse begins the name of a visit in which another person acts.
const forSomebodyElse = "for somebody else"

// forWhom answers the question for whom a matter is.
func (w *applicant) forWhom(way string) {
	if strings.HasPrefix(way, forSomebodyElse) {
		w.say("for somebody else")
		w.do(flow.Touched{Control: flow.ForOther})
		return
	}
	w.say("for oneself")
	w.do(flow.Touched{Control: flow.ForSelf})
}

// agentCard lays the card of who acts, where it is asked for.
func (w *applicant) agentCard(v flow.View) bool {
	if v.Card.For != "agent" {
		return false
	}
	w.say("card of who acts")
	w.do(flow.CardDone{Resident: agent()})
	w.do(flow.Quiet{})
	return true
}

// agent and principal are invented.
func agent() kiosk.Resident {
	return kiosk.Resident{Kind: kiosk.ResidentCard, Name: "李示例", Number: "000000199003070110"}
}

func principal() kiosk.Resident {
	return kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011"}
}

// helpful is a catalogue of one item that another may hand in, that may be put
// aside, and whose card stays.
func helpful(change func(*catalogue.Apply)) flow.Machine {
	c := *shelf
	item := catalogue.ServiceItem{ID: "aid", Group: "aid", Counter: "2", Name: kiosk.Text{ZH: "救助"}, Apply: aid()}
	item.Apply.Agent, item.Apply.Mandate = catalogue.AgentCards, kiosk.Text{ZH: "交申请"}
	item.Apply.Fields = append(slices.Clone(item.Apply.Fields[:3]), catalogue.Field{ID: "will", Kind: catalogue.FieldYesNo, Label: kiosk.Text{ZH: "愿意吗"}, Required: true, Self: true})
	change(&item.Apply)
	c.Items = []catalogue.ServiceItem{item}
	return flow.Machine{Catalogue: &c}
}

var toItem = []any{flow.Began{Visit: "V1"}, "entry:apply", "item:aid"}

// phone answers the one question of helpful that both cards leave.
var phone = []any{flow.Typed{Field: "phone", Text: "0000000001"}, flow.NextField}

func committed(effects []flow.Effect) *flow.Commit {
	for _, e := range effects {
		if c, ok := e.(flow.Commit); ok {
			return &c
		}
	}
	return nil
}

func TestWhoActsLaysHisCardFirstAndSignsTheMandate(t *testing.T) {
	m := helpful(func(*catalogue.Apply) {})
	s, _ := walk(t, m, flow.Start(), toItem...)
	s, effects := walk(t, m, s, flow.ForOther)
	if s.Screen != flow.Identify || m.View(s, flow.Ambient{}).Card.For != "agent" || len(effects) != 1 {
		t.Fatalf("on %s, %v", s.Screen, effects)
	}
	if slices.Contains(m.View(s, flow.Ambient{}).Can, flow.SkipCard) {
		t.Error("who acts may stay unknown")
	}
	s, _ = walk(t, m, s, flow.CardDone{Resident: agent()}, flow.Quiet{})
	if s.Screen != flow.Identify || s.Resident.Number != "" || slices.Contains(m.View(s, flow.Ambient{}).Can, flow.SkipCard) {
		t.Fatalf("on %s, resident %v", s.Screen, s.Resident)
	}
	s, _ = walk(t, m, s, flow.CardFound{}, flow.CardDone{Resident: agent()})
	if s.Card != flow.CardAwaited || s.Trouble != kiosk.CardSame {
		t.Fatalf("the same card again: %s, %s", s.Card, s.Trouble)
	}
	s, _ = walk(t, m, s, flow.CardDone{Resident: principal()}, flow.Quiet{})
	s, _ = walk(t, m, s, phone...)
	if s.Screen != flow.Confirm { // "will" is the resident's own to say
		t.Fatalf("after the one question: %s %s", s.Screen, s.Field)
	}
	s, effects = walk(t, m, s, flow.Correct, flow.Agree)
	v := m.View(s, flow.Ambient{})
	if s.Screen != flow.Mandate || committed(effects) != nil || v.Mandate.Agent != "李*" || v.Mandate.Resident != "张*" {
		t.Fatalf("on %s, %+v", s.Screen, v.Mandate)
	}
	s, _ = walk(t, m, s, flow.Agree, flow.NextField)
	if s.Screen != flow.Form || s.Fault != catalogue.FaultMissing {
		t.Fatalf("unsigned: %s %s", s.Screen, s.Fault)
	}
	signature := kiosk.Private(kiosk.Signature{{{X: 1, Y: 1}, {X: 90, Y: 80}}}.Text())
	s, effects = walk(t, m, s, flow.Typed{Field: catalogue.MandateField, Text: signature}, flow.NextField)
	c := committed(effects)
	if c == nil || c.Resident.Number != principal().Number || c.Application.Agent.Number != agent().Number {
		t.Fatalf("handed in %+v", c)
	}
	last := c.Application.Answers[len(c.Application.Answers)-1]
	if last.Field != catalogue.MandateField || last.Value != signature {
		t.Errorf("the mandate is %s", last.Field)
	}
	_, effects = walk(t, m, s, flow.Committed{Receipt: kiosk.Receipt{Job: 1, Case: &kiosk.Case{Code: "7W0X-1YBM"}}})
	if p, ok := effects[0].(flow.Print); !ok || p.Mandate == nil || p.Mandate.Signature != signature || p.Resident.Name != principal().Name {
		t.Errorf("printed %+v", effects)
	}
}

func TestResidentMayBeTypedOnlyWhereTheItemSaysSo(t *testing.T) {
	m := helpful(func(a *catalogue.Apply) { a.Agent = catalogue.AgentTyped })
	s, _ := walk(t, m, flow.Start(), append(slices.Clone(toItem), flow.ForOther, flow.CardDone{Resident: agent()}, flow.Quiet{}, flow.SkipCard,
		flow.Typed{Field: "name", Text: "张示例"}, flow.NextField, flow.Typed{Field: "number", Text: "00000019500101001X"}, flow.NextField)...)
	s, effects := walk(t, m, s, append(slices.Clone(phone), flow.Correct, flow.Agree, flow.Agree, flow.SignByCard)...)
	c := committed(effects)
	if c == nil || c.Application.Agent.Number != agent().Number || c.Resident.Number != "" {
		t.Fatalf("handed in %+v", c)
	}
	_, effects = walk(t, m, s, flow.Committed{Receipt: kiosk.Receipt{Job: 1, Case: &kiosk.Case{Code: "7W0X-1YBM"}}})
	if p := effects[0].(flow.Print); p.Resident.MaskedName() != "张*" {
		t.Errorf("printed from %s", p.Resident.MaskedName())
	}
}

func TestWhoActsForHimselfIsAskedEverythingAndSignsNoMandate(t *testing.T) {
	m := helpful(func(*catalogue.Apply) {})
	s, _ := walk(t, m, flow.Start(), append(slices.Clone(toItem), flow.ForSelf, flow.CardDone{Resident: principal()}, flow.Quiet{})...)
	s, effects := walk(t, m, s, append(slices.Clone(phone), "choice:yes", flow.Correct, flow.Agree)...)
	if c := committed(effects); c == nil || c.Application.Agent.Number != "" || s.Screen != flow.Working {
		t.Fatalf("on %s, handed in %+v", s.Screen, c)
	}
}

func TestBackFromACardForgetsWhoItWasFor(t *testing.T) {
	m := helpful(func(*catalogue.Apply) {})
	s, _ := walk(t, m, flow.Start(), append(slices.Clone(toItem), flow.ForOther, flow.CardDone{Resident: agent()}, flow.Quiet{}, flow.CardDone{Resident: principal()}, flow.Quiet{}, flow.Back)...)
	if s.Screen != flow.ForWhom || s.Behalf.Phase != flow.BehalfNone || s.Resident.Number != "" || s.Behalf.Agent.Number != "" {
		t.Fatalf("on %s with %+v", s.Screen, s.Behalf)
	}
	for _, out := range []any{flow.GoHome, flow.Back} {
		if left, _ := walk(t, m, s, flow.ForSelf, out); left.Behalf.Agent.Number != "" || left.Resident.Number != "" {
			t.Errorf("%v keeps somebody", out)
		}
	}
}

func TestAViewThatIsKeptTellsNoSignature(t *testing.T) {
	m := helpful(func(a *catalogue.Apply) {
		a.Fields = append(a.Fields[:3:3], catalogue.Field{ID: "sign", Kind: catalogue.FieldSignature, Label: kiosk.Text{ZH: "签名"}, Required: true})
		a.Steps[0].Optional = false
	})
	text := kiosk.Signature{{{X: 11, Y: 12}, {X: 900, Y: 800}}}.Text()
	s, _ := walk(t, m, flow.Start(), append(slices.Clone(toItem), flow.ForSelf, flow.CardDone{Resident: principal()}, flow.Quiet{})...)
	s, _ = walk(t, m, s, phone...)
	s, _ = walk(t, m, s, flow.Typed{Field: "sign", Text: kiosk.Private(text)})
	for range 2 {
		kept, err := json.Marshal(m.View(s, flow.Ambient{}).Masked())
		if err != nil || strings.Contains(string(kept), text) || !strings.Contains(string(kept), "***") {
			t.Errorf("%s keeps %s, %v", s.Screen, kept, err)
		}
		if s.Screen == flow.Form {
			s, _ = walk(t, m, s, flow.NextField)
		}
	}
}
