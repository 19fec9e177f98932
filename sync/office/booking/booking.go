// Package booking knows how many applications stand for each entry of a listing,
// a course or an appointment, and in which order they came. It is a projection
// of the ledger: shown its events again, it comes to the same state.
//
// It refuses to know who applied, and to give or refuse anybody a place: that is
// for staff, who see the order.
package booking

import (
	"slices"
	"sync"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/casework"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Stream is the stream that it reads; nothing of the others is for a Book.
const Stream = casework.Stream

// Keep is for how long an application counts after it arrived.
const Keep = casework.Keep

// Listing tells which listing the answer to a field of an item names an entry
// of; empty for another field.
type Listing func(item kiosk.ItemID, field string) string

// Booked is one entry that a case asks for.
type Booked struct {
	Listing, Entry string
	Rank           int // 1 came first, of those that stand; 0 while it is with the resident
}

// Book is safe for concurrent use.
type Book struct {
	listing Listing
	now     func() time.Time

	mu    sync.Mutex // protects cases
	cases map[kiosk.CaseID]*applied
}

// applied is what is known of one case. Until the case itself is shown it holds
// only what was said of it.
type applied struct {
	places   [][2]string // listing and entry; none for other cases
	position uint64      // in the ledger: the order in which they came; 0 until it is shown
	at       time.Time
	returned bool   // it waits for the resident, and holds no place
	moved    uint64 // seq of the last move that counts
}

// New returns a Book that knows of no application yet.
func New(listing Listing, now func() time.Time) *Book {
	return &Book{listing: listing, now: now, cases: map[kiosk.CaseID]*applied{}}
}

// Apply takes one event of the ledger. An event that is already known changes
// nothing, and the order of events does not matter.
func (b *Book) Apply(e office.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch w := e.Payload.GetWhat().(type) {
	case *linlipb.Payload_CaseOpened:
		b.opened(e, w.CaseOpened)
	case *linlipb.Payload_CaseMoved:
		if e.Device != wire.OfficeDevice {
			return
		}
		if a := b.spokenOf(kiosk.CaseID(w.CaseMoved.GetCase()), e); e.Seq > a.moved {
			a.moved, a.returned = e.Seq, kiosk.CaseState(w.CaseMoved.GetState()) == kiosk.CaseReturned
		}
	}
}

func (b *Book) spokenOf(id kiosk.CaseID, e office.Event) *applied {
	a := b.cases[id]
	if a == nil {
		a = &applied{at: e.ReceivedAt}
		b.cases[id] = a
	}
	return a
}

// opened notes an application. The same one may stand in the ledger again,
// under another epoch of its terminal: the first counts. What was put aside
// holds no place.
func (b *Book) opened(e office.Event, o *linlipb.CaseOpened) {
	var places [][2]string
	for _, answer := range o.GetAnswers() {
		if listing := b.listing(kiosk.ItemID(o.GetItem()), answer.GetField()); listing != "" {
			places = append(places, [2]string{listing, answer.GetValue()})
		}
	}
	if len(places) == 0 || o.GetSaved() {
		return
	}
	a := b.spokenOf(kiosk.CaseID(o.GetId()), e)
	if a.position == 0 || e.Position < a.position {
		a.places, a.position, a.at = places, e.Position, e.ReceivedAt
	}
}

// stands tells whether a counts for an entry.
func (b *Book) stands(a *applied, listing, entry string) bool {
	return !a.returned && !a.at.Before(b.now().Add(-Keep)) && slices.Contains(a.places, [2]string{listing, entry})
}

// Taken tells how many applications stand for each entry of a listing that
// there is one for.
func (b *Book) Taken(listing string) map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken := map[string]int{}
	for _, a := range b.cases {
		for _, p := range a.places {
			if p[0] == listing && b.stands(a, listing, p[1]) {
				taken[p[1]]++
			}
		}
	}
	return taken
}

// Of tells what a case asks for and where it stands; none for a case that asks
// for no entry.
func (b *Book) Of(id kiosk.CaseID) []Booked {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.cases[id]
	if a == nil {
		return nil
	}
	var all []Booked
	for _, p := range a.places {
		one := Booked{Listing: p[0], Entry: p[1]}
		if b.stands(a, p[0], p[1]) {
			one.Rank = 1
			for _, other := range b.cases {
				if other.position < a.position && b.stands(other, p[0], p[1]) {
					one.Rank++
				}
			}
		}
		all = append(all, one)
	}
	return all
}
