package flow

import "linli/kiosk"

// Event is something that happened to a visit. The types below are all there
// are.
type Event interface{ event() }

// Began is the first touch on Attract. The terminal brings the id because flow
// makes no randomness, and the day because flow has no clock.
type Began struct {
	Visit kiosk.VisitID
	Day   kiosk.BusinessDay // a visit keeps it over midnight
	// DayUnsure says that nobody has checked the clock: no card is refused for
	// its dates, the counter looks at them.
	DayUnsure bool

	NoApplications bool // the terminal cannot take any now
}

// Touched is one touch on a live control of the newest View.
type Touched struct{ Control Control }

// Typed is the whole text that stands in the question Field now. It comes with
// each key and is not yet an answer.
type Typed struct {
	Field string
	Text  kiosk.Private
}

// Quiet says that Patience has run out without a touch.
type Quiet struct{}

// Turned is the page that is really on the glass, of how many, after the screen
// clamped the wish or a finger scrolled. Zero Pages are not known.
type Turned struct{ Page, Pages int }

// CardFound says that a card lies on the reader and is being read.
type CardFound struct{}

// CardDone brings what the card told.
type CardDone struct{ Resident kiosk.Resident }

// CardFailed says why the card gave nothing; the card is asked for again.
type CardFailed struct{ Code kiosk.Code }

// ReaderBack says that a reader that was gone answers again.
type ReaderBack struct{}

// Committed says that the number is taken, or the case is open, and on disk.
// Ahead and Wait are nil when the office has not told lately.
type Committed struct {
	Receipt kiosk.Receipt
	Ahead   *int
	Wait    *WaitRange
	Shut    *Shut // nil while counters serve
}

// CommitFailed says that nothing was promised. Trying again is safe: one visit
// has one number.
type CommitFailed struct{ Code kiosk.Code }

// PrintEnded brings the end state of the paper.
type PrintEnded struct{ State kiosk.PrintState }

func (Began) event()        {}
func (Touched) event()      {}
func (Typed) event()        {}
func (Quiet) event()        {}
func (Turned) event()       {}
func (CardFound) event()    {}
func (CardDone) event()     {}
func (CardFailed) event()   {}
func (ReaderBack) event()   {}
func (Committed) event()    {}
func (CommitFailed) event() {}
func (PrintEnded) event()   {}

// Effect is something the terminal must do in the world. Its result comes back
// as an Event.
type Effect interface{ effect() }

// ReadCard starts asking for a card; StopCard ends that.
type ReadCard struct{}

// StopCard ends ReadCard. Nothing the reader says afterwards reaches the visit.
type StopCard struct{}

// Commit is the one commit point. Result: Committed or CommitFailed.
type Commit struct {
	Item     kiosk.ItemID
	Prefix   string
	Lang     kiosk.Lang
	Resident kiosk.Resident
	Payment  *kiosk.Payment // records it; nil for none
	// Application opens a case; nil takes a number of Prefix.
	Application *kiosk.Application
}

// Print puts the ticket or the receipt on paper; Again marks it 补打. Result: PrintEnded.
type Print struct {
	Receipt  kiosk.Receipt
	Ahead    *int
	Shut     *Shut // nil while counters serve
	Lang     kiosk.Lang
	Paid     *PaidBills     // what was paid; nil for a ticket or a case
	Resident kiosk.Resident // from whom a case was received; printed masked
	Saved    bool           // the case is put aside, not handed in
	Mandate  *MandateFacts  // nil where nobody acted for the resident
	Again    bool
}

// SayAgain says once more what is on the screen.
type SayAgain struct{}

// Wipe ends the visit: everything a person could be known by is forgotten.
type Wipe struct{}

func (ReadCard) effect() {}
func (StopCard) effect() {}
func (Commit) effect()   {}
func (Print) effect()    {}
func (SayAgain) effect() {}
func (Wipe) effect()     {}
