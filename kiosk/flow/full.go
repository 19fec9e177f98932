package flow

import "linli/kiosk"

// refuseApplication says that none can be taken now, before anybody has filled
// one in.
func refuseApplication(s State) (State, []Effect) {
	effects := leave(&s)
	s.Screen, s.Applying, s.Trouble = Problem, false, kiosk.ApplicationsFull
	return s, effects
}

// ticketInsteadOfApplication takes a ticket for the item that an application was
// refused for: the counter takes it.
func (m Machine) ticketInsteadOfApplication(s State) (State, []Effect) {
	s.Trail = nil // what was answered is gone
	return m.takeTicketInstead(s)
}
