package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/signs"
)

// Kinds of signs. They stand in the office's database.
const (
	helpSign   = "help"   // by the terminal's name
	helpedSign = "helped" // by the terminal's name: what staff said
	pageSign   = "page"   // by the process whose pages are open
)

// Bounds of calls for help, and of what is told of open pages.
const (
	keepCalls = 30 * time.Minute
	maxCalls  = 200
	// A process whose pages are open says so again after renewPages; another
	// believes it for believePages, which a process that was killed takes to be
	// forgotten.
	renewPages   = 10 * time.Second
	believePages = 25 * time.Second
	// signTimeout is shorter than a terminal waits for its answer.
	signTimeout = 2 * time.Second
)

// Call is a resident at a terminal who asked for help.
type Call struct {
	Number uint64 // grows with each call
	Device kiosk.DeviceID
	Visit  kiosk.VisitID
	Screen string // the flow's name of what the resident sees
	At     time.Time
}

// callBody is what the sign of a call says. Its names stand in the database.
type callBody struct {
	Visit  kiosk.VisitID `json:"visit"`
	Screen string        `json:"screen"`
}

// add keeps a call where all processes see it, and reports whether a page of
// any shows it.
func (d *Desk) add(ctx context.Context, c Call) (heard bool, err error) {
	body, err := json.Marshal(callBody{c.Visit, c.Screen})
	if err != nil {
		return false, fmt.Errorf("desk: call: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, signTimeout)
	defer cancel()
	if err := d.board.Put(ctx, office.Sign{Kind: helpSign, Name: string(c.Device), At: c.At, Body: body}); err != nil {
		return false, fmt.Errorf("desk: call: %w", err)
	}
	return d.heard(), nil
}

// heard tells whether a page is open, here or at another process.
func (d *Desk) heard() bool {
	if d.pageIsOpen() {
		return true
	}
	since := d.now().Add(-believePages)
	pages, _ := d.board.List(pageSign, time.Time{})
	for _, p := range pages {
		if p.Name != d.process && !p.Seen.Before(since) {
			return true
		}
	}
	return false
}

// Calls returns the calls that nobody has answered, the oldest first, and a
// revision that differs whenever they do. It does not block.
func (d *Desk) Calls() ([]Call, uint64) {
	standing, revision := d.board.List(helpSign, d.now().Add(-keepCalls))
	standing = standing[max(0, len(standing)-maxCalls):]
	calls := make([]Call, 0, len(standing))
	for _, s := range standing {
		calls = append(calls, callOf(s))
	}
	return calls, revision
}

func callOf(s signs.Standing) Call {
	var body callBody
	_ = json.Unmarshal(s.Body, &body) // of a newer program: who calls is enough
	return Call{Number: s.Revision, Device: kiosk.DeviceID(s.Name), Visit: body.Visit, Screen: body.Screen, At: s.At}
}

// Changed returns a channel that is closed at the next change of the calls.
func (d *Desk) Changed() <-chan struct{} { return d.board.Changed() }
