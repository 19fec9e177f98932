package ipp_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/ipp"
)

// TestFaultsOfAPrinterOverTCP goes once through everything that can happen at an
// A4 printer, in real time. ippeveprinter_test.go does so at the printer of the
// CUPS project, and the same situations are tested in detail on fake time.
func TestFaultsOfAPrinterOverTCP(t *testing.T) {
	for _, c := range []struct {
		situation string
		idle      drivertest.IPPFault // from before the document
		working   drivertest.IPPFault // from when it is printed
		shows     ipp.Condition       // then, and the fault is mended
		cancel    bool                // then
		want      ipp.Outcome
		cause     error
	}{
		{"all is well", "", "", "", false, ipp.Printed, nil},
		{"tray empty, idle", drivertest.IPPMediaEmpty, "", "", false, ipp.NotPrinted, ipp.ErrNotReady},
		{"tray empty, job", "", drivertest.IPPMediaEmpty, ipp.MediaEmpty, false, ipp.Printed, nil},
		{"jam", "", drivertest.IPPMediaJam, ipp.MediaJam, false, ipp.Printed, nil},
		{"cover", "", drivertest.IPPCoverOpen, ipp.CoverOpen, false, ipp.Printed, nil},
		{"abort", "", drivertest.IPPAbort, "", false, ipp.Uncertain, ipp.ErrStopped},
		{"busy", drivertest.IPPBusy, "", "", false, ipp.NotPrinted, ipp.ErrBusy},
		{"cancel", "", drivertest.IPPMediaJam, ipp.MediaJam, true, ipp.Uncertain, context.Canceled},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			o := newOutlet(t, drivertest.IPPPrinterOpts{PageTime: time.Second})
			dev := o.newDev(ipp.Opts{User: "kiosk-K2"})
			o.SetFault(c.idle, true)
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			ended := make(chan ending, 1)
			go func() {
				outcome, err := dev.Print(ctx, document, ipp.JobOptions{Name: "证明"})
				ended <- ending{outcome, err}
			}()
			if c.working != "" {
				if err := o.AwaitWork(ctx); err != nil {
					t.Fatal(err)
				}
				o.SetFault(c.working, true)
			}
			if c.shows != "" {
				s, err := dev.Status(t.Context())
				if err != nil || !slices.Contains(s.Conditions, c.shows) || !s.Processing {
					t.Errorf("Status = %s, %v, want %s", s, err, c.shows)
				}
				if c.cancel {
					cancel()
				} else {
					o.SetFault(c.working, false)
				}
			}
			got := <-ended
			if got.outcome != c.want || !errors.Is(got.err, c.cause) {
				t.Errorf("Print = %s, %v; want %s, %v", got.outcome, got.err, c.want, c.cause)
			}
			sheets := o.Sheets()
			if (len(sheets) == 1) != (c.want == ipp.Printed) {
				t.Fatalf("%d documents came out", len(sheets))
			}
			if len(sheets) == 1 && (!bytes.Equal(sheets[0].Document, document) || sheets[0].Media != ipp.A4 || sheets[0].Name != "证明") {
				t.Errorf("%s came out on %s, changed or not", sheets[0].Name, sheets[0].Media)
			}
		})
	}
}
