package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"time"

	"linli/internal/config"
	"linli/kiosk"
	"linli/sync/office/billing"
	"linli/sync/office/casework"
	"linli/sync/office/console"
	"linli/sync/office/ingest"
)

// billingSettings is how bills are paid.
type billingSettings struct {
	URL     string `yaml:"url"`      // of the payment provider; empty: nothing is paid here
	KeyFile string `yaml:"key-file"` // shared with it
}

func (b billingSettings) faults() []config.Fault {
	u, err := url.Parse(b.URL)
	if b.URL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		return []config.Fault{{Key: "billing.url", Problem: "must be an address such as https://pay.example, or empty"}}
	}
	if b.URL != "" && b.KeyFile == "" {
		return []config.Fault{{Key: "billing.key-file", Problem: "is missing; the provider and the office share a key"}}
	}
	return nil
}

// bills is the desk for payments and what shows it the ledger; nil without a
// provider.
func bills(s settings, ledger database, opener ingest.Opener, log *slog.Logger) (*billing.Desk, *ingest.Follower, error) {
	if s.Billing.URL == "" {
		return nil, nil, nil
	}
	key, err := os.ReadFile(s.Billing.KeyFile)
	if err != nil {
		return nil, nil, fmt.Errorf("billing.key-file: %w", err)
	}
	if key = bytes.TrimSpace(key); len(key) < 16 {
		return nil, nil, fmt.Errorf("billing.key-file %s: a key has at least 16 characters", s.Billing.KeyFile)
	}
	d := billing.NewDesk(ledger, billing.NewRemote(s.Billing.URL, key, http.DefaultClient, time.Now), time.Now)
	f := ingest.NewFollower(ledger, opener, d, log, time.Now().Add(-casework.Keep))
	f.Only(casework.Stream)
	return d, f, nil
}

// reconciled is d for the page of staff; nil without a provider.
func reconciled(d *billing.Desk) console.Payments {
	if d == nil {
		return nil
	}
	return d
}

// Billed names what a biller sends bills for: the item that pays them.
func (o *offered) Billed(biller string) kiosk.Text {
	for _, item := range o.now().Items {
		if item.Pay.Biller == biller {
			return item.Name
		}
	}
	return kiosk.Text{}
}
