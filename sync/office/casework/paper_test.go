package casework_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"errors"
	"testing"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/wire"
)

func TestCasesOfACardAreThoseItWasLaidFor(t *testing.T) {
	c := casework.New(newLedger(t), plain{}, now)
	c.Apply(opened(1, first))
	c.Apply(opened(2, second))
	if own := c.Of(kiosk.ResidentCard, "000000195001010011"); len(own) != 2 || own[0].ID != second {
		t.Errorf("own cases %+v", own)
	}
	for _, other := range []kiosk.Private{"", "000000199003070110"} {
		if all := c.Of(kiosk.ResidentCard, other); len(all) != 0 {
			t.Errorf("another card is shown %+v", all)
		}
	}
	if all := c.Of(kiosk.DocumentKind("foreigner"), "000000195001010011"); len(all) != 0 {
		t.Errorf("the same number on another document is shown %+v", all)
	}
}

func TestPaperIsKeptSealedWithTheDecisionAndReadBack(t *testing.T) {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	seal, err := wire.NewSealer(key.PublicKey().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	opener, err := wire.NewOpener(key.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	ledger := newLedger(t)
	c := casework.New(ledger, opener, now)
	c.Apply(opened(1, first))
	if _, err := c.Move(t.Context(), first, kiosk.CaseAccepted, ""); err != nil {
		t.Fatal(err)
	}
	pdf := bytes.Repeat([]byte("%PDF of an invented person "), 1000)
	decided, err := c.Issue(t.Context(), first, "好了", casework.Paper{ID: second, Serial: "2026-1", PDF: pdf}, seal)
	if err != nil || decided.State != kiosk.CaseDecided || decided.Serial != "2026-1" {
		t.Fatalf("%+v, %v", decided, err)
	}
	if _, err := c.PaperOf(t.Context(), decided); !errors.Is(err, casework.ErrNoPaper) {
		t.Errorf("before the ledger was read: %v", err)
	}
	if err := follow(ledger, c)(t.Context()); err != nil {
		t.Fatal(err)
	}
	decided, err = c.Case(first)
	if err != nil || !decided.HasPaper() {
		t.Fatalf("%+v, %v", decided, err)
	}
	got, err := c.PaperOf(t.Context(), decided)
	if err != nil || !bytes.Equal(got.PDF, pdf) || got.Serial != "2026-1" {
		t.Errorf("%d bytes, %v", len(got.PDF), err)
	}
	entries, err := ledger.Read(t.Context(), 0, now().AddDate(-9, 0, 0), 100)
	if err != nil || len(entries) == 0 {
		t.Fatal(err)
	}
	for _, e := range entries {
		if bytes.Contains(e.Sealed, []byte("invented person")) {
			t.Error("the paper stands in the ledger in the clear")
		}
	}
}
