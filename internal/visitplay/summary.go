package visitplay

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"linli/kiosk"
)

// Summary is what one played visit came to. Its JSON names are read by tests
// and by whoever runs the demo; renaming one breaks them.
type Summary struct {
	VisitID        kiosk.VisitID      `json:"visitID"`
	TicketNumber   string             `json:"ticketNumber"`
	DocumentKind   kiosk.DocumentKind `json:"documentKind"`
	PrintOutcome   kiosk.PrintState   `json:"printOutcome"`
	RecordsPending int                `json:"recordsPending"`
	OfficeHas      bool               `json:"officeHasRecord"`
	// Screens are the screens in the order the resident met them; the picture
	// of Screens[i] is the file that PictureName(i, Screens[i]) names.
	Screens []string `json:"screens"`
	// Deeds are what came after the ticket, in order.
	Deeds []Deed `json:"deeds"`
}

// PictureName names the picture of the i-th screen of a visit, from 0.
func PictureName(i int, screen string) string { return fmt.Sprintf("%02d-%s.png", i+1, screen) }

// Failure tells why the visit was not a whole one, or nil. Without an office a
// visit is whole when its ticket is printed.
func (s Summary) Failure(officeExpected bool) error {
	switch {
	case s.TicketNumber == "":
		return errors.New("visitplay: no ticket was taken")
	case s.PrintOutcome != kiosk.Printed:
		return fmt.Errorf("visitplay: ticket %s: print ended as %q", s.TicketNumber, s.PrintOutcome)
	case officeExpected && !s.OfficeHas:
		return fmt.Errorf("visitplay: ticket %s: the office has no record of it", s.TicketNumber)
	case officeExpected && s.RecordsPending > 0:
		return fmt.Errorf("visitplay: ticket %s: %d records still wait at the terminal", s.TicketNumber, s.RecordsPending)
	}
	return nil
}

// Write stores the summary as dir/summary.json.
func (s Summary) Write(dir string) error {
	if s.Screens == nil {
		s.Screens = []string{}
	}
	if s.Deeds == nil {
		s.Deeds = []Deed{}
	}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("visitplay: summary: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "summary.json"), append(b, '\n'), 0o644); err != nil {
		return fmt.Errorf("visitplay: summary: %w", err)
	}
	return nil
}
