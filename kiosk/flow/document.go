package flow

import (
	"slices"

	"linli/kiosk"
)

// PaperOfCase asks for the paper that a case was decided with. Resident is the
// card that was laid: the office hands it to nobody but the applicant. Reply:
// PaperFound.
type PaperOfCase struct {
	Code     string
	Resident kiosk.Resident
}

// PaperFound is a paper to print; PDF is empty when the office has none for
// this card.
type PaperFound struct {
	PDF    []byte
	Case   kiosk.CaseID
	Serial string
}

func (PaperOfCase) question() {}
func (PaperFound) reply()     {}

// ClaimPhase is how far a paper is.
type ClaimPhase string

// Phases of a paper. The end states of kiosk.PrintState follow them in Paper.
const (
	ClaimNone     ClaimPhase = ""
	ClaimCard     ClaimPhase = "card"     // the card is asked for
	ClaimPrinting ClaimPhase = "printing" // it is at the printer, or has come to its end
	ClaimRefused  ClaimPhase = "refused"  // the office has none for this card
)

// Claim is a paper on its way to its owner.
type Claim struct {
	Phase  ClaimPhase
	Paper  kiosk.PrintState // ClaimPrinting
	Serial string
	Prints int // how often this visit had it printed
}

// PrintPaperOf puts a paper of the office on A4. What comes of it is written
// down before and after. Result: PaperEnded.
type PrintPaperOf struct {
	Paper PaperFound
	Lang  kiosk.Lang
	Again bool // it was asked for before in this visit: counted as such
}

// PaperEnded brings the end state of a paper.
type PaperEnded struct{ State kiosk.PrintState }

func (PrintPaperOf) effect() {}
func (PaperEnded) event()    {}

// claim asks for the paper of the case on the screen, and for the card first
// when none was laid.
func (m Machine) claim(s State) (State, []Effect) {
	if s.Screen != Claimed {
		s.Trail = append(slices.Clone(s.Trail), s.mark())
	}
	if s.Track.Resident.Number != "" {
		return m.inquire(s, PaperOfCase{s.Track.Code, s.Track.Resident})
	}
	s.Screen, s.Card, s.Page, s.Track.Claim.Phase = Identify, CardAwaited, 0, ClaimCard
	return s, []Effect{ReadCard{}}
}

// claimed goes on when the card that was asked for has been read.
func (m Machine) claimed(s State) (State, []Effect) {
	s.Track.Resident, s.Track.Claim.Phase = s.Resident, ClaimNone
	next, effects := m.inquire(s, PaperOfCase{s.Track.Code, s.Resident})
	return next, append([]Effect{StopCard{}}, effects...)
}

// paperFound prints what the office handed out.
func (m Machine) paperFound(s State, p PaperFound) (State, []Effect) {
	s.Screen, s.Page = Claimed, 0
	if len(p.PDF) == 0 {
		s.Track.Claim.Phase = ClaimRefused
		return s, nil
	}
	again := s.Track.Claim.Prints > 0
	s.Track.Claim = Claim{Phase: ClaimPrinting, Paper: kiosk.Printing, Serial: p.Serial, Prints: s.Track.Claim.Prints + 1}
	return s, []Effect{PrintPaperOf{Paper: p, Lang: s.Lang, Again: again}}
}

// paperEnded notes what became of the paper. Nothing is printed twice by
// itself.
func paperEnded(s State, e PaperEnded) State {
	if s.Track.Claim.Phase == ClaimPrinting && s.Track.Claim.Paper == kiosk.Printing {
		s.Track.Claim.Paper = e.State
	}
	return s
}

// claiming tells whether a paper is on its way: the visit waits for it.
func (s State) claiming() bool {
	return s.Screen == Claimed && s.Track.Claim.Phase == ClaimPrinting && s.Track.Claim.Paper == kiosk.Printing
}

// maxPapers bounds how often one visit may have a paper printed; after that a
// person helps.
const maxPapers = 2

func canClaimed(s State) []Control {
	c := s.Track.Claim
	switch {
	case s.claiming():
		return nil
	case c.Phase == ClaimPrinting && c.Paper == kiosk.PrintUncertain:
		live := []Control{PaperOut}
		if c.Prints < maxPapers {
			live = append(live, PaperNotOut)
		}
		return append(live, Finish)
	case c.Phase == ClaimPrinting && c.Paper == kiosk.NotPrinted && c.Prints < maxPapers:
		return []Control{TryAgain, GoHome, Finish}
	}
	return []Control{Back, GoHome, Finish}
}

// claimTouched answers a control on Claimed; ok is false for all others.
func (m Machine) claimTouched(s State, c Control) (next State, effects []Effect, ok bool) {
	switch c {
	case TryAgain, PaperNotOut:
		next, effects = m.claim(s)
		return next, effects, true
	case PaperOut:
		s.Track.Claim.Paper = kiosk.Printed
		return s, nil, true
	}
	return s, nil, false
}

// ClaimView is what Claimed shows.
type ClaimView struct {
	Phase  ClaimPhase       `json:"phase"`
	Paper  kiosk.PrintState `json:"paper,omitempty"`
	Serial string           `json:"serial,omitempty"`
	Side   string           `json:"side"` // where the paper comes out
}

func (s State) claimView(a Ambient) *ClaimView {
	return &ClaimView{Phase: s.Track.Claim.Phase, Paper: s.Track.Claim.Paper, Serial: s.Track.Claim.Serial, Side: a.SheetSide}
}
