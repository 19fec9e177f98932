// Package billing lets residents pay bills by telephone: it asks a payment
// provider for bills and codes, and keeps for each account which payment stands
// open, was paid or was closed. One bill has one payment at a time, at however
// many terminals.
//
// It refuses to hold money, to believe anybody but the provider that something
// was paid, to open a second payment before the provider has closed the first,
// and to forget one whose end it does not know.
package billing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"linli/sync/office"
)

// drawer is where accounts stand. Another name forgets open payments.
const drawer = "payment"

// open is how long a code can be paid by.
const open = 3 * time.Minute

// Why no payment was started.
var (
	ErrPaid    = errors.New("billing: one of the bills was paid")
	ErrBusy    = errors.New("billing: one of the bills is being paid elsewhere, with others")
	ErrNoBill  = errors.New("billing: the biller knows no such bill")
	ErrUnknown = errors.New("billing: there is no such payment")
)

// State is how far a payment is. The values stand in the office's database.
type State string

// States of a payment. Paid and Closed are ends; only the provider can turn a
// Closed one into Paid.
const (
	Waiting State = "waiting"
	Paid    State = "paid"
	Closed  State = "closed"
)

// Payment is one try to pay some bills of one account. Its names stand in the
// office's database.
type Payment struct {
	ID      string    `json:"id"` // also the order at the provider
	Visit   string    `json:"visit"`
	Device  string    `json:"device"`
	Biller  string    `json:"biller"`
	Account string    `json:"account"`
	Bills   []string  `json:"bills"`           // sorted
	Lines   []string  `json:"lines,omitempty"` // what each was for, as the biller told it when it was opened
	Cents   int64     `json:"cents"`
	Until   time.Time `json:"until"`
	State   State     `json:"state"`
	Receipt string    `json:"receipt,omitempty"` // of the biller
	PaidAt  time.Time `json:"paidAt,omitzero"`
}

// Bill is one thing to pay.
type Bill struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Period string `json:"period"`
	Cents  int64  `json:"cents"`
	Due    string `json:"due"`
}

// Account is what a biller knows of one.
type Account struct {
	Known  bool   `json:"known"`
	Holder string `json:"holder"` // masked
	Bills  []Bill `json:"bills"`
}

// Order is how the provider sees one payment.
type Order struct {
	State   State
	Receipt string
	PaidAt  time.Time
}

// Provider is a payment provider. Its methods block until it has answered or
// ctx ends. An error tells nothing of what it did.
type Provider interface {
	// Bills lists what is to be paid for an account.
	Bills(ctx context.Context, biller, account string) (Account, error)
	// Code returns what the QR code of a payment says. The same ID is the same
	// order: asking again charges nothing more.
	Code(ctx context.Context, p Payment) (string, error)
	// Status tells how far an order is; Closed for one it does not know.
	Status(ctx context.Context, id string) (Order, error)
	// Close ends an order, after which nobody can pay it, and tells how it
	// ended: Paid or Closed.
	Close(ctx context.Context, id string) (Order, error)
}

// Desk is safe for concurrent use, also by several processes of an office.
type Desk struct {
	drawers  office.Drawers
	provider Provider
	now      func() time.Time

	records records
}

// NewDesk returns a desk that asks provider.
func NewDesk(drawers office.Drawers, provider Provider, now func() time.Time) *Desk {
	return &Desk{drawers: drawers, provider: provider, now: now, records: records{taken: map[string]time.Time{}}}
}

// Bills lists what is to be paid. It returns the provider's error.
func (d *Desk) Bills(ctx context.Context, biller, account string) (Account, error) {
	found, err := d.provider.Bills(ctx, biller, account)
	if err != nil {
		return Account{}, fmt.Errorf("billing: bills: %w", err)
	}
	return found, nil
}

// Start returns the payment of these bills and its code. The same visit and
// bills get the same payment, and so does a later visit while it stands open.
// It is durable before the provider hears of it. It returns ErrPaid, ErrBusy,
// ErrNoBill, or the error of the provider or the database.
func (d *Desk) Start(ctx context.Context, wish Payment) (Payment, string, error) {
	wish.Bills = slices.Compact(slices.Sorted(slices.Values(wish.Bills)))
	found, err := d.Bills(ctx, wish.Biller, wish.Account)
	if err != nil {
		return Payment{}, "", err
	}
	if wish, err = d.priced(ctx, found, wish); err != nil {
		return Payment{}, "", err
	}
	for {
		p, stale, err := d.take(ctx, wish)
		if err != nil {
			return Payment{}, "", err
		}
		if stale != "" { // its time is over: how did it end?
			if _, err := d.Status(ctx, stale, true); err != nil {
				return Payment{}, "", err
			}
			continue
		}
		code, err := d.provider.Code(ctx, p)
		if err != nil {
			return Payment{}, "", fmt.Errorf("billing: code: %w", err)
		}
		return p, code, nil
	}
}

// priced adds up the bills as the biller tells them, never as a terminal does. A
// bill that is gone may have been paid here.
func (d *Desk) priced(ctx context.Context, found Account, wish Payment) (Payment, error) {
	wish.Cents, wish.Lines = 0, nil
	for _, id := range wish.Bills {
		i := slices.IndexFunc(found.Bills, func(b Bill) bool { return b.ID == id })
		if i < 0 {
			return Payment{}, d.gone(ctx, wish, id)
		}
		wish.Cents += found.Bills[i].Cents
		wish.Lines = append(wish.Lines, strings.TrimSpace(found.Bills[i].Title+" "+found.Bills[i].Period))
	}
	if wish.Cents <= 0 {
		return Payment{}, ErrNoBill
	}
	return wish, nil
}

