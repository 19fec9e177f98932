// Package flow decides what the resident sees next. It is a pure state
// machine: a State and an Event go in, the next State and a list of Effects
// come out, and View turns a State into plain data to draw. Any visit can be
// replayed from its events.
//
// It refuses clocks, files, devices, drawing and any knowledge of a single
// service item: what a visit is made of stands in the catalogue.
package flow

import (
	"slices"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// State is where one visit stands. It lives in memory only and its zero value
// is an untouched terminal.
type State struct {
	Visit     kiosk.VisitID
	Day       kiosk.BusinessDay // on which the visit began
	DayUnsure bool              // see Began
	Lang      kiosk.Lang
	Large     bool
	Contrast  bool
	Lowered   bool
	Voice     bool // what is shown is said as well
	Volume    int  // of the voice, above or below the usual one
	Silenced  bool // headphones were pulled out, and nobody has gone on yet

	Screen   Screen
	Entry    string // home entry whose steps are being walked
	Step     int    // index into the entry's steps
	Item     kiosk.ItemID
	Page     int
	Readback Readback // Confirm
	Trail    []Mark   // where Back leads, newest last
	Card     CardPhase
	Warned   bool       // the idle warning shows
	Trouble  kiosk.Code // what the resident should know about

	Question Question // Asking, NoLine: what the office is asked; may be personal
	Help     Help     // a call for help stands over the screen
	Track    Tracking // Cases, CaseShown, Claimed

	Behalf Behalf // who acts for the resident
	Saving Saving // an application that is put aside or taken up again
	Kept   Kept   // a card that has to stay

	NoApplications bool // the terminal cannot take any, said before anybody fills one in

	Applying bool                     // Step counts the steps of the item's application
	Field    string                   // Form: the question
	Draft    kiosk.Private            // Form: what stands in it
	Fault    catalogue.Fault          // Form: why Draft is no answer
	Asked    map[string]kiosk.Private // answers to questions, by field; replaced, never written into
	Counted  Counted                  // applications for the entries of a listing

	Resident kiosk.Resident
	Receipt  kiosk.Receipt // zero until the number is on disk
	Ahead    *int
	Wait     *WaitRange
	Shut     *Shut // no counter served when the number was taken
	Paper    kiosk.PrintState
	Vote     VoteState // of a ballot, as the office told
	Pay      Paying
	Reprints int // how often this visit asked for the paper again
	Slips    Slips

	Scan     Scan               // ScanShown
	Reading  Reading            // Listings and what follows
	Pick     Pick               // Form: how far an address is picked
	Dwelling kiosk.Jurisdiction // who looks after where the resident lives, once the visit knows it
	Grading  Grading
}

// Mark is one place in a visit that Back can return to.
type Mark struct {
	Screen Screen
	Entry  string
	Step   int
	Item   kiosk.ItemID
	Page   int

	Applying bool
	Field    string
	Reading  Reading
	Pick     Pick
}

// How long a screen may stand untouched. The idle figures are those of the
// design: a warning at 45 s, the wipe 20 s later.
const (
	patience       = 45 * time.Second
	lastPatience   = 20 * time.Second
	ticketPatience = 30 * time.Second // the outcome, once the paper has an end
	cardGlance     = 1800 * time.Millisecond
)

// maxReprints bounds how often one resident may ask for the paper again; after
// that a person helps.
const maxReprints = 1

// Machine walks visits through one catalogue.
type Machine struct {
	Catalogue *catalogue.Catalogue
	Voice     bool   // this terminal can speak
	NoticeURL string // see NoticeLink; empty for none
	Outage    Outage // told on Attract
}

// Start returns an untouched terminal.
func Start() State { return State{Screen: Attract, Lang: kiosk.Chinese} }

// Patience returns how long s may stand without a touch before the terminal
// must bring Quiet. Zero means for ever: nobody is here, or the terminal itself
// is busy and every effect ends by its own deadline.
func Patience(s State) time.Duration {
	switch {
	case s.Screen == Pay && s.Pay.Phase == PayCode:
		return payPatience
	case s.Help.Phase != HelpNone && !s.Warned:
		return helpPatience
	case s.Screen == CardAway:
		return lastPatience
	case s.Screen == Attract && s.set():
		return attractPatience
	case s.Voice:
		return patienceToHear(s)
	case s.Screen == Attract, s.Screen.busy(), s.claiming():
		return 0
	case s.Warned:
		return lastPatience
	}
	return s.patience()
}

// patience is how long the screen of s may stand when nothing else is at hand.
func (s State) patience() time.Duration {
	switch {
	case s.Screen == Identify && s.Card == CardRead:
		return cardGlance
	case s.Screen == Identify && s.Card == CardReading:
		return lastPatience
	case s.done() && s.Paper == kiosk.Printing:
		return 0
	case s.done():
		return ticketPatience
	default:
		return patience
	}
}

// Next answers one event. An event that means nothing here changes nothing.
func (m Machine) Next(s State, e Event) (State, []Effect) {
	next, effects := m.next(s, e)
	return next, m.count(s, next, m.watch(s, next, effects))
}

func (m Machine) next(s State, e Event) (State, []Effect) {
	switch e := e.(type) {
	case Began:
		return s.begun(e), nil
	case Touched:
		if !slices.Contains(m.can(s), e.Control) {
			return s, nil
		}
		s.Warned = false
		return m.touched(s, e.Control)
	case Typed:
		return typed(s, e), nil
	case Quiet:
		return m.quiet(s)
	case Headphones:
		return headphones(s, e), nil
	case Turned:
		return turned(s, e), nil
	case SlipEnded:
		return slipEnded(s, e), nil
	case CardFound, CardDone, CardFailed, CardRemoved, ReaderBack:
		return m.card(s, e), nil
	case RatingKept:
		return rated(s, e), nil
	case Scanned, ScanFailed:
		return m.scan(s, e)
	case PaperEnded:
		return paperEnded(s, e), nil
	case Answered, Unanswered:
		return m.asked(s, e)
	default:
		return m.settled(s, e)
	}
}

// quiet answers a screen left alone: a glance at the card moves on, a ticket
// that is out ends the visit, everything else warns once and then wipes.
func (m Machine) quiet(s State) (State, []Effect) {
	switch {
	case s.Help.Phase != HelpNone:
		return helpQuiet(s)
	case s.Screen == Pay && s.Pay.Phase == PayCode:
		return m.endPay(s)
	case s.Screen == Attract:
		return Start(), nil
	case s.Screen.busy(), s.claiming():
		return s, nil
	case s.Screen == Identify && s.Card == CardRead:
		return m.advance(s)
	case s.Screen == Identify && s.Card == CardReading && !s.Warned:
		s.Card, s.Trouble = CardAwaited, kiosk.CardUnreadable
		return s, nil
	case s.done() || s.Warned || s.Screen == CardAway:
		return finish(s)
	}
	s.Warned = true
	return s, nil
}

// card answers the reader. Outside Identify nothing the reader says matters.
func (m Machine) card(s State, e Event) State {
	if s.Kept.On {
		return keptCard(s, e)
	}
	if s.Screen != Identify || s.Card == CardRead {
		return s
	}
	s.Warned = false
	switch e := e.(type) {
	case CardFound:
		s.Card, s.Trouble = CardReading, ""
	case CardDone:
		if s.agentAgain(e.Resident) {
			s.Card, s.Trouble = CardAwaited, kiosk.CardSame
			return s
		}
		if code := m.unfit(s, e.Resident); code != "" {
			s.Card, s.Trouble = CardAwaited, code
			return s
		}
		s.Card, s.Trouble, s.Resident = CardRead, "", e.Resident
		s = m.seenCard(s)
	case CardFailed:
		s.Card, s.Trouble = CardAwaited, e.Code
	case ReaderBack:
		s.Card, s.Trouble = CardAwaited, ""
	}
	return s
}

// settled answers the two effects that a resident waits for: the commit and
// the paper.
func (m Machine) settled(s State, e Event) (State, []Effect) {
	switch e := e.(type) {
	case Committed:
		if s.Screen != Working {
			return s, nil
		}
		s.Receipt, s.Ahead, s.Wait, s.Shut = e.Receipt, e.Ahead, e.Wait, e.Shut
		return m.advance(s)
	case CommitFailed:
		if s.Screen != Working {
			return s, nil
		}
		s.Screen, s.Trouble = Problem, e.Code
		if s.Pay.Receipt != "" {
			s.Trouble = kiosk.PaidUnrecorded
		}
	case PrintEnded:
		if s.Receipt.Job == 0 || s.Paper != kiosk.Printing {
			return s, nil
		}
		s.Paper = e.State
		switch e.State {
		case kiosk.NotPrinted, kiosk.PrintUncertain:
			s.Screen, s.Trouble = Problem, kiosk.PrinterFailed
		default:
			s = s.paperCame()
		}
	}
	return s, nil
}

// outcome is the screen that shows what was promised.
func (s State) outcome() Screen {
	if s.Receipt.Case != nil || s.Receipt.Payment != nil {
		return Received
	}
	return Number
}

// done tells whether the visit stands on its outcome.
func (s State) done() bool { return s.Screen == Number || s.Screen == Received || s.graded() }

// finish forgets the visit and returns to Attract in the terminal's own
// language.
func finish(s State) (State, []Effect) {
	effects := []Effect{Wipe{}}
	if s.Screen == Identify || s.Kept.On {
		effects = []Effect{StopCard{}, Wipe{}}
	}
	return Start(), append(append(s.leftRating(), effects...), s.helpOver()...)
}
