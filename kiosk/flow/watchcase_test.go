package flow_test

import (
	"slices"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// certifying can be decided with a certificate.
func certifying() flow.Machine {
	c := *shelf
	c.Items = slices.Clone(shelf.Items)
	for i := range c.Items {
		c.Items[i].Apply.Certificate = catalogue.Certificate{Text: []string{"兹证明"}}
	}
	return flow.Machine{Catalogue: &c}
}

// onCase is a visit that looks at the case of a receipt, in a state.
func onCase(t *testing.T, m flow.Machine, c flow.CaseFound) (flow.State, []flow.Effect) {
	t.Helper()
	return walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, flow.Control("entry:track"), flow.SkipCard,
		flow.Typed{Field: flow.TrackCode, Text: "7w0x1ybf"}, flow.NextField,
		flow.Answered{Reply: flow.CasesFound{Cases: []flow.CaseFound{c}}})
}

func asks(effects []flow.Effect) (again []flow.Ask, stopped int) {
	for _, e := range effects {
		switch e := e.(type) {
		case flow.Ask:
			if e.Every > 0 {
				again = append(again, e)
			}
		case flow.StopAsking:
			stopped++
		}
	}
	return again, stopped
}

func TestPaperThatComesAfterTheDecisionShowsByItself(t *testing.T) {
	m := certifying()
	decided := flow.CaseFound{Code: "7W0X-1YBF", Item: "aid", State: kiosk.CaseDecided}
	s, effects := onCase(t, m, decided)
	again, _ := asks(effects)
	if len(again) != 1 || again[0].Question != (flow.CaseByCode{Code: "7W0X-1YBF"}) || !again[0].Slower {
		t.Fatalf("a decision without its paper is asked for by %v", again)
	}
	if slices.Contains(m.View(s, flow.Ambient{}).Can, flow.PrintPaper) {
		t.Fatal("there is nothing to print yet")
	}
	silent, effects := walk(t, m, s, flow.Unanswered{Question: again[0].Question, Standing: true})
	if silent.Screen != flow.CaseShown || len(effects) != 0 {
		t.Errorf("an office that is silent once: on %s, %v", silent.Screen, effects)
	}
	other := flow.CasesFound{Cases: []flow.CaseFound{{Code: "1E70-0028", Document: true}}}
	if s, _ := walk(t, m, s, flow.Answered{Question: again[0].Question, Reply: other, Standing: true}); m.View(s, flow.Ambient{}).Track.Case.Code != decided.Code {
		t.Error("another case came on the screen")
	}
	decided.Document = true
	s, effects = walk(t, m, s, flow.Answered{Question: again[0].Question, Reply: flow.CasesFound{Cases: []flow.CaseFound{decided}}, Standing: true})
	if !slices.Contains(m.View(s, flow.Ambient{}).Can, flow.PrintPaper) {
		t.Error("the paper is there and cannot be printed")
	}
	if again, stopped := asks(effects); len(again) != 0 || stopped != 1 {
		t.Errorf("nothing more can come of it; asked %v, stopped %d", again, stopped)
	}
}

func TestCaseThatStaffAreDoneWithIsNotAskedForAgain(t *testing.T) {
	for _, c := range []flow.CaseFound{
		{State: kiosk.CaseDecided, Document: true}, {State: kiosk.CaseReturned}, {State: kiosk.CaseSaved},
	} {
		c.Code, c.Item = "7W0X-1YBF", "aid"
		_, effects := onCase(t, certifying(), c)
		if again, _ := asks(effects); len(again) != 0 {
			t.Errorf("%s: asked again", c.State)
		}
	}
	decided := flow.CaseFound{Code: "7W0X-1YBF", Item: "aid", State: kiosk.CaseDecided}
	_, effects := onCase(t, flow.Machine{Catalogue: shelf}, decided)
	if again, _ := asks(effects); len(again) != 0 {
		t.Error("a decision that brings no certificate is asked for again")
	}
}
