// Package printing lets a technician print to any printer he can name, and ask
// it how it is: the bodies of `kioskctl print` and `kioskctl printer status`.
//
// It refuses to print a sheet twice, to call a sheet printed that nothing
// confirms, and to change a printer while it only asks.
package printing

import (
	"context"
	"fmt"

	"linli/kiosk/paper"
)

// Printer is one printer that was opened by its address.
type Printer interface {
	// Print prints one sheet and tells how it ended; the Report is whole also
	// when there is an error. It blocks as long as the printer may need, or until
	// ctx is done. The error is nil for printed and sent-unconfirmed.
	Print(ctx context.Context, s Sheet) (Report, error)
	// Status asks the printer how it is and changes nothing. It blocks for a few
	// seconds at most. A printer that does not answer is no error.
	Status(ctx context.Context) (State, error)
	// Close lets go of the line. It waits, at most half a minute, until what was
	// printed without confirmation has left this machine.
	Close() error
}

// Sheet is something to print: a page that is laid out for the printer it goes
// to, or a finished document.
type Sheet struct {
	Name string
	Lay  func(to Target) (paper.Page, error) // nil for a finished document
	PDF  []byte                              // a finished document
}

// Target is where a page is to appear.
type Target struct {
	Width   paper.Width
	Printer string // what the printer is called: its profile or its own word
}

// Report is the end of one sheet. Field names are documented in
// docs/devices/printer.md; scripts depend on them.
type Report struct {
	Printer   string `json:"printer"`           // the address as it was given
	Profile   string `json:"profile,omitempty"` // receipt printers
	Sheet     string `json:"sheet"`
	Outcome   string `json:"outcome"`            // printed, printed-uncut, not-printed, uncertain, sent-unconfirmed
	Handover  string `json:"handover,omitempty"` // taken, retracted, ejected, not-taken
	PaperDots int    `json:"paperDots"`          // paper that moved, of 1/8 mm, in full for uncertain sheets
	Error     string `json:"error,omitempty"`
}

// State is how a printer is. Field names are documented in
// docs/devices/printer.md; scripts depend on them.
type State struct {
	Printer       string   `json:"printer"`
	Profile       string   `json:"profile,omitempty"`
	Known         bool     `json:"known"` // it answered
	Ready         bool     `json:"ready"`
	Offline       bool     `json:"offline"`
	CoverOpen     bool     `json:"coverOpen"`
	PaperOut      bool     `json:"paperOut"`
	PaperNearEnd  bool     `json:"paperNearEnd"`
	CutterJam     bool     `json:"cutterJam"`
	Unrecoverable bool     `json:"unrecoverable"`
	Recoverable   bool     `json:"recoverable"`
	AtOutput      bool     `json:"atOutput"`
	Conditions    []string `json:"conditions,omitempty"` // A4 printers: what is wrong, and what will be soon
	Formats       []string `json:"formats,omitempty"`    // A4 printers: MIME types they take
	Summary       string   `json:"summary"`              // the same in words
	Sensors       bool     `json:"sensors"`              // answers GS r
	Firmware      string   `json:"firmware,omitempty"`
	Maker         string   `json:"maker,omitempty"`
	Model         string   `json:"model,omitempty"`
	Serial        string   `json:"serial,omitempty"`
}

// Open opens the printer at an address: file:PATH, serial:PATH?baud=N&flow=F,
// tcp:HOST:PORT, ipp://HOST/PATH, or the path of a device. It waits at most
// five seconds for the line and sends nothing. The
// error wraps ErrAddress for an address that makes no sense, or the operating
// system's own.
func Open(ctx context.Context, address string, opts Options) (Printer, error) {
	a, err := parseAddress(address)
	if err != nil {
		return nil, err
	}
	switch a.scheme {
	case "file", "serial", "tcp":
		return openReceipt(ctx, a, opts)
	case "ipp", "ipps":
		return openA4(a, opts)
	}
	return nil, fmt.Errorf("%w: %s: no printer is opened by scheme %s", ErrAddress, address, a.scheme)
}
