// Package health says what can be wrong with a terminal: a table of
// conditions, each with its severity, what a technician reads and does, and
// what residents lose by it. State joins the conditions that hold now.
//
// It refuses to find out: whoever watches a device raises and clears codes. It
// knows no clock, no device and no text that residents read; those stand in
// assets under the kiosk.Code of a condition.
package health

import (
	"cmp"
	"slices"

	"linli/kiosk"
)

// Code names one condition. The values stand in logs and in what terminals
// tell the office.
type Code string

// Conditions of a terminal.
const (
	StoreFailed      Code = "store-failed"
	StoreFull        Code = "store-full"
	StoreNearlyFull  Code = "store-nearly-full"
	ApplicationsFull Code = "applications-full"
	StoreMended      Code = "store-mended"
	StreamForked     Code = "stream-forked"
	ContentRefused   Code = "content-refused"
	LineDown         Code = "line-down"
	PrinterGone      Code = "printer-gone"
	PrinterSilent    Code = "printer-silent"
	PrinterBroken    Code = "printer-broken"
	PrinterHot       Code = "printer-hot"
	CutterJam        Code = "cutter-jam"
	CoverOpen        Code = "cover-open"
	PaperOut         Code = "paper-out"
	PaperNearEnd     Code = "paper-near-end"
	ReaderGone       Code = "reader-gone"
	ReaderBroken     Code = "reader-broken"
	ScannerGone      Code = "scanner-gone"
	DoorOpen         Code = "door-open"
	LinesGone        Code = "lines-gone"
	VoiceGone        Code = "voice-gone"
)

// Severity says how soon somebody has to come. Larger is worse.
type Severity int

// Severities of a condition.
const (
	Notice  Severity = iota + 1 // nothing is lost; mend it on the next round
	Warning                     // residents lose something; come today
	Severe                      // the terminal serves nobody; come now
)

// String returns the severity in a word for logs and lists.
func (s Severity) String() string {
	switch s {
	case Notice:
		return "notice"
	case Warning:
		return "warning"
	case Severe:
		return "severe"
	}
	return "none"
}

// Part is something of the terminal that residents use.
type Part string

// Parts that a condition can take away.
const (
	Tickets      Part = "tickets"      // taking a number at all
	Card         Part = "card"         // reading an identity card; visits go on without
	Paper        Part = "paper"        // a paper ticket; the number shows on screen
	Queue        Part = "queue"        // people ahead, expected wait
	Applications Part = "applications" // handing in an application; tickets go on
)

// Source is what a condition is about. Whoever examines one source knows of
// all its conditions whether they hold.
type Source string

// Sources of conditions.
const (
	OfStore   Source = "store"
	OfLine    Source = "line"
	OfPrinter Source = "printer" // receipt printer and its paper
	OfReader  Source = "reader"  // of identity cards
	OfScanner Source = "scanner" // of the codes on tickets and receipts
	OfLines   Source = "lines"   // lamps, buzzer, presence and door
	OfVoice   Source = "voice"   // headphones or loudspeaker
)

// Finding is a condition that was found to hold.
type Finding struct {
	Code   Code
	Detail string // for the technician: what is left, what an error said; never personal
}

// Condition is one row of the table.
type Condition struct {
	Code     Code
	Source   Source
	Severity Severity
	Title    string     // for the technician, what is wrong
	Advice   string     // for the technician, what to do
	Takes    Part       // what residents lose; empty for nothing
	Resident kiosk.Code // what a resident is told who needs that part; empty for nothing
	Within   []Code     // conditions that explain this one: while one of them holds, it is not shown
}

// Lookup returns the row of code.
func Lookup(code Code) (Condition, bool) {
	rows := Table()
	if i := slices.IndexFunc(rows, func(c Condition) bool { return c.Code == code }); i >= 0 {
		return rows[i], true
	}
	return Condition{}, false
}

// State is what holds at one time. The zero State is a terminal without fault.
// A State is a value: Raise and Clear return another one.
type State struct {
	held []Code // sorted, each once
}

// Raise returns s with code in it.
func (s State) Raise(code Code) State {
	at, found := slices.BinarySearch(s.held, code)
	if found {
		return s
	}
	return State{held: slices.Insert(slices.Clone(s.held), at, code)}
}

// Clear returns s without code.
func (s State) Clear(code Code) State {
	at, found := slices.BinarySearch(s.held, code)
	if !found {
		return s
	}
	return State{held: slices.Delete(slices.Clone(s.held), at, at+1)}
}

// Set raises code when holds is true and clears it otherwise.
func (s State) Set(code Code, holds bool) State {
	if holds {
		return s.Raise(code)
	}
	return s.Clear(code)
}

// Examined returns s after source was examined: of its conditions those found
// hold, and no others.
func (s State) Examined(source Source, found []Finding) State {
	for _, row := range Table() {
		if row.Source == source {
			s = s.Clear(row.Code)
		}
	}
	for _, f := range found {
		s = s.Raise(f.Code)
	}
	return s
}

// Codes returns all that holds, shown or not, in the order of their names.
func (s State) Codes() []Code { return slices.Clone(s.held) }

// Has reports whether code holds, shown or not.
func (s State) Has(code Code) bool {
	_, found := slices.BinarySearch(s.held, code)
	return found
}

// Conditions returns what to show a technician, the worst first: all that
// holds and is not explained by something else that holds. A code outside the
// table is shown as a Warning under its own name.
func (s State) Conditions() []Condition {
	var shown []Condition
	for _, code := range s.held {
		row, known := Lookup(code)
		if !known {
			row = Condition{Code: code, Severity: Warning, Title: string(code)}
		}
		if !slices.ContainsFunc(row.Within, s.Has) {
			shown = append(shown, row)
		}
	}
	slices.SortStableFunc(shown, func(a, b Condition) int { return cmp.Compare(b.Severity, a.Severity) })
	return shown
}

// Severity returns the worst severity that holds, or 0.
func (s State) Severity() Severity {
	var worst Severity
	for _, c := range s.Conditions() {
		worst = max(worst, c.Severity)
	}
	return worst
}

// Lost returns what takes part away, the worst first, and whether anything
// does.
func (s State) Lost(part Part) (Condition, bool) {
	for _, c := range s.Conditions() {
		if c.Takes == part {
			return c, true
		}
	}
	return Condition{}, false
}

// IsOutOfOrder reports whether the terminal can serve nobody.
func (s State) IsOutOfOrder() bool {
	_, lost := s.Lost(Tickets)
	return lost
}
