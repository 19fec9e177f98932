package main

import (
	"context"

	"linli/kiosk/flow"
	"linli/sync/uplink"
)

// askPay asks the office what has to do with payments; ok is false for what
// has not.
func (d desk) askPay(ctx context.Context, q flow.Question) (reply flow.Reply, err error, ok bool) {
	switch q := q.(type) {
	case flow.BillsOf:
		found, err := d.office.Bills(ctx, q.Biller, q.Account)
		told := flow.BillsFound{Known: found.Known, Holder: found.Holder}
		for _, b := range found.Bills {
			told.Bills = append(told.Bills, flow.Bill(b))
		}
		return told, err, true
	case flow.StartPay:
		s, err := d.office.StartPayment(ctx, q.Visit, q.Biller, q.Account, q.Bills)
		return flow.PayStarted{ID: s.ID, Code: s.Code, Cents: s.Cents, Left: s.Left, Refused: map[uplink.Refusal]flow.PayPhase{
			uplink.RefusedPaid: flow.PayTaken, uplink.RefusedBusy: flow.PayBusy, uplink.RefusedNoBill: flow.PayClear,
		}[s.Refused]}, err, true
	case flow.PayStatus:
		p, err := d.office.PaymentStatus(ctx, q.ID, q.End)
		return flow.PayTold(p), err, true
	}
	return nil, nil, false
}
