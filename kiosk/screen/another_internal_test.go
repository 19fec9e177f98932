package screen

import (
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

func TestOnlyAnotherPictureMakesAFingerWait(t *testing.T) {
	at := func(set func(*flow.View)) *flow.View {
		v := flow.View{Seq: 7, Screen: flow.Form, Visit: "V1", Page: 1, Form: &flow.FormView{Field: "phone"}}
		set(&v)
		return &v
	}
	before := at(func(*flow.View) {})
	for _, c := range []struct {
		name        string
		now         *flow.View
		page        int // on the glass
		other, next bool
	}{
		{"a new minute", at(func(v *flow.View) { v.Band.Now = time.Unix(60, 0) }), 1, false, false},
		{"an answer that is seen alone", at(func(v *flow.View) { v.Seq, v.Contrast = 8, true }), 1, false, false},
		{"the terminal heard which page there is", at(func(v *flow.View) { v.Page = 0 }), 0, false, false},
		{"another page", at(func(v *flow.View) { v.Page = 2 }), 1, true, false},
		{"another screen", at(func(v *flow.View) { v.Screen = flow.Confirm }), 1, true, false},
		{"the idle warning", at(func(v *flow.View) { v.Idle = time.Second }), 1, true, false},
		{"the next question", at(func(v *flow.View) { v.Form = &flow.FormView{Field: "kind"} }), 1, false, true},
		{"the same of another item", at(func(v *flow.View) { v.Heading = kiosk.Text{ZH: "津贴"} }), 1, false, true},
		{"the reasons of a grade", at(func(v *flow.View) { v.Rate = &flow.RateView{Phase: flow.RateReasons} }), 1, false, true},
	} {
		if other, next := isOther(before, c.page, c.now), isNext(before, c.now); other != c.other || next != c.next {
			t.Errorf("%s: other %t, next %t", c.name, other, next)
		}
	}
	if !isOther(nil, 0, before) || isNext(nil, before) {
		t.Error("the first picture of all")
	}
}
