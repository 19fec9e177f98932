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
	complete := false
	switch w := p.GetWhat().(type) {
	case *linlipb.Payload_TicketTaken:
		t := w.TicketTaken
		complete = filled(t.GetId(), t.GetNumber(), t.GetPrefix(), t.GetBusinessDay())
	case *linlipb.Payload_PrintEnded:
		complete = filled(w.PrintEnded.GetTicket(), w.PrintEnded.GetOutcome())
	case *linlipb.Payload_Called:
		// A terminal may not call numbers.
		complete = device == wire.OfficeDevice && filled(w.Called.GetTicket(), w.Called.GetCounter())
	case *linlipb.Payload_Rated:
		complete = filled(p.GetVisit(), w.Rated.GetBusinessDay()) && w.Rated.GetGrade() >= 1 && w.Rated.GetGrade() <= 5
	case *linlipb.Payload_RatingFollowed:
		// A terminal may not follow up its own grades.
		complete = device == wire.OfficeDevice && filled(w.RatingFollowed.GetVisit(), w.RatingFollowed.GetState())
	case *linlipb.Payload_PaymentTaken:
		complete = filled(w.PaymentTaken.GetPayment(), w.PaymentTaken.GetReceipt())
	case *linlipb.Payload_CaseOpened:
		complete = filled(w.CaseOpened.GetId(), w.CaseOpened.GetItem()) && len(w.CaseOpened.GetAnswers()) > 0
	case *linlipb.Payload_CaseMoved:
		// A terminal may not decide on cases.
		complete = device == wire.OfficeDevice && filled(w.CaseMoved.GetCase(), w.CaseMoved.GetState())
	default:
		return errUnreadable
	}
	if !complete {
		return fmt.Errorf("%w: %T", errIncomplete, p.GetWhat())
	}
	return nil
}

func filled(fields ...string) bool { return !slices.Contains(fields, "") }
