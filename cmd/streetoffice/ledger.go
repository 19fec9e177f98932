package main

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"linli/sync/office"
	"linli/sync/office/lease"
	"linli/sync/office/ledger/postgres"
	"linli/sync/office/ledger/sqlite"
)

// database is all that the office keeps, in whichever ledger was chosen.
type database interface {
	office.Ledger
	office.Papers
	office.Roster
	office.Numbers
	office.Publications
	office.Drawers
	office.Signs
	Close() error
}

var (
	_ database = (*sqlite.Ledger)(nil)
	_ database = (*postgres.Ledger)(nil)
)

// errLedger says which ledgers there are.
var errLedger = errors.New("must be empty, for a file in the data folder, or postgres://USER@HOST/DATABASE")

func checkLedger(ledger string) error {
	if ledger == "" || strings.HasPrefix(ledger, "postgres://") || strings.HasPrefix(ledger, "postgresql://") {
		return nil
	}
	return errLedger
}

func openLedger(ctx context.Context, s settings) (database, error) {
	if s.Ledger == "" {
		return sqlite.Open(filepath.Join(s.Data, "ledger.db"))
	}
	return postgres.Open(ctx, s.Ledger)
}

// ledgerName tells people which ledger it is; a password stays out.
func ledgerName(s settings) string {
	if s.Ledger == "" {
		return filepath.Join(s.Data, "ledger.db")
	}
	u, err := url.Parse(s.Ledger)
	if err != nil {
		return "postgres" // its own error says more
	}
	return u.Redacted()
}

// pace is how often the ledger is looked at for what other processes wrote.
func pace(s settings) time.Duration {
	if s.Ledger == "" {
		return 5 * time.Second // streetoffice import at most
	}
	return 200 * time.Millisecond
}

// numbers is the desk that leases numbers for all prefixes of the counters.
func numbers(s settings, kept office.Numbers) *lease.Desk {
	var prefixes []string
	for _, c := range s.Counters {
		if !slices.Contains(prefixes, c.Prefix) {
			prefixes = append(prefixes, c.Prefix)
		}
	}
	return lease.New(kept, lease.Options{Prefixes: prefixes, First: s.Numbers.First, Last: s.Numbers.Last,
		Size: s.Numbers.Size, Days: s.Numbers.Days, Zone: s.Zone, Now: time.Now})
}
