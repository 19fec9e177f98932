package flow

import (
	"slices"
	"strconv"
	"strings"

	"linli/kiosk"
)

// Outage is what Attract tells for a while after the terminal went down in the
// middle of something. Its zero value tells nothing.
type Outage struct {
	Cut    bool        // a visit was broken off before anything was handed in
	Papers []LostPaper // what counts; the latest last
}

// LostPaper is a promise whose paper may never have come out.
type LostPaper struct {
	Receipt  kiosk.Receipt
	Document bool // the paper is one of the office, of the case of Receipt
	Lang     kiosk.Lang
	Paper    kiosk.PrintState
	Again    bool // Paper is that of a reprint, which a person asked for
}

// PrintLost prints the ticket of a job once more, while nobody is here. What
// comes of it stands in Machine.Outage.
type PrintLost struct{ Job kiosk.PrintJobID }

func (PrintLost) effect() {}

// LostControl prints the paper of a job again; it is live on Attract.
func LostControl(job kiosk.PrintJobID) Control {
	return Control(lostMark + strconv.FormatUint(uint64(job), 10))
}

const lostMark = "lost:"

// reprintable tells whether p may be printed here again: a ticket, once. All
// that stands on it is on the disk; from whom a case was received is not.
func (p LostPaper) reprintable() bool {
	return p.kind() == LostTicket && p.Paper == kiosk.PrintUncertain && !p.Again
}

// LostKind is what a LostPaper promised.
type LostKind string

// Kinds of promises. Their values name texts in assets.
const (
	LostTicket   LostKind = "ticket"
	LostCase     LostKind = "case"
	LostPayment  LostKind = "payment"
	LostDocument LostKind = "document" // nothing new: the paper of a case
)

func (p LostPaper) kind() LostKind {
	switch {
	case p.Document:
		return LostDocument
	case p.Receipt.Case != nil:
		return LostCase
	case p.Receipt.Payment != nil:
		return LostPayment
	}
	return LostTicket
}

func (p LostPaper) number() string {
	switch p.kind() {
	case LostDocument:
		return "" // its owner lays the card; the code is not for everybody's eyes
	case LostCase:
		return p.Receipt.Case.Code
	case LostPayment:
		return p.Receipt.Payment.Receipt
	}
	return p.Receipt.Ticket.Number
}

func (m Machine) canAttract(State) []Control {
	live := []Control{Begin}
	for _, p := range m.Outage.Papers {
		if p.reprintable() {
			live = append(live, LostControl(p.Receipt.Job))
		}
	}
	return live
}

// outageTouched answers the controls of what was lost; ok is false for others.
func (m Machine) outageTouched(s State, c Control) (next State, effects []Effect, ok bool) {
	i := slices.IndexFunc(m.Outage.Papers, func(p LostPaper) bool { return LostControl(p.Receipt.Job) == c })
	if !strings.HasPrefix(string(c), lostMark) || i < 0 {
		return s, nil, false
	}
	return s, []Effect{PrintLost{m.Outage.Papers[i].Receipt.Job}}, true
}

// OutageView is what Attract shows of an Outage.
type OutageView struct {
	Cut    bool            `json:"cut,omitempty"`
	Papers []LostPaperView `json:"papers,omitempty"`
}

// LostPaperView is one promise, by its number and by no name.
type LostPaperView struct {
	Kind    LostKind         `json:"kind"`
	Number  string           `json:"number"`            // of the ticket, or the code of the case or the receipt; empty for a document
	Paper   kiosk.PrintState `json:"paper"`             //
	Again   bool             `json:"again,omitempty"`   // Paper is that of a reprint
	Control Control          `json:"control,omitempty"` // prints it again; empty where it cannot be
	Side    string           `json:"side"`              // where the paper comes out
}

// LostFate is what became of a paper. Its values name texts in assets.
type LostFate string

// Fates. What may be missing is told by its kind, as "ticket-uncertain".
const (
	FatePrinted    LostFate = "printed"
	FatePrinting   LostFate = "printing" // again
	FateReprinted  LostFate = "reprinted"
	FateAskedAgain LostFate = "again-uncertain" // so is the reprint
	FateNotPrinted LostFate = "not-printed"
)

// Fate returns what became of the paper.
func (p LostPaperView) Fate() LostFate {
	switch {
	case p.Paper == kiosk.Printing:
		return FatePrinting
	case p.Paper == kiosk.NotPrinted:
		return FateNotPrinted
	case p.Paper == kiosk.PrintUncertain && p.Again:
		return FateAskedAgain
	case p.Paper == kiosk.PrintUncertain:
		return LostFate(p.Kind) + "-uncertain"
	case p.Again:
		return FateReprinted
	}
	return FatePrinted
}

func (m Machine) outageView(a Ambient) *OutageView {
	o := m.Outage
	if !o.Cut && len(o.Papers) == 0 {
		return nil
	}
	v := &OutageView{Cut: o.Cut}
	for _, p := range o.Papers {
		one := LostPaperView{Kind: p.kind(), Number: p.number(), Paper: p.Paper, Again: p.Again, Side: a.PrinterSide}
		if p.Document {
			one.Side = a.SheetSide
		}
		if p.reprintable() {
			one.Control = LostControl(p.Receipt.Job)
		}
		v.Papers = append(v.Papers, one)
	}
	return v
}
