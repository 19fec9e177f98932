package flow_test

import (
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// courses offers one listing with a course of two places and one without a
// limit, and an application that picks from it.
func courses() flow.Machine {
	c := *shelf
	course := catalogue.Field{ID: "course", Kind: catalogue.FieldListing, From: "courses", Label: kiosk.Text{ZH: "哪一项"}, Required: true,
		Choices: []catalogue.Choice{{ID: "tai-chi", Name: kiosk.Text{ZH: "太极拳"}}, {ID: "corner", Name: kiosk.Text{ZH: "中文角"}}}}
	c.Items = append([]catalogue.ServiceItem{{
		ID: "sign-up", Group: shelf.Items[0].Group, Counter: shelf.Items[0].Counter, Name: kiosk.Text{ZH: "报名"},
		Apply: catalogue.Apply{Fields: []catalogue.Field{course}, Steps: []catalogue.Step{
			{Kind: catalogue.StepForm}, {Kind: catalogue.StepConfirm}, {Kind: catalogue.StepSubmit}, {Kind: catalogue.StepPrint},
		}},
	}}, shelf.Items...)
	c.Listings = []catalogue.Listing{{
		ID: "courses", Name: kiosk.Text{ZH: "课程"}, Item: "sign-up", Act: kiosk.Text{ZH: "报名"},
		Entries: []catalogue.ListingEntry{{ID: "tai-chi", Title: kiosk.Text{ZH: "太极拳"}, Capacity: 2}, {ID: "corner", Title: kiosk.Text{ZH: "中文角"}}},
	}, {
		ID: "notices", Name: kiosk.Text{ZH: "公告"}, Entries: []catalogue.ListingEntry{{ID: "water", Title: kiosk.Text{ZH: "停水"}}},
	}}
	c.Entries = []catalogue.Entry{
		{ID: "read", Name: kiosk.Text{ZH: "公告"}, Steps: []catalogue.Step{{Kind: catalogue.StepDisclose, From: []string{"courses", "notices"}}}},
		{ID: "apply", Name: kiosk.Text{ZH: "在这里办"}, Steps: []catalogue.Step{{Kind: catalogue.StepChooseItem}, {Kind: catalogue.StepApply}}},
	}
	return flow.Machine{Catalogue: &c}
}

// asksPlaces tells how often the office is begun to be asked after places, and
// how often that ends.
func asksPlaces(effects []flow.Effect) (begun, ended int) {
	for _, e := range effects {
		switch e := e.(type) {
		case flow.Ask:
			if e.Question == (flow.PlacesIn{Listing: "courses"}) && e.Every > 0 {
				begun++
			}
		case flow.StopAsking:
			if e.Question == (flow.PlacesIn{Listing: "courses"}) {
				ended++
			}
		}
	}
	return begun, ended
}

func TestPlacesAreAskedForWhileCoursesAreRead(t *testing.T) {
	m := courses()
	s, effects := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, flow.EntryControl("read"), flow.ListingControl("courses"))
	if begun, ended := asksPlaces(effects); begun != 1 || ended != 0 || s.Screen != flow.Entries {
		t.Fatalf("on %s: asked %d times, ended %d", s.Screen, begun, ended)
	}
	told := func(s flow.State, taken int) flow.State {
		next, _ := walk(t, m, s, flow.Answered{Question: flow.PlacesIn{Listing: "courses"}, Standing: true,
			Reply: flow.PlacesTold{Taken: map[string]int{"tai-chi": taken, "gone": 3}}})
		return next
	}
	if v := m.View(s, flow.Ambient{}); v.Notices[0].Room != nil {
		t.Error("something is known before the office told")
	}
	for taken, want := range map[int]flow.Room{0: {Left: 2}, 1: {Left: 1}, 2: {}, 5: {Waiting: 3}} {
		v := m.View(told(s, taken), flow.Ambient{})
		if got := v.Notices[0].Room; got == nil || *got != want {
			t.Errorf("%d applied: %+v, want %+v", taken, got, want)
		}
		if v.Notices[1].Room != nil {
			t.Error("what is not limited has room")
		}
	}
	s, effects = walk(t, m, told(s, 2), flow.NoticeControl("tai-chi"))
	if begun, ended := asksPlaces(effects); begun+ended != 0 {
		t.Errorf("from the list to one of it: asked %d times, ended %d", begun, ended)
	}
	if got := m.View(s, flow.Ambient{}).Notice.Room; got == nil || got.Left != 0 {
		t.Errorf("on the page of it: %+v", got)
	}
	silent, _ := walk(t, m, s, flow.Unanswered{Question: flow.PlacesIn{Listing: "courses"}, Standing: true})
	if got := m.View(silent, flow.Ambient{}).Notice.Room; got != nil {
		t.Errorf("without a line it is still told: %+v", got)
	}
	s, effects = walk(t, m, s, flow.ApplyHere)
	if _, ended := asksPlaces(effects); ended != 1 || s.Screen != flow.Confirm {
		t.Errorf("the course is chosen, on %s: ended %d", s.Screen, ended)
	}
	_, effects = walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, flow.EntryControl("read"), flow.ListingControl("notices"))
	if begun, _ := asksPlaces(effects); begun != 0 {
		t.Error("notices are asked for places")
	}
}

func TestChoiceOfACourseTellsWhatIsLeft(t *testing.T) {
	m := courses()
	s, effects := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, flow.EntryControl("apply"), flow.ItemControl("sign-up"))
	if begun, _ := asksPlaces(effects); begun != 1 || s.Screen != flow.Form {
		t.Fatalf("on %s: asked %d times", s.Screen, begun)
	}
	s, _ = walk(t, m, s, flow.Answered{Question: flow.PlacesIn{Listing: "courses"}, Standing: true, Reply: flow.PlacesTold{Taken: map[string]int{"tai-chi": 2}}})
	v := m.View(s, flow.Ambient{})
	if got := v.Form.Choices; len(got) != 2 || got[0].Room == nil || got[0].Room.Left != 0 || got[1].Room != nil {
		t.Errorf("choices %+v", got)
	}
	s, effects = walk(t, m, s, flow.ChoiceControl("tai-chi"))
	if s.Screen == flow.Form {
		s, effects = walk(t, m, s, flow.NextField)
	}
	if _, ended := asksPlaces(effects); ended != 1 || s.Screen != flow.Confirm {
		t.Errorf("who wants to wait cannot go on: %s, ended %d", s.Screen, ended)
	}
}
