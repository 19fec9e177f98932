package voice

import (
	"fmt"
	"reflect"
	"strings"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// number says the ticket: its number twice, for who has nothing to write with.
func (s *saying) number() {
	t := s.v.Ticket
	if t == nil {
		return
	}
	s.about("number", func(l *line) {
		l.say("screen.your-number")
		for range 2 {
			l.words = append(l.words, Spelled(l.lang, t.Number)...)
			l.pause()
		}
	})
	s.ahead(*t)
	s.paper(t.Print, t.Side, "screen.paper")
	s.about("next", func(l *line) {
		if t.Shut == nil || t.Shut.Opens != "" {
			l.sit(*t)
		}
		if len(t.Bring) > 0 {
			l.say("screen.bring")
			l.text(t.Bring...)
		}
	})
}

// ahead says how many people wait, and how long it takes.
func (s *saying) ahead(t flow.TicketView) {
	s.about("ahead", func(l *line) {
		if t.Shut != nil {
			l.shut(*t.Shut)
		}
		switch {
		case t.Ahead == nil && t.Shut != nil:
		case t.Ahead == nil:
			l.say("screen.ahead-unknown")
		case *t.Ahead <= 1:
			l.say([]string{"screen.ahead-none", "screen.ahead-one"}[max(*t.Ahead, 0)])
		default:
			l.say("screen.ahead", l.number("n", *t.Ahead))
		}
		if t.Wait != nil && t.Ahead != nil && *t.Ahead > 0 {
			l.say("screen.wait", l.number("from", t.Wait.From), l.number("to", t.Wait.To))
		}
	})
}

// paper says where the paper is. The keys begin with what it is called.
func (s *saying) paper(state kiosk.PrintState, side, key string) {
	s.about("paper", func(l *line) {
		switch state {
		case kiosk.Printed, kiosk.PrintSentUnconfirmed:
			l.say(key + "-take")
			l.say("screen.paper-side-" + side)
		case kiosk.PrintedUncut:
			l.say(key + "-take")
			l.say("screen.paper-tear")
		case kiosk.NotPrinted, kiosk.PrintUncertain:
			l.say(key + "-none")
			l.say(key + "-none-do")
		default:
			l.say(key + "-printing")
		}
	})
}

func (s *saying) received() {
	r := s.v.Received
	if r == nil {
		return
	}
	if r.Paid != "" {
		s.paid(*r)
		return
	}
	s.about("received", func(l *line) {
		l.say("form.received")
		l.text(r.Item)
	})
	s.code(r.Code)
	s.paper(r.Print, r.Side, "form.receipt")
	s.takeCard(*r)
	s.afterwards(*r)
}

// afterwards says what happens next, and by when.
func (s *saying) afterwards(r flow.ReceivedView) {
	s.about("next", func(l *line) {
		l.say("form.next-title")
		l.text(r.Next)
		due := l.dayNamed("day", kiosk.BusinessDay(r.Due))
		switch {
		case r.Promised.In(l.lang) != "":
			l.say("form.promised", l.value("limit", r.Promised))
		case len(due.words) == 0:
			return
		}
		if len(due.words) > 0 {
			l.say("track.due", due)
		}
		if r.Post.In(l.lang) != "" {
			l.say("form.post", l.value("post", r.Post), l.spelled("phone", r.Phone))
		}
	})
}

// code says the code of a case: whoever has it can ask for the case.
func (s *saying) code(code string) {
	s.about("code", func(l *line) {
		if !s.h.may(true) {
			l.say("voice.code-hidden")
			return
		}
		l.say("form.code")
		for range 2 {
			l.words = append(l.words, Spelled(l.lang, code)...)
			l.pause()
		}
	})
}

func (s *saying) problem() {
	asks := s.live(flow.PaperOut) || s.live(flow.PaperNotOut)
	t := s.v.Ticket
	safe := t != nil && t.Number != ""
	code := "problem." + string(s.v.Trouble)
	todo := code + "-do"
	switch {
	case asks:
		code, todo = "problem.paper-question", "problem.paper-question-do"
	case safe && s.v.Trouble == kiosk.PrinterFailed && !s.live(flow.TryAgain):
		todo = "problem.printer-failed-staff"
	}
	if safe && t.Case && s.v.Trouble == kiosk.PrinterFailed {
		code = strings.NewReplacer("printer-failed", "receipt-failed", "paper-question", "receipt-question").Replace(code)
		todo = strings.Replace(todo, "printer-failed", "receipt-failed", 1)
	}
	s.about("trouble", func(l *line) { l.say(code) })
	if safe {
		s.kept(*t)
	}
	s.about("todo", func(l *line) { l.say(todo) })
	if safe && !t.Case {
		s.ahead(*t)
	}
}

// kept says what stands whatever happened to the paper.
func (s *saying) kept(t flow.TicketView) {
	if !t.Case {
		s.about("kept", func(l *line) {
			l.say("problem.number-kept")
			l.words = append(l.words, Spelled(l.lang, t.Number)...)
			l.pause()
		})
		return
	}
	s.about("kept", func(l *line) {
		if t.Saved {
			l.say("saved.title")
			l.say("saved.code-kept")
			return
		}
		l.say("form.received")
		l.say("form.code-kept")
	})
	s.code(t.Number)
}

// unknown says all texts of a screen that has no rule of its own, in the order
// in which its View holds them.
func (s *saying) unknown() {
	s.about("title", func(l *line) { l.text(s.v.Heading) })
	v := reflect.ValueOf(s.v)
	for i := range v.NumField() {
		f := v.Field(i)
		name := v.Type().Field(i).Name
		if list := f.Kind() == reflect.Slice && f.Len() > 0 && offers(f.Type().Elem()); list {
			s.options(f.Len())
			continue
		}
		_, text := f.Interface().(kiosk.Text)
		if !text && f.Kind() != reflect.Pointer && f.Kind() != reflect.Slice || f.IsZero() || name == "Heading" || secret(name) && !s.h.may(true) {
			continue
		}
		s.about(name, func(l *line) { l.texts(f, 0) })
	}
}

// offers tells whether a list of t is a list of things to choose, which are
// named when the focus comes to them.
func offers(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	_, has := t.FieldByName("Control")
	return has
}

// secret tells which parts of a View are not known to be for everybody: all but
// what the office publishes.
func secret(name string) bool { return name != "Notice" && name != "Consent" && name != "Guide" }

// deepest bounds how far texts looks into a View.
const deepest = 5

// texts adds every kiosk.Text in v.
func (l *line) texts(v reflect.Value, depth int) {
	if depth > deepest || len(l.words) > 200 {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			l.texts(v.Elem(), depth+1)
		}
	case reflect.Slice:
		for i := range v.Len() {
			l.texts(v.Index(i), depth+1)
		}
	case reflect.Struct:
		if t, ok := v.Interface().(kiosk.Text); ok {
			l.text(t)
			return
		}
		if _, ok := v.Interface().(fmt.Stringer); ok {
			return // a time, an amount: no text of ours
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				l.texts(v.Field(i), depth+1)
			}
		}
	}
}
