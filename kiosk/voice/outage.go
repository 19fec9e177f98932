package voice

import "linli/kiosk/flow"

// outage says what was cut off. The code of a case is for one alone.
func (s *saying) outage() {
	o := s.v.Outage
	if o == nil {
		return
	}
	s.about("outage", func(l *line) {
		l.say("outage.back")
		l.state(o.Cut, "outage.typed", "outage.kept")
		l.pause()
	})
	for _, p := range o.Papers {
		s.about("lost "+p.Number+string(p.Kind), func(l *line) {
			if p.Kind != flow.LostTicket && p.Number != "" && !s.h.may(true) {
				l.say("outage.code-hidden")
				return
			}
			l.say("outage."+string(p.Kind), l.spelled("number", p.Number))
			l.say("outage." + string(p.Fate()))
			if f := p.Fate(); f == flow.FatePrinting || f == flow.FateReprinted {
				l.say("screen.paper-side-" + p.Side)
			}
		})
	}
}

// lost names the control that prints a ticket again.
func (l *line) lost(v flow.View, c flow.Control) bool {
	if v.Outage == nil || c == "" {
		return false
	}
	for _, p := range v.Outage.Papers {
		if p.Control == c {
			l.part("outage.again", l.spelled("number", p.Number))
			return true
		}
	}
	return false
}
