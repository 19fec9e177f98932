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
	if !isWord(a.Agent.Name.Reveal(), a.Agent.Number.Reveal(), string(a.Agent.Kind), string(a.Resumes)) {
		return fmt.Errorf("%w: who acts, or what is resumed, is no text or too long", ErrRefused)
	}
	for _, answer := range a.Answers {
		if answer.Field == "" || !utf8.ValidString(answer.Value.Reveal()) {
			return fmt.Errorf("%w: an answer without a field, or one that is no text", ErrRefused)
		}
	}
	return checkWords(sub)
}

// receiptOf says what the resident of a row was promised. Begun is for
// Store.claim to decide.
func receiptOf(r *row) kiosk.Receipt {
	receipt := kiosk.Receipt{Job: r.ID, Begun: r.State == kiosk.Printing}
	if r.Ticket.Prefix != "" {
		receipt.Ticket = r.Ticket
		return receipt
	}
	if r.isPayment() {
		receipt.Payment = &kiosk.Payment{Receipt: r.Ticket.Number}
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

// stream is where the record of o goes.
func (o *submission) stream() linlipb.Stream {
	if o.pays() {
		return linlipb.Stream_STREAM_BULK
	}
	if o.opensCase() {
		return linlipb.Stream_STREAM_BULK
	}
	return linlipb.Stream_STREAM_LIVE
}

// size is what the record of o takes at most. Compression is not counted on.
func (o *submission) size() int {
	r := &o.sub.Resident
	size := shortRecord + len(o.sub.Visit) + len(o.sub.Item) + len(r.Name.Reveal()) + len(r.Number.Reveal())
	if !o.opensCase() {
		return size
	}
	a := o.sub.Application
	size += len(a.Agent.Name.Reveal()) + len(a.Agent.Number.Reveal()) + len(a.Agent.Kind) + len(a.Resumes) + 16
	for _, answer := range a.Answers {
		size += len(answer.Field) + len(answer.Value.Reveal()) + 16 // and the frames of the encoding
	}
	return size
}

// recordOf queues what o did for the office.
func (b *batch) recordOf(o *submission, r *row) error {
	if o.pays() {
		return b.recordPayment(o, r)
	}
	if !o.opensCase() {
		t, sub, job := r.Ticket, &o.sub, r.ID
		return b.recordLater(linlipb.Stream_STREAM_LIVE, o.size(), func() ([]byte, error) {
			return wire.TicketTakenPayload(t, sub.Resident, sub.Lang, job) //nolint:wrapcheck // batch.spoil says whose it is
		})
	}
	payload, err := wire.CaseOpenedPayload(caseOf(r), *o.sub.Application, o.sub.Resident, o.sub.Lang, r.ID)
	if err != nil {
		return fmt.Errorf("store: payload: %w", err)
	}
	return b.record(linlipb.Stream_STREAM_BULK, payload)
}
