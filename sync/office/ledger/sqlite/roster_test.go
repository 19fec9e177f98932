package sqlite_test

import (
	"path/filepath"
	"testing"

	"linli/sync/office"
	"linli/sync/office/ledger/ledgertest"
)

func TestRosterContract(t *testing.T) {
	ledgertest.RunRoster(t, func(t *testing.T) office.Roster {
		return open(t, filepath.Join(t.TempDir(), "ledger.db"))
	})
}
