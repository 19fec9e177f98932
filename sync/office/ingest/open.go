package ingest

import (
	"errors"
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Why a record that opened is set aside all the same.
var (
	errUnreadable = errors.New("opened, but its content is no known message")
	errIncomplete = errors.New("opened, but a part that staff need is missing")
)

// Opener opens what terminals sealed; see wire.Opener.
type Opener interface {
	Open(h *linlipb.Header, sealed []byte) ([]byte, error)
}

// open turns an entry into an event, or says why it cannot. The office's own
// entries are not sealed: nobody but the office writes or reads them.
func open(o Opener, e office.Entry) (office.Event, error) {
	text := e.Sealed
	if e.Header.GetDevice() != wire.OfficeDevice {
		var err error
		if text, err = o.Open(e.Header, e.Sealed); err != nil {
			return office.Event{}, err
		}
	}
	p := new(linlipb.Payload)
	if err := proto.Unmarshal(text, p); err != nil {
		// The cause may quote what was inside: it stays out of reasons.
		return office.Event{}, errUnreadable
	}
	if err := checkContent(e.Header.GetDevice(), p); err != nil {
		return office.Event{}, err
	}
	return office.Event{
		Position: e.Position, ReceivedAt: e.ReceivedAt, Made: e.Made,
		Device: e.Header.GetDevice(), Seq: e.Header.GetSeq(), Payload: p,
	}, nil
}

func checkContent(device string, p *linlipb.Payload) error {
	complete, known := saidAtTerminal(p)
	if !known {
		complete, known = saidByStaff(p)
		complete = complete && device == wire.OfficeDevice // a terminal decides nothing
	}
	switch {
	case !known:
		return errUnreadable
	case !complete:
		return fmt.Errorf("%w: %T", errIncomplete, p.GetWhat())
	}
	return nil
}

// saidAtTerminal tells whether p is of a terminal, and has all that staff need.
func saidAtTerminal(p *linlipb.Payload) (complete, known bool) {
	switch w := p.GetWhat().(type) {
	case *linlipb.Payload_TicketTaken:
		t := w.TicketTaken
		return filled(t.GetId(), t.GetNumber(), t.GetPrefix(), t.GetBusinessDay()), true
	case *linlipb.Payload_PrintEnded:
		return filled(w.PrintEnded.GetTicket(), w.PrintEnded.GetOutcome()), true
	case *linlipb.Payload_Rated:
		grade := w.Rated.GetGrade()
		return filled(p.GetVisit(), w.Rated.GetBusinessDay()) && grade >= 1 && grade <= 5, true
	case *linlipb.Payload_PaymentTaken:
		return filled(w.PaymentTaken.GetPayment(), w.PaymentTaken.GetReceipt()), true
	case *linlipb.Payload_CaseOpened:
		return filled(w.CaseOpened.GetId(), w.CaseOpened.GetItem()) && len(w.CaseOpened.GetAnswers()) > 0, true
	}
	return false, false
}

// saidByStaff is the same for what the office itself writes.
func saidByStaff(p *linlipb.Payload) (complete, known bool) {
	switch w := p.GetWhat().(type) {
	case *linlipb.Payload_Called:
		return filled(w.Called.GetTicket(), w.Called.GetCounter()), true
	case *linlipb.Payload_RatingFollowed:
		return filled(w.RatingFollowed.GetVisit(), w.RatingFollowed.GetState()), true
	case *linlipb.Payload_CaseMoved:
		return filled(w.CaseMoved.GetCase(), w.CaseMoved.GetState()), true
	}
	return false, false
}

func filled(fields ...string) bool { return !slices.Contains(fields, "") }
