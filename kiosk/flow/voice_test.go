package flow_test

import (
	"slices"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// spoken is a visit on a terminal with a voice.
type spoken struct {
	m flow.Machine
	s flow.State
}

func (v *spoken) touch(c flow.Control) []flow.Effect {
	var effects []flow.Effect
	v.s, effects = v.m.Next(v.s, flow.Touched{Control: c})
	return effects
}

func (v *spoken) view() flow.View { return v.m.View(v.s, flow.Ambient{}) }

func TestVoiceBelongsToOneVisit(t *testing.T) {
	v := &spoken{m: flow.Machine{Catalogue: shelf, Voice: true}, s: flow.Start()}
	v.touch(flow.SwitchVoice)
	v.touch(flow.Louder)
	v.s, _ = v.m.Next(v.s, flow.Began{Visit: "V1"})
	if got := v.view(); !got.Voice || got.Volume != 4 {
		t.Errorf("the visit begins with voice %t at %d", got.Voice, got.Volume)
	}
	for range 10 {
		v.touch(flow.Louder)
	}
	if got := v.view().Volume; got != flow.LoudestVolume {
		t.Errorf("the loudest is %d", got)
	}
	for range 10 {
		v.touch(flow.Softer)
	}
	if got := v.view().Volume; got != 1 {
		t.Errorf("the softest is %d", got)
	}
	if effects := v.touch(flow.Repeat); len(effects) != 1 || effects[0] != (flow.SayAgain{}) {
		t.Errorf("repeating does %v", effects)
	}
	v.touch(flow.Finish)
	v.touch(flow.SwitchVoice)
	if got := v.view(); got.Volume != 3 {
		t.Errorf("the next one begins at %d", got.Volume)
	}
	v.touch(flow.SwitchVoice)
	if got := v.view(); got.Voice || slices.Contains(got.Can, flow.Repeat) {
		t.Error("it cannot be switched off")
	}
}

func TestTerminalWithoutAVoiceTakesNoTouchOfIt(t *testing.T) {
	v := &spoken{m: flow.Machine{Catalogue: shelf}, s: flow.Start()}
	for _, c := range []flow.Control{flow.SwitchVoice, flow.Louder, flow.Repeat} {
		if effects := v.touch(c); len(effects) > 0 || v.view().Voice || slices.Contains(v.view().Can, c) {
			t.Errorf("%s does something", c)
		}
	}
}

func TestListeningHasMorePatience(t *testing.T) {
	s := flow.State{Visit: "V1", Screen: flow.Home, Voice: true}
	card := flow.State{Visit: "V1", Screen: flow.Identify, Card: flow.CardRead, Voice: true}
	out := flow.State{Visit: "V1", Screen: flow.Number, Paper: kiosk.Printed, Voice: true}
	warned := s
	warned.Warned = true
	for _, c := range []struct {
		what string
		s    flow.State
		want time.Duration
	}{{"home", s, time.Minute}, {"warned", warned, 20 * time.Second}, {"card", card, 4 * time.Second}, {"ticket", out, time.Minute},
		{"nobody", flow.State{Screen: flow.Attract, Voice: true}, time.Minute}} {
		if got := flow.Patience(c.s); got != c.want {
			t.Errorf("%s: %v, not %v", c.what, got, c.want)
		}
	}
	m := flow.Machine{Catalogue: shelf, Voice: true}
	if s, _ := m.Next(flow.State{Screen: flow.Attract, Voice: true, Lang: kiosk.English}, flow.Quiet{}); s.Voice || s.Lang != kiosk.Chinese {
		t.Error("who asked for the voice and went away leaves it on")
	}
}
