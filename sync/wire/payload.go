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
	taken.Resident = resident(r)
	return encode(&linlipb.Payload{
		Visit: string(t.Visit),
		What:  &linlipb.Payload_TicketTaken{TicketTaken: taken},
	})
}

// resident is nil for a visit without a card.
func resident(r kiosk.Resident) *linlipb.Resident {
	if r.Kind == "" || r.Kind == kiosk.NoDocument {
		return nil
	}
	return &linlipb.Resident{
		DocumentKind: string(r.Kind),
		Name:         r.Name.Reveal(),
		Number:       r.Number.Reveal(),
	}
}

// CaseOpenedPayload says that a resident handed in an application. The bytes
// hold personal data in the clear: seal them and let go of them.
func CaseOpenedPayload(c kiosk.Case, a kiosk.Application, r kiosk.Resident, lang kiosk.Lang, job kiosk.PrintJobID) ([]byte, error) {
	opened := &linlipb.CaseOpened{
		Id: string(c.ID), Item: string(c.Item), BusinessDay: string(c.Day), Language: string(lang),
		Resident: resident(r), Spared: uint32(max(a.Spared, 0)), PrintJob: uint64(job),
		Committee: string(a.Committee), Grid: string(a.Grid),
	}
	opened.Agent, opened.Saved, opened.Resumes = resident(a.Agent), a.Saved, string(a.Resumes)
	for _, answer := range a.Answers {
		opened.Answers = append(opened.Answers, &linlipb.Answer{
			Field: answer.Field, Value: answer.Value.Reveal(), Source: string(answer.Source),
		})
	}
	return encode(&linlipb.Payload{
		Visit: string(c.Visit),
		What:  &linlipb.Payload_CaseOpened{CaseOpened: opened},
	})
}

// PrintEndedPayload says what became of the paper of an earlier ticket or
// case, which ticketID names.
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
