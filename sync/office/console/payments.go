package console

import (
	"context"
	"fmt"
	"net/http"

	"linli/kiosk"
	"linli/sync/office/billing"
)

// Payments is what does not agree between provider and records; billing.Desk is
// documented there.
type Payments interface {
	Reconcile(ctx context.Context) ([]billing.Open, error)
}

// paymentsPicture is what staff must look into.
type paymentsPicture struct {
	picture
	Open []billing.Open
}

func (c *Console) payments(w http.ResponseWriter, r *http.Request) {
	open, err := c.opts.Payments.Reconcile(r.Context())
	if err != nil {
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "op", "reconcile payments", "err", err)
		http.Error(w, "payments cannot be read", http.StatusServiceUnavailable)
		return
	}
	c.draw(w, http.StatusOK, "payments.html", paymentsPicture{picture: c.picture(r, "/payments"), Open: open})
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
