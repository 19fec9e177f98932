package postgres_test

import (
	"errors"
	"fmt"
	"testing"

	"linli/sync/office/ledger/ledgertest"
	"linli/sync/office/ledger/pgtest"
	"linli/sync/office/ledger/postgres"
)

func open(t testing.TB, url string) *postgres.Ledger {
	t.Helper()
	l, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func TestLedgerContract(t *testing.T) {
	cluster := pgtest.Start(t)
	urls := map[ledgertest.Ledger]string{}
	ledgertest.Run(t, ledgertest.Ledgers{
		Open: func(t *testing.T) ledgertest.Ledger {
			url := cluster.Database(t, fmt.Sprint("office", len(urls)))
			l := open(t, url)
			urls[l] = url
			return l
		},
		Reopen: func(t *testing.T, l ledgertest.Ledger) ledgertest.Ledger {
			if err := l.(*postgres.Ledger).Close(); err != nil {
				t.Fatal(err)
			}
			return open(t, urls[l])
		},
		Second: func(t *testing.T, l ledgertest.Ledger) ledgertest.Ledger { return open(t, urls[l]) },
	})
}

func TestDatabaseThatAnswersBeforeItsDiskIsRefused(t *testing.T) {
	cluster := pgtest.Start(t, "synchronous_commit=off")
	l, err := postgres.Open(t.Context(), cluster.Database(t, "office"))
	if !errors.Is(err, postgres.ErrNotDurable) {
		t.Errorf("opened %v: %v", l, err)
	}
}
