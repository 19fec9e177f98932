package flow

import (
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Voted tells what became of a vote, or why there is none.
const Voted Screen = "voted"

// VoteState is what the office says of a voter and a vote.
type VoteState string

// States of a vote.
const (
	VoteOpen        VoteState = "open"         // this voter may vote and has not
	VoteCounted     VoteState = "counted"      // just now
	VoteAlready     VoteState = "already"      // it was counted before
	VoteNotEligible VoteState = "not-eligible" // this voter has no vote here
	VoteClosed      VoteState = "closed"       // not yet, or not any more
)

// CastVote brings a vote to the office; one without choices only asks whether
// the voter may vote. The office keeps who voted and what was voted apart, so
// this is the only place where both stand together. Reply: VoteTold.
type CastVote struct {
	Ballot  kiosk.ItemID
	Voter   kiosk.Resident
	Home    kiosk.CommitteeID // whose resident the card's address makes the voter
	Choices []kiosk.Private   // a question, a colon, an option
}

// VoteTold is what the office says of it.
type VoteTold struct{ State VoteState }

func (CastVote) question() {}
func (VoteTold) reply()    {}

// BallotView is what Voted shows, and, without a State, that Confirm casts a
// vote.
type BallotView struct {
	Only  []kiosk.Text      `json:"only,omitempty"` // committees whose residents vote; none for all
	Roll  bool              `json:"roll,omitempty"` // who stands on the roll of voters votes, and nobody else
	State VoteState         `json:"state,omitempty"`
	From  kiosk.BusinessDay `json:"from,omitempty"`
	Until kiosk.BusinessDay `json:"until,omitempty"`
	Next  kiosk.Text        `json:"next,omitzero"`
}

// mayVote asks the office first whether a voter may vote, so that nobody
// answers in vain; ok is false for what is no vote, and once it is known.
func (m Machine) mayVote(s State) (next State, effects []Effect, ok bool) {
	item, _ := m.item(s.Item)
	if !item.Ballot.Offered() || s.Vote != "" {
		return s, nil, false
	}
	next, effects = m.inquire(s, CastVote{Ballot: s.Item, Voter: s.Resident, Home: m.home(s)})
	return next, effects, true
}

// home is the committee of the address on the card. What a resident says about
// where he lives gives no vote.
func (m Machine) home(s State) kiosk.CommitteeID {
	return m.Catalogue.Places.Locate(s.Resident.Address.Reveal()).Committee
}

// castVote brings the vote to the office.
func (m Machine) castVote(s State) (State, []Effect) {
	s.Trail = append(slices.Clone(s.Trail), s.atConfirm(m))
	return m.inquire(s, CastVote{Ballot: s.Item, Voter: s.Resident, Home: m.home(s), Choices: m.votes(s)})
}

// atConfirm is where Back leads when the office did not answer.
func (s State) atConfirm(m Machine) Mark {
	mark := s.mark()
	item, _ := m.item(s.Item)
	mark.Screen = Confirm
	mark.Step = slices.IndexFunc(item.Apply.Steps, func(st catalogue.Step) bool { return st.Kind == catalogue.StepConfirm })
	return mark
}

// votes are the answers of s in the words of the line.
func (m Machine) votes(s State) []kiosk.Private {
	item, _ := m.item(s.Item)
	answers, _ := item.Apply.Answers(kiosk.Resident{}, s.Asked)
	var all []kiosk.Private
	for _, a := range answers {
		if a.Value == "" {
			continue
		}
		for _, option := range strings.Split(a.Value.Reveal(), ",") {
			all = append(all, kiosk.Private(a.Field+":"+option))
		}
	}
	return all
}

// voteTold goes on with what the office said. What was chosen is forgotten
// once it is counted.
func (m Machine) voteTold(s State, q Question, r VoteTold) (State, []Effect) {
	asked, ok := q.(CastVote)
	if !ok {
		return s, nil
	}
	if len(asked.Choices) == 0 && r.State == VoteOpen {
		s.Vote = VoteOpen
		return m.ask(s)
	}
	s.Vote, s.Screen, s.Trail = r.State, Voted, nil
	s.Asked, s.Draft, s.Resident = nil, "", kiosk.Resident{}
	return s, nil
}

func (m Machine) ballotView(s State) *BallotView {
	item, _ := m.item(s.Item)
	switch {
	case !item.Ballot.Offered() || s.Screen != Voted && s.Screen != Confirm && s.Screen != NoLine:
		return nil
	case s.Screen == Confirm:
		return &BallotView{}
	case s.Screen == NoLine:
		return &BallotView{Until: item.Ballot.Until}
	}
	v := &BallotView{Roll: item.Ballot.Roll, State: s.Vote, From: item.Ballot.From, Until: item.Ballot.Until, Next: item.Apply.Next}
	if !v.Roll {
		v.Only = m.only(item)
	}
	return v
}
