package flow

import (
	"time"

	"linli/kiosk"
)

// attractPatience is how long Attract stands as somebody set it who then began
// no visit.
const attractPatience = time.Minute

// begun is the first screen of a visit. How Attract was set holds for it.
func (s State) begun(e Began) State {
	if s.Screen != Attract {
		return s
	}
	return State{
		Visit: e.Visit, Day: e.Day, DayUnsure: e.DayUnsure, Screen: Home, NoApplications: e.NoApplications,
		Lang: s.Lang, Large: s.Large, Contrast: s.Contrast, Lowered: s.Lowered, Voice: s.Voice, Volume: s.Volume,
	}
}

// set tells whether somebody chose how the screen is seen and heard.
func (s State) set() bool {
	return s.Lang != kiosk.Chinese || s.Large || s.Contrast || s.Lowered || s.Voice
}
