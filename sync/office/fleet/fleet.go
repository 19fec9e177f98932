// Package fleet is the desk that knows how the terminals are: each tells with
// its Pull what is wrong with it at that time.
//
// It refuses to keep a history, which stands in the terminals' logs, and to keep
// anything over a restart: within a minute every terminal has told again. Where
// several processes make up an office, each knows the terminals that pull from
// it.
package fleet

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// Bounds of what one terminal may tell, and of how long a terminal that fell
// silent is remembered.
const (
	maxConditions = 32
	maxCode       = 40
	maxDetail     = 200 // characters
	remembered    = 24 * time.Hour
)

// Condition is one thing that is wrong with a terminal.
type Condition struct {
	Code   string // of the table in kiosk/health; newer terminals may have others
	Detail string // for the technician
	Since  time.Time
}

// Terminal is a terminal with which something is wrong.
type Terminal struct {
	Device     kiosk.DeviceID
	Heard      time.Time // when it told so last
	Conditions []Condition
}

// Desk remembers what terminals told. It is safe for concurrent use, and no
// method blocks.
type Desk struct {
	now func() time.Time

	mu       sync.Mutex // protects the fields below
	unwell   map[kiosk.DeviceID]Terminal
	revision uint64 // grows with each change of conditions
}

// New returns a desk that has heard of nothing.
func New(now func() time.Time) *Desk {
	return &Desk{now: now, unwell: map[kiosk.DeviceID]Terminal{}}
}

// Unwell returns the terminals with which something is wrong, in the order of
// their names, and a revision that differs whenever their conditions do.
func (d *Desk) Unwell() ([]Terminal, uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget()
	all := make([]Terminal, 0, len(d.unwell))
	for _, t := range d.unwell {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Terminal) int { return cmp.Compare(a.Device, b.Device) })
	return all, d.revision
}

// hear notes what a terminal tells.
func (d *Desk) hear(req *linlipb.PullRequest) {
	t := Terminal{Device: kiosk.DeviceID(req.GetDevice()), Heard: d.now(), Conditions: conditions(req)}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(t.Conditions, d.unwell[t.Device].Conditions) {
		d.revision++
	}
	if t.Conditions == nil {
		delete(d.unwell, t.Device)
		return
	}
	d.unwell[t.Device] = t
}

// forget lets go of terminals that fell silent long ago. The caller holds mu.
func (d *Desk) forget() {
	for device, t := range d.unwell {
		if d.now().Sub(t.Heard) > remembered {
			delete(d.unwell, device)
			d.revision++
		}
	}
}

// conditions reads what is well-formed of what a terminal tells.
func conditions(req *linlipb.PullRequest) []Condition {
	var all []Condition
	for _, c := range req.GetConditions()[:min(len(req.GetConditions()), maxConditions)] {
		if isCode(c.GetCode()) {
			detail := []rune(c.GetDetail())
			all = append(all, Condition{Code: c.GetCode(), Detail: string(detail[:min(len(detail), maxDetail)]), Since: time.UnixMilli(c.GetSinceMs())})
		}
	}
	return all
}

// isCode tells whether a text looks like a code: small letters and hyphens.
func isCode(s string) bool {
	return s != "" && len(s) <= maxCode && !strings.ContainsFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && r != '-' })
}

// Listen returns a handler that hears each Pull and then lets next answer.
func (d *Desk) Listen(next linlipbconnect.SyncHandler) linlipbconnect.SyncHandler {
	return listener{next, d}
}

type listener struct {
	linlipbconnect.SyncHandler
	desk *Desk
}

// Pull implements linlipbconnect.SyncHandler.
func (l listener) Pull(ctx context.Context, req *connect.Request[linlipb.PullRequest]) (*connect.Response[linlipb.PullResponse], error) {
	l.desk.hear(req.Msg)
	return l.SyncHandler.Pull(ctx, req)
}
