package flow_test

import (
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// onAttract is an empty lobby's screen after these touches.
func onAttract(m flow.Machine, touches ...flow.Control) flow.State {
	s := flow.Start()
	for _, c := range touches {
		s, _ = m.Next(s, flow.Touched{Control: c})
	}
	return s
}

func TestHowTheScreenWasSetOnAttractHoldsForTheVisitThatBegins(t *testing.T) {
	m := flow.Machine{Catalogue: shelf}
	s := onAttract(m, flow.SwitchLang, flow.SwitchLarge, flow.SwitchTone, flow.SwitchReach)
	s, _ = m.Next(s, flow.Began{Visit: "V1"})
	if s.Lang != kiosk.English || !s.Large || !s.Contrast || !s.Lowered {
		t.Errorf("the visit begins with %q, large %t, contrast %t, lowered %t", s.Lang, s.Large, s.Contrast, s.Lowered)
	}
	s, _ = m.Next(s, flow.Touched{Control: flow.Finish})
	if s.Lang != kiosk.Chinese || s.Large || s.Contrast || s.Lowered {
		t.Errorf("the next one finds %+v", s)
	}
}

func TestAttractThatWasSetFallsBackAfterAQuietMinute(t *testing.T) {
	m := flow.Machine{Catalogue: shelf}
	for _, c := range []flow.Control{flow.SwitchLang, flow.SwitchLarge, flow.SwitchTone, flow.SwitchReach} {
		s := onAttract(m, c)
		if got := flow.Patience(s); got != time.Minute {
			t.Errorf("%s stands for %v", c, got)
		}
		if s, _ = m.Next(s, flow.Quiet{}); s.Lang != kiosk.Chinese || s.Large || s.Contrast || s.Lowered || s.Screen != flow.Attract {
			t.Errorf("%s stays: %+v", c, s)
		}
		if got := flow.Patience(s); got != 0 {
			t.Errorf("an untouched screen is asked again after %v", got)
		}
	}
}
