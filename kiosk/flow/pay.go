package flow

import (
	"fmt"
	"slices"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Pay shows bills, and the code that a resident's telephone pays by.
const Pay Screen = "pay"

// Controls of Pay. A bill is its mark and its id.
const (
	PayNow    Control = "pay-now"    // show the code
	CancelPay Control = "pay-cancel" // do not pay after all
	billMark          = "bill:"

	payAccount = "pay-account" // the question for the account
)

// How often the office is asked whether it was paid, and for how long a code
// may stand when the office does not say that its time is over.
const (
	payEvery    = 2 * time.Second
	payPatience = 4 * time.Minute
)

// PayPhase is what Pay shows.
type PayPhase string

// Phases of Pay. The refused ones, none and clear have nothing to pay.
const (
	PayBills     PayPhase = "bills"     // choose
	PayCode      PayPhase = "code"      // scan
	PayUnknown   PayPhase = "unknown"   // no such account
	PayClear     PayPhase = "clear"     // nothing is open
	PayTaken     PayPhase = "taken"     // one of the bills was paid already
	PayBusy      PayPhase = "busy"      // one is being paid elsewhere
	PayCancelled PayPhase = "cancelled" // closed; nothing was charged
)

// Bill is one thing to pay, as the biller tells it.
type Bill struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Period string `json:"period,omitempty"`
	Cents  int64  `json:"cents"`
	Due    string `json:"due,omitempty"`
}

// BillsOf asks what is to be paid for an account. Reply: BillsFound.
type BillsOf struct {
	Biller  string
	Account kiosk.Private
}

// BillsFound is what the biller knows.
type BillsFound struct {
	Known  bool
	Holder string // masked
	Bills  []Bill
}

// StartPay asks for a code. The same visit and bills get the same payment.
// Reply: PayStarted.
type StartPay struct {
	Visit   kiosk.VisitID
	Biller  string
	Account kiosk.Private
	Bills   []string
}

// PayStarted is a payment that can be paid now; Refused says why there is
// none.
type PayStarted struct {
	ID      kiosk.PaymentID
	Code    string
	Cents   int64
	Left    time.Duration
	Refused PayPhase // PayTaken, PayBusy or PayClear; empty for none
}

// PayStatus asks how far a payment is; with End nobody can pay it afterwards.
// Reply: PayTold.
type PayStatus struct {
	ID  kiosk.PaymentID
	End bool
}

// PayTold is how far a payment is: neither Paid nor Closed while it waits.
type PayTold struct {
	Paid, Closed bool
	Receipt      string
}

func (BillsOf) question()  {}
func (BillsFound) reply()  {}
func (StartPay) question() {}
func (PayStarted) reply()  {}
func (PayStatus) question() {
}
func (PayTold) reply() {}

// Paying is what a visit knows of a payment.
type Paying struct {
	Phase   PayPhase
	Account kiosk.Private
	Holder  string
	Bills   []Bill
	Chosen  []string // ids; replaced, never written into
	ID      kiosk.PaymentID
	Code    string
	Cents   int64
	Left    time.Duration // until the code ends, at most
	Silent  bool          // the office did not answer last time
	Receipt string        // of the biller, once it is paid
}

// PayView is what Pay shows. On NoLine and Problem it tells that a payment may
// be under way.
type PayView struct {
	Phase  PayPhase   `json:"phase"`
	Holder string     `json:"holder,omitempty"` // masked
	Bills  []BillView `json:"bills,omitempty"`
	Code   string     `json:"code,omitempty"`
	Cents  int64      `json:"cents,omitempty"` // of what is chosen
	Left   int        `json:"left,omitempty"`  // whole seconds, at most
	Silent bool       `json:"silent,omitempty"`
}

// BillView is one bill to choose.
type BillView struct {
	Control Control `json:"control"`
	Bill    Bill    `json:"bill"`
	Chosen  bool    `json:"chosen,omitempty"`
}

