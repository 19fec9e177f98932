package flow

import (
	"time"

	"linli/kiosk"
)

// HelpWanted asks staff to come, and again whether they do. It stands for as
// long as the resident waits. Reply: HelpHeard.
type HelpWanted struct {
	Visit  kiosk.VisitID
	Screen Screen // on which the resident asked
}

// HelpOver says that nobody waits for help any more. There is no reply.
type HelpOver struct{ Visit kiosk.VisitID }

// HelpHeard is what staff say.
type HelpHeard struct {
	Heard  bool   // a page that shows the call is open
	Coming bool   // a member of staff has taken it
	Words  string // of staff, for the resident; empty for none
}

func (HelpWanted) question() {}
func (HelpOver) question()   {}
func (HelpHeard) reply()     {}

// Tell tells the office something that needs no answer, once, if there is a
// line. Nothing comes of it.
type Tell struct{ Question Question }

func (Tell) effect() {}

// HelpPhase is what the resident knows about who comes.
type HelpPhase string

// Phases of a call for help.
const (
	HelpNone    HelpPhase = ""        // nobody called
	HelpCalling HelpPhase = "calling" // the office is being told
	HelpUnheard HelpPhase = "unheard" // it knows, and no page of staff is open
	HelpSeen    HelpPhase = "seen"    // it stands on a page of staff
	HelpComing  HelpPhase = "coming"  // somebody is on the way
	HelpDown    HelpPhase = "down"    // there is no line
)

// Help is a call for help. The visit stays on its screen below it.
type Help struct {
	Phase  HelpPhase
	Words  string
	Screen Screen
}

const (
	helpEvery    = 3 * time.Second // how often staff are asked whether they come
	helpPatience = 3 * time.Minute // a person who waits for another touches nothing
)

// helpKey is the control that calls for help: on every screen on which somebody
// is and can touch anything.
func (s State) helpKey() []Control {
	if s.Screen == Attract || s.Screen.busy() || s.claiming() {
		return nil
	}
	return []Control{CallHelp}
}

func (s State) helpWanted() HelpWanted { return HelpWanted{Visit: s.Visit, Screen: s.Help.Screen} }

// callHelp opens the call.
func callHelp(s State) (State, []Effect) {
	s.Help = Help{Phase: HelpCalling, Screen: s.Screen}
	return s, []Effect{Ask{Question: s.helpWanted(), Every: helpEvery}}
}

// closeHelp takes the call back.
func closeHelp(s State) (State, []Effect) {
	effects := s.helpOver()
	s.Help = Help{}
	return s, effects
}

// helpOver are the effects that end a call, none without one.
func (s State) helpOver() []Effect {
	if s.Help.Phase == HelpNone {
		return nil
	}
	return []Effect{StopAsking{s.helpWanted()}, Tell{HelpOver{s.Visit}}}
}

// helpAnswered notes what staff said; r is nil when the office did not answer.
func helpAnswered(s State, q HelpWanted, r Reply) State {
	if s.Help.Phase == HelpNone || q.Visit != s.Visit {
		return s
	}
	h, ok := r.(HelpHeard)
	switch {
	case !ok && s.Help.Phase == HelpComing: // said is said
	case !ok:
		s.Help.Phase = HelpDown
	case h.Coming:
		s.Help.Phase = HelpComing
	case h.Heard:
		s.Help.Phase = HelpSeen
	default:
		s.Help.Phase = HelpUnheard
	}
	if ok && h.Words != "" {
		s.Help.Words = h.Words
	}
	return s
}

// helpQuiet warns a resident who waits for help, and ends the visit later.
func helpQuiet(s State) (State, []Effect) {
	if s.Warned {
		return finish(s)
	}
	s.Warned = true
	return s, nil
}

// HelpView is what stands over the screen while somebody waits for help.
type HelpView struct {
	Phase     HelpPhase `json:"phase"`
	Words     string    `json:"words,omitempty"`     // of staff
	Office    string    `json:"office,omitempty"`    // telephone
	Custodian string    `json:"custodian,omitempty"` // telephone
}

func (s State) helpView(a Ambient) *HelpView {
	if s.Help.Phase == HelpNone {
		return nil
	}
	return &HelpView{Phase: s.Help.Phase, Words: s.Help.Words, Office: a.OfficePhone, Custodian: a.Custodian}
}

// masked leaves out what staff wrote.
func (v *HelpView) masked() *HelpView {
	if v == nil || v.Words == "" {
		return v
	}
	m := *v
	m.Words = "***"
	return &m
}
