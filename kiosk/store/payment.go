package store

import (
	"fmt"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// paymentMark stands in the place of a number's ordinal in the row of a
// payment: neither a payment nor a case has a number, and a case has 0 there.
// Another value turns the payments of older files into cases.
const paymentMark = 1

// pays tells that o records a payment.
func (o *submission) pays() bool { return o.sub.Payment != nil }

// checkPayment refuses what is no payment.
func checkPayment(sub *kiosk.Submission) error {
	p := sub.Payment
	if sub.Prefix != "" || sub.Application != nil || sub.Item == "" || p.ID == "" || p.Receipt == "" || p.Cents <= 0 {
		return fmt.Errorf("%w: a payment with a number or an application, or without an item, an amount or a receipt", ErrRefused)
	}
	if !isWord(string(p.ID), p.Biller, p.Account.Reveal(), p.Receipt) {
		return fmt.Errorf("%w: a word of a payment is no text or too long", ErrRefused)
	}
	return checkWords(sub)
}

// isPayment tells whether a row is that of a payment.
func (r *row) isPayment() bool { return r.Ticket.Prefix == "" && r.ordinal == paymentMark }

// recordPayment queues the record of a payment. The money is taken already: it
// goes with what is large and sure, beside cases.
func (b *batch) recordPayment(o *submission, r *row) error {
	sub, job := &o.sub, r.ID
	payload, err := wire.PaymentTakenPayload(sub.Visit, sub.Item, *sub.Payment, sub.Day, sub.Lang, job)
	if err != nil {
		return fmt.Errorf("store: payload: %w", err)
	}
	return b.record(linlipb.Stream_STREAM_BULK, payload)
}
