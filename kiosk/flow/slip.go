package flow

import (
	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// PrintGuide on Guide puts what stands there on paper to take home.
const PrintGuide Control = "print-guide"

// Slip is a paper to take home that promises nothing: no record precedes it,
// the office does not hear of it, and lost it can be had again.
type Slip interface{ slip() }

// GuideSlip is the guide of one item.
type GuideSlip struct{ Item kiosk.ItemID }

func (GuideSlip) slip() {}

// PrintSlip puts a Slip on paper. Result: SlipEnded.
type PrintSlip struct {
	Slip Slip
	Lang kiosk.Lang
}

// SlipEnded brings the end state of the paper that PrintSlip asked for.
type SlipEnded struct{ State kiosk.PrintState }

func (PrintSlip) effect() {}
func (SlipEnded) event()  {}

// maxSlips bounds how many slips one visit may have, so that nobody empties the
// roll for fun.
const maxSlips = 3

// Slips is the paper to take home of one visit.
type Slips struct {
	Newest Slip
	State  kiosk.PrintState // of Newest
	Count  int
}

// can tells whether slip may be asked for: one after another, and none twice
// that came out.
func (p Slips) can(slip Slip) bool {
	if p.Newest == slip && p.Out() {
		return false
	}
	return p.State != kiosk.Printing && p.Count < maxSlips
}

// Out tells whether the newest slip came out of the printer, for all it says.
func (p Slips) Out() bool {
	switch p.State {
	case kiosk.Printed, kiosk.PrintedUncut, kiosk.PrintSentUnconfirmed:
		return true
	}
	return false
}

// of returns the state of slip, or "" when the newest is another one.
func (p Slips) of(slip Slip) kiosk.PrintState {
	if p.Newest == slip {
		return p.State
	}
	return ""
}

// printSlip asks for a slip. The screen that stands stays.
func printSlip(s State, slip Slip) (State, []Effect) {
	s.Slips = Slips{Newest: slip, State: kiosk.Printing, Count: s.Slips.Count + 1}
	return s, []Effect{PrintSlip{Slip: slip, Lang: s.Lang}}
}

// slipEnded keeps how the slip ended. One that did not come out may be asked
// for again.
func slipEnded(s State, e SlipEnded) State {
	if s.Slips.State != kiosk.Printing {
		return s
	}
	s.Slips.State = e.State
	if e.State == kiosk.NotPrinted {
		s.Slips.Count--
	}
	return s
}

// served fills in what a guide tells beside what every item must.
func (m Machine) served(v *GuideView, i catalogue.ServiceItem) {
	v.Serves, v.Body, v.Hours = i.Serves, i.Body, i.Hours
	for _, p := range i.Phones {
		v.Phones = append(v.Phones, PhoneView(p))
	}
	for _, id := range append([]kiosk.CounterID{i.Counter}, i.Counters...) {
		if c, ok := m.counter(id); ok {
			v.Counters = append(v.Counters, c)
		}
	}
}

// PhoneView is a further telephone number and whose it is.
type PhoneView struct {
	Name   kiosk.Text `json:"name"`
	Number string     `json:"number"`
}
