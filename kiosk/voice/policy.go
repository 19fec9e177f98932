package voice

import "linli/kiosk/flow"

// Hearing says who hears the voice.
type Hearing int

// Who may hear.
const (
	Everybody Hearing = iota // a loudspeaker in a lobby
	OneAlone                 // headphones: the resident and nobody else
)

// may tells whether words of so much privacy may be said. What is written,
// what a card told even when it is masked, and the code that opens a case are
// for one alone. Names of items, ticket numbers, questions and choices that are
// offered are on a large screen in a lobby and may be heard.
func (h Hearing) may(private bool) bool { return !private || h == OneAlone }

// echoes tells whether a key may be named: through a loudspeaker the names of
// keys would tell what is written.
func (h Hearing) echoes(v flow.View) bool { return h == OneAlone || v.Form == nil }
