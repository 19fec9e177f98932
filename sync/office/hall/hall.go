// Package hall knows who waits: the tickets that arrived, the numbers that
// were called, and how many stand before each counter on the business day of
// the office. It is a projection: shown the ledger's events again, it comes to
// the same state.
//
// It refuses to keep anything but the ledger's own events, to hold an unmasked
// name or number, and to call a number twice.
package hall

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire/linlipb"
)

// Keep is how long a ticket stays in the hall after it arrived. A new hall
// needs the ledger's entries of this time and no older ones.
const Keep = 72 * time.Hour

// Ticket is a kiosk.Ticket as the office knows it.
type Ticket struct {
	ID         string
	Visit      kiosk.VisitID
	Number     string
	Prefix     string
	Item       kiosk.ItemID
	Day        kiosk.BusinessDay
	Device     kiosk.DeviceID
	Seq        uint64 // of its record
	Position   uint64 // of its record in the ledger: the order of waiting
	ReceivedAt time.Time
	TakenAt    time.Time          // by the office's time
	About      bool               // TakenAt is an estimate
	Print      kiosk.PrintState   // PrintPending until the terminal has told
	Document   kiosk.DocumentKind // NoDocument without a card
	Who        string             // masked name; empty without a card
	Called     *Call              // nil while it waits
}

// Call (叫号) is one number called to one counter.
type Call struct {
	Counter kiosk.CounterID
	At      time.Time
	Seq     uint64 // of the office's own record; grows with each call
}

// Hall is safe for concurrent use.
type Hall struct {
	counters []kiosk.Counter
	zone     *time.Location
	now      func() time.Time
	chain    *office.Chain // what the office itself did in the hall

	pulling atomic.Int64 // terminals in Wait

	telling sync.Mutex // protects news; taken before mu
	news    news       // as last told to terminals

	mu       sync.Mutex        // protects all below
	tickets  []*known          // that were taken, in order of Position
	byID     map[string]*known // these, and what is only spoken of yet
	forgot   time.Time         // when it last forgot
	revision uint64
	changed  chan struct{} // closed and replaced at each change
	state    State         // as last counted
}

// New returns an empty hall. Its revision is never 0, and follows the ledger's
// positions, so that it is the same after a restart of the office.
func New(counters []kiosk.Counter, zone *time.Location, ledger office.Ledger, now func() time.Time) *Hall {
	return &Hall{
		counters: counters, zone: zone, now: now,
		chain: office.NewChain(office.Own{Ledger: ledger, Stream: linlipb.Stream_STREAM_LIVE}, now),
		byID:  map[string]*known{}, revision: 1, changed: make(chan struct{}),
	}
}

// Apply takes one event of the ledger. An event that is already known changes
// nothing. What events come to does not depend on the order in which they are
// shown: a ticket from quarantine or from a stick may come after what speaks
// of it.
func (h *Hall) Apply(e office.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.chain.Heard(e)
	changed := false
	switch w := e.Payload.GetWhat().(type) {
	case *linlipb.Payload_TicketTaken:
		changed = h.taken(e, w.TicketTaken)
	case *linlipb.Payload_PrintEnded:
		changed = h.spokenOf(e, w.PrintEnded.GetTicket()).printed(e, w.PrintEnded)
	case *linlipb.Payload_Called:
		changed = h.spokenOf(e, w.Called.GetTicket()).called(e, w.Called)
	}
	// Halls of several processes that were shown the same say the same
	// revision, so a terminal may ask another one each time.
	next := e.Position + 1
	if changed && next <= h.revision {
		next = h.revision + 1
	}
	h.revision = max(h.revision, next)
	if !changed {
		return
	}
	h.forget()
	close(h.changed)
	h.changed = make(chan struct{})
}

// forget lets go of what arrived longer ago than Keep, every minute.
func (h *Hall) forget() {
	now := h.now()
	if now.Sub(h.forgot) < time.Minute {
		return
	}
	h.forgot = now
	old := now.Add(-Keep)
	for id, k := range h.byID {
		if k.ReceivedAt.Before(old) {
			delete(h.byID, id)
		}
	}
	h.tickets = slices.DeleteFunc(h.tickets, func(k *known) bool { return k.ReceivedAt.Before(old) })
}
