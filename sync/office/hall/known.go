package hall

import (
	"cmp"
	"slices"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire/linlipb"
)

// known is a ticket and where in the ledger what is known of it stands. Until
// the ticket itself is shown it holds only what others said of it.
type known struct {
	Ticket

	taken   bool
	printAt uint64 // position of the outcome that Print tells
}

// spokenOf returns what is known of a ticket.
func (h *Hall) spokenOf(e office.Event, id string) *known {
	k := h.byID[id]
	if k == nil {
		k = &known{Ticket: Ticket{ID: id, ReceivedAt: e.ReceivedAt, Print: kiosk.PrintPending}}
		h.byID[id] = k
	}
	return k
}

// taken notes a ticket. The same one may stand in the ledger again, under
// another epoch of its terminal: the first counts.
func (h *Hall) taken(e office.Event, t *linlipb.TicketTaken) bool {
	k := h.spokenOf(e, t.GetId())
	if k.taken && k.Position <= e.Position {
		return false
	}
	r := t.GetResident()
	who := kiosk.Resident{Name: kiosk.Private(r.GetName())}
	document := kiosk.NoDocument
	if r != nil {
		document = kiosk.DocumentKind(r.GetDocumentKind())
	}
	first := !k.taken
	k.taken = true
	taken, about := e.WhenID(t.GetId())
	k.Ticket = Ticket{
		ID: t.GetId(), Visit: kiosk.VisitID(e.Payload.GetVisit()),
		Number: t.GetNumber(), Prefix: t.GetPrefix(),
		Item: kiosk.ItemID(t.GetItem()), Day: kiosk.BusinessDay(t.GetBusinessDay()),
		Device: kiosk.DeviceID(e.Device), Seq: e.Seq, Position: e.Position, ReceivedAt: e.ReceivedAt, TakenAt: taken, About: about,
		Print: k.Print, Document: document, Who: who.MaskedName(), Called: k.Called,
	}
	byPosition := func(a, b *known) int { return cmp.Compare(a.Position, b.Position) }
	if !first {
		slices.SortFunc(h.tickets, byPosition)
		return true
	}
	at, _ := slices.BinarySearchFunc(h.tickets, k, byPosition)
	h.tickets = slices.Insert(h.tickets, at, k)
	return true
}

// printed notes what became of the paper; the last in the ledger counts.
func (k *known) printed(e office.Event, p *linlipb.PrintEnded) bool {
	if e.Position < k.printAt {
		return false
	}
	before := k.Print
	k.Print, k.printAt = kiosk.PrintState(p.GetOutcome()), e.Position
	return k.taken && k.Print != before
}

// called notes a call; the first in the ledger counts.
func (k *known) called(e office.Event, c *linlipb.Called) bool {
	if k.Called != nil && k.Called.Seq <= e.Seq {
		return false
	}
	k.Called = &Call{Counter: kiosk.CounterID(c.GetCounter()), At: e.ReceivedAt, Seq: e.Seq}
	return k.taken
}
