package billing

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire/linlipb"
)

// How often payments whose end nobody saw are settled, and how long a record
// may be on its way before staff are told that it is missing.
const (
	settleEach = time.Minute
	recordWait = 15 * time.Minute
)

// fileOf names the file of an account. It tells the account to nobody who does
// not know it, and stands in the ids of payments.
func fileOf(biller, account string) string {
	sum := sha256.Sum256([]byte(biller + "\x00" + account))
	return hex.EncodeToString(sum[:10])
}

// records is which payments terminals told of.
type records struct {
	mu    sync.Mutex // protects taken
	taken map[string]time.Time
}

// Apply takes one event of the ledger; it notes which payments a terminal has
// on record.
func (d *Desk) Apply(e office.Event) {
	if w, ok := e.Payload.GetWhat().(*linlipb.Payload_PaymentTaken); ok {
		d.records.mu.Lock()
		defer d.records.mu.Unlock()
		d.records.taken[w.PaymentTaken.GetPayment()] = e.ReceivedAt
	}
}

func (r *records) has(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.taken[id]
	return ok
}

// Run settles what stands open past its time, until ctx ends: terminals that
// lost their line ask no more, so the office asks the provider itself.
func (d *Desk) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(settleEach)
	defer tick.Stop()
	for {
		if err := d.Settle(ctx); err != nil && ctx.Err() == nil {
			log.Error(kiosk.EventOfficeTrouble, "op", "settle payments", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Settle ends every payment whose time is over, once. One that the provider
// does not answer for holds up no other.
func (d *Desk) Settle(ctx context.Context) error {
	all, err := d.all(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, p := range all {
		if p.State == Waiting && !d.now().Before(p.Until) {
			_, err := d.Status(ctx, p.ID, true)
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// Open is what staff must look into.
type Open struct {
	Payment Payment
	Why     string // unrecorded, unpaid or unsettled
}

// Why something is open. The words stand in the console's texts.
const (
	Unrecorded = "unrecorded" // paid, and no terminal has told: no receipt was printed
	Unpaid     = "unpaid"     // a terminal told, and the provider has no money
	Unsettled  = "unsettled"  // nobody knows how it ended yet
)

// Reconcile lists what does not agree between provider and records, the newest
// first.
func (d *Desk) Reconcile(ctx context.Context) ([]Open, error) {
	all, err := d.all(ctx)
	if err != nil {
		return nil, err
	}
	var found []Open
	for _, p := range all {
		recorded, late := d.records.has(p.ID), d.now().Sub(p.Until) > recordWait
		switch {
		case p.State == Paid && !recorded && late:
			found = append(found, Open{p, Unrecorded})
		case p.State == Closed && recorded:
			found = append(found, Open{p, Unpaid})
		case p.State == Waiting && late:
			found = append(found, Open{p, Unsettled})
		}
	}
	slices.SortFunc(found, func(a, b Open) int { return cmp.Compare(b.Payment.Until.UnixMilli(), a.Payment.Until.UnixMilli()) })
	return found, nil
}

// Of lists the payments of an account at every biller, the newest first: what a
// counter looks through for a receipt that did not come out of a terminal. One
// that stands open past its time is asked for first. It returns the error of
// the database; one of the provider leaves the payment as it stands.
func (d *Desk) Of(ctx context.Context, account string) ([]Payment, error) {
	all, err := d.all(ctx)
	if err != nil {
		return nil, err
	}
	var found []Payment
	for _, p := range all {
		if p.Account != account {
			continue
		}
		if p.State == Waiting {
			if now, err := d.Status(ctx, p.ID, false); err == nil {
				p = now
			}
		}
		found = append(found, p)
	}
	slices.SortFunc(found, func(a, b Payment) int { return cmp.Compare(b.Until.UnixMilli(), a.Until.UnixMilli()) })
	return found, nil
}

// Payment is one payment as it was last heard of. It returns ErrUnknown, or the
// error of the database.
func (d *Desk) Payment(ctx context.Context, id string) (Payment, error) { return d.find(ctx, id) }

func (d *Desk) all(ctx context.Context) ([]Payment, error) {
	files, err := d.drawers.Files(ctx, drawer)
	if err != nil {
		return nil, err
	}
	var all []Payment
	for _, body := range files {
		some, err := decode(body)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}
