package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"linli/sync/office/ledger/ledgertest"
	"linli/sync/office/ledger/sqlite"
)

func open(t *testing.T, path string) *sqlite.Ledger {
	t.Helper()
	l, err := sqlite.Open(path)
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
	paths := map[*sqlite.Ledger]string{}
	fresh := func(t *testing.T) *sqlite.Ledger {
		path := filepath.Join(t.TempDir(), "a folder with spaces & 中文 #1?.db")
		l := open(t, path)
		if _, err := os.Stat(path); err != nil {
			t.Fatalf("the file has another name: %v", err)
		}
		paths[l] = path
		return l
	}
	again := func(t *testing.T, l *sqlite.Ledger) *sqlite.Ledger {
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		return open(t, paths[l])
	}
	ledgertest.Run(t, ledgertest.Ledgers{
		Open:   func(t *testing.T) ledgertest.Ledger { return fresh(t) },
		Reopen: func(t *testing.T, l ledgertest.Ledger) ledgertest.Ledger { return again(t, l.(*sqlite.Ledger)) },
		Second: func(t *testing.T, l ledgertest.Ledger) ledgertest.Ledger { return open(t, paths[l.(*sqlite.Ledger)]) },
	})
}

func TestFileThatIsNoLedgerIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, []byte("this is no database, whatever its name says about it"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(path); err == nil {
		t.Fatal("a text file was opened as a ledger")
	}
}

func TestFolderThatIsNotThereIsAnError(t *testing.T) {
	_, err := sqlite.Open(filepath.Join(t.TempDir(), "missing", "ledger.db"))
	if err == nil || errors.Is(err, os.ErrExist) {
		t.Fatalf("got %v", err)
	}
}
