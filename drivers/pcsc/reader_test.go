//go:build pcsc

package pcsc_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/pcsc"
)

// TestMain runs a pcscd for the tests where there is none and LINLI_VERIFY
// asks for it.
func TestMain(m *testing.M) {
	if os.Getenv("LINLI_VERIFY") == "" {
		os.Exit(m.Run())
	}
	stop, err := drivertest.StartPCSCD(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(m.Run()) // and be skipped
	}
	code := m.Run()
	stop()
	os.Exit(code)
}

// reader is the first virtual reader of pcscd, or the test is skipped.
func reader(t *testing.T) *pcsc.Reader {
	t.Helper()
	r, err := pcsc.Open("")
	if err != nil {
		t.Skipf("no reader of pcscd; make verify-pcsc starts one where pcscd and vsmartcard-vpcd are installed (%v)", err)
	}
	t.Cleanup(func() {
		if err := r.Halt(); err != nil {
			t.Error(err)
		}
	})
	if !strings.Contains(r.String(), "Virtual PCD") {
		t.Skipf("%s is no virtual reader", r)
	}
	return r
}

// insert puts a card into the virtual reader and waits until it is seen.
func insert(t *testing.T, r *pcsc.Reader, c *drivertest.SocialCard) (remove func()) {
	t.Helper()
	in, err := c.Insert(t.Context(), drivertest.VirtualReader)
	if err != nil {
		t.Fatal(err)
	}
	wait(t, r, true)
	return func() {
		if err := in.Remove(); err != nil {
			t.Error(err)
		}
		wait(t, r, false)
	}
}

func wait(t *testing.T, r *pcsc.Reader, present bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := r.Wait(ctx, present); err != nil {
		t.Fatalf("waiting for a card %v: %v", present, err)
	}
}

func TestVirtualCardInAReaderOfPCSCD(t *testing.T) {
	r := reader(t)
	wait(t, r, false)
	for _, c := range []struct {
		fault drivertest.SocialCardFault
		want  error
	}{
		{drivertest.SocialCardFaultNone, nil},
		{drivertest.SocialCardFaultOther, pcsc.ErrOtherCard},
		{drivertest.SocialCardFaultRefused, pcsc.ErrRefused},
		{drivertest.SocialCardFaultShort, pcsc.ErrDamaged},
		{drivertest.SocialCardFaultMute, pcsc.ErrMute},
		{drivertest.SocialCardFaultPulled, pcsc.ErrPulled},
		{drivertest.SocialCardFaultNone, nil},
	} {
		card := drivertest.NewSocialCard(true)
		if err := card.SetFault(c.fault); err != nil {
			t.Fatal(err)
		}
		remove := insert(t, r, card)
		got, err := r.Read(t.Context())
		if c.want == nil {
			wants(t, got, err)
		} else if !errors.Is(err, c.want) || got != (pcsc.SocialCard{}) {
			t.Errorf("%s: %v, want %v", c.fault, err, c.want)
		}
		remove()
	}
}

func TestEmptyReaderHasNothingToRead(t *testing.T) {
	r := reader(t)
	wait(t, r, false)
	if _, err := r.Read(t.Context()); !errors.Is(err, pcsc.ErrPulled) {
		t.Errorf("read: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Wait(ctx, true); !errors.Is(err, context.Canceled) {
		t.Errorf("wait: %v", err)
	}
}

func TestReaderThatIsNotThere(t *testing.T) {
	if _, err := pcsc.Open("no such reader of nobody"); err == nil {
		t.Error("it is there")
	}
}
