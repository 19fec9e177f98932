package flow_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// rating is a catalogue where grades are asked for. People and codes are
// invented.
func rating() flow.Machine {
	c := *shelf
	apply := aid()
	apply.Steps = append([]catalogue.Step{}, catalogue.Step{Kind: catalogue.StepForm}, catalogue.Step{Kind: catalogue.StepConfirm},
		catalogue.Step{Kind: catalogue.StepSubmit}, catalogue.Step{Kind: catalogue.StepPrint}, catalogue.Step{Kind: catalogue.StepRate})
	apply.Fields, apply.Consent = apply.Fields[5:6], kiosk.Text{}
	c.Items = []catalogue.ServiceItem{{ID: "aid", Group: "aid", Counter: "2", Name: kiosk.Text{ZH: "救助"}, Apply: apply}}
	c.Entries = append(c.Entries[:3:3], catalogue.Entry{ID: "rate", Name: kiosk.Text{ZH: "评一评"}, Steps: []catalogue.Step{{Kind: catalogue.StepRate}}})
	c.Rating = catalogue.Rating{Reasons: []catalogue.Choice{{ID: "wait", Name: kiosk.Text{ZH: "等得太久"}}, {ID: "rude", Name: kiosk.Text{ZH: "态度不好"}}}}
	return flow.Machine{Catalogue: &c}
}

// walk touches one control after another, each of which must be live, and
// feeds what is no control. It returns all effects.
func walk(t *testing.T, m flow.Machine, s flow.State, steps ...any) (flow.State, []flow.Effect) {
	t.Helper()
	var all []flow.Effect
	for _, step := range steps {
		e, ok := step.(flow.Event)
		if !ok {
			var c flow.Control
			switch step := step.(type) {
			case string:
				c = flow.Control(step)
			case flow.Control:
				c = step
			}
			live := false
			for _, can := range m.View(s, flow.Ambient{}).Can {
				live = live || can == c
			}
			if !live {
				t.Fatalf("%s is not live on %s", c, s.Screen)
			}
			e = flow.Touched{Control: c}
		}
		var effects []flow.Effect
		s, effects = m.Next(s, e)
		all = append(all, effects...)
	}
	return s, all
}

func kept(effects []flow.Effect) (all []kiosk.Rating) {
	for _, e := range effects {
		if k, ok := e.(flow.KeepRating); ok {
			all = append(all, k.Rating)
		}
	}
	return all
}

// received is a visit whose receipt is on paper.
func received(t *testing.T, m flow.Machine) flow.State {
	t.Helper()
	s, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, "entry:apply", "item:aid", flow.NextField, flow.Correct,
		flow.Committed{Receipt: kiosk.Receipt{Job: 1, Case: &kiosk.Case{ID: "C1", Code: "7W0X-1YBM"}}}, flow.PrintEnded{State: kiosk.Printed})
	if s.Screen != flow.Received {
		t.Fatalf("it ends on %s", s.Screen)
	}
	return s
}

func TestGradeAfterAReceiptIsOneTouch(t *testing.T) {
	m := rating()
	s, effects := walk(t, m, received(t, m), flow.RateHere, flow.GradeControl(kiosk.Good))
	if got := kept(effects); len(got) != 1 || got[0].About != "C1" || got[0].Visit != "V1" || got[0].Item != "aid" || got[0].Grade != kiosk.Good {
		t.Fatalf("kept %+v", got)
	}
	if v := m.View(s, flow.Ambient{}); v.Rate.Phase != flow.RateKeeping {
		t.Errorf("it thanks before the grade is on disk: %+v", v.Rate)
	}
	s, _ = walk(t, m, s, flow.RatingKept{OK: true})
	if v := m.View(s, flow.Ambient{}); v.Rate.Phase != flow.RateThanks || v.Rate.Code != "7W0X-1YBM" {
		t.Errorf("%+v", v.Rate)
	}
	s, effects = walk(t, m, s, flow.Quiet{})
	if s.Screen != flow.Attract || len(kept(effects)) > 0 {
		t.Errorf("left alone it stands on %s", s.Screen)
	}
}

func TestNobodyHasToGrade(t *testing.T) {
	m := rating()
	for name, steps := range map[string][]any{
		"on the receipt":   {flow.Finish},
		"before the faces": {flow.RateHere, flow.Finish},
		"walked away":      {flow.RateHere, flow.Quiet{}, flow.Quiet{}},
	} {
		s, effects := walk(t, m, received(t, m), steps...)
		if s.Screen != flow.Attract || len(kept(effects)) > 0 {
			t.Errorf("%s: %s, kept %v", name, s.Screen, kept(effects))
		}
	}
}