// enterPay asks for the account.
func enterPay(s State) (State, []Effect) {
	s.Screen, s.Page, s.Pay = Form, 0, Paying{}
	s.Field, s.Draft, s.Fault = payAccount, "", ""
	return s, nil
}

// payField is the question for the account of the item's biller.
func (m Machine) payField(s State) (catalogue.Field, bool) {
	item, _ := m.item(s.Item)
	if s.Field != payAccount || !item.Pay.Offered() {
		return catalogue.Field{}, false
	}
	return catalogue.Field{
		ID: payAccount, Kind: catalogue.FieldText, Label: item.Pay.Account, Help: item.Pay.Help, Required: true,
		Pattern: catalogue.PatternBilled, Min: 1, Max: 20,
	}, true
}

// payAnswered asks for the bills of the account; ok is false for other
// questions.
func (m Machine) payAnswered(s State, value kiosk.Private) (next State, effects []Effect, ok bool) {
	if s.Field != payAccount {
		return s, nil, false
	}
	item, _ := m.item(s.Item)
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Pay = Paying{Account: value}
	next, effects = m.inquire(s, BillsOf{Biller: item.Pay.Biller, Account: value})
	return next, effects, true
}

// payReplied takes the office's replies to a payment.
func (m Machine) payReplied(s State, r Reply) (State, []Effect) {
	switch r := r.(type) {
	case BillsFound:
		s.Pay.Holder, s.Pay.Bills, s.Pay.Chosen = r.Holder, r.Bills, nil
		for _, b := range r.Bills {
			s.Pay.Chosen = append(s.Pay.Chosen, b.ID)
		}
		s.Screen, s.Pay.Phase = Pay, PayBills
		if !r.Known {
			s.Pay.Phase = PayUnknown
		} else if len(r.Bills) == 0 {
			s.Pay.Phase = PayClear
		}
	case PayStarted:
		s.Screen, s.Page = Pay, 0
		if r.Refused != "" {
			s.Pay.Phase, s.Trail = r.Refused, s.Trail[:max(len(s.Trail)-1, 0)]
			return s, nil
		}
		s.Pay.Phase, s.Pay.ID, s.Pay.Code, s.Pay.Cents, s.Pay.Left = PayCode, r.ID, r.Code, r.Cents, r.Left
		return s, []Effect{Ask{Question: PayStatus{ID: r.ID}, Every: payEvery}}
	case PayTold:
		return m.payTold(s, r)
	}
	return s, nil
}

// payTold goes on with how far the payment is.
func (m Machine) payTold(s State, r PayTold) (State, []Effect) {
	stop := StopAsking{PayStatus{ID: s.Pay.ID}}
	switch {
	case r.Paid:
		s.Pay.Receipt, s.Trail, s.Warned = r.Receipt, nil, false
		next, effects := m.advance(s)
		return next, append([]Effect{stop}, effects...)
	case r.Closed:
		s.Screen, s.Pay.Phase, s.Trail = Pay, PayCancelled, nil
		return s, []Effect{stop}
	}
	if s.Screen == Asking { // it was to end, and has not
		s.Screen, s.Pay.Phase = Pay, PayCode
		return s, []Effect{Ask{Question: PayStatus{ID: s.Pay.ID}, Every: payEvery}}
	}
	s.Pay.Silent = false
	s.Pay.Left = max(s.Pay.Left-payEvery, 0)
	return s, nil
}

// payStanding takes what the office says every two seconds; r is nil when it
// said nothing.
func (m Machine) payStanding(s State, q PayStatus, r Reply) (State, []Effect) {
	if s.Screen != Pay || s.Pay.Phase != PayCode || q.ID != s.Pay.ID {
		return s, nil
	}
	told, ok := r.(PayTold)
	if !ok {
		s.Pay.Silent = true
		s.Pay.Left = max(s.Pay.Left-payEvery, 0)
		return s, nil
	}
	return m.payTold(s, told)
}

