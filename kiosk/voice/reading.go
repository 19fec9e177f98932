package voice

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// reading says the screens on which one looks for something and reads it:
// listings, their entries, a search, and who looks after a place. It is not ok
// for any other.
func (s *saying) reading() (ok bool) {
	switch v := s.v; {
	case v.Screen == flow.Listings:
		s.about("title", func(l *line) { l.text(v.Heading) })
		s.options(len(v.Tiles))
	case v.Screen == flow.Entries:
		s.entries()
	case v.Screen == flow.Notice && v.Notice != nil:
		s.notice(*v.Notice)
	case v.Screen == flow.Seek:
		s.about("title", func(l *line) {
			l.say("seek.title")
			l.say("seek.hint")
		})
		s.writing()
	case v.Screen == flow.Find && v.Form != nil:
		s.about("title", func(l *line) {
			l.text(v.Heading)
			l.say("place.which-word")
		})
		s.writing()
	case v.Screen == flow.Directory && v.Directory != nil:
		s.directory(*v.Directory)
	default:
		return false
	}
	return true
}

// entries says how many there are. What was looked for is a resident's.
func (s *saying) entries() {
	s.about("title", func(l *line) {
		if s.v.Word == "" || !s.h.may(true) {
			l.text(s.v.Heading)
			return
		}
		l.say("place.found", l.value("listing", s.v.Heading), filled{"word", []string{s.v.Word}})
	})
	switch {
	case len(s.v.Notices) > 0:
		s.options(len(s.v.Notices))
	case s.v.Word != "":
		s.about("none", func(l *line) { l.say("place.nothing-found") })
	default:
		s.about("none", func(l *line) { l.say("place.nothing") })
	}
}

// notice says all of an entry that a code does not.
func (s *saying) notice(n flow.NoticeView) {
	s.about("notice", func(l *line) {
		l.text(s.v.Heading, n.Title)
		l.days(n)
		l.text(n.Place)
		l.forWhom(n.Committees)
		l.places(n)
		if n.Phone != "" {
			l.say("voice.phone", l.spelled("number", n.Phone))
		}
		l.text(n.Lines...)
	})
	s.slip(n.Slip, n.Side)
}

// places says how many may come, and how many still can.
func (l *line) places(n flow.NoticeView) {
	switch r := n.Room; {
	case n.Capacity <= 0:
	case r == nil:
		l.count("place.capacity", n.Capacity)
	case r.Left == 0:
		l.count("place.waiting", r.Waiting)
	default:
		l.count("place.room", r.Left)
	}
}

// days says from and until when an entry stands.
func (l *line) days(n flow.NoticeView) {
	from, until := l.dayNamed("from", n.From), l.dayNamed("until", n.Until)
	switch {
	case len(from.words) > 0 && len(until.words) > 0:
		l.say("place.from-until", from, until)
	case len(until.words) > 0:
		l.say("place.until", until)
	case len(from.words) > 0:
		l.say("place.from", from)
	}
}

// dayNamed is a day under its name in a phrase; without words for none.
func (l *line) dayNamed(name string, day kiosk.BusinessDay) filled {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return filled{name, nil}
	}
	return filled{name, Day(l.lang, t)}
}

// forWhom says whose residents something is for; nothing when for all.
func (l *line) forWhom(committees []kiosk.Text) {
	if len(committees) > 0 {
		l.say("place.for", filled{"committee", l.all(committees)})
	}
}

// all are names one after another.
func (l *line) all(names []kiosk.Text) []string {
	var words []string
	for _, n := range names {
		words = append(words, n.In(l.lang))
	}
	return words
}

// slip says how a paper to take home does.
func (s *saying) slip(state kiosk.PrintState, side string) {
	s.about("slip", func(l *line) {
		switch state {
		case kiosk.Printing:
			l.say("place.printing")
		case kiosk.Printed, kiosk.PrintSentUnconfirmed:
			l.say("place.take")
			l.say("screen.paper-side-" + side)
		case kiosk.PrintedUncut:
			l.say("place.tear")
			l.say("screen.paper-side-" + side)
		case kiosk.NotPrinted, kiosk.PrintUncertain:
			l.say("voice.slip-none")
		}
	})
}

// directory says who looks after a place, which tells where the resident lives.
func (s *saying) directory(d flow.DirectoryView) {
	s.about("directory", func(l *line) {
		switch known := d.Grid.In(l.lang) != ""; {
		case known && !s.h.may(true):
			l.say("voice.worker-hidden")
			return
		case known:
			l.say("place.your-worker", l.value("grid", d.Grid))
			l.text(d.Person)
			l.say("voice.phone", l.spelled("number", d.Phone))
			l.text(d.Hours)
		default:
			l.say("place.unknown")
			l.say("place.unknown-do")
		}
		switch {
		case d.Committee.In(l.lang) != "" && s.h.may(true):
			l.text(d.Committee, d.CommitteeAddress)
			l.say("voice.phone", l.spelled("number", d.CommitteePhone))
		case d.Grid.In(l.lang) == "" && d.Office != "":
			l.say("voice.phone", l.spelled("number", d.Office))
		}
	})
	s.slip(d.Slip, d.Side)
}

// entry names an entry of a list: what it is, for whom, where or when.
func (l *line) entry(v flow.View, c flow.Control) bool {
	for _, n := range v.Notices {
		if n.Control != c || c == "" {
			continue
		}
		l.text(n.Title)
		l.forWhom(n.Committees)
		if n.Place.In(l.lang) != "" {
			l.text(n.Place)
		} else {
			l.days(n)
		}
		if n.Room != nil {
			l.count("place.room-short", n.Room.Left)
		}
		return true
	}
	return false
}
