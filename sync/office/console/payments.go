package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"linli/kiosk"
	"linli/sync/office/billing"
)

// Payments is what residents paid; billing.Desk is documented there.
type Payments interface {
	Reconcile(ctx context.Context) ([]billing.Open, error)
	Of(ctx context.Context, account string) ([]billing.Payment, error)
	Payment(ctx context.Context, id string) (billing.Payment, error)
}

// paymentsPicture is what staff must look into, and what an account paid.
type paymentsPicture struct {
	picture
	Asked bool // an account was looked for; Found is what it paid
	Found []billing.Payment
	Open  []billing.Open
}

// paymentPicture is the receipt of one payment.
type paymentPicture struct {
	paymentsPicture
	Payment billing.Payment
}

// payments lists what does not agree; an account that is posted, never one in
// an address that browsers keep, is looked for.
func (c *Console) payments(w http.ResponseWriter, r *http.Request) {
	p := paymentsPicture{picture: c.picture(r, "/payments")}
	open, err := c.opts.Payments.Reconcile(r.Context())
	if account := strings.TrimSpace(r.PostFormValue("account")); err == nil && account != "" {
		p.Asked = true
		p.Found, err = c.opts.Payments.Of(r.Context(), account)
	}
	if err != nil {
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "op", "read payments", "err", err)
		http.Error(w, "payments cannot be read", http.StatusServiceUnavailable)
		return
	}
	p.Open = open
	c.draw(w, http.StatusOK, "payments.html", p)
}

// receipt shows the receipt of one payment, for paper. That it was read is
// logged.
func (c *Console) receipt(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	paid, err := c.opts.Payments.Payment(r.Context(), id)
	switch {
	case errors.Is(err, billing.ErrUnknown) || err == nil && paid.State != billing.Paid:
		http.NotFound(w, r)
		return
	case err != nil:
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "op", "read payment", "err", err)
		http.Error(w, "the payment cannot be read", http.StatusServiceUnavailable)
		return
	}
	c.opts.Logger.Info(kiosk.EventPaymentRead, "payment", id)
	c.draw(w, http.StatusOK, "receipt.html", paymentPicture{paymentsPicture{picture: c.picture(r, "/payments/"+id)}, paid})
}

// Yuan shows an amount.
func (p paymentsPicture) Yuan(cents int64) string {
	return fmt.Sprintf("%d.%02d", cents/100, cents%100)
}

// Account shows the end of an account: enough to compare with a receipt.
func (p paymentsPicture) Account(account string) string {
	const shown = 4
	if len(account) <= shown {
		return account
	}
	return "…" + account[len(account)-shown:]
}

// Billed names what a biller sends bills for, by the biller's id when the
// catalogue knows it no more.
func (p paymentsPicture) Billed(biller string) string {
	if p.console.opts.Billed != nil {
		if name := p.console.opts.Billed(biller).In(p.Lang); name != "" {
			return name
		}
	}
	return biller
}
