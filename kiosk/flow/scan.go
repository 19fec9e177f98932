package flow

import (
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// ScanShown tells what a code told that was held before the scanner: how far a
// ticket is, or that the code is none of ours. A receipt opens CaseShown.
const ScanShown Screen = "scan"

// Scanned brings the text of a code that was held before the scanner.
type Scanned struct{ Text kiosk.Private }

// ScanFailed says that a code was held before the scanner and could not be
// read.
type ScanFailed struct{}

// TicketByID asks how far a ticket is. Reply: TicketFound.
type TicketByID struct{ Ticket string }

// TicketFound is what the office says of a ticket. Number is empty for one that
// is not of today.
type TicketFound struct {
	Number  string
	Called  bool
	Ahead   int // tickets before it, while it waits
	Counter kiosk.CounterID
	Shut    *Shut // nil while counters serve; the terminal knows, not the office
}

func (Scanned) event()       {}
func (ScanFailed) event()    {}
func (TicketByID) question() {}
func (TicketFound) reply()   {}

// ScanPhase is what ScanShown says.
type ScanPhase string

// Phases of ScanShown.
const (
	ScanWaiting ScanPhase = "waiting" // the ticket waits
	ScanNext    ScanPhase = "next"    // nobody is before it
	ScanShut    ScanPhase = "shut"    // it waits, and no counter serves
	ScanCalled  ScanPhase = "called"  // a counter called it
	ScanPast    ScanPhase = "past"    // it is not of today
	ScanForeign ScanPhase = "foreign" // no code of ours
)

// Scan is what ScanShown shows; zero elsewhere.
type Scan struct {
	Phase   ScanPhase
	Number  string
	Ahead   int
	Counter kiosk.CounterID
	Shut    *Shut // ScanShut only
}

// TakesScan tells whether a code may be held before the scanner now. Elsewhere
// it would tear a resident out of what he is doing.
func (m Machine) TakesScan(s State) bool {
	if s.Help.Phase != HelpNone || s.covered() {
		return false
	}
	switch s.Screen {
	case Attract, Home, Cases, CaseShown, ScanShown:
		return true
	case Identify:
		return m.scansInstead(s)
	case Form:
		return s.Field == TrackCode
	}
	return false
}

// scansInstead tells whether a code does as well as the card that is asked for.
func (m Machine) scansInstead(s State) bool {
	entry, _ := m.Catalogue.Entry(s.Entry)
	_, tracks := entry.Step(catalogue.StepTrack)
	return tracks && !s.Applying && s.Card != CardRead && s.Track.Claim.Phase == ClaimNone && !s.Saving.Card
}

// scan answers the scanner. On Attract nothing happens: the terminal begins a
// visit first.
func (m Machine) scan(s State, e Event) (State, []Effect) {
	if s.Screen == Attract || !m.TakesScan(s) {
		return s, nil
	}
	s.Warned = false
	switch e := e.(type) {
	case Scanned:
		return m.scanned(s, e.Text)
	case ScanFailed:
		if s.Screen == Identify && s.Card == CardAwaited {
			s.Trouble = kiosk.ScanUnreadable
		}
	}
	return s, nil
}

// scanned asks the office for what a code names. Whoever is asked for his card
// stays there when it names nothing.
func (m Machine) scanned(s State, text kiosk.Private) (State, []Effect) {
	ticket, code := readScan(text.Reveal())
	if ticket == "" && code == "" && s.Screen == Identify && s.Card == CardAwaited {
		s.Trouble = kiosk.ScanForeign
		return s, nil
	}
	s, effects := home(s)
	s.Trail = []Mark{s.mark()}
	s.Entry = m.trackEntry()
	var asked []Effect
	switch {
	case code != "":
		s.Track = Tracking{Code: code}
		s, asked = m.inquire(s, CaseByCode{code})
	case ticket != "":
		s, asked = m.inquire(s, TicketByID{ticket})
	default:
		s.Screen, s.Scan = ScanShown, Scan{Phase: ScanForeign}
	}
	return s, append(effects, asked...)
}

// trackEntry is the tile that stands above what a code tells; "" where there is
// none.
func (m Machine) trackEntry() string {
	i := slices.IndexFunc(m.Catalogue.Entries, func(e catalogue.Entry) bool {
		_, tracks := e.Step(catalogue.StepTrack)
		return tracks
	})
	if i < 0 {
		return ""
	}
	return m.Catalogue.Entries[i].ID
}

// longestScan is longer than any address of ours, in bytes.
const longestScan = 200

// readScan finds what the code on a ticket or a receipt names, whatever host
// stands in it: .../T/TICKET, .../C/CODE, or one of the two alone. Both are
// empty for a code that is none of ours.
func readScan(text string) (ticket, code string) {
	text, _, _ = strings.Cut(strings.ToUpper(strings.TrimSpace(text)), "?")
	text, _, _ = strings.Cut(text, "#")
	if len(text) > longestScan {
		return "", ""
	}
	parts := strings.Split(strings.TrimRight(text, "/"), "/")
	last, kind := parts[len(parts)-1], ""
	if len(parts) > 1 {
		kind = parts[len(parts)-2]
	}
	alone := len(parts) == 1
	if (kind == "T" || alone) && isTicketID(last) {
		return last, ""
	}
	if kind == "C" || alone {
		code, _ = kiosk.ParseCaseCode(last)
	}
	return "", code
}

// isTicketID tells whether s looks like the id of a ticket, a ULID in capital
// letters.
func isTicketID(s string) bool {
	const digits, length = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26
	return len(s) == length && strings.Trim(s, digits) == ""
}

// ticketFound shows how far a ticket is.
func (m Machine) ticketFound(s State, t TicketFound) State {
	s.Screen, s.Page = ScanShown, 0
	s.Scan = Scan{Phase: ScanWaiting, Number: t.Number, Ahead: t.Ahead, Counter: t.Counter}
	switch {
	case t.Number == "":
		s.Scan.Phase = ScanPast
	case t.Called:
		s.Scan.Phase = ScanCalled
	case t.Shut != nil:
		s.Scan.Phase, s.Scan.Shut = ScanShut, t.Shut
	case t.Ahead == 0:
		s.Scan.Phase = ScanNext
	}
	return s
}

// ScanView is what ScanShown shows.
type ScanView struct {
	Phase   ScanPhase       `json:"phase"`
	Number  string          `json:"number,omitempty"`
	Ahead   int             `json:"ahead,omitempty"`
	Counter kiosk.CounterID `json:"counter,omitempty"` // that called it
	Shut    *Shut           `json:"shut,omitempty"`    // no counter serves now
}

// scanView is nil on all other screens.
func (s State) scanView() *ScanView {
	if s.Screen != ScanShown {
		return nil
	}
	v := ScanView(s.Scan)
	return &v
}

// scanSide tells where the scanner sits, on screens where holding a code before
// it is worth saying.
func (m Machine) scanSide(s State, a Ambient) string {
	if (s.Screen == Identify || s.Screen == Form) && m.TakesScan(s) {
		return a.ScanSide
	}
	return ""
}
