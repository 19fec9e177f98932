package voice

import "linli/kiosk/flow"

// shut says that no counter serves, and when one does.
func (l *line) shut(s flow.Shut) {
	if s.Opens == "" {
		l.say("screen.shut-today")
		l.say("screen.shut-today-do")
		l.text(s.Hours)
		return
	}
	l.say("screen.shut-opens", filled{"time", []string{s.Opens}})
}

// sit says where to wait.
func (l *line) sit(t flow.TicketView) {
	l.say("screen.sit")
	if t.Place.In(l.lang) != "" {
		l.say("screen.counter", l.value("counter", t.Place))
	}
}
