package trust_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/sync/office/trust"
)

func TestCertificateIsRenewedAtTwoThirdsOfItsLife(t *testing.T) {
	o := openOffice(t, autumn)
	k := o.hold(o.admit("K1"))
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan struct{})
	go func() {
		defer close(ran)
		k.Run(ctx)
	}()
	first := k.Identity()
	o.clock.pass(trust.CertificateLife*2/3 - 2*time.Hour)
	wants(t, "push", k.push(ctx, "K1"), 0)
	if k.Identity() != first {
		t.Error("renewed too early")
	}
	o.clock.pass(4 * time.Hour)
	wants(t, "push that tells the hour", k.push(ctx, "K1"), 0)
	until(t, func() bool { return k.Identity() != first })
	cancel()
	<-ran
	if next := k.Identity(); next.Words() == first.Words() || !next.Until().After(first.Until()) {
		t.Errorf("from %q %v to %q %v", first.Words(), first.Until(), next.Words(), next.Until())
	}
	wants(t, "push with the new one", k.push(t.Context(), "K1"), 0)
}

// until waits for a condition that another goroutine brings about.
func until(t *testing.T, holds func() bool) {
	t.Helper()
	over := time.After(30 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-over:
			t.Fatal("it did not happen")
		case <-tick.C:
		}
	}
}

func TestOldCertificateIsGoodUntilTheNewOneIsUsed(t *testing.T) {
	o := openOffice(t, autumn)
	dir := o.admit("K1")
	old, k := o.hold(dir), o.hold(dir)
	if err := k.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	wants(t, "old before the new one was used", old.push(t.Context(), "K1"), 0)
	wants(t, "new", k.push(t.Context(), "K1"), 0)
	if err := old.push(t.Context(), "K1"); err == nil {
		t.Error("the old certificate is still let in")
	}
	wants(t, "new again", k.push(t.Context(), "K1"), 0)
}

func TestPowerCutWhileRenewingCostsNothing(t *testing.T) {
	o := openOffice(t, autumn)
	dir := o.admit("K1")
	before, err := os.ReadFile(filepath.Join(dir, "identity.json"))
	if err != nil {
		t.Fatal(err)
	}
	k := o.hold(dir)
	if err := k.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	renewed := k.Identity().Words()
	// As if the answer had come and nothing of it were on the disk. The key of
	// the request is lost too, unless it was there before the office heard.
	if err := os.WriteFile(filepath.Join(dir, "identity.json"), before, 0o600); err != nil {
		t.Fatal(err)
	}
	again := o.hold(dir)
	for range 3 {
		wants(t, "push", again.push(t.Context(), "K1"), 0)
		if err := again.Renew(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	wants(t, "push", again.push(t.Context(), "K1"), 0)
	if again.Identity().Words() == renewed {
		t.Error("the key of the lost answer came back")
	}
}

func TestKeyOfALostAnswerIsAskedForAgain(t *testing.T) {
	o := openOffice(t, autumn)
	dir := o.admit("K1")
	k := o.hold(dir)
	o.roster.set(errDatabase)
	if err := k.Renew(t.Context()); err == nil {
		t.Fatal("renewed without a list")
	}
	o.roster.set(nil)
	request, err := os.ReadFile(filepath.Join(dir, "renewal.json"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, "identity.json"))
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for range 2 { // the first answer never reached the disk
		for name, text := range map[string][]byte{"renewal.json": request, "identity.json": before} {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		k := o.hold(dir)
		if err := k.Renew(t.Context()); err != nil {
			t.Fatal(err)
		}
		words = append(words, k.Identity().Words())
	}
	if words[0] != words[1] {
		t.Errorf("keys %q and %q", words[0], words[1])
	}
	if n := len(o.papers.made); n != 2 {
		t.Errorf("%d certifications, one of the enrolment and one of the renewal", n)
	}
}

func TestEndedCertificateIsGoodForRenewingWithinTheGraceOnly(t *testing.T) {
	o := openOffice(t, autumn)
	k, late := o.hold(o.admit("K1")), o.hold(o.admit("K2"))
	o.clock.pass(trust.CertificateLife + trust.DefaultGrace - time.Hour)
	wants(t, "push", k.push(t.Context(), "K1"), connect.CodeUnauthenticated)
	if err := k.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	wants(t, "push with the new one", k.push(t.Context(), "K1"), 0)
	o.clock.pass(2 * time.Hour)
	if err := late.Renew(t.Context()); err == nil {
		t.Error("renewed after the grace")
	}
	// An open connection ends with its certificate too.
	wants(t, "in time", k.push(t.Context(), "K1"), 0)
	o.clock.pass(trust.CertificateLife)
	wants(t, "its certificate ended meanwhile", k.push(t.Context(), "K1"), connect.CodeUnauthenticated)
}
