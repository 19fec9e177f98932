package flow

import (
	"linli/kiosk"
)

// CardAway is shown while a card that has to stay does not lie there.
const CardAway Screen = "card-away"

// CardRemoved says that the card was taken from the reader.
type CardRemoved struct{}

func (CardRemoved) event() {}

// Kept is a card that has to stay on the reader until the application is handed
// in. Its zero value is a visit that needs none.
type Kept struct {
	On    bool
	Under Screen // what was on the glass when it went; empty while it lies there
}

// keptCard answers the reader for a card that has to stay. Once the application
// is on its way to the disk, it need not any more.
func keptCard(s State, e Event) State {
	switch e := e.(type) {
	case CardRemoved:
		if s.Kept.Under == "" && !s.Screen.busy() && s.Receipt.Job == 0 && s.Applying {
			s.Kept.Under, s.Screen, s.Warned, s.Trouble = s.Screen, CardAway, false, ""
		}
	case CardDone:
		switch {
		case s.Screen != CardAway:
		case e.Resident.Kind != s.Resident.Kind || e.Resident.Number != s.Resident.Number:
			s.Trouble = kiosk.CardOther
		default:
			s.Screen, s.Kept.Under, s.Trouble = s.Kept.Under, "", ""
		}
	case CardFailed:
		if s.Screen == CardAway {
			s.Trouble = e.Code
		}
	}
	return s
}

// canCardAway lists what can be done without laying the card again.
func (m Machine) canCardAway(s State) []Control { return append(m.saveKey(s), Finish) }
