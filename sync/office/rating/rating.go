// Package rating knows what grades residents gave, to whom, and what staff did
// about the low ones. It is a projection of the ledger: shown its events again,
// it comes to the same state.
//
// It refuses to hold the words of a resident, which are read from the ledger
// when a member of staff asks for them, to count two grades of one visit, and
// to say shares where too few have graded.
package rating

import (
	"cmp"
	"errors"
	"slices"
	"sync"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Keep is for how long a grade stays after it arrived. New Ratings need the
// ledger's entries of this time.
const Keep = 92 * 24 * time.Hour

// Stream is the stream that grades stand in.
const Stream = linlipb.Stream_STREAM_LIVE

// Bounds of what is done about a low grade.
const (
	workingDays = 15      // 15个工作日内整改
	maxWords    = 2 << 10 // bytes, of staff
	maxName     = 64      // bytes
)

// FollowUp is how far staff have come with a low grade. The values stand in
// records of the office.
type FollowUp string

// States of a low grade, in order.
const (
	Open    FollowUp = "open"    // nobody has done anything
	Called  FollowUp = "called"  // somebody spoke to the resident
	Settled FollowUp = "settled" // it is put right
)

// Next lists the states that staff may move a low grade to from f.
func (f FollowUp) Next() []FollowUp {
	switch f {
	case Open:
		return []FollowUp{Called, Settled}
	case Called:
		return []FollowUp{Settled}
	}
	return nil
}

// Why a grade is not shown or not moved.
var (
	ErrNone    = errors.New("rating: no such low grade")
	ErrNoMove  = errors.New("rating: it cannot be moved there from where it is")
	ErrNoWords = errors.New("rating: who did what is missing, or too long")
)

// Rating is one grade as the office knows it.
type Rating struct {
	Visit    kiosk.VisitID
	About    string // see kiosk.Rating
	Item     kiosk.ItemID
	Counter  kiosk.CounterID // where it was named or can be known from About
	Grade    kiosk.Grade
	Reasons  []string
	HasWords bool
	Day      kiosk.BusinessDay
	Device   kiosk.DeviceID
	Position uint64 // of its record in the ledger
	At       time.Time

	State FollowUp // of a low grade; empty for others
	Due   time.Time
	Done  string // what staff wrote
	By    string
	Moved time.Time
}

// Ratings is safe for concurrent use.
type Ratings struct {
	ledger  office.Ledger
	opener  Opener
	now     func() time.Time
	working func(time.Time) bool
	cases   func(about string) kiosk.ItemID // see NameCases; nil knows none

	chain *office.Chain // what the office itself did in Stream

	mu      sync.Mutex // protects all below
	all     map[kiosk.VisitID]*known
	tickets map[string]ticket // what was taken and called, by its id
	numbers map[string]string // id of a ticket, by day and number
	forgot  kiosk.BusinessDay
}

type known struct {
	Rating
	given bool
	moved uint64 // seq of the last move that counts
}

// ticket is what a grade that names one is known by.
type ticket struct {
	item    kiosk.ItemID
	counter kiosk.CounterID
	at      time.Time
}

// Opener opens what terminals sealed; see wire.Opener.
type Opener interface {
	Open(h *linlipb.Header, sealed []byte) ([]byte, error)
}

// New returns Ratings that know of none yet. Working tells whether a day is a
// working day; nil counts Monday to Friday.
func New(ledger office.Ledger, opener Opener, now func() time.Time, working func(time.Time) bool) *Ratings {
	if working == nil {
		working = func(t time.Time) bool { return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday }
	}
	return &Ratings{
		ledger: ledger, opener: opener, now: now, working: working,
		chain: office.NewChain(office.Own{Ledger: ledger, Stream: Stream}, now),
		all:   map[kiosk.VisitID]*known{}, tickets: map[string]ticket{}, numbers: map[string]string{},
	}
}

// NameCases lets item tell what was handed in under a code that a grade names;
// it is empty for what is no code of a case. Call it before Apply.
func (r *Ratings) NameCases(item func(code string) kiosk.ItemID) { r.cases = item }

// Apply takes one event of the ledger. An event that is already known changes
// nothing, and the order of events does not matter.
func (r *Ratings) Apply(e office.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.chain.Heard(e)
	switch w := e.Payload.GetWhat().(type) {
	case *linlipb.Payload_TicketTaken:
		t := r.tickets[w.TicketTaken.GetId()]
		t.item, t.at = kiosk.ItemID(w.TicketTaken.GetItem()), e.ReceivedAt
		r.tickets[w.TicketTaken.GetId()] = t
		r.numbers[w.TicketTaken.GetBusinessDay()+" "+w.TicketTaken.GetNumber()] = w.TicketTaken.GetId()
	case *linlipb.Payload_Called:
		t := r.tickets[w.Called.GetTicket()]
		t.counter, t.at = kiosk.CounterID(w.Called.GetCounter()), e.ReceivedAt
		r.tickets[w.Called.GetTicket()] = t
	case *linlipb.Payload_Rated:
		r.given(e, w.Rated)
	case *linlipb.Payload_RatingFollowed:
		if e.Device == wire.OfficeDevice {
			r.followed(e, w.RatingFollowed)
		}
	}
}

func (r *Ratings) spokenOf(visit kiosk.VisitID) *known {
	k := r.all[visit]
	if k == nil {
		k = &known{Rating: Rating{Visit: visit}}
		r.all[visit] = k
	}
	return k
}

// given notes a grade. A visit gives one: the first in the ledger counts.
func (r *Ratings) given(e office.Event, w *linlipb.Rated) {
	k := r.spokenOf(kiosk.VisitID(e.Payload.GetVisit()))
	if k.given && k.Position <= e.Position {
		return
	}
	k.given = true
	k.About, k.Item, k.Counter = w.GetAbout(), kiosk.ItemID(w.GetItem()), kiosk.CounterID(w.GetCounter())
	k.Grade, k.Reasons, k.HasWords = kiosk.Grade(w.GetGrade()), w.GetReasons(), w.GetWords() != ""
	k.Day, k.Device, k.Position, k.At = kiosk.BusinessDay(w.GetBusinessDay()), kiosk.DeviceID(e.Device), e.Position, e.ReceivedAt
	if k.Grade.Low() {
		k.State = cmp.Or(k.State, Open)
	}
}

// followed notes what staff did; the last of the office's own chain counts.
func (r *Ratings) followed(e office.Event, w *linlipb.RatingFollowed) {
	k := r.spokenOf(kiosk.VisitID(w.GetVisit()))
	if e.Seq <= k.moved {
		return
	}
	k.moved, k.State, k.Done, k.By, k.Moved = e.Seq, FollowUp(w.GetState()), w.GetWords(), w.GetBy(), e.ReceivedAt
}

// due is the end of the last working day that staff have.
func (r *Ratings) due(from time.Time) time.Time {
	day := from
	for left := workingDays; left > 0; {
		if day = day.AddDate(0, 0, 1); r.working(day) {
			left--
		}
	}
	return day
}

// List returns the grades given since, the one that came last first.
func (r *Ratings) List(since time.Time) []Rating {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forget()
	var all []Rating
	for _, k := range r.all {
		if k.given && !k.At.Before(since) {
			all = append(all, r.complete(k.Rating))
		}
	}
	slices.SortFunc(all, func(a, b Rating) int { return cmp.Compare(b.Position, a.Position) })
	return all
}

// complete says what follows from the ticket or the case that a grade names. A
// grade of a case names no counter, so it counts for its item and post only.
func (r *Ratings) complete(k Rating) Rating {
	id := k.About
	if byNumber, ok := r.numbers[string(k.Day)+" "+k.About]; ok {
		id = byNumber
	}
	t := r.tickets[id]
	k.Counter, k.Item = cmp.Or(k.Counter, t.counter), cmp.Or(k.Item, t.item)
	if k.Item == "" && r.cases != nil {
		k.Item = r.cases(k.About)
	}
	if k.Grade.Low() { // anew: holidays are announced, and days are swapped
		k.Due = r.due(k.At)
	}
	return k
}

// forget lets go of what is older than Keep, and of tickets that no grade of
// that time can name, once a day. The caller holds mu.
func (r *Ratings) forget() {
	now := r.now()
	today := kiosk.BusinessDayOf(now, now.Location())
	if r.forgot == today {
		return
	}
	r.forgot = today
	old := now.Add(-Keep)
	for visit, k := range r.all {
		if k.given && k.At.Before(old) {
			delete(r.all, visit)
		}
	}
	for id, t := range r.tickets {
		if t.at.Before(old) {
			delete(r.tickets, id)
		}
	}
	for number, id := range r.numbers {
		if _, ok := r.tickets[id]; !ok {
			delete(r.numbers, number)
		}
	}
}
