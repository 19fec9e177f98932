package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"linli/sync/office"
	"linli/sync/office/ledger/sqlite"
)

var at = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func TestWithdrawalsStayAndTheFirstCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	ctx := t.Context()
	first := office.Withdrawal{What: office.WithdrawnPaper, ID: "01KANVE6G0E8XJ2T5T8W3B9QZC", At: at, Reason: "印错了"}
	second := office.Withdrawal{What: office.WithdrawnPaper, ID: "01KANVE6G0E8XJ2T5T8W3B9QZD", At: at, Reason: "x"}
	key := office.Withdrawal{What: office.WithdrawnIssuer, ID: "00112233aabbccdd", At: at, Reason: "stolen"}
	again := first
	again.At, again.Reason = at.Add(time.Hour), "another"
	l, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []office.Withdrawal{first, second, key, again} {
		if err := l.Withdraw(ctx, w); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open(t, path)
	for _, c := range []struct {
		what office.Withdrawn
		ids  []string
		want []office.Withdrawal
	}{
		{office.WithdrawnPaper, nil, []office.Withdrawal{first, second}},
		{office.WithdrawnPaper, []string{second.ID, "none"}, []office.Withdrawal{second}},
		{office.WithdrawnPaper, []string{key.ID}, nil},
		{office.WithdrawnIssuer, []string{key.ID}, []office.Withdrawal{key}},
	} {
		got, err := l.Withdrawals(ctx, c.what, c.ids...)
		if err != nil || len(got) != len(c.want) {
			t.Fatalf("%s %v: %v, %v", c.what, c.ids, got, err)
		}
		for i, w := range c.want {
			if !got[i].At.Equal(w.At) {
				t.Errorf("at %s", got[i].At)
			}
			if got[i].At = w.At; got[i] != w {
				t.Errorf("%s %v: %+v, want %+v", c.what, c.ids, got[i], w)
			}
		}
	}
}

func TestIssuersComeInOrderAfterAPosition(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "ledger.db"))
	for _, c := range []string{"one", "two", "three"} {
		if err := l.AddIssuer(t.Context(), office.Issuer{At: at, Certificate: []byte(c)}); err != nil {
			t.Fatal(err)
		}
	}
	all, err := l.Issuers(t.Context(), 0)
	if err != nil || len(all) != 3 || string(all[0].Certificate) != "one" || !all[0].At.Equal(at) {
		t.Fatalf("%+v, %v", all, err)
	}
	rest, err := l.Issuers(t.Context(), all[1].Position)
	if err != nil || len(rest) != 1 || string(rest[0].Certificate) != "three" {
		t.Errorf("%+v, %v", rest, err)
	}
}

func TestPapersOnAClosedOrSlowFileFail(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Issuers(over, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, issuers := l.Issuers(t.Context(), 0)
	_, withdrawals := l.Withdrawals(t.Context(), office.WithdrawnPaper)
	for _, err := range []error{issuers, withdrawals, l.Withdraw(t.Context(), office.Withdrawal{}), l.AddIssuer(t.Context(), office.Issuer{})} {
		if err == nil {
			t.Error("a closed file answered")
		}
	}
}

// A file of the first version has entries and no table of papers.
func TestOlderFileGetsTheTablesOfPapers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := openAndClose(path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{`DROP TABLE withdrawal`, `DROP TABLE issuer`, `DROP TABLE roster`, `DELETE FROM goose_db_version WHERE version_id >= 2`} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	l := open(t, path)
	if _, err := l.Issuers(t.Context(), 0); err != nil {
		t.Error(err)
	}
}

func openAndClose(path string) error {
	l, err := sqlite.Open(path)
	if err != nil {
		return err
	}
	return l.Close()
}
