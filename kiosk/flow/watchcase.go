package flow

import (
	"slices"
	"time"

	"linli/kiosk"
)

// caseEvery is how soon the office is asked again about the case on the screen:
// a decision that staff have just made, and its paper, are known to all
// processes of an office within seconds. Slower bounds it after that.
const caseEvery = 3 * time.Second

// watched is the question that is asked again while the case of s is on the
// screen and something may still come of it; nil when nothing can.
func (m Machine) watched(s State) Question {
	c, ok := s.caseShown()
	if !ok || s.Screen != CaseShown || !m.movesOn(c) {
		return nil
	}
	if s.Track.Resident.Number != "" {
		return CasesOfCard{s.Track.Resident}
	}
	return CaseByCode{c.Code}
}

// movesOn tells whether staff may do something to a case before the resident
// does: move it, or make out the paper of a decision.
func (m Machine) movesOn(c CaseFound) bool {
	item, _ := m.item(c.Item)
	switch c.State {
	case kiosk.CaseSubmitted, kiosk.CaseAccepted:
		return true
	case kiosk.CaseDecided:
		return !c.Document && item.Apply.Certificate.Offered()
	}
	return false
}

// watch begins and ends the asking as next comes from before.
func (m Machine) watch(before, next State, effects []Effect) []Effect {
	return askWhile(m.watched(before), m.watched(next), caseEvery, effects)
}

// askWhile ends the asking of was and begins that of is where they differ; nil
// asks nothing.
func askWhile(was, is Question, every time.Duration, effects []Effect) []Effect {
	if was == is {
		return effects
	}
	effects = slices.Clone(effects)
	if was != nil {
		effects = append(effects, StopAsking{was})
	}
	if is != nil {
		effects = append(effects, Ask{Question: is, Every: every, Slower: true})
	}
	return effects
}

// caseWatched takes what the office says about the case on the screen; silence
// changes nothing.
func (m Machine) caseWatched(s State, q Question, r Reply) State {
	told, ok := r.(CasesFound)
	if !ok || m.watched(s) != q {
		return s
	}
	i := slices.IndexFunc(told.Cases, func(c CaseFound) bool { return c.Code == s.Track.Code })
	if i < 0 {
		return s
	}
	s.Track.Found = slices.Clone(s.Track.Found)
	for at, c := range s.Track.Found {
		if c.Code == s.Track.Code {
			s.Track.Found[at] = told.Cases[i]
		}
	}
	return s
}
