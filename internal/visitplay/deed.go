package visitplay

import (
	"fmt"
	"strings"

	"linli/kiosk/flow"
)

// Deed is one thing that a resident, or staff, did after the ticket. Its JSON
// names are part of summary.json.
type Deed struct {
	Name string `json:"name"`
	Done bool   `json:"done"`
	// Facts are what the pictures said on the way: "code" of a case, "due" by when
	// it is promised, "receipt" as it was printed, "state" of the case as the
	// resident read it, "paper" and "serial" of a certificate, "notice", "grade";
	// and "moved", what staff did.
	Facts    map[string]string `json:"facts"`
	Pictures []string          `json:"pictures"` // file names, in order
}

// DeedScript is what is to be done, in words that need no Go; see ParseDeeds.
type DeedScript struct {
	Name  string
	Turns []Turn
}

// Turn is one screen and what is done on it, one after another.
type Turn struct {
	Screen flow.Screen // or "staff": at a desk of the office
	Field  string      // the question, on a form; empty for any
	Acts   []string
}

// staff as a Turn's Screen is somebody at a desk of the office.
const staff flow.Screen = "staff"

// ParseDeeds reads deeds, a Turn a line:
//
//	deed application
//	choose-item    item:bench
//	form phone     type:0000123 next
//	staff          accepted
//
// Behind the screen, and on a form the question, stand controls to touch. Pages
// are turned until a control is there; one with a * behind it is touched until
// the screen is another. Other acts: card lays the card, lift takes it up,
// type: and characters presses keys, receipt and certificate wait for the paper
// and keep it. {code} is the code of the newest case. At a desk of the office
// (screen staff) stand the moves of that case, words: and what staff write
// before them; decided makes out its certificate. What follows # is a note.
// Errors name the line.
func ParseDeeds(text string) ([]DeedScript, error) {
	var deeds []DeedScript
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			continue
		case words[0] == "deed" && len(words) == 2:
			deeds = append(deeds, DeedScript{Name: words[1]})
			continue
		case len(deeds) == 0:
			return nil, fmt.Errorf("visitplay: deeds, line %d: before the first deed", i+1)
		}
		t := Turn{Screen: flow.Screen(words[0]), Acts: words[1:]}
		if t.Screen == flow.Form && len(t.Acts) > 0 {
			t.Field, t.Acts = t.Acts[0], t.Acts[1:]
		}
		if len(t.Acts) == 0 {
			return nil, fmt.Errorf("visitplay: deeds, line %d: nothing to do on %q", i+1, t.Screen)
		}
		d := &deeds[len(deeds)-1]
		d.Turns = append(d.Turns, t)
	}
	return deeds, nil
}
