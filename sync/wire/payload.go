package wire

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// TicketTakenPayload says that a resident took a number. The bytes hold
// personal data in the clear: seal them and let go of them.
func TicketTakenPayload(t kiosk.Ticket, r kiosk.Resident, lang kiosk.Lang, job kiosk.PrintJobID) ([]byte, error) {
	taken := &linlipb.TicketTaken{
		Id:          t.ID,
		Number:      t.Number,
		Prefix:      t.Prefix,
		Item:        string(t.Item),
		BusinessDay: string(t.Day),
		Language:    string(lang),
		PrintJob:    uint64(job),
	}
	if r.Kind != "" && r.Kind != kiosk.NoDocument {
		taken.Resident = &linlipb.Resident{
			DocumentKind: string(r.Kind),
			Name:         r.Name.Reveal(),
			Number:       r.Number.Reveal(),
		}
	}
	return encode(&linlipb.Payload{
		Visit: string(t.Visit),
		What:  &linlipb.Payload_TicketTaken{TicketTaken: taken},
	})
}

// PrintEndedPayload says what became of the paper of an earlier ticket.
func PrintEndedPayload(visit kiosk.VisitID, ticketID string, job kiosk.PrintJobID, s kiosk.PrintState) ([]byte, error) {
	return encode(&linlipb.Payload{
		Visit: string(visit),
		What: &linlipb.Payload_PrintEnded{PrintEnded: &linlipb.PrintEnded{
			Ticket:   ticketID,
			PrintJob: uint64(job),
			Outcome:  string(s),
		}},
	})
}

func encode(p *linlipb.Payload) ([]byte, error) {
	b, err := proto.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("wire: encode payload: %w", err)
	}
	return b, nil
}
