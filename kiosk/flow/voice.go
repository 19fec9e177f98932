package flow

import (
	"time"

	"linli/kiosk"
)

// LoudestVolume is the loudest of the volumes of the voice; the softest is 1.
// Each is 6 dB above the one below it.
const LoudestVolume = 5

// usualVolume is where every visit begins.
const usualVolume = 3

// How long a screen may stand untouched while it is said: listening takes
// longer than reading.
const (
	hearPatience   = 60 * time.Second
	hearCardGlance = 4 * time.Second
)

// patienceToHear is Patience with the voice on. The terminal does not count
// while something is being said.
func patienceToHear(s State) time.Duration {
	switch {
	case s.Screen.busy(), s.claiming():
		return 0
	case s.Warned:
		return lastPatience
	case s.Screen == Identify && s.Card == CardRead:
		return hearCardGlance
	case s.Screen == Identify && s.Card == CardReading:
		return lastPatience
	case s.done() && s.Paper == kiosk.Printing:
		return 0
	}
	return hearPatience
}

// canHear lists the controls of the voice that are live.
func (m Machine) canHear(s State) []Control {
	switch {
	case !m.Voice:
		return nil
	case !s.Voice:
		return []Control{SwitchVoice}
	}
	return []Control{SwitchVoice, Softer, Louder, Repeat}
}

// heard answers a control of the voice.
func heard(s State, c Control) (State, []Effect) {
	switch c {
	case SwitchVoice:
		s.Voice, s.Volume = !s.Voice, 0
	case Softer:
		s.Volume = max(s.Volume-1, 1-usualVolume)
	case Louder:
		s.Volume = min(s.Volume+1, LoudestVolume-usualVolume)
	case Repeat:
		return s, []Effect{SayAgain{}}
	}
	return s, nil
}
