package flow

import (
	"slices"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Directory shows who looks after where the resident lives.
const Directory Screen = "directory"

// Controls of Directory.
const (
	OtherAddress Control = "other-address" // pick another address
	PrintContact Control = "print-contact" // the contact card (连心卡) on paper
)

// dwellingField is the question for the address that a Directory is about.
const dwellingField = "dwelling"

// ContactSlip is the contact card (连心卡) of one grid.
type ContactSlip struct{ Jurisdiction kiosk.Jurisdiction }

func (ContactSlip) slip() {}

// DirectoryView is who looks after a place. Grid and what follows it are empty
// where no grid is known; all of it, where no committee is.
type DirectoryView struct {
	Committee        kiosk.Text `json:"committee,omitzero"`
	CommitteePhone   string     `json:"committeePhone,omitempty"`
	CommitteeAddress kiosk.Text `json:"committeeAddress,omitzero"`

	Grid   kiosk.Text       `json:"grid,omitzero"`
	Person kiosk.Text       `json:"person,omitzero"`
	Phone  string           `json:"phone,omitempty"`
	Hours  kiosk.Text       `json:"hours,omitzero"`
	Office string           `json:"office,omitempty"` // telephone of the office, for who is not found
	Slip   kiosk.PrintState `json:"slip,omitempty"`   // of the contact card
	Side   string           `json:"side,omitempty"`   // where the paper comes out
}

// enterDirectory shows who looks after where the card or an earlier answer of
// the visit says, or asks for the address.
func (m Machine) enterDirectory(s State) State {
	s.Page = 0
	if j := m.Catalogue.Places.Locate(s.Resident.Address.Reveal()); j.Grid != "" {
		s.Dwelling = j
	}
	if s.Dwelling.Grid != "" || len(m.Catalogue.Places.Committees) == 0 {
		s.Screen = Directory
		return s
	}
	return m.askDwelling(s)
}

func (m Machine) askDwelling(s State) State {
	s.Screen, s.Page = Form, 0
	return atField(s, dwellingField)
}

// inDirectory tells whether the question on the screen is that of a Directory.
func (m Machine) inDirectory(s State) bool { return !s.Applying && s.Field == dwellingField }

// dwelling is that question.
func dwelling() catalogue.Field {
	return catalogue.Field{ID: dwellingField, Kind: catalogue.FieldAddress, Required: true}
}

// located takes the address where the resident lives. Back leads to where it
// led from the Directory of the address before.
func (m Machine) located(s State, address kiosk.Private) (State, []Effect) {
	s = unpicked(s)
	if n := len(s.Trail); n > 0 && s.Trail[n-1].Screen == Directory {
		s.Trail = s.Trail[: n-1 : n-1]
	}
	s.Dwelling = m.Catalogue.Places.Locate(address.Reveal())
	s.Screen, s.Field, s.Draft, s.Page = Directory, "", "", 0
	return s, nil
}

// seenCard keeps of a card who looks after where it says that somebody lives.
func (m Machine) seenCard(s State) State {
	if j := m.Catalogue.Places.Locate(s.Resident.Address.Reveal()); j.Committee != "" {
		s.Dwelling = j
	}
	return s
}

func (m Machine) canDirectory(s State) []Control {
	live := []Control{Back, GoHome}
	if len(m.Catalogue.Places.Committees) > 0 {
		live = append(live, OtherAddress)
	}
	if _, _, known := m.Catalogue.Places.Grid(s.Dwelling); known && s.Slips.can(ContactSlip{s.Dwelling}) {
		live = append(live, PrintContact)
	}
	return live
}

// inDirectoryTouched answers the controls of Directory.
func (m Machine) inDirectoryTouched(s State, c Control) (State, []Effect) {
	if c == PrintContact {
		return printSlip(s, ContactSlip{s.Dwelling})
	}
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	return m.askDwelling(s), nil
}

func (m Machine) directory(s State, a Ambient) *DirectoryView {
	c, g, _ := m.Catalogue.Places.Grid(s.Dwelling)
	return &DirectoryView{
		Committee: c.Name, CommitteePhone: c.Phone, CommitteeAddress: c.Address,
		Grid: g.Name, Person: g.Person, Phone: g.Phone, Hours: g.Hours, Office: a.OfficePhone,
		Slip: s.Slips.of(ContactSlip{s.Dwelling}), Side: a.PrinterSide,
	}
}
