// Package fleet is the desk that knows how the terminals are: each tells with
// its Pull what is wrong with it at that time. What it tells stands as a sign
// that all processes of the office see.
//
// It refuses to keep a history, which stands in the terminals' logs, to write
// for a terminal that tells the same again, and to show a time that cannot be.
package fleet

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/signs"
	"linli/sync/wire"
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

// How terminals are put on the board.
const (
	unwellSign = "unwell" // the kind, by the terminal's name; stands in the database
	putEvery   = time.Second
	putAtOnce  = 2000 // in a commit: after an outage thousands tell at once
	putTimeout = 10 * time.Second
	renewEvery = time.Hour // a terminal that tells the same is written again after this time
)

// Condition is one thing that is wrong with a terminal.
type Condition struct {
	Code   string // of the table in kiosk/health; newer terminals may have others
	Detail string // for the technician
	// Since is the terminal's own time, or, where that cannot be, when the office
	// first heard of it.
	Since time.Time
}

// Terminal is a terminal with which something is wrong.
type Terminal struct {
	Device     kiosk.DeviceID
	Heard      time.Time // when it told so last, to renewEvery
	Conditions []Condition
}

// told is one condition in the sign of a terminal. Its names stand in the
// database.
type told struct {
	Code    string `json:"code"`
	Detail  string `json:"detail,omitempty"`
	SinceMs int64  `json:"since"` // by the terminal's clock
	HeardMs int64  `json:"heard"` // first, by the office's
}

func (t told) condition() Condition {
	since, heard := time.UnixMilli(t.SinceMs), time.UnixMilli(t.HeardMs)
	if !wire.Plausible(since) || since.After(heard) {
		since = heard
	}
	return Condition{t.Code, t.Detail, since}
}

// Desk remembers what terminals told. It is safe for concurrent use, and no
// method but Run blocks.
type Desk struct {
	board *signs.Board
	log   *slog.Logger
	now   func() time.Time

	mu      sync.Mutex // protects pending
	pending map[string]office.Sign
}

// New returns a desk whose terminals stand on board, which somebody runs.
func New(board *signs.Board, log *slog.Logger, now func() time.Time) *Desk {
	return &Desk{board: board, log: log, now: now, pending: map[string]office.Sign{}}
}

// Run puts on the board what terminals told, many at once, until ctx ends.
func (d *Desk) Run(ctx context.Context) {
	turn := time.NewTicker(putEvery)
	defer turn.Stop()
	faulty := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		}
		err := d.Put(ctx)
		if err != nil && ctx.Err() == nil && !faulty {
			d.log.Error(kiosk.EventOfficeTrouble, "err", err)
		}
		faulty = err != nil
	}
}

// Put puts on the board what terminals told since the last time. It blocks for
// a commit, and keeps for the next time what the database does not take.
func (d *Desk) Put(ctx context.Context) error {
	d.mu.Lock()
	var all []office.Sign
	for name, s := range d.pending {
		if len(all) == putAtOnce {
			break
		}
		all = append(all, s)
		delete(d.pending, name)
	}
	d.mu.Unlock()
	if len(all) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, putTimeout)
	defer cancel()
	err := d.board.Put(ctx, all...)
	if err == nil {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range all {
		if _, newer := d.pending[s.Name]; !newer {
			d.pending[s.Name] = s
		}
	}
	return fmt.Errorf("fleet: %w", err)
}

// Unwell returns the terminals with which something is wrong, in the order of
// their names, and a revision that differs whenever their conditions do. It
// knows what any process of the office heard more than a second or two ago.
func (d *Desk) Unwell() ([]Terminal, uint64) {
	standing, revision := d.board.List(unwellSign, d.now().Add(-remembered))
	all := make([]Terminal, 0, len(standing))
	for _, s := range standing {
		t := Terminal{Device: kiosk.DeviceID(s.Name), Heard: s.At}
		for _, one := range read(s.Body) {
			t.Conditions = append(t.Conditions, one.condition())
		}
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Terminal) int { return cmp.Compare(a.Device, b.Device) })
	return all, revision
}

// hear notes what a terminal tells, unless it told so before.
func (d *Desk) hear(req *linlipb.PullRequest) {
	now := d.now()
	d.mu.Lock()
	defer d.mu.Unlock()
	before, waits := d.pending[req.GetDevice()]
	if !waits {
		stood, _ := d.board.Find(unwellSign, req.GetDevice())
		before = stood.Sign
	}
	old := read(before.Body)
	all := conditions(req, old, now)
	if slices.Equal(all, old) && (len(all) == 0 || now.Sub(before.At) < renewEvery) {
		return
	}
	s := office.Sign{Kind: unwellSign, Name: req.GetDevice(), At: now}
	if len(all) > 0 {
		body, err := json.Marshal(all)
		if err != nil {
			return // strings and numbers always can be
		}
		s.Body = body
	}
	d.pending[s.Name] = s
}

// read reads a sign; nothing of one that a newer program wrote otherwise.
func read(body []byte) []told {
	var all []told
	if json.Unmarshal(body, &all) != nil {
		return nil
	}
	return all
}

// conditions reads what is well-formed of what a terminal tells. What it told
// before was first heard then.
func conditions(req *linlipb.PullRequest, old []told, now time.Time) []told {
	var all []told
	for _, c := range req.GetConditions()[:min(len(req.GetConditions()), maxConditions)] {
		if !isCode(c.GetCode()) {
			continue
		}
		detail := []rune(c.GetDetail())
		t := told{Code: c.GetCode(), Detail: string(detail[:min(len(detail), maxDetail)]), SinceMs: c.GetSinceMs(), HeardMs: now.UnixMilli()}
		for _, o := range old {
			if o.Code == t.Code && o.SinceMs == t.SinceMs {
				t.HeardMs = o.HeardMs
			}
		}
		all = append(all, t)
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
