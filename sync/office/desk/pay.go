package desk

import (
	"context"
	"errors"

	"connectrpc.com/connect"

	"linli/sync/office/billing"
	"linli/sync/wire/linlipb"
)

// Billing is where payments stand; billing.Desk is documented there.
type Billing interface {
	Bills(ctx context.Context, biller, account string) (billing.Account, error)
	Start(ctx context.Context, wish billing.Payment) (billing.Payment, string, error)
	Status(ctx context.Context, id string, end bool) (billing.Payment, error)
}

// AskBilling lets Bills, StartPayment and PaymentStatus answer from b. Call it
// before serving.
func (d *Desk) AskBilling(b Billing) { d.billing = b }

// maxBills bounds the bills of one payment.
const maxBills = 24

// errBills is a payment of nothing, or of too much.
var errBills = errors.New("desk: a payment names its visit and 1 to 24 bills")

// Bills lists what is to be paid for an account.
func (d *Desk) Bills(ctx context.Context, req *connect.Request[linlipb.BillsRequest]) (*connect.Response[linlipb.BillsResponse], error) {
	if d.billing == nil {
		return d.UnimplementedDeskHandler.Bills(ctx, req)
	}
	m := req.Msg
	if max(len(m.GetBiller()), len(m.GetAccount())) > maxField || m.GetBiller() == "" || m.GetAccount() == "" {
		return nil, connect.NewError(connect.CodeInvalidArgument, errNames)
	}
	found, err := d.billing.Bills(ctx, m.GetBiller(), m.GetAccount())
	if err != nil {
		return nil, connect.NewError(connect.CodeUnavailable, err)
	}
	resp := &linlipb.BillsResponse{Known: found.Known, Holder: found.Holder}
	for _, b := range found.Bills {
		resp.Bills = append(resp.Bills, &linlipb.Bill{Id: b.ID, Title: b.Title, Period: b.Period, Cents: b.Cents, Due: b.Due})
	}
	return connect.NewResponse(resp), nil
}

// StartPayment hands out the code of a payment. AlreadyExists says that a bill
// was paid, Aborted that one is being paid elsewhere, NotFound that the biller
// knows it no more.
func (d *Desk) StartPayment(ctx context.Context, req *connect.Request[linlipb.StartPaymentRequest]) (*connect.Response[linlipb.StartPaymentResponse], error) {
	if d.billing == nil {
		return d.UnimplementedDeskHandler.StartPayment(ctx, req)
	}
	m := req.Msg
	if m.GetVisit() == "" || len(m.GetBills()) == 0 || len(m.GetBills()) > maxBills {
		return nil, connect.NewError(connect.CodeInvalidArgument, errBills)
	}
	p, code, err := d.billing.Start(ctx, billing.Payment{
		Visit: m.GetVisit(), Device: m.GetDevice(), Biller: m.GetBiller(), Account: m.GetAccount(), Bills: m.GetBills(),
	})
	if err != nil {
		return nil, connect.NewError(refusal(err), err)
	}
	return connect.NewResponse(&linlipb.StartPaymentResponse{Payment: p.ID, Code: code, Cents: p.Cents, UntilMs: p.Until.UnixMilli()}), nil
}

func refusal(err error) connect.Code {
	switch {
	case errors.Is(err, billing.ErrPaid):
		return connect.CodeAlreadyExists
	case errors.Is(err, billing.ErrBusy):
		return connect.CodeAborted
	case errors.Is(err, billing.ErrNoBill):
		return connect.CodeNotFound
	}
	return connect.CodeUnavailable
}

// PaymentStatus tells how far a payment is, as the provider says.
func (d *Desk) PaymentStatus(ctx context.Context, req *connect.Request[linlipb.PaymentStatusRequest]) (*connect.Response[linlipb.PaymentStatusResponse], error) {
	if d.billing == nil {
		return d.UnimplementedDeskHandler.PaymentStatus(ctx, req)
	}
	p, err := d.billing.Status(ctx, req.Msg.GetPayment(), req.Msg.GetClose())
	switch {
	case errors.Is(err, billing.ErrUnknown):
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	case err != nil:
		return nil, connect.NewError(connect.CodeUnavailable, err)
	}
	resp := &linlipb.PaymentStatusResponse{State: linlipb.PaymentState_PAYMENT_STATE_WAITING, Receipt: p.Receipt}
	switch p.State {
	case billing.Paid:
		resp.State, resp.PaidMs = linlipb.PaymentState_PAYMENT_STATE_PAID, p.PaidAt.UnixMilli()
	case billing.Closed:
		resp.State = linlipb.PaymentState_PAYMENT_STATE_CLOSED
	case billing.Waiting:
	}
	return connect.NewResponse(resp), nil
}