func TestLowGradeMaySayWhy(t *testing.T) {
	m := rating()
	low := []any{flow.RateHere, flow.GradeControl(kiosk.Poor), "reason:rude", "reason:wait", "reason:rude"}
	s, effects := walk(t, m, received(t, m), append(low, flow.RateWords, flow.Typed{Field: "rate-words", Text: "等了一上午"}, flow.NextField)...)
	if len(kept(effects)) > 0 || s.Screen != flow.Rate {
		t.Fatalf("%s, kept %v", s.Screen, kept(effects))
	}
	seen, err := json.Marshal(m.View(s, flow.Ambient{}).Masked())
	if err != nil || strings.Contains(string(seen), `"chosen":true`) || strings.Contains(string(seen), `"said":true`) {
		t.Errorf("a View that is kept tells: %s", seen)
	}
	_, effects = walk(t, m, s, flow.SendGrade)
	got := kept(effects)
	if len(got) != 1 || !reflect.DeepEqual(got[0].Reasons, []string{"wait"}) || got[0].Words.Reveal() != "等了一上午" {
		t.Errorf("kept %+v", got)
	}
	for name, end := range map[string][]any{"walked away": {flow.Quiet{}, flow.Quiet{}}, "warned, then ended": {flow.Quiet{}, flow.Finish}} {
		_, effects = walk(t, m, s, end...)
		if got := kept(effects); len(got) != 1 || got[0].Grade != kiosk.Poor {
			t.Errorf("%s: the grade that was given is lost: %+v", name, got)
		}
	}
	s, effects = walk(t, m, received(t, m), append(low, flow.Back, flow.GradeControl(kiosk.VeryGood))...)
	if got := kept(effects); len(got) != 1 || got[0].Grade != kiosk.VeryGood || len(got[0].Reasons) > 0 {
		t.Errorf("touched by mistake: %s, %+v", s.Screen, got)
	}
}

func TestGradeThatCouldNotBeKeptIsAskedForAgain(t *testing.T) {
	m := rating()
	s, _ := walk(t, m, received(t, m), flow.RateHere, flow.GradeControl(kiosk.Fair), flow.RatingKept{})
	if v := m.View(s, flow.Ambient{}); v.Rate.Phase != flow.RateGrade || !v.Rate.Failed {
		t.Fatalf("%+v", v.Rate)
	}
	_, effects := walk(t, m, s, flow.GradeControl(kiosk.Fair))
	if len(kept(effects)) != 1 {
		t.Error("it cannot be given again")
	}
}

func TestCounterIsGradedByItsNameOrByANumber(t *testing.T) {
	m := rating()
	home, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, "entry:rate")
	_, effects := walk(t, m, home, flow.ServedControl("2"), flow.GradeControl(kiosk.VeryGood))
	if got := kept(effects); len(got) != 1 || got[0].Counter != "2" || got[0].About != "" || got[0].Item != "" {
		t.Errorf("%+v", got)
	}
	s, _ := walk(t, m, home, flow.RateByCode, flow.Typed{Field: "rate-code", Text: "7W0X-1YB0"}, flow.NextField)
	if v := m.View(s, flow.Ambient{}); v.Form == nil || v.Form.Fault == "" {
		t.Errorf("a mistyped code is taken: %+v", v.Form)
	}
	code := kiosk.CaseCode("01KAQ3V5D8Z6P2M9R4T7W0X1YB")
	for typed, want := range map[string]string{"a005": "A005", strings.ToLower(code): code, "A-K2-01": "A-K2-01"} {
		answered, _ := walk(t, m, s, flow.Typed{Field: "rate-code", Text: kiosk.Private(typed)}, flow.NextField)
		if answered.Screen != flow.Rate {
			t.Fatalf("%s: %s", typed, answered.Fault)
		}
		_, effects = walk(t, m, answered, flow.GradeControl(kiosk.Good))
		if got := kept(effects); len(got) != 1 || got[0].About != want {
			t.Errorf("%s: %+v", typed, got)
		}
	}
	back, _ := walk(t, m, home, flow.ServedControl("2"), flow.Back, flow.Back)
	if back.Screen != flow.Home {
		t.Errorf("back leads to %s", back.Screen)
	}
	back, _ = walk(t, m, s, flow.Back)
	if v := m.View(back, flow.Ambient{}); v.Rate == nil || v.Rate.Phase != flow.RateAbout {
		t.Errorf("back leads to %s", back.Screen)
	}
}

func TestPaperThatFailsWhileAGradeIsGivenIsToldOf(t *testing.T) {
	m := rating()
	s, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, "entry:apply", "item:aid", flow.NextField, flow.Correct,
		flow.Committed{Receipt: kiosk.Receipt{Job: 1, Case: &kiosk.Case{ID: "C1", Code: "7W0X-1YBM"}}}, flow.RateHere)
	if came, _ := walk(t, m, s, flow.PrintEnded{State: kiosk.Printed}); came.Screen != flow.Rate {
		t.Errorf("paper that came takes the faces away: %s", came.Screen)
	}
	if failed, _ := walk(t, m, s, flow.PrintEnded{State: kiosk.NotPrinted}); failed.Screen != flow.Problem {
		t.Errorf("paper that failed: %s", failed.Screen)
	}
}
