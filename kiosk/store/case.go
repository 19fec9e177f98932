package store

import (
	"fmt"
	"unicode/utf8"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// maxAnswers bounds the answers of one application.
const maxAnswers = 200

// opensCase tells that o takes no number.
func (o *submission) opensCase() bool { return o.sub.Application != nil }

// checkApplication refuses what no office could take.
func checkApplication(sub *kiosk.Submission) error {
	a := sub.Application
	if sub.Prefix != "" {
		return fmt.Errorf("%w: an application takes no number, and prefix %q was named", ErrRefused, sub.Prefix)
	}
	if sub.Item == "" || len(a.Answers) > maxAnswers {
		return fmt.Errorf("%w: an application without an item, or of %d answers", ErrRefused, len(a.Answers))
	}
	for _, answer := range a.Answers {
		if answer.Field == "" || !utf8.ValidString(answer.Value.Reveal()) {
			return fmt.Errorf("%w: an answer without a field, or one that is no text", ErrRefused)
		}
	}
	return nil
}

// receiptOf says what the resident of a row was promised. Begun is for
// Store.claim to decide.
func receiptOf(r *row) kiosk.Receipt {
	receipt := kiosk.Receipt{Job: r.ID, Begun: r.State == kiosk.Printing}
	if r.Ticket.Prefix != "" {
		receipt.Ticket = r.Ticket
		return receipt
	}
	c := caseOf(r)
	receipt.Case = &c
	return receipt
}

func caseOf(r *row) kiosk.Case {
	t := &r.Ticket
	return kiosk.Case{ID: kiosk.CaseID(t.ID), Code: t.Number, Visit: t.Visit, Item: t.Item, Day: t.Day, OpenedAt: t.IssuedAt}
}

// recordOf queues what o did for the office. Applications are larger than
// tickets and nobody in the hall waits for them: they go in the bulk stream.
func (b *batch) recordOf(o *submission, r *row) error {
	if !o.opensCase() {
		t, sub, job := r.Ticket, &o.sub, r.ID
		return b.recordLater(linlipb.Stream_STREAM_LIVE, func() ([]byte, error) {
			return wire.TicketTakenPayload(t, sub.Resident, sub.Lang, job) //nolint:wrapcheck // batch.spoil says whose it is
		})
	}
	payload, err := wire.CaseOpenedPayload(caseOf(r), *o.sub.Application, o.sub.Resident, o.sub.Lang, r.ID)
	if err != nil {
		return fmt.Errorf("store: payload: %w", err)
	}
	return b.record(linlipb.Stream_STREAM_BULK, payload)
}
