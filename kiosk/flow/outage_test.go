package flow_test

import (
	"slices"
	"testing"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// cutOff is a terminal that went down after a ticket and a case of invented
// residents.
func cutOff() flow.Machine {
	ticket := kiosk.Receipt{Job: 7, Ticket: kiosk.Ticket{Number: "A012"}}
	opened := kiosk.Receipt{Job: 8, Case: &kiosk.Case{Code: "7W0X-1YBF"}}
	return flow.Machine{Catalogue: shelf, Outage: flow.Outage{Cut: true, Papers: []flow.LostPaper{
		{Receipt: ticket, Paper: kiosk.PrintUncertain}, {Receipt: opened, Paper: kiosk.PrintUncertain},
		{Receipt: opened, Document: true, Paper: kiosk.PrintUncertain},
		{Receipt: kiosk.Receipt{Job: 9, Payment: &kiosk.Payment{Receipt: "R1"}}, Paper: kiosk.PrintUncertain},
	}}}
}

func TestTicketThatMayNotHaveComeOutIsPrintedAgainByOneTouchAndNothingElseIs(t *testing.T) {
	m := cutOff()
	s := flow.Start()
	v := m.View(s, flow.Ambient{PrinterSide: "below", SheetSide: "left"})
	var told []string
	var again []flow.Control
	for _, p := range v.Outage.Papers {
		told = append(told, string(p.Kind)+" "+p.Number+" "+p.Side)
		if p.Control != "" {
			again = append(again, p.Control)
		}
	}
	if want := []string{"ticket A012 below", "case 7W0X-1YBF below", "document  left", "payment R1 below"}; !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
	if !slices.Equal(again, []flow.Control{flow.LostControl(7)}) || !slices.Contains(v.Can, again[0]) {
		t.Fatalf("may be printed again: %v, live %v", again, v.Can)
	}
	next, effects := m.Next(s, flow.Touched{Control: again[0]})
	if !slices.Equal(effects, []flow.Effect{flow.PrintLost{Job: 7}}) || next.Screen != flow.Attract || next.Visit != "" {
		t.Errorf("on %s, %v", next.Screen, effects)
	}
	for _, of := range []flow.LostPaper{
		{Receipt: m.Outage.Papers[0].Receipt, Paper: kiosk.Printing, Again: true}, {Receipt: m.Outage.Papers[0].Receipt, Paper: kiosk.PrintUncertain, Again: true},
		{Receipt: m.Outage.Papers[0].Receipt, Paper: kiosk.Printed},
	} {
		m.Outage.Papers = []flow.LostPaper{of}
		if _, effects := m.Next(s, flow.Touched{Control: again[0]}); len(effects) != 0 {
			t.Errorf("%s, again %t: %v", of.Paper, of.Again, effects)
		}
	}
}

func TestOutageIsToldWhereNobodyIsAlone(t *testing.T) {
	m := cutOff()
	s, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1"})
	if v := m.View(s, flow.Ambient{}); v.Outage != nil {
		t.Error("a visit is told of another's")
	}
	if v := (flow.Machine{Catalogue: shelf}).View(flow.Start(), flow.Ambient{}); v.Outage != nil {
		t.Error("nothing happened, and it is told")
	}
	if _, effects := m.Next(s, flow.Touched{Control: flow.LostControl(7)}); len(effects) != 0 {
		t.Error("printed within another's visit")
	}
}
