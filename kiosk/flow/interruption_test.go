package flow_test

import (
	"slices"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

func TestCardThatHasToStayIsAskedBackAndTheAnswersAreStillThere(t *testing.T) {
	m := savable(true)
	s, effects := walk(t, m, flow.Start(), append(slices.Clone(toItem), flow.CardDone{Resident: principal()}, flow.Quiet{})...)
	if slices.Contains(effects, flow.Effect(flow.StopCard{})) {
		t.Fatal("nobody watches the card any more")
	}
	s, effects = walk(t, m, s, append(slices.Clone(phone), flow.Back, flow.NextField)...)
	if slices.Contains(effects, flow.Effect(flow.StopCard{})) || !s.Kept.On {
		t.Fatal("going back one question let go of the card")
	}
	away, _ := walk(t, m, s, flow.CardRemoved{})
	if away.Screen != flow.CardAway || flow.Patience(away) != 20*time.Second {
		t.Fatalf("on %s for %s", away.Screen, flow.Patience(away))
	}
	other, _ := walk(t, m, away, flow.CardFound{}, flow.CardDone{Resident: agent()})
	if other.Screen != flow.CardAway || other.Trouble != kiosk.CardOther {
		t.Errorf("another card: %s, %s", other.Screen, other.Trouble)
	}
	back, _ := walk(t, m, other, flow.CardDone{Resident: principal()})
	if back.Screen != flow.Form || back.Field != s.Field || back.Asked["phone"] != "0000000001" || back.Trouble != "" {
		t.Errorf("its own card: on %s %s", back.Screen, back.Field)
	}
	wiped, effects := walk(t, m, away, flow.Quiet{})
	if wiped.Screen != flow.Attract || wiped.Asked != nil || wiped.Kept != (flow.Kept{}) || !slices.Contains(effects, flow.Effect(flow.StopCard{})) {
		t.Errorf("left away: on %s, %v", wiped.Screen, effects)
	}
	if _, effects := walk(t, m, away, flow.SaveForLater); committed(effects) == nil {
		t.Error("what was answered cannot be put aside")
	}
}

func TestCardMayGoOnceItIsHandedInOrLeft(t *testing.T) {
	m := savable(true)
	s, _ := walk(t, m, halfDone(t, m), "choice:yes", flow.Correct, flow.Agree, flow.CardRemoved{})
	if s.Screen != flow.Working {
		t.Fatalf("while it is written down: %s", s.Screen)
	}
	s, _ = walk(t, m, s, flow.Committed{Receipt: kiosk.Receipt{Job: 1, Case: &kiosk.Case{Code: "7W0X-1YBM"}}}, flow.CardRemoved{})
	if s.Screen != flow.Received {
		t.Errorf("once it is on disk: %s", s.Screen)
	}
	for _, out := range []flow.Control{flow.GoHome, flow.Finish} {
		left := halfDone(t, m)
		if out == flow.Finish {
			left, _ = walk(t, m, left, flow.Quiet{})
		}
		left, effects := walk(t, m, left, out)
		if left.Kept.On || !slices.Contains(effects, flow.Effect(flow.StopCard{})) {
			t.Errorf("%s keeps the card", out)
		}
		if after, _ := walk(t, m, left, flow.CardRemoved{}); after.Screen == flow.CardAway {
			t.Errorf("after %s the card is asked for", out)
		}
	}
}

// TestPaperThatFailsEndsInAScreenThatSaysWhatIsSafe: paper out, an open cover
// and a stuck cutter come to flow as one of these states.
func TestPaperThatFailsEndsInAScreenThatSaysWhatIsSafe(t *testing.T) {
	m := savable(false)
	done, _ := walk(t, m, halfDone(t, m), flow.SaveForLater, flow.Committed{Receipt: kiosk.Receipt{Job: 1, Case: &kiosk.Case{Code: "7W0X-1YBM"}}})
	for state, can := range map[kiosk.PrintState]flow.Control{kiosk.NotPrinted: flow.TryAgain, kiosk.PrintUncertain: flow.PaperOut} {
		s, _ := walk(t, m, done, flow.PrintEnded{State: state})
		v := m.View(s, flow.Ambient{})
		if s.Screen != flow.Problem || v.Ticket.Number != "7W0X-1YBM" || !v.Ticket.Saved || !slices.Contains(v.Can, can) {
			t.Errorf("%s: on %s, %+v", state, s.Screen, v.Ticket)
		}
	}
}
