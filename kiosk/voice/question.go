package voice

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// asked is the question of f. One of the terminal's own has its words in assets.
// What is picked of an address so far tells where somebody lives.
func (l *line) asked(f flow.FormView, h Hearing) {
	switch {
	case f.Pick == flow.PickBuilding && len(f.Picked) > 0:
		l.picked("place.which-building", h, l.value("estate", f.Picked[0]))
	case f.Pick == flow.PickRoom && len(f.Picked) > 1:
		l.picked("place.which-room", h, l.value("estate", f.Picked[0]), l.value("building", f.Picked[1]))
	case f.Label.In(l.lang) != "":
		l.text(f.Label)
	case f.Field == flow.TrackCode:
		l.say("track.ask-code")
	case f.Field == catalogue.MandateField:
		l.say("behalf.ask-mandate")
	case phrase(l.lang, "place.which-"+f.Field) != "":
		l.say("place.which-" + f.Field)
	default:
		l.say("rate.ask-" + f.Field)
	}
}

// picked says the phrase under key, to one alone with its values.
func (l *line) picked(key string, h Hearing, with ...filled) {
	if !h.may(true) {
		with = nil
	}
	l.say(key, with...)
}

// fault says what is wrong with an answer.
func (l *line) fault(f flow.FormView) {
	if f.Fault == catalogue.FaultPattern && f.Pattern == catalogue.PatternCaseCode {
		l.say("track.code-fault")
		return
	}
	l.say("form.fault-"+string(f.Fault), l.number("least", f.Least), l.number("most", f.Most),
		l.dayNamed("earliest", kiosk.BusinessDay(f.Earliest)), l.dayNamed("latest", kiosk.BusinessDay(f.Latest)))
}

// spared says why an answer was not asked for.
func (l *line) spared(a flow.AnswerRow) {
	switch a.Source {
	case kiosk.FromCard:
		l.say("form.from-card")
	case kiosk.FromEarlier:
		l.say("form.from-earlier")
	}
}

// changedDay says the day that a key has made of another one; "" is none yet.
func (l *line) changedDay(now string) bool {
	day, err := time.Parse(time.DateOnly, now)
	if err == nil {
		l.words = append(l.words, Day(l.lang, day)...)
	}
	return err == nil
}

// count says the phrase under key of n things: a phrase of its own where there
// is one for none and for one.
func (l *line) count(key string, n int) {
	if own := map[int]string{0: key + "-none", 1: key + "-one"}[n]; own != "" && phrase(l.lang, own) != "" {
		l.say(own)
		return
	}
	l.say(key, l.number("n", n))
}
