package flow

import "linli/kiosk"

// refuseApplication says that none can be taken now, before anybody has filled
// one in.
func refuseApplication(s State) (State, []Effect) {
	effects := leave(&s)
	s.Screen, s.Applying, s.Trouble = Problem, false, kiosk.ApplicationsFull
	return s, effects
}

// ticketFrom takes a ticket for the item of the screen that stands.
func (m Machine) ticketFrom(s State) (State, []Effect) {
	switch s.Screen {
	case NoLine:
		return m.takeTicketInstead(s)
	case Problem, Identify:
		return m.ticketInsteadOfApplication(s)
	}
	return m.enterTicket(s)
}

// ticketInsteadOfApplication takes a ticket for the item that an application was
// refused for: the counter takes it.
func (m Machine) ticketInsteadOfApplication(s State) (State, []Effect) {
	s.Trail = nil // what was answered is gone
	return m.takeTicketInstead(s)
}