func (d *Desk) gone(ctx context.Context, wish Payment, bill string) error {
	body, err := d.drawers.File(ctx, drawer, fileOf(wish.Biller, wish.Account))
	if err != nil {
		return fmt.Errorf("billing: %w", err)
	}
	all, err := decode(body)
	if err != nil {
		return err
	}
	for _, p := range all {
		if !slices.Contains(p.Bills, bill) {
			continue
		}
		if p.State == Waiting { // nobody has asked since it was paid
			if p, err = d.Status(ctx, p.ID, false); err != nil {
				return err
			}
		}
		if p.State == Paid {
			return ErrPaid
		}
	}
	return ErrNoBill
}

// take finds the payment of a wish, or opens it; stale names one that has to be
// ended first.
func (d *Desk) take(ctx context.Context, wish Payment) (taken Payment, stale string, err error) {
	now := d.now()
	err = d.drawers.ChangeFile(ctx, drawer, fileOf(wish.Biller, wish.Account), func(old []byte) ([]byte, error) {
		taken, stale = Payment{}, ""
		all, err := decode(old)
		if err != nil {
			return nil, err
		}
		var found bool
		if taken, stale, found, err = earlier(all, wish, now); found || stale != "" || err != nil {
			return nil, err
		}
		taken = wish
		taken.ID = fileOf(wish.Biller, wish.Account) + "." + ulid.Make().String()
		taken.State, taken.Until = Waiting, now.Add(open).Truncate(time.Millisecond)
		return json.Marshal(append(all, taken))
	})
	if err != nil && !errors.Is(err, ErrPaid) && !errors.Is(err, ErrBusy) {
		err = fmt.Errorf("billing: start: %w", err)
	}
	return taken, stale, err
}

// earlier finds what stands in the way of a wish: the payment that it is, with
// found set, one that has to be ended first, or why there can be none.
func earlier(all []Payment, wish Payment, now time.Time) (taken Payment, stale string, found bool, err error) {
	for _, p := range all {
		if !slices.ContainsFunc(p.Bills, func(id string) bool { return slices.Contains(wish.Bills, id) }) {
			continue
		}
		same := slices.Equal(p.Bills, wish.Bills)
		switch {
		case p.State == Paid && p.Visit == wish.Visit && same:
			return p, "", true, nil
		case p.State == Paid:
			return Payment{}, "", false, ErrPaid
		case p.State == Waiting && !now.Before(p.Until):
			return Payment{}, p.ID, false, nil
		case p.State == Waiting && same:
			return p, "", true, nil
		case p.State == Waiting:
			return Payment{}, "", false, ErrBusy
		}
	}
	return Payment{}, "", false, nil
}

// Status tells how far a payment is, as the provider says; with end it also
// ends the wait. What is told is durable. It returns ErrUnknown, or the error
// of the provider or the database.
func (d *Desk) Status(ctx context.Context, id string, end bool) (Payment, error) {
	p, err := d.find(ctx, id)
	if err != nil || p.State == Paid || p.State == Closed && end {
		return p, err
	}
	ask := d.provider.Status
	if end || !d.now().Before(p.Until) {
		ask = d.provider.Close
	}
	order, err := ask(ctx, id)
	if err != nil {
		return Payment{}, fmt.Errorf("billing: status: %w", err)
	}
	if order.State == Closed && p.State == Waiting && !end && d.now().Before(p.Until) {
		return p, nil // the provider has not heard of it yet
	}
	return d.note(ctx, p, order)
}

// note keeps how an order stands.
func (d *Desk) note(ctx context.Context, p Payment, order Order) (Payment, error) {
	if order.State == p.State {
		return p, nil
	}
	err := d.drawers.ChangeFile(ctx, drawer, fileOf(p.Biller, p.Account), func(old []byte) ([]byte, error) {
		all, err := decode(old)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(o Payment) bool { return o.ID == p.ID })
		if i < 0 {
			return nil, ErrUnknown
		}
		if all[i].State != Paid && order.State != Waiting {
			all[i].State, all[i].Receipt, all[i].PaidAt = order.State, order.Receipt, order.PaidAt
		}
		p = all[i]
		return json.Marshal(all)
	})
	if err != nil {
		return Payment{}, fmt.Errorf("billing: note: %w", err)
	}
	return p, nil
}

func (d *Desk) find(ctx context.Context, id string) (Payment, error) {
	file, _, _ := strings.Cut(id, ".")
	body, err := d.drawers.File(ctx, drawer, file)
	if err != nil {
		return Payment{}, fmt.Errorf("billing: %w", err)
	}
	all, err := decode(body)
	if err != nil {
		return Payment{}, err
	}
	if i := slices.IndexFunc(all, func(p Payment) bool { return p.ID == id }); i >= 0 {
		return all[i], nil
	}
	return Payment{}, ErrUnknown
}

func decode(body []byte) ([]Payment, error) {
	var all []Payment
	if len(body) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, fmt.Errorf("billing: an account cannot be read: %w", err)
	}
	return all, nil
}
