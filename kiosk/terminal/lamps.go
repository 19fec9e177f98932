package terminal

import (
	"linli/kiosk"
	"linli/kiosk/flow"
)

// indicate shows the signs of now, if they are not shown already.
func (t *Terminal) indicate() {
	if t.opts.Lamps == nil {
		return
	}
	if s := t.signs(); !t.indicated || s != t.signed {
		t.indicated, t.signed = true, s
		t.opts.Lamps.Indicate(s)
	}
}

func (t *Terminal) signs() Signs {
	s := Signs{Worst: t.Health().Severity()}
	if t.state.Screen == flow.Identify {
		s.Card = t.state.Card != flow.CardRead && t.state.Trouble != kiosk.ReaderGone
	}
	switch t.state.Paper {
	case kiosk.Printed, kiosk.PrintedUncut, kiosk.PrintSentUnconfirmed:
		s.Paper = true
	}
	s.Paper = s.Paper || t.state.Slips.Out()
	return s
}

// Approached notes that somebody came to stand before the terminal, or went
// away. It shortens and lengthens nothing: who passes by is not who was here.
// The trace tells it within a second. It does not block and may be called from
// anywhere.
func (t *Terminal) Approached(present bool) { t.present.Store(present) }
