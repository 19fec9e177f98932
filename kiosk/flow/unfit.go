package flow

import (
	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// unfit says why the card that was read will not do for this application, and
// "" when it will: it has expired, or who stands on it is younger or older than
// the item's data allows. Nobody is let fill in what cannot be taken, and nobody
// is sent away by a clock that may be wrong. Somebody who acts for another may be
// of any age.
func (m Machine) unfit(s State, r kiosk.Resident) kiosk.Code {
	if !s.Applying || s.Day == "" || s.DayUnsure {
		return ""
	}
	if until := r.Until.Reveal(); until != "" && until < string(s.Day) {
		return kiosk.CardExpired
	}
	if s.Behalf.Phase == BehalfCard {
		return ""
	}
	item, _ := m.item(s.Item)
	switch item.Apply.AgeFault(r, s.Day) {
	case catalogue.FaultLate:
		return kiosk.CardTooYoung
	case catalogue.FaultEarly:
		return kiosk.CardTooOld
	}
	return ""
}

// instead is the ticket for a counter, where a card will not do and there is no
// way on without one.
func (m Machine) instead(s State) []Control {
	switch s.Trouble {
	case kiosk.CardExpired, kiosk.CardTooYoung, kiosk.CardTooOld:
		if !m.skippable(s) && m.ticketInstead(s) {
			return []Control{TakeTicket}
		}
	}
	return nil
}
