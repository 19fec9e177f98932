package voice

import "linli/kiosk/flow"

// scan says how far a ticket is, or that a code is none of ours.
func (s *saying) scan() {
	v := s.v.Scan
	if v == nil {
		return
	}
	s.about("scan", func(l *line) {
		key := "scan." + string(v.Phase)
		if v.Number != "" {
			l.say("screen.your-number")
			l.words = append(l.words, Spelled(l.lang, v.Number)...)
			l.pause()
		}
		l.say(key)
		switch {
		case v.Phase == flow.ScanCalled:
			l.say("scan.called-at", l.spelled("counter", string(v.Counter)))
		case v.Phase == flow.ScanWaiting && v.Ahead > 1:
			l.say("screen.ahead", l.number("n", v.Ahead))
		case v.Phase == flow.ScanWaiting:
			l.say("screen.ahead-one")
		}
		l.say(key + "-do")
	})
}

// scanInstead says that a code may be held before the scanner.
func (s *saying) scanInstead() {
	if s.v.ScanSide != "" {
		s.about("scanner", func(l *line) { l.say("scan.instead-" + s.v.ScanSide) })
	}
}
