package catalogue

import "linli/kiosk"

// AgeFault holds the date of birth on a card against the first and last day of
// the fields that it answers: FaultLate is somebody born too late, who is too
// young, FaultEarly one who is too old. A card that does not tell is right.
func (a Apply) AgeFault(card kiosk.Resident, today kiosk.BusinessDay) Fault {
	for _, f := range a.Fields {
		if f.Prefill != CardBirth || f.When.Field != "" || !f.When.holds(card, nil) {
			continue
		}
		if fault := f.OnDays(card.Birth, today, nil); fault != "" {
			return fault
		}
	}
	return ""
}
