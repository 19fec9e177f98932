package flow_test

import (
	"slices"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// savable is helpful without an agent, that may be put aside; keep makes the
// card stay.
func savable(keep bool) flow.Machine {
	return helpful(func(a *catalogue.Apply) {
		a.Agent, a.Mandate, a.Save = catalogue.AgentNone, kiosk.Text{}, true
		a.Steps[0].KeepCard = keep
	})
}

// halfDone stands on the last question, with the first one answered.
func halfDone(t *testing.T, m flow.Machine) flow.State {
	t.Helper()
	s, _ := walk(t, m, flow.Start(), append(slices.Clone(toItem), flow.CardDone{Resident: principal()}, flow.Quiet{})...)
	if slices.Contains(m.View(s, flow.Ambient{}).Can, flow.SaveForLater) {
		t.Fatal("nothing is answered, and it can be saved")
	}
	s, _ = walk(t, m, s, phone...)
	return s
}

func TestHalfAnApplicationIsPutAsideWithACode(t *testing.T) {
	m := savable(false)
	s, effects := walk(t, m, halfDone(t, m), flow.SaveForLater)
	c := committed(effects)
	if s.Screen != flow.Working || c == nil || !c.Application.Saved || len(c.Application.Answers) != 3 || c.Resident.Number != principal().Number {
		t.Fatalf("on %s, commit %+v", s.Screen, c)
	}
	failed, _ := walk(t, m, s, flow.CommitFailed{Code: kiosk.StoreFailed})
	if _, again := walk(t, m, failed, flow.TryAgain); committed(again) == nil || !committed(again).Application.Saved {
		t.Error("tried again it is handed in")
	}
	s, effects = walk(t, m, s, flow.Committed{Receipt: kiosk.Receipt{Job: 1, Case: &kiosk.Case{Code: "7W0X-1YBM"}}})
	if v := m.View(s, flow.Ambient{}); s.Screen != flow.Received || !v.Received.Saved || !effects[0].(flow.Print).Saved {
		t.Fatalf("on %s, %+v, %+v", s.Screen, v.Received, effects)
	}
	s, _ = walk(t, m, s, flow.PrintEnded{State: kiosk.Printed}, flow.Finish)
	if s.Screen != flow.Attract || s.Saving != (flow.Saving{}) || s.Asked != nil {
		t.Errorf("left behind: %+v", s)
	}
}

func TestIdleWarningOffersToPutAside(t *testing.T) {
	m := savable(false)
	s, _ := walk(t, m, halfDone(t, m), flow.Quiet{})
	if can := m.View(s, flow.Ambient{}).Can; !slices.Equal(can, []flow.Control{flow.SaveForLater, flow.StayHere, flow.Finish}) {
		t.Fatalf("offered %v", can)
	}
	if _, effects := walk(t, m, s, flow.SaveForLater); committed(effects) == nil {
		t.Error("nothing is saved")
	}
	if wiped, _ := walk(t, m, s, flow.Quiet{}); wiped.Screen != flow.Attract || wiped.Asked != nil {
		t.Error("not touched, it is not wiped")
	}
}

// atSaved stands on a case that was put aside, found by its card or its code.
func atSaved(t *testing.T, m flow.Machine, card bool) flow.State {
	t.Helper()
	found := flow.Answered{Reply: flow.CasesFound{Cases: []flow.CaseFound{{Code: "7W0X-1YBF", Item: "aid", State: kiosk.CaseSaved}}}}
	steps := []any{flow.Began{Visit: "V2"}, "entry:track"}
	if card {
		steps = append(steps, flow.CardDone{Resident: principal()}, flow.Quiet{}, found, "case:7W0X-1YBF")
	} else {
		steps = append(steps, flow.SkipCard, flow.Typed{Field: flow.TrackCode, Text: "7W0X-1YBF"}, flow.NextField, found)
	}
	s, _ := walk(t, m, flow.Start(), steps...)
	return s
}

func given() flow.Answered {
	return flow.Answered{Reply: flow.SavedFound{Case: "C1", Item: "aid", Answers: []kiosk.Answer{
		{Field: "name", Value: "张示例", Source: kiosk.FromCard}, {Field: "phone", Value: "0000000001", Source: kiosk.Typed},
		{Field: "of-an-older-item", Value: "x", Source: kiosk.Typed},
	}}}
}

func TestWhatWasPutAsideGoesOnAtTheFirstOpenQuestion(t *testing.T) {
	m := savable(false)
	s, effects := walk(t, m, atSaved(t, m, true), flow.ResumeHere)
	if q, ok := effects[0].(flow.Ask).Question.(flow.SavedByCode); !ok || q.Code != "7W0X-1YBF" || q.Resident.Number != principal().Number {
		t.Fatalf("asked %+v", effects)
	}
	s, _ = walk(t, m, s, given())
	if s.Screen != flow.Form || s.Field != "will" || s.Resident.Number != principal().Number {
		t.Fatalf("on %s %s", s.Screen, s.Field)
	}
	s, effects = walk(t, m, s, "choice:yes", flow.Correct, flow.Agree)
	c := committed(effects)
	if c == nil || c.Application.Resumes != "C1" || c.Application.Saved || len(c.Application.Answers) != 4 || c.Application.Spared != 2 {
		t.Fatalf("on %s, handed in %+v", s.Screen, c)
	}
}

func TestCodeAloneIsAskedForTheCardItWasSavedWith(t *testing.T) {
	m := savable(false)
	s, _ := walk(t, m, atSaved(t, m, false), flow.ResumeHere, flow.Answered{Reply: flow.SavedFound{}})
	if s.Screen != flow.Identify || slices.Contains(m.View(s, flow.Ambient{}).Can, flow.SkipCard) {
		t.Fatalf("on %s", s.Screen)
	}
	s, effects := walk(t, m, s, flow.CardDone{Resident: principal()}, flow.Quiet{})
	if s.Screen != flow.Asking || len(effects) != 2 {
		t.Fatalf("on %s, %v", s.Screen, effects)
	}
	if on, _ := walk(t, m, s, given()); on.Screen != flow.Form || on.Field != "will" {
		t.Errorf("its card: on %s", on.Screen)
	}
	gone, _ := walk(t, m, s, flow.Answered{Reply: flow.SavedFound{}})
	if gone.Screen != flow.Problem || gone.Trouble != kiosk.SaveGone || gone.Resident.Number != "" {
		t.Errorf("another card: on %s, %s", gone.Screen, gone.Trouble)
	}
	if home, _ := walk(t, m, gone, flow.GoHome); home.Screen != flow.Home {
		t.Errorf("from there to %s", home.Screen)
	}
}

func TestWithoutALineNothingIsTakenUpAndItSaysSo(t *testing.T) {
	m := savable(false)
	s, _ := walk(t, m, atSaved(t, m, true), flow.ResumeHere, flow.Unanswered{})
	if s.Screen != flow.NoLine {
		t.Fatalf("on %s", s.Screen)
	}
	if s, _ = walk(t, m, s, flow.Back); s.Screen != flow.CaseShown {
		t.Errorf("back leads to %s", s.Screen)
	}
}
