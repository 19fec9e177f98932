package voice

import (
	"fmt"
	"strings"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// part is something that a screen says, and what it is about. When only one
// part of a screen changes, only that one is said.
type part struct {
	about string
	words []string
	late  bool // said only when it changes
	once  bool // said with the whole screen alone, however often it changes
}

// saying collects the parts of one View.
type saying struct {
	v     flow.View
	h     Hearing
	parts []part
}

// about adds a part that fill puts together.
func (s *saying) about(what string, fill func(*line)) {
	l := &line{lang: s.v.Lang}
	fill(l)
	s.parts = append(s.parts, part{about: what, words: l.words})
}

// late adds a part that is said only when it changes.
func (s *saying) late(what string, fill func(*line)) {
	s.about(what, fill)
	s.parts[len(s.parts)-1].late = true
}

// once adds a part whose changes nobody wants to hear.
func (s *saying) once(what string, fill func(*line)) {
	s.about(what, fill)
	s.parts[len(s.parts)-1].once = true
}

func (s *saying) live(c flow.Control) bool {
	for _, can := range s.v.Can {
		if can == c {
			return true
		}
	}
	return false
}

// partsOf are all parts of v in the order in which they are said.
func partsOf(v flow.View, h Hearing) []part {
	s := &saying{v: v, h: h}
	if v.Idle > 0 {
		s.about("idle", func(l *line) {
			l.say("screen.idle-title")
			l.say("screen.idle-hint", l.number("seconds", int(v.Idle/time.Second)))
		})
		return s.parts
	}
	s.help()
	s.screen()
	s.late("volume", func(l *line) { l.part("voice.volume", l.number("n", v.Volume)) })
	s.late("page", func(l *line) { l.part("voice.page", l.number("n", v.Page+1)) })
	for _, m := range []struct {
		key string
		on  bool
	}{{"screen.large", v.Large}, {"screen.contrast", v.Contrast}, {"screen.lowered", v.Lowered}} {
		s.late(m.key, func(l *line) {
			l.part(m.key)
			l.state(m.on, "voice.switched-on", "voice.switched-off")
		})
	}
	return s.parts
}

func (s *saying) screen() {
	if s.behalf() || s.reading() || s.pays() {
		return
	}
	rule, ok := map[flow.Screen]func(*saying){
		flow.Attract: (*saying).attract, flow.Home: (*saying).home, flow.ChooseItem: (*saying).chooseItem, flow.Guide: (*saying).guide,
		flow.Identify: (*saying).identify, flow.Form: (*saying).form, flow.Confirm: (*saying).confirm, flow.Consent: (*saying).consent,
		flow.Number: (*saying).number, flow.Received: (*saying).received, flow.Problem: (*saying).problem,
	}[s.v.Screen]
	switch {
	case ok:
		rule(s)
	case !s.elsewhere():
		s.unknown()
	}
}

func (s *saying) home() {
	s.about("title", func(l *line) { l.say("screen.home-title") })
	s.options(len(s.v.Tiles) + len(s.v.Quick))
}

func (s *saying) chooseItem() {
	s.about("title", func(l *line) {
		l.text(s.v.Heading)
		l.say("screen.choose-title")
	})
	s.options(len(s.v.Tiles))
}

func (s *saying) consent() {
	s.about("consent", func(l *line) {
		l.say("form.consent-title")
		l.text(s.v.Consent)
		l.say("form.agree-then")
		l.say("form.refuse-then")
	})
}

func (s *saying) attract() {
	s.about("greeting", func(l *line) { l.say("screen.greeting") })
	s.outage()
	s.about("missing", func(l *line) {
		for _, m := range []struct {
			is  bool
			key string
		}{{s.v.Missing.Tickets, "screen.no-tickets"}, {s.v.Missing.Paper, "screen.no-paper"}, {s.v.Missing.Card, "screen.no-card"}, {s.v.Missing.Applications, "screen.no-applications"}} {
			if m.is {
				l.say(m.key)
				l.say(m.key + "-do")
			}
		}
		if m := s.v.Missing; m.Any() && m.Phone != "" {
			l.say("screen.custodian", l.spelled("phone", m.Phone))
		}
	})
	s.once("opening", func(l *line) {
		b := s.v.Band
		l.say("screen.date", l.number("day", b.Now.Day()),
			filled{"month", []string{phrase(l.lang, fmt.Sprintf("screen.month-%d", int(b.Now.Month())))}},
			filled{"weekday", []string{phrase(l.lang, fmt.Sprintf("screen.weekday-%d", int(b.Now.Weekday())))}})
		l.state(b.Open, "screen.open", "screen.closed")
		l.pause()
		l.text(b.Hours)
		if b.Open && b.Waiting != nil {
			l.count("screen.waiting", *b.Waiting)
		}
	})
	s.about("begin", func(l *line) { l.say("voice.begin") })
}

func (s *saying) options(n int) {
	s.about("options", func(l *line) {
		if n == 1 {
			l.say("voice.option-one")
			return
		}
		l.say("voice.options", l.number("n", n))
	})
}

func (s *saying) identify() {
	card := s.v.Card
	if card == nil {
		return
	}
	s.about("item", func(l *line) { l.text(s.v.Heading) })
	s.trouble(s.v.Trouble)
	s.about("card", func(l *line) {
		switch card.Phase {
		case flow.CardReading:
			l.say("screen.card-reading")
			l.say("screen.card-still")
		case flow.CardRead:
			l.say("screen.card-read")
			if end := lastFour(card.Number); end != "" && s.h.may(true) {
				l.say("voice.number-ends", l.spelled("number", end))
			}
			l.say(s.cardKey("card-take"))
		default:
			l.say(s.cardKey("card-lay"))
			l.say("voice.reader-" + card.Side)
			l.say(s.cardKey("card-why"))
		}
	})
	s.scanInstead()
}

// lastFour are the last four signs of a masked number.
func lastFour(masked string) string {
	if i := strings.LastIndexByte(masked, '*'); i >= 0 {
		return masked[i+1:]
	}
	return ""
}

// trouble says what happened and what to do about it.
func (s *saying) trouble(code kiosk.Code) {
	s.about("trouble", func(l *line) {
		if code != "" {
			l.say("problem." + string(code))
			l.say("problem." + string(code) + "-do")
		}
	})
}

func (s *saying) form() {
	f := s.v.Form
	if f == nil {
		return
	}
	s.about("question", func(l *line) {
		if f.Number <= 1 {
			l.text(s.v.Heading)
		}
		if f.Of > 0 {
			l.say("form.progress", l.number("n", f.Number), l.number("of", f.Of))
		}
		l.asked(*f, s.h)
	})
	s.about("fault", func(l *line) {
		if f.Fault != "" {
			l.fault(*f)
		}
	})
	s.about("help", func(l *line) {
		if l.text(f.Help); f.Pick == flow.PickRoom {
			l.say("place.room-help")
		}
		if f.Kind == catalogue.FieldMulti {
			l.say("form.many")
		}
		if !f.Required && f.Pick != flow.PickRoom {
			l.say("form.skip")
		}
	})
	s.scanInstead()
	if len(f.Choices) > 0 {
		s.options(len(f.Choices))
		for _, c := range f.Choices {
			s.late(string(c.Control), func(l *line) {
				l.choiceName(c)
				l.state(c.Chosen, "voice.chosen", "voice.not-chosen")
			})
		}
		return
	}
	if f.Kind == catalogue.FieldListing {
		s.about("none", func(l *line) { l.say("place.none-to-choose") })
		return
	}
	s.writing()
}

// writing says how one writes with a keypad, or that others hear it.
func (s *saying) writing() {
	s.about("writing", func(l *line) {
		if s.h.may(true) {
			l.say("voice.keys-writing")
			return
		}
		l.say("voice.quiet-here")
	})
}

func (s *saying) confirm() {
	s.about("title", func(l *line) {
		l.text(s.v.Heading)
		l.say("form.confirm-title")
	})
	s.about("answers", func(l *line) {
		for _, a := range s.v.Answers {
			l.text(a.Label)
			l.answered(a, s.h)
			l.pause()
			l.spared(a)
		}
	})
}

// answered says an answer as far as it may be heard.
func (l *line) answered(a flow.AnswerRow, h Hearing) {
	switch {
	case !h.may(true):
		l.part("voice.answer-hidden")
	case len(a.Names) > 0:
		for _, n := range a.Names {
			l.add(n.In(l.lang))
		}
	case a.Value == "":
		l.part("form.blank")
	case a.Source == kiosk.FromCard:
		l.card(a.Value)
	case a.Kind == catalogue.FieldSignature:
		l.signed(a)
	case a.Kind == catalogue.FieldYesNo:
		l.part("form." + a.Value)
	case a.Kind == catalogue.FieldDate:
		l.date(a.Value)
	case a.Kind == catalogue.FieldNumber, a.Kind == catalogue.FieldPhone, a.Kind == catalogue.FieldIDNumber:
		l.words = append(l.words, Spelled(l.lang, a.Value)...)
	default:
		l.add(a.Value)
	}
}

// card says what a card told: a number by its end, anything else as far as it
// is not masked.
func (l *line) card(masked string) {
	if end := lastFour(masked); end != "" {
		l.part("voice.number-ends", l.spelled("number", end))
		return
	}
	l.add(strings.TrimRight(masked, "*"))
}

func (l *line) date(value string) {
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		l.words = append(l.words, Day(l.lang, day)...)
		return
	}
	l.words = append(l.words, Spelled(l.lang, value)...)
}
