package lobby

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"linli/sync/office/billing"
	"linli/sync/office/ledger/sqlite"
)

// The office's own desk pays at the simulated provider, over HTTP. Accounts are
// invented.
func TestOfficePaysAtTheSimulatedProvider(t *testing.T) {
	till := newTill()
	server := httptest.NewServer(http.HandlerFunc(till.serve))
	t.Cleanup(server.Close)
	ledger, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ledger.Close() })
	remote := billing.NewRemote(server.URL+"/till", []byte(TillKey), server.Client(), time.Now)
	d := billing.NewDesk(ledger, remote, time.Now)

	if a, err := d.Bills(t.Context(), "water", "0000000001"); err != nil || a.Known {
		t.Errorf("an account of nobody: %+v, %v", a, err)
	}
	wish := billing.Payment{Visit: "V1", Biller: "water", Account: "0000000002", Bills: []string{"b1"}}
	p, code, err := d.Start(t.Context(), wish)
	if err != nil || p.Cents != 4320 || code == "" {
		t.Fatalf("%+v %q %v", p, code, err)
	}
	if err := till.set(tillLost); err != nil {
		t.Fatal(err)
	}
	hasty, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	_, err = d.Status(hasty, p.ID, false)
	stop()
	if err == nil {
		t.Error("a provider that never answers was understood")
	}
	if err := errors.Join(till.pay(), till.set("")); err != nil {
		t.Fatal(err)
	}
	if now, err := d.Status(t.Context(), p.ID, true); err != nil || now.State != billing.Paid || now.Receipt == "" {
		t.Errorf("cancelled after it was paid: %+v %v", now, err)
	}
	if err := till.pay(); err == nil {
		t.Error("one order was paid twice")
	}
	wish.Visit = "V2"
	if _, _, err := d.Start(t.Context(), wish); !errors.Is(err, billing.ErrPaid) {
		t.Errorf("the bill is sold again: %v", err)
	}
}
