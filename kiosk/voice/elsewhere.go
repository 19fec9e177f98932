package voice

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// elsewhere says the screens of what stands with the office: whether somebody
// comes, how far a case is, grades, papers. It is not ok for a screen that has
// no rule.
func (s *saying) elsewhere() (ok bool) {
	switch s.v.Screen {
	case flow.Asking:
		s.about("asking", func(l *line) {
			l.say("line.asking")
			l.say("line.asking-hint")
		})
	case flow.Working:
		s.about("working", func(l *line) {
			l.say("screen.working")
			l.say("screen.working-hint")
		})
	case flow.NoLine:
		s.noLine()
	case flow.Cases:
		s.cases()
	case flow.CaseShown:
		s.caseShown()
	case flow.Claimed:
		s.claimed()
	case flow.ScanShown:
		s.scan()
	case flow.Rate:
		s.rate()
	default:
		return false
	}
	return true
}

// help says who comes, whatever the screen is.
func (s *saying) help() {
	h := s.v.Help
	if h == nil {
		return
	}
	s.about("help", func(l *line) {
		key := "help." + string(h.Phase)
		l.say(key)
		if h.Words != "" && s.h.may(true) {
			l.say("help.words", filled{"words", []string{h.Words}})
		}
		l.say(key + "-do")
		if h.Office != "" && (h.Phase == flow.HelpDown || h.Phase == flow.HelpUnheard) {
			l.say("line.phone", l.spelled("phone", h.Office))
		}
	})
}

func (s *saying) noLine() {
	s.about("none", func(l *line) {
		l.say("line.none")
		l.say("line.none-do")
		if s.live(flow.TakeTicket) {
			l.say("line.ticket-instead")
		}
	})
	s.unsettled()
	s.about("whom", func(l *line) {
		if n := s.v.NoLine; n != nil {
			l.contact(n.Post, n.Phone)
		}
	})
}

// cases says how many there are. Their names are for one alone.
func (s *saying) cases() {
	t := s.v.Track
	if t == nil {
		return
	}
	if len(t.Cases) == 0 {
		s.about("none", func(l *line) {
			key := "track.none"
			if t.Typed {
				key = "track.none-code"
			}
			l.say(key)
			l.say(key + "-do")
		})
		return
	}
	s.about("title", func(l *line) { l.say("track.title") })
	s.options(len(t.Cases))
}

// listed names a case of the list.
func (l *line) listed(v flow.View, c flow.Control, h Hearing) bool {
	if v.Track == nil {
		return false
	}
	for i, one := range v.Track.Cases {
		if one.Control != c || c == "" {
			continue
		}
		if !h.may(true) {
			l.part("voice.case", l.number("n", i+1))
			return true
		}
		l.text(one.Item)
		if one.Document {
			l.say("track.paper-ready")
		} else {
			l.say("track.state-" + string(one.State))
		}
		l.say("track.opened", filled{"day", Day(l.lang, one.OpenedAt)})
		return true
	}
	return false
}

func (s *saying) caseShown() {
	if s.v.Track == nil || s.v.Track.Case == nil {
		return
	}
	c := s.v.Track.Case
	s.about("case", func(l *line) {
		if !s.h.may(true) {
			l.say("voice.case-hidden")
			return
		}
		l.text(c.Item)
		l.say("track.state-" + string(c.State))
		if c.Document {
			l.say("track.paper-ready")
			l.say("track.paper-how")
		}
		if c.Words != "" {
			l.say("track.words")
			l.add(c.Words)
			l.pause()
		}
		l.say("track.opened", filled{"day", Day(l.lang, c.OpenedAt)})
		if !c.MovedAt.IsZero() {
			l.say("track.moved", filled{"day", Day(l.lang, c.MovedAt)})
		}
		if c.Promised.In(l.lang) != "" {
			l.say("track.promise")
			l.text(c.Promised)
		}
		if day, err := time.Parse(time.DateOnly, c.Due); err == nil {
			l.say("track.due", filled{"day", Day(l.lang, day)})
		}
		l.contact(c.Post, c.Phone)
	})
	s.code(c.Code)
}

func (s *saying) claimed() {
	c := s.v.Claim
	if c == nil {
		return
	}
	s.about("paper", func(l *line) {
		key := "track.claim-printing"
		switch {
		case c.Phase == flow.ClaimRefused:
			key = "track.claim-refused"
		case c.Paper == kiosk.Printed, c.Paper == kiosk.PrintedUncut, c.Paper == kiosk.PrintSentUnconfirmed:
			key = "track.claim-printed"
		case c.Paper == kiosk.PrintUncertain:
			key = "track.claim-uncertain"
		case c.Paper == kiosk.NotPrinted:
			key = "track.claim-not-printed"
		}
		l.say(key)
		l.say(key + "-do")
		if c.Phase == flow.ClaimPrinting && c.Paper != kiosk.NotPrinted {
			l.say("track.sheet-side-" + c.Side)
		}
		if c.Serial != "" && s.h.may(true) {
			l.say("track.serial", l.spelled("serial", c.Serial))
		}
	})
}

func (s *saying) rate() {
	r := s.v.Rate
	if r == nil {
		return
	}
	s.about("rate", func(l *line) {
		if r.Failed {
			l.say("rate.failed")
		}
		switch r.Phase {
		case flow.RateAbout:
			l.say("rate.about-title")
		case flow.RateReasons:
			l.say("rate.reasons-title")
			l.say("rate.reasons-hint")
		case flow.RateKeeping:
			l.say("rate.keeping")
		case flow.RateThanks:
			l.say("rate.thanks")
			l.say("rate.thanks-hint")
		default:
			if r.At.In(l.lang) != "" {
				l.say("rate.title-at", l.value("at", r.At))
				return
			}
			l.say("rate.title")
		}
	})
	s.about("code", func(l *line) {
		if r.Code != "" && s.h.may(true) {
			l.say("rate.code", l.spelled("code", r.Code))
		}
	})
	for _, c := range r.Reasons {
		s.late(string(c.Control), func(l *line) {
			l.choiceName(c)
			l.state(c.Chosen, "voice.chosen", "voice.not-chosen")
		})
	}
}
