package uplink

import (
	"context"
	"fmt"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// Bill is one thing to pay.
type Bill struct {
	ID, Title, Period string
	Cents             int64
	Due               string
}

// Bills is what a biller knows of an account.
type Bills struct {
	Known  bool
	Holder string // masked
	Bills  []Bill
}

// Bills asks what is to be paid for an account.
func (d *Desk) Bills(ctx context.Context, biller string, account kiosk.Private) (Bills, error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	resp, err := d.office.Bills(ctx, connect.NewRequest(&linlipb.BillsRequest{Device: string(d.device), Biller: biller, Account: account.Reveal()}))
	if err != nil {
		return Bills{}, fmt.Errorf("%w: bills: %w", ErrOffline, err)
	}
	found := Bills{Known: resp.Msg.GetKnown(), Holder: resp.Msg.GetHolder()}
	for _, b := range resp.Msg.GetBills() {
		found.Bills = append(found.Bills, Bill{ID: b.GetId(), Title: b.GetTitle(), Period: b.GetPeriod(), Cents: b.GetCents(), Due: b.GetDue()})
	}
	return found, nil
}

// Refusal says why a payment was not started.
type Refusal int

// Why a payment was not started.
const (
	NotRefused Refusal = iota
	RefusedPaid
	RefusedBusy
	RefusedNoBill
)

// Started is a payment that can be paid now.
type Started struct {
	ID      kiosk.PaymentID
	Code    string // what the QR code says
	Cents   int64
	Left    time.Duration // by this machine's clock, at most
	Refused Refusal
}

// StartPayment asks for a code. The same visit and bills get the same payment,
// so asking again charges nothing twice.
func (d *Desk) StartPayment(ctx context.Context, visit kiosk.VisitID, biller string, account kiosk.Private, bills []string) (Started, error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	resp, err := d.office.StartPayment(ctx, connect.NewRequest(&linlipb.StartPaymentRequest{
		Device: string(d.device), Visit: string(visit), Biller: biller, Account: account.Reveal(), Bills: bills}))
	switch connect.CodeOf(err) {
	case connect.CodeAlreadyExists:
		return Started{Refused: RefusedPaid}, nil
	case connect.CodeAborted:
		return Started{Refused: RefusedBusy}, nil
	case connect.CodeNotFound:
		return Started{Refused: RefusedNoBill}, nil
	}
	if err != nil {
		return Started{}, fmt.Errorf("%w: start payment: %w", ErrOffline, err)
	}
	m := resp.Msg
	return Started{
		ID: kiosk.PaymentID(m.GetPayment()), Code: m.GetCode(), Cents: m.GetCents(),
		Left: min(time.Until(time.UnixMilli(m.GetUntilMs())), maxCode),
	}, nil
}

// maxCode bounds what is said of a code's time by clocks that differ.
const maxCode = 5 * time.Minute

// Paid is how far a payment is: neither Paid nor Closed while it waits.
type Paid struct {
	Paid, Closed bool
	Receipt      string // of the biller
}

// PaymentStatus asks how far a payment is; with end nobody can pay it
// afterwards.
func (d *Desk) PaymentStatus(ctx context.Context, id kiosk.PaymentID, end bool) (Paid, error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	resp, err := d.office.PaymentStatus(ctx, connect.NewRequest(&linlipb.PaymentStatusRequest{Device: string(d.device), Payment: string(id), Close: end}))
	if err != nil {
		return Paid{}, fmt.Errorf("%w: payment status: %w", ErrOffline, err)
	}
	return Paid{
		Paid:   resp.Msg.GetState() == linlipb.PaymentState_PAYMENT_STATE_PAID,
		Closed: resp.Msg.GetState() == linlipb.PaymentState_PAYMENT_STATE_CLOSED, Receipt: resp.Msg.GetReceipt(),
	}, nil
}
