package flow

import (
	"slices"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Question is something that only the office can answer, now. It is personal
// data where it says so, and lives as long as the screen that waits for it.
type Question interface{ question() }

// Reply is what the office answered. Each kind of Question has one kind.
type Reply interface{ reply() }

// Ask asks the office. It ends, within three seconds, in Answered or
// Unanswered; at once in the latter while the line is known to be down, unless
// Again is set: then it is really tried.
type Ask struct {
	Question Question
	Again    bool
	// Every asks the same again and again, with so much time between, until
	// StopAsking or the end of the visit; zero asks once. Such a Question must
	// be comparable. It is tried each time, whatever is known of the line.
	Every time.Duration
	// Slower lets the time between grow: twice as long each time, up to eight
	// times Every.
	Slower bool
}

// StopAsking ends an Ask with Every.
type StopAsking struct{ Question Question }

// Answered brings a reply. Standing says that it was asked with Every.
type Answered struct {
	Question Question
	Reply    Reply
	Standing bool
}

// Unanswered says that there is no line, or that it was too slow.
type Unanswered struct {
	Question Question
	Standing bool
}

func (Ask) effect()        {}
func (StopAsking) effect() {}
func (Answered) event()    {}
func (Unanswered) event()  {}

// inquire asks q while the screen Asking shows. The reply goes to the case of
// its type in replied. Whoever calls it has put on the trail where Back leads.
func (m Machine) inquire(s State, q Question) (State, []Effect) {
	s.Screen, s.Question, s.Trouble, s.Page = Asking, q, "", 0
	return s, []Effect{Ask{Question: q}}
}

// busy tells whether the terminal itself has to go on: no touch does anything.
func (s Screen) busy() bool { return s == Working || s == Asking }

// asked answers what came of a question. A reply that nobody waits for any more
// changes nothing.
func (m Machine) asked(s State, e Event) (State, []Effect) {
	switch e := e.(type) {
	case Answered:
		if e.Standing {
			return m.standing(s, e.Question, e.Reply)
		}
		if s.Screen == Asking {
			q := s.Question
			s.Question = nil
			return m.replied(s, q, e.Reply)
		}
	case Unanswered:
		if e.Standing {
			return m.standing(s, e.Question, nil)
		}
		if s.Screen == Asking {
			s.Screen = NoLine
		}
	}
	return s, nil
}

// replied takes a reply to the step that asked q.
func (m Machine) replied(s State, q Question, r Reply) (State, []Effect) {
	switch r := r.(type) {
	case BillsFound, PayStarted, PayTold:
		return m.payReplied(s, r)
	case VoteTold:
		return m.voteTold(s, q, r)
	case CasesFound:
		return m.casesFound(s, q, r), nil
	case TicketFound:
		return m.ticketFound(s, r), nil
	case SavedFound:
		return m.savedFound(s, r)
	case PaperFound:
		return m.paperFound(s, r)
	}
	s.Screen, s.Question = NoLine, q // an answer to something else is none
	return s, nil
}

// standing takes a reply to a question that is asked again and again; r is nil
// when there was none this time.
func (m Machine) standing(s State, q Question, r Reply) (State, []Effect) {
	if q, ok := q.(PayStatus); ok {
		return m.payStanding(s, q, r)
	}
	switch q := q.(type) {
	case HelpWanted:
		return helpAnswered(s, q, r), nil
	case CaseByCode, CasesOfCard:
		return m.caseWatched(s, q, r), nil
	case PlacesIn:
		return m.placesTold(s, q, r), nil
	}
	return s, nil
}

// askAgain really tries once more what went unanswered.
func askAgain(s State) (State, []Effect) {
	s.Screen = Asking
	return s, []Effect{Ask{Question: s.Question, Again: true}}
}

func (m Machine) canNoLine(s State) []Control {
	if s.Pay.ID != "" { // what may have been paid has no way back
		return []Control{TryAgain, GoHome, Finish}
	}
	live := []Control{TryAgain, Back, GoHome}
	if m.ticketInstead(s) {
		live = append(live, TakeTicket)
	}
	return live
}

// ticketInstead tells whether people at a counter can do what the office did
// not answer.
func (m Machine) ticketInstead(s State) bool {
	item, ok := m.item(s.Item)
	if ok {
		_, ok = m.counter(item.Counter)
		ok = ok && !item.Ballot.Offered()
	}
	return ok && slices.ContainsFunc(m.Catalogue.Entries, func(e catalogue.Entry) bool {
		_, submits := e.Step(catalogue.StepSubmit)
		return submits
	})
}

// takeTicketInstead takes a ticket for the item that the line was wanted for.
// Back leads to where Back led from NoLine.
func (m Machine) takeTicketInstead(s State) (State, []Effect) {
	effects := leave(&s)
	s.Applying = false
	next, more := m.takeTicket(s)
	return next, append(effects, more...)
}

// NoLineView is what NoLine shows besides the heading: whom one can ask
// instead.
type NoLineView struct {
	Post  kiosk.Text `json:"post,omitzero"`   // that is in charge of the item
	Phone string     `json:"phone,omitempty"` // of that post, else of the office
}

func noLine(item catalogue.ServiceItem, a Ambient) *NoLineView {
	if item.Phone == "" {
		return &NoLineView{Phone: a.OfficePhone}
	}
	return &NoLineView{Post: item.Post, Phone: item.Phone}
}

// headingOf is the item that a screen is about, else the entry.
func (m Machine) headingOf(s State, item catalogue.ServiceItem) kiosk.Text {
	if item.Name.ZH != "" {
		return item.Name
	}
	return m.entryName(s.Entry)
}
