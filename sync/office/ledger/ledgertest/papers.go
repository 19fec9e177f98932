package ledgertest

import (
	"context"
	"errors"
	"testing"
	"time"

	"linli/sync/office"
)

func runPapers(t *testing.T, all Ledgers) {
	t.Run("withdrawals stay and the first counts", func(t *testing.T) { withdraws(t, all) })
	t.Run("issuers come in order after a position", func(t *testing.T) { issues(t, all.Open(t)) })
	t.Run("papers end with their context", func(t *testing.T) { papersEnd(t, all.Open(t)) })
}

var at = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func withdraws(t *testing.T, all Ledgers) {
	l := all.Open(t)
	ctx := t.Context()
	first := office.Withdrawal{What: office.WithdrawnPaper, ID: "01KANVE6G0E8XJ2T5T8W3B9QZC", At: at, Reason: "printed wrongly"}
	second := office.Withdrawal{What: office.WithdrawnPaper, ID: "01KANVE6G0E8XJ2T5T8W3B9QZD", At: at, Reason: "x"}
	key := office.Withdrawal{What: office.WithdrawnIssuer, ID: "00112233aabbccdd", At: at, Reason: "stolen"}
	again := first
	again.At, again.Reason = at.Add(time.Hour), "another"
	for _, w := range []office.Withdrawal{first, second, key, again} {
		if err := l.Withdraw(ctx, w); err != nil {
			t.Fatal(err)
		}
	}
	l = all.Reopen(t, l)
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

func issues(t *testing.T, l office.Papers) {
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

func papersEnd(t *testing.T, l office.Papers) {
	over, cancel := context.WithCancel(t.Context())
	cancel()
	_, issuers := l.Issuers(over, 0)
	_, withdrawals := l.Withdrawals(over, office.WithdrawnPaper)
	for _, err := range []error{issuers, withdrawals, l.Withdraw(over, office.Withdrawal{}), l.AddIssuer(over, office.Issuer{})} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("ended context: %v", err)
		}
	}
}
