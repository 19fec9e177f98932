package voice

import (
	"strings"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// behalf says the screens where somebody acts for the resident, of what is put
// aside, of signatures, and of a card that has to stay. It is not ok for any
// other.
func (s *saying) behalf() (ok bool) {
	switch v := s.v; {
	case v.Screen == flow.ForWhom:
		s.about("for-whom", func(l *line) {
			l.text(v.Heading)
			l.say("behalf.for-whom")
		})
		s.options(2)
	case v.Screen == flow.Mandate && v.Mandate != nil:
		s.mandate(*v.Mandate)
	case v.Screen == flow.CardAway:
		s.trouble(v.Trouble)
		s.about("away", func(l *line) {
			l.text(v.Heading)
			l.say("away.card-lay")
			l.say("away.card-why")
		})
	case v.Screen == flow.Form && v.Form != nil && v.Form.Kind == catalogue.FieldSignature:
		s.signature(*v.Form)
	case v.Screen == flow.Received && v.Received != nil && v.Received.Saved:
		s.saved(*v.Received)
	default:
		return false
	}
	return true
}

// mandate says what the item lets who acts do, and to one alone who they are.
func (s *saying) mandate(m flow.MandateView) {
	s.about("mandate", func(l *line) {
		l.say("behalf.mandate-title")
		if s.h.may(true) {
			l.say("behalf.mandate-who", masked("resident", m.Resident), masked("agent", m.Agent), l.value("item", s.v.Heading))
		}
		l.say("behalf.mandate-may", l.value("may", m.May))
		l.say("behalf.mandate-end")
	})
}

// signature asks for one. By ear alone the card speaks for who signs.
func (s *saying) signature(f flow.FormView) {
	s.about("question", func(l *line) {
		if f.Of > 0 {
			l.say("form.progress", l.number("n", f.Number), l.number("of", f.Of))
		}
		if f.Field == catalogue.MandateField {
			l.say("behalf.ask-mandate")
		}
		l.text(f.Label)
	})
	s.about("fault", func(l *line) {
		if f.Fault != "" {
			l.fault(f)
		}
	})
	s.about("instead", func(l *line) {
		if s.live(flow.SignByCard) {
			l.say("behalf.sign-by-card")
		}
	})
}

// saved says that it is put aside and not handed in, and how to go on.
func (s *saying) saved(r flow.ReceivedView) {
	s.about("received", func(l *line) {
		l.say("saved.title")
		l.text(r.Item)
	})
	s.code(r.Code)
	s.paper(r.Print, r.Side, "saved.slip")
	s.takeCard(r)
	s.about("next", func(l *line) {
		l.say("saved.next")
		l.say("saved.sealed")
	})
}

// takeCard reminds of a card that had to stay.
func (s *saying) takeCard(r flow.ReceivedView) {
	s.about("card", func(l *line) {
		if r.KeptCard {
			l.say("away.take")
		}
	})
}

// masked is a name as far as it is not masked.
func masked(name, of string) filled { return filled{name, []string{strings.TrimRight(of, "*")}} }

// signed says how an answer was signed: a signature cannot be heard.
func (l *line) signed(a flow.AnswerRow) {
	if a.Value == kiosk.SignedByCard {
		l.part("behalf.signed-by-card")
		return
	}
	l.part("behalf.signed")
}

// cardKey is the key of words about a card: those for what it is laid for,
// where there are any.
func (s *saying) cardKey(key string) string {
	if c := s.v.Card; c != nil && c.For != "" {
		if _, own := assets.Lookup(c.For + "." + key); own {
			return c.For + "." + key
		}
	}
	return "screen." + key
}
