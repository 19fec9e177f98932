package voice

import (
	"strconv"
	"strings"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// pays says the screens of bills and of votes. What somebody owes is for one
// alone. It is not ok for any other screen.
func (s *saying) pays() (ok bool) {
	switch v := s.v; {
	case v.Screen == flow.Pay && v.Pay != nil:
		s.about("item", func(l *line) { l.text(v.Heading) })
		s.payment(*v.Pay)
	case v.Screen == flow.Voted && v.Ballot != nil:
		s.voted(*v.Ballot)
	default:
		return false
	}
	return true
}

func (s *saying) payment(p flow.PayView) {
	switch p.Phase {
	case flow.PayBills:
		s.about("bills", func(l *line) {
			l.say("pay.bills")
			if p.Holder != "" && s.h.may(true) {
				l.say("pay.holder", masked("holder", p.Holder))
			}
		})
		s.options(len(p.Bills))
		s.sum(p.Cents)
		for _, b := range p.Bills {
			s.late(string(b.Control), func(l *line) { l.state(b.Chosen, "voice.chosen", "voice.not-chosen") })
		}
	case flow.PayCode:
		s.about("code", func(l *line) { l.say("pay.scan") })
		s.sum(p.Cents)
		s.once("left", func(l *line) { l.say("pay.left", l.number("left", p.Left)) })
		s.about("silent", func(l *line) {
			if p.Silent {
				l.say("pay.silent")
			}
		})
	default:
		s.about("end", func(l *line) {
			l.say("pay." + string(p.Phase))
			l.say("pay." + string(p.Phase) + "-do")
		})
	}
}

func (s *saying) sum(cents int64) {
	s.about("sum", func(l *line) {
		if s.h.may(true) {
			l.say("voice.sum", filled{"sum", Yuan(l.lang, int(cents))})
		}
	})
}

// bill names a bill, and says whether it is chosen.
func (l *line) bill(v flow.View, c flow.Control, h Hearing) bool {
	if v.Pay == nil {
		return false
	}
	for i, b := range v.Pay.Bills {
		if b.Control != c || c == "" {
			continue
		}
		if h.may(true) {
			l.add(b.Bill.Title, b.Bill.Period)
			l.words = append(l.words, Yuan(l.lang, int(b.Bill.Cents))...)
			l.pause()
			if due := l.dayNamed("due", kiosk.BusinessDay(b.Bill.Due)); len(due.words) > 0 {
				l.say("pay.due", due)
			}
		} else {
			l.say("voice.bill", l.number("n", i+1))
		}
		l.state(b.Chosen, "voice.chosen", "voice.not-chosen")
		return true
	}
	return false
}

// paid says that it is paid, and the number of the receipt.
func (s *saying) paid(r flow.ReceivedView) {
	s.about("received", func(l *line) {
		l.say("pay.paid")
		l.text(r.Item)
		if s.h.may(true) {
			l.yuan(r.Paid)
			l.say("pay.receipt")
			l.words = append(l.words, Spelled(l.lang, r.Code)...)
			l.pause()
		}
	})
	s.paper(r.Print, r.Side, "pay.slip")
	s.afterwards(r)
}

// yuan says an amount as it is written, "12.34".
func (l *line) yuan(written string) {
	if cents, err := strconv.Atoi(strings.Replace(written, ".", "", 1)); err == nil {
		l.words = append(l.words, Yuan(l.lang, cents)...)
		l.pause()
	}
}

// voted says what became of a vote, never what was voted.
func (s *saying) voted(b flow.BallotView) {
	s.about("voted", func(l *line) {
		l.text(s.v.Heading)
		l.say("ballot." + string(b.State))
		l.say("ballot."+string(b.State)+"-do", l.dayNamed("from", b.From), l.dayNamed("until", b.Until))
		if b.State == flow.VoteNotEligible && len(b.Only) > 0 {
			l.say("ballot.only", filled{"committee", l.all(b.Only)})
		}
		if b.State == flow.VoteCounted || b.State == flow.VoteAlready {
			l.text(b.Next)
		}
	})
}

// unsettled says what holds for a payment, or a vote, whose end nobody knows.
func (s *saying) unsettled() {
	s.about("unsettled", func(l *line) {
		if s.v.Pay != nil {
			l.say("pay.lost")
		}
		if b := s.v.Ballot; b != nil && b.Until != "" {
			l.say("ballot.until", l.dayNamed("until", b.Until))
		}
	})
}
