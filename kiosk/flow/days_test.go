package flow_test

import (
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// stay asks when a guest came and when he leaves.
var stay = &catalogue.Catalogue{
	Entries: []catalogue.Entry{{ID: "apply", Steps: []catalogue.Step{{Kind: catalogue.StepChooseItem}, {Kind: catalogue.StepApply}}}},
	Items: []catalogue.ServiceItem{{ID: "stay", Apply: catalogue.Apply{
		Steps: []catalogue.Step{{Kind: catalogue.StepForm}, {Kind: catalogue.StepConfirm}, {Kind: catalogue.StepSubmit}, {Kind: catalogue.StepPrint}},
		Fields: []catalogue.Field{
			{ID: "came", Kind: catalogue.FieldDate, Required: true, Earliest: "today-1y", Latest: "today"},
			{ID: "leaves", Kind: catalogue.FieldDate, Earliest: "came"},
		},
	}}},
}

// answerDay gives a date and returns what the screen then says.
func answerDay(m flow.Machine, s flow.State, day string) (flow.State, flow.View) {
	s, _ = m.Next(s, flow.Typed{Field: s.Field, Text: kiosk.Private(day)})
	s, _ = m.Next(s, flow.Touched{Control: flow.NextField})
	return s, m.View(s, flow.Ambient{})
}

func TestDayThatCannotBeIsSaidWithTheDaysThatCan(t *testing.T) {
	m, s := flow.Machine{Catalogue: stay}, flow.Start()
	for _, e := range []flow.Event{
		flow.Began{Visit: "V1", Day: "2026-03-05"}, flow.Touched{Control: "entry:apply"}, flow.Touched{Control: "item:stay"},
	} {
		s, _ = m.Next(s, e)
	}
	for _, c := range []struct {
		given, field string
		fault        catalogue.Fault
	}{
		{"20260306", "came", catalogue.FaultLate}, {"20620305", "came", catalogue.FaultLate},
		{"20250304", "came", catalogue.FaultEarly}, {"20260301", "leaves", ""},
		{"20260228", "leaves", catalogue.FaultEarly}, {"20260301", "", ""},
	} {
		var v flow.View
		if s, v = answerDay(m, s, c.given); c.field == "" {
			if v.Screen != flow.Confirm {
				t.Fatalf("%s: on %s", c.given, v.Screen)
			}
			continue
		}
		if v.Form == nil || v.Form.Field != c.field || v.Form.Fault != c.fault {
			t.Fatalf("%s: %+v, want %s %q", c.given, v.Form, c.field, c.fault)
		}
	}

	// Who came later than he said cannot leave as early as he said.
	s, _ = m.Next(s, flow.Touched{Control: flow.FixControl("came")})
	s, v := answerDay(m, s, "20260304")
	if v.Screen != flow.Form || v.Form.Field != "leaves" || v.Form.Fault != catalogue.FaultEarly || v.Form.Earliest != "2026-03-04" || v.Form.Text != "2026-03-01" {
		t.Fatalf("after the correction: %s %+v", v.Screen, v.Form)
	}
	if _, v = answerDay(m, s, "20260304"); v.Screen != flow.Confirm {
		t.Errorf("it stands on %s, %+v", v.Screen, v.Form)
	}
}
