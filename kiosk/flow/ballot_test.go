package flow_test

import (
	"encoding/json"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// voting is a catalogue with one ballot. Its voter is invented.
func voting() flow.Machine {
	c := *shelf
	option := func(id string) catalogue.Choice { return catalogue.Choice{ID: id, Name: kiosk.Text{ZH: id}} }
	apply := catalogue.Apply{
		Steps: []catalogue.Step{{Kind: catalogue.StepIdentify}, {Kind: catalogue.StepForm}, {Kind: catalogue.StepConfirm}, {Kind: catalogue.StepBallot}},
		Next:  kiosk.Text{ZH: "结果会公布"},
		Fields: []catalogue.Field{
			{ID: "lift", Kind: catalogue.FieldYesNo, Label: kiosk.Text{ZH: "装电梯吗"}, Required: true},
			{ID: "who", Kind: catalogue.FieldMulti, Max: 2, Label: kiosk.Text{ZH: "选谁"}, Required: true, Choices: []catalogue.Choice{option("zhang"), option("li"), option("wang")}},
		},
	}
	c.Items = []catalogue.ServiceItem{{ID: "lift", Group: "aid", Counter: "2", Name: kiosk.Text{ZH: "表决"}, Apply: apply,
		Ballot: catalogue.Ballot{From: "2026-11-20", Until: "2026-11-30", Age: 18}}}
	return flow.Machine{Catalogue: &c}
}

var voter = kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011"}

// asksOffice is the vote among effects, if there is one.
func asksOffice(t *testing.T, effects []flow.Effect) (q flow.CastVote) {
	t.Helper()
	for _, e := range effects {
		if ask, ok := e.(flow.Ask); ok {
			q, _ = ask.Question.(flow.CastVote)
		}
	}
	return q
}

// told answers the question that s waits with.
func told(s flow.State, state flow.VoteState) flow.Answered {
	return flow.Answered{Question: s.Question, Reply: flow.VoteTold{State: state}}
}

// atBooth is a voter who read his answers back.
func atBooth(t *testing.T, m flow.Machine) flow.State {
	t.Helper()
	s, effects := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, "entry:apply", "item:lift", flow.CardDone{Resident: voter}, flow.Quiet{})
	if q := asksOffice(t, effects); s.Screen != flow.Asking || q.Ballot != "lift" || len(q.Choices) > 0 {
		t.Fatalf("before any question: %s, %+v", s.Screen, q)
	}
	s, _ = walk(t, m, s, told(s, flow.VoteOpen), "choice:yes", "choice:zhang", "choice:wang", flow.NextField)
	if s.Screen != flow.Confirm {
		t.Fatalf("it is on %s", s.Screen)
	}
	return s
}

func TestVoteIsReadBackAndCastOnce(t *testing.T) {
	m := voting()
	s, effects := walk(t, m, atBooth(t, m), flow.Correct)
	q := asksOffice(t, effects)
	var choices []string
	for _, c := range q.Choices {
		choices = append(choices, c.Reveal())
	}
	if strings.Join(choices, " ") != "lift:yes who:zhang who:wang" || q.Voter.Number != voter.Number {
		t.Fatalf("cast %v", choices)
	}
	s, _ = walk(t, m, s, told(s, flow.VoteCounted))
	if v := m.View(s, flow.Ambient{}); v.Screen != flow.Voted || v.Ballot.State != flow.VoteCounted {
		t.Fatalf("%s %+v", v.Screen, v.Ballot)
	}
	if s.Asked != nil || s.Resident != (kiosk.Resident{}) || s.Question != nil {
		t.Errorf("what was chosen is still known: %+v", s)
	}
	if s, _ = walk(t, m, s, flow.Quiet{}); s.Screen != flow.Attract {
		t.Errorf("it stays on %s", s.Screen)
	}
}

