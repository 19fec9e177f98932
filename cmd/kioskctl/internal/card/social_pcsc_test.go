//go:build pcsc

package card_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"linli/cmd/kioskctl/internal/card"
	"linli/drivers/drivertest"
)

// virtualReader provides pcscd with a virtual reader, or skips the test.
func virtualReader(t *testing.T) {
	t.Helper()
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("make verify-pcsc runs it with a virtual reader")
	}
	stop, err := drivertest.StartPCSCD(t.Context())
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(stop)
}

func TestSocialCardIsReadFromAReaderOfPCSCD(t *testing.T) {
	virtualReader(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var advice bytes.Buffer
	if _, err := card.ReadSocial(ctx, card.AnyReader, time.Second, &advice); !errors.Is(err, card.ErrNoCard) {
		t.Errorf("an empty reader: %v", err)
	}
	c := drivertest.NewSocialCard(true)
	in, err := c.Insert(ctx, drivertest.VirtualReader)
	if err != nil {
		t.Fatal(err)
	}
	read, err := card.ReadSocial(ctx, "Virtual PCD 00 00", 30*time.Second, &advice)
	if err != nil || read.Name.Reveal() != "张示例" {
		t.Errorf("%v", err)
	}
	if err := c.SetFault(drivertest.SocialCardFaultOther); err != nil {
		t.Fatal(err)
	}
	if _, err := card.ReadSocial(ctx, card.AnyReader, 30*time.Second, &advice); !errors.Is(err, card.ErrSocialRefused) || !strings.Contains(err.Error(), "no social-security card") {
		t.Errorf("another card: %v", err)
	}
	if err := in.Remove(); err != nil {
		t.Error(err)
	}
	if _, err := card.ReadSocial(ctx, "nobody's reader", time.Second, &advice); err == nil || !strings.Contains(err.Error(), "pcscd") {
		t.Errorf("no reader: %v", err)
	}
}
