// Package casework knows the cases that residents opened at terminals, how far
// each is, and moves them on. It is a projection of the ledger: shown its
// events again, it comes to the same state.
//
// It refuses to hold what a resident answered: that is read from the ledger
// when a member of staff asks for it. It refuses to move a case twice and to
// move one past its end.
package casework

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

// Keep is for how long a case stays after it arrived. A new Casework needs the
// ledger's entries of this time.
const Keep = 2 * 366 * 24 * time.Hour

// Stream is the stream that cases and their moves stand in; nothing of the
// others is for a Casework.
const Stream = linlipb.Stream_STREAM_BULK

// Why a case is not shown or not moved.
var (
	ErrNoCase    = errors.New("casework: no such case")
	ErrAmbiguous = errors.New("casework: two cases have this code")
	ErrNoMove    = errors.New("casework: the case cannot be moved there from where it is")
	ErrNoWords   = errors.New("casework: the resident must be told why in words")
)

// Case is a kiosk.Case as the office knows it.
type Case struct {
	kiosk.Case
	Device     kiosk.DeviceID
	Position   uint64 // of its record in the ledger
	ReceivedAt time.Time
	About      bool // OpenedAt is an estimate of the office
	Lang       kiosk.Lang
	Document   kiosk.DocumentKind // NoDocument without a card
	Who        string             // masked name; empty without a card
	Answers    int
	Spared     int                // of the answers: not asked, because they were known
	Where      kiosk.Jurisdiction // whose the matter is; zero where no place here was told
	State      kiosk.CaseState
	Saved      bool      // put aside, not handed in: no case yet
	Agent      string    // masked name of who acted for the resident; empty where nobody did
	Words      string    // of the last move, for the resident
	MovedAt    time.Time // zero before the first move

	Serial string // of the paper it was decided with; empty for none

	holder  holder // zero without a card
	paperAt uint64 // position of the record that holds the paper; 0 until it is shown
}

// Casework is safe for concurrent use.
type Casework struct {
	ledger office.Ledger
	opener Opener
	now    func() time.Time
	key    holderKey

	chain *office.Chain // what the office itself did with cases

	mu    sync.Mutex // protects all below
	cases map[kiosk.CaseID]*known
	codes map[string][]kiosk.CaseID
}

// known is a case and its moves so far. Until the case itself is shown it holds
// only what was said of it.
type known struct {
	Case
	opened  bool
	resumed bool   // what was put aside here was taken up, and handed in or put aside anew
	moved   uint64 // seq of the last move that counts
}

// Opener opens what terminals sealed; see wire.Opener.
type Opener interface {
	Open(h *linlipb.Header, sealed []byte) ([]byte, error)
}

// New returns a Casework that knows of no case yet.
func New(ledger office.Ledger, opener Opener, now func() time.Time) *Casework {
	return &Casework{
		ledger: ledger, opener: opener, now: now, key: newHolderKey(),
		chain: office.NewChain(office.Own{Ledger: ledger, Stream: Stream}, now),
		cases: map[kiosk.CaseID]*known{}, codes: map[string][]kiosk.CaseID{},
	}
}

// Apply takes one event of the ledger. An event that is already known changes
// nothing, and the order of events does not matter.
func (c *Casework) Apply(e office.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.chain.Heard(e)
	switch w := e.Payload.GetWhat().(type) {
	case *linlipb.Payload_CaseOpened:
		c.opened(e, w.CaseOpened)
	case *linlipb.Payload_CaseMoved:
		if e.Device == wire.OfficeDevice {
			c.moved(e, w.CaseMoved)
		}
	}
}

func (c *Casework) spokenOf(id kiosk.CaseID) *known {
	k := c.cases[id]
	if k == nil {
		k = &known{Case: Case{Case: kiosk.Case{ID: id, Code: kiosk.CaseCode(id)}, State: kiosk.CaseSubmitted}}
		c.cases[id] = k
	}
	return k
}

// opened notes a case. The same one may stand in the ledger again, under
// another epoch of its terminal: the first counts.
func (c *Casework) opened(e office.Event, o *linlipb.CaseOpened) {
	k := c.spokenOf(kiosk.CaseID(o.GetId()))
	if k.opened && k.Position <= e.Position {
		return
	}
	if !k.opened {
		c.codes[k.Code] = append(c.codes[k.Code], k.ID)
	}
	k.opened = true
	who := kiosk.Resident{Name: kiosk.Private(o.GetResident().GetName())}
	k.Visit, k.Item, k.Day = kiosk.VisitID(e.Payload.GetVisit()), kiosk.ItemID(o.GetItem()), kiosk.BusinessDay(o.GetBusinessDay())
	k.OpenedAt, k.About = e.WhenID(o.GetId())
	k.Device, k.Position, k.ReceivedAt = kiosk.DeviceID(e.Device), e.Position, e.ReceivedAt
	k.Lang, k.Document, k.Who = kiosk.Lang(o.GetLanguage()), kiosk.NoDocument, who.MaskedName()
	if kind := o.GetResident().GetDocumentKind(); kind != "" {
		k.Document = kiosk.DocumentKind(kind)
	}
	k.holder, _ = c.key.of(o.GetResident().GetDocumentKind(), o.GetResident().GetNumber())
	c.saved(k, o)
	k.Answers, k.Spared = len(o.GetAnswers()), int(o.GetSpared())
	k.Where = kiosk.Jurisdiction{Committee: kiosk.CommitteeID(o.GetCommittee()), Grid: kiosk.GridID(o.GetGrid())}
}

// moved notes a move; the last one of the office's own chain counts.
func (c *Casework) moved(e office.Event, m *linlipb.CaseMoved) {
	k := c.spokenOf(kiosk.CaseID(m.GetCase()))
	if e.Seq == k.moved {
		k.paper(e, m) // now with its place in the ledger
	}
	if e.Seq <= k.moved {
		return
	}
	k.paper(e, m)
	k.moved, k.State, k.Words, k.MovedAt = e.Seq, kiosk.CaseState(m.GetState()), m.GetWords(), e.ReceivedAt
}

// List returns all cases, the one that came last first.
func (c *Casework) List() []Case {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.now().Add(-Keep)
	var all []Case
	for _, k := range c.cases {
		if k.handedIn() && !k.ReceivedAt.Before(old) {
			all = append(all, k.Case)
		}
	}
	slices.SortFunc(all, func(a, b Case) int { return cmp.Compare(b.Position, a.Position) })
	return all
}

// Case returns one case, or ErrNoCase.
func (c *Casework) Case(id kiosk.CaseID) (Case, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k := c.cases[id]; k != nil && k.handedIn() {
		return k.Case, nil
	}
	return Case{}, ErrNoCase
}

// ByCode returns the case with a code as people write it. It returns ErrNoCase
// also for a code that was mistyped, and ErrAmbiguous when chance gave a code
// twice: one in 34 thousand million.
func (c *Casework) ByCode(text string) (Case, error) {
	code, ok := kiosk.ParseCaseCode(text)
	if !ok {
		return Case{}, ErrNoCase
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	ids := slices.DeleteFunc(slices.Clone(c.codes[code]), func(id kiosk.CaseID) bool {
		k := c.cases[id]
		return k.Saved && !k.waits(c.now())
	})
	switch len(ids) {
	case 0:
		return Case{}, ErrNoCase
	case 1:
		return c.cases[ids[0]].Case, nil
	}
	return Case{}, ErrAmbiguous
}