// endPay ends the wait, and learns how it ended.
func (m Machine) endPay(s State) (State, []Effect) {
	next, effects := m.inquire(s, PayStatus{ID: s.Pay.ID, End: true})
	return next, append([]Effect{StopAsking{PayStatus{ID: s.Pay.ID}}}, effects...)
}

// payTouched answers a control of Pay; ok is false for others.
func (m Machine) payTouched(s State, c Control) (next State, effects []Effect, ok bool) {
	kind, id := cut(c)
	switch {
	case s.Screen != Pay:
		return s, nil, false
	case c == PayNow:
		item, _ := m.item(s.Item)
		s.Trail = append(slices.Clone(s.Trail), s.mark())
		next, effects = m.inquire(s, StartPay{Visit: s.Visit, Biller: item.Pay.Biller, Account: s.Pay.Account, Bills: s.Pay.Chosen})
		return next, effects, true
	case c == CancelPay:
		next, effects = m.endPay(s)
		return next, effects, true
	case kind == billMark:
		chosen := slices.Clone(s.Pay.Chosen)
		if i := slices.Index(chosen, id); i >= 0 {
			chosen = slices.Delete(chosen, i, i+1)
		} else {
			chosen = append(chosen, id)
		}
		s.Pay.Chosen = chosen
		return s, nil, true
	}
	return s, nil, false
}

func (m Machine) canPay(s State) []Control {
	switch s.Pay.Phase {
	case PayBills:
		live := []Control{Back, GoHome, PageBefore, PageAfter}
		for _, b := range s.Pay.Bills {
			live = append(live, Control(billMark+b.ID))
		}
		if len(s.Pay.Chosen) > 0 {
			live = append(live, PayNow)
		}
		return live
	case PayCode:
		return []Control{CancelPay}
	case PayCancelled:
		return []Control{GoHome, Finish}
	}
	return []Control{Back, GoHome, Finish}
}

// yuan writes an amount.
func yuan(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

// payment is what was paid; nil before.
func (m Machine) payment(s State) *kiosk.Payment {
	if s.Pay.Receipt == "" {
		return nil
	}
	item, _ := m.item(s.Item)
	return &kiosk.Payment{ID: s.Pay.ID, Biller: item.Pay.Biller, Account: s.Pay.Account, Cents: s.Pay.Cents, Receipt: s.Pay.Receipt}
}

// payView is what is shown of a payment; nil where there is none.
func (s State) payView() *PayView {
	if s.Screen != Pay && (s.Pay.ID == "" || s.Screen != NoLine && s.Screen != Problem) {
		return nil
	}
	v := &PayView{
		Phase: s.Pay.Phase, Holder: s.Pay.Holder, Cents: s.Pay.Cents,
		Left: int(s.Pay.Left / time.Second), Silent: s.Pay.Silent,
	}
	switch s.Pay.Phase {
	case PayCode:
		v.Code = s.Pay.Code
	case PayBills:
		v.Cents = 0
		for _, b := range s.Pay.Bills {
			chosen := slices.Contains(s.Pay.Chosen, b.ID)
			v.Bills = append(v.Bills, BillView{Control: Control(billMark + b.ID), Bill: b, Chosen: chosen})
			if chosen {
				v.Cents += b.Cents
			}
		}
	}
	return v
}

// masked is v without what could be paid, or whose it is.
func (v *PayView) masked() *PayView {
	if v == nil {
		return nil
	}
	kept := *v
	kept.Code, kept.Holder, kept.Bills, kept.Cents = "", "", nil, 0
	return &kept
}

// PaidBills is what the receipt of a payment says.
type PaidBills struct {
	Bills   []Bill
	Cents   int64
	Receipt string // of the biller
}

// slip is the receipt of what was paid; nil before.
func (p Paying) slip() *PaidBills {
	if p.Receipt == "" {
		return nil
	}
	slip := &PaidBills{Cents: p.Cents, Receipt: p.Receipt}
	for _, b := range p.Bills {
		if slices.Contains(p.Chosen, b.ID) {
			slip.Bills = append(slip.Bills, b)
		}
	}
	return slip
}