func TestVoteWhoseAnswerWasLostIsCastAgainAndReadsAsCounted(t *testing.T) {
	m := voting()
	s, _ := walk(t, m, atBooth(t, m), flow.Correct)
	s, _ = walk(t, m, s, flow.Unanswered{Question: s.Question})
	if v := m.View(s, flow.Ambient{}); v.Screen != flow.NoLine || v.Ballot == nil || v.Ballot.Until != "2026-11-30" {
		t.Fatalf("%s %+v", v.Screen, v.Ballot)
	}
	s, effects := walk(t, m, s, flow.TryAgain)
	if q := asksOffice(t, effects); len(q.Choices) != 3 {
		t.Fatalf("cast again: %d choices", len(q.Choices))
	}
	if s, _ = walk(t, m, s, told(s, flow.VoteAlready)); s.Screen != flow.Voted {
		t.Errorf("on %s", s.Screen)
	}
}

func TestWhoMayNotVoteIsAskedNothing(t *testing.T) {
	m := voting()
	for _, state := range []flow.VoteState{flow.VoteAlready, flow.VoteNotEligible, flow.VoteClosed} {
		s, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, "entry:apply", "item:lift", flow.CardDone{Resident: voter}, flow.Quiet{})
		if s, _ = walk(t, m, s, told(s, state)); s.Screen != flow.Voted || m.View(s, flow.Ambient{}).Ballot.State != state {
			t.Errorf("%s: on %s", state, s.Screen)
		}
	}
	s, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, "entry:apply", "item:lift", flow.CardDone{Resident: voter}, flow.Quiet{})
	if s, _ = walk(t, m, s, flow.Unanswered{Question: s.Question}, flow.Back); s.Screen != flow.ChooseItem {
		t.Errorf("without a line, back leads to %s", s.Screen)
	}
}

func TestNothingThatIsKeptTellsAVote(t *testing.T) {
	m := voting()
	yes, no := atBooth(t, m), atBooth(t, m)
	no, _ = walk(t, m, no, "fix:lift", "choice:no")
	for _, pair := range [][2]flow.State{{yes, no}} {
		a, err := json.Marshal(m.View(pair[0], flow.Ambient{}).Masked())
		b, err2 := json.Marshal(m.View(pair[1], flow.Ambient{}).Masked())
		if err != nil || err2 != nil || string(a) != string(b) {
			t.Errorf("a kept View differs with the vote:\n%s\n%s", a, b)
		}
	}
}

// TestVoteOfACommitteeIsHeldAgainstTheCard has an address on the card count, and
// not one that somebody picks.
func TestVoteOfACommitteeIsHeldAgainstTheCard(t *testing.T) {
	m := voting()
	m.Catalogue.Places = catalogue.Places{Committees: []catalogue.ResidentsCommittee{{ID: "east", Name: kiosk.Text{ZH: "东院居委会"}, Grids: []catalogue.Grid{
		{ID: "east-1", Estates: []catalogue.Estate{{Name: kiosk.Text{ZH: "示例东院"}, Buildings: []string{"1-9"}}}},
	}}}}
	m.Catalogue.Items[0].Committees = []string{"east"}
	for address, want := range map[kiosk.Private]kiosk.CommitteeID{"示例省示例市示例东院3号楼1室": "east", "示例省别处8号": ""} {
		who := voter
		who.Address = address
		s, effects := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, "entry:apply", "item:lift", flow.CardDone{Resident: who}, flow.Quiet{})
		if q := asksOffice(t, effects); q.Home != want {
			t.Errorf("the office is told %q, want %q", q.Home, want)
		}
		s, _ = walk(t, m, s, told(s, flow.VoteNotEligible))
		if v := m.View(s, flow.Ambient{}); len(v.Ballot.Only) != 1 || v.Ballot.Only[0].ZH != "东院居委会" {
			t.Errorf("the screen does not say whose vote it is: %+v", v.Ballot)
		}
		m.Catalogue.Items[0].Ballot.Roll = true
		if v := m.View(s, flow.Ambient{}); len(v.Ballot.Only) != 0 || !v.Ballot.Roll {
			t.Errorf("a vote by roll is said to go by the address: %+v", v.Ballot)
		}
		m.Catalogue.Items[0].Ballot.Roll = false
	}
}
