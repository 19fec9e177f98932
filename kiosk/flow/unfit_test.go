package flow_test

import (
	"slices"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// forTheOld is an item for who is 80 and at most 120, as its data say it.
func forTheOld(agent catalogue.AgentRule, optional bool) flow.Machine {
	c := *shelf
	c.Items = slices.Clone(shelf.Items)
	for i := range c.Items {
		a := &c.Items[i].Apply
		a.Agent, a.Steps = agent, slices.Clone(a.Steps)
		for n := range a.Steps {
			a.Steps[n].Optional = optional && a.Steps[n].Kind == catalogue.StepIdentify
		}
		a.Fields = append(slices.Clone(a.Fields), catalogue.Field{
			ID: "born", Kind: catalogue.FieldDate, Prefill: catalogue.CardBirth, Earliest: "today-120y", Latest: "today-80y",
		})
	}
	return flow.Machine{Catalogue: &c}
}

// laid is an invented resident.
func laid(born, until string) flow.CardDone {
	return flow.CardDone{Resident: kiosk.Resident{
		Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000194001010015", Birth: kiosk.Private(born), Until: kiosk.Private(until),
	}}
}

func TestNoCardIsRefusedByAClockThatNobodyChecked(t *testing.T) {
	for _, card := range []flow.CardDone{laid("1940-01-01", "2026-11-22"), laid("1990-01-01", "")} {
		s, _ := walk(t, forTheOld(catalogue.AgentNone, false), flow.Start(),
			flow.Began{Visit: "V1", Day: "2026-11-23", DayUnsure: true}, flow.Control("entry:apply"), flow.Control("item:aid"), card)
		if s.Trouble != "" || s.Resident.Number == "" {
			t.Errorf("%q", s.Trouble)
		}
	}
}

func TestCardThatWillNotDoIsSaidSoBeforeAnythingIsFilledIn(t *testing.T) {
	toCard := []any{flow.Began{Visit: "V1", Day: "2026-11-23"}, flow.Control("entry:apply"), flow.Control("item:aid")}
	for _, c := range []struct {
		name        string
		card        flow.CardDone
		want        kiosk.Code
		optional    bool
		ticket      bool
		isOldEnough bool
	}{
		{name: "right", card: laid("1940-01-01", "2030-01-01")},
		{name: "valid today", card: laid("1940-01-01", "2026-11-23")},
		{name: "does not say", card: laid("", "")},
		{name: "expired yesterday", card: laid("1940-01-01", "2026-11-22"), want: kiosk.CardExpired, ticket: true},
		{name: "80 tomorrow", card: laid("1946-11-24", ""), want: kiosk.CardTooYoung, ticket: true},
		{name: "80 today", card: laid("1946-11-23", "")},
		{name: "of another century", card: laid("1900-01-01", ""), want: kiosk.CardTooOld, ticket: true},
		{name: "may go on without", card: laid("1990-01-01", ""), want: kiosk.CardTooYoung, optional: true},
	} {
		m := forTheOld(catalogue.AgentNone, c.optional)
		s, _ := walk(t, m, flow.Start(), append(slices.Clone(toCard), c.card)...)
		v := m.View(s, flow.Ambient{})
		if v.Trouble != c.want || (c.want == "") != (v.Card.Phase == flow.CardRead) || s.Resident.Number != "" && c.want != "" {
			t.Errorf("%s: %q, the card is %s", c.name, v.Trouble, v.Card.Phase)
		}
		if slices.Contains(v.Can, flow.TakeTicket) != c.ticket || slices.Contains(v.Can, flow.SkipCard) != c.optional {
			t.Errorf("%s: live %v", c.name, v.Can)
		}
		if c.ticket {
			next, effects := walk(t, m, s, flow.TakeTicket)
			if next.Applying || next.Item != "aid" || !slices.Contains(effects, flow.Effect(flow.StopCard{})) {
				t.Errorf("%s: the ticket leads to %s, %v", c.name, next.Screen, effects)
			}
			again, _ := walk(t, m, s, laid("1940-01-01", ""))
			if again.Card != flow.CardRead || again.Trouble != "" {
				t.Errorf("%s: a right card after it is %s", c.name, again.Card)
			}
		}
	}
}

func TestWhoActsForTheOldMayBeYoung(t *testing.T) {
	m := forTheOld(catalogue.AgentCards, false)
	s, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1", Day: "2026-11-23"}, flow.Control("entry:apply"), flow.Control("item:aid"), flow.ForOther, laid("1990-01-01", ""))
	if s.Card != flow.CardRead {
		t.Fatalf("the card of who acts: %s", s.Trouble)
	}
	s, _ = walk(t, m, s, flow.Quiet{}, flow.CardDone{Resident: kiosk.Resident{Kind: kiosk.ResidentCard, Number: "000000199001010012", Birth: "1990-01-01"}})
	if s.Trouble != kiosk.CardTooYoung {
		t.Errorf("the resident's: %q, %s", s.Trouble, s.Card)
	}
}

func TestNumberIsTakenWithAnyCard(t *testing.T) {
	m := forTheOld(catalogue.AgentNone, false)
	s, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1", Day: "2026-11-23"}, flow.Control("entry:ticket"), flow.Control("item:aid"), laid("1990-01-01", "2020-01-01"))
	if s.Card != flow.CardRead {
		t.Errorf("to take a number: %s", s.Trouble)
	}
}
