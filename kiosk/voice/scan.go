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
		if v.Shut != nil && v.Shut.Opens != "" {
			l.shut(*v.Shut)
			if v.Ahead > 0 {
				l.ahead(v.Ahead)
			}
			l.text(v.Shut.Hours)
			return
		}
		l.say(key)
		switch v.Phase {
		case flow.ScanCalled:
			l.say("scan.called-at", l.spelled("counter", string(v.Counter)))
		case flow.ScanWaiting:
			l.ahead(v.Ahead)
		}
		l.say(key + "-do")
	})
}

// ahead says how many are before somebody; somebody is.
func (l *line) ahead(n int) {
	if n > 1 {
		l.say("screen.ahead", l.number("n", n))
		return
	}
	l.say("screen.ahead-one")
}

// scanInstead says that a code may be held before the scanner.
func (s *saying) scanInstead() {
	if s.v.ScanSide != "" {
		s.about("scanner", func(l *line) { l.say("scan.instead-" + s.v.ScanSide) })
	}
}
