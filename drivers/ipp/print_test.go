package ipp_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/ipp"
)

func TestDocumentComesOutAsDescribed(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 5 * time.Second}, ipp.Opts{User: "kiosk-K2"}, func(b bench) {
		got, err := b.dev.Print(b.Context(), document, ipp.JobOptions{Name: "居住证明", Copies: 2, Sides: ipp.LongEdge})
		if got != ipp.Printed || err != nil {
			b.Fatalf("Print = %s, %v", got, err)
		}
		sheets := b.printer.Sheets()
		if len(sheets) != 1 {
			b.Fatalf("%d documents came out", len(sheets))
		}
		s := sheets[0]
		if !bytes.Equal(s.Document, document) {
			b.Error("the document changed on its way")
		}
		s.Document = nil
		want := drivertest.Sheet{
			Job: 1, Name: "居住证明", User: "kiosk-K2", Format: "application/pdf",
			Media: "iso_a4_210x297mm", Sides: "two-sided-long-edge", Copies: 2,
		}
		if s.Name != want.Name || s.User != want.User || s.Format != want.Format ||
			s.Media != want.Media || s.Sides != want.Sides || s.Copies != want.Copies {
			b.Errorf("came out as %+v, want %+v", s, want)
		}
	})
}

func TestMediaAndSidesAreAlwaysSent(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{}, ipp.Opts{}, func(b bench) {
		b.print(b.Context(), ipp.Printed, nil)
		if s := b.printer.Sheets()[0]; s.Media != ipp.A4 || s.Sides != "one-sided" || s.Copies != 1 {
			b.Errorf("came out as %+v", s)
		}
	})
}

// What a printer or a queue says at the end, and what it is worth.
func TestCompletedMeansPaperOnlyWhereItIsPhysical(t *testing.T) {
	for name, c := range map[string]struct {
		printer    drivertest.IPPPrinterOpts
		completion ipp.Completion
		blank      bool
		want       ipp.Outcome
		cause      error
	}{
		"printer":                               {want: ipp.Printed},
		"printer that does not count":           {printer: drivertest.IPPPrinterOpts{Uncounted: true}, want: ipp.Printed},
		"printer that counted nothing":          {blank: true, want: ipp.Uncertain, cause: ipp.ErrStopped},
		"printer known to count wrongly":        {blank: true, completion: ipp.CompletionPaper, want: ipp.Printed},
		"box that hands on":                     {completion: ipp.CompletionTransmission, want: ipp.SentUnconfirmed},
		"queue to an IPP printer":               {printer: drivertest.IPPPrinterOpts{DeviceURI: "ipp://192.0.2.7/ipp/print"}, want: ipp.Printed},
		"queue to a discovered IPP printer":     {printer: drivertest.IPPPrinterOpts{DeviceURI: "dnssd://Kiosk%20A4._ipps._tcp.local/"}, want: ipp.Printed},
		"queue to a discovered data port":       {printer: drivertest.IPPPrinterOpts{DeviceURI: "dnssd://Kiosk%20A4._pdl-datastream._tcp.local/"}, want: ipp.SentUnconfirmed},
		"queue to a USB printer":                {printer: drivertest.IPPPrinterOpts{DeviceURI: "usb://Specimen/A4"}, want: ipp.SentUnconfirmed},
		"queue to a data port":                  {printer: drivertest.IPPPrinterOpts{DeviceURI: "socket://192.0.2.7:9100"}, want: ipp.SentUnconfirmed},
		"queue that hides what is behind":       {printer: drivertest.IPPPrinterOpts{DeviceURI: "hidden:"}, want: ipp.SentUnconfirmed},
		"queue to an IPP printer counting zero": {printer: drivertest.IPPPrinterOpts{DeviceURI: "ipp://192.0.2.7/ipp/print"}, blank: true, want: ipp.Uncertain, cause: ipp.ErrStopped},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, c.printer, ipp.Opts{Completion: c.completion}, func(b bench) {
				b.printer.SetFault(drivertest.IPPBlank, c.blank)
				b.print(b.Context(), c.want, c.cause)
			})
		})
	}
}

func TestPrinterThatWouldNotPrintIsAskedForNothing(t *testing.T) {
	for _, fault := range []drivertest.IPPFault{drivertest.IPPMediaEmpty, drivertest.IPPMediaJam, drivertest.IPPCoverOpen} {
		t.Run(string(fault), func(t *testing.T) {
			run(t, drivertest.IPPPrinterOpts{}, ipp.Opts{}, func(b bench) {
				b.printer.SetFault(fault, true)
				b.print(b.Context(), ipp.NotPrinted, ipp.ErrNotReady)
				b.printer.SetFault(fault, false)
				synctest.Wait()
				b.sheets(0)
			})
		})
	}
}

func TestBusyPrinterHasNotPrinted(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{}, ipp.Opts{}, func(b bench) {
		b.printer.SetFault(drivertest.IPPBusy, true)
		b.print(b.Context(), ipp.NotPrinted, ipp.ErrBusy)
		b.printer.SetFault(drivertest.IPPBusy, false)
		b.print(b.Context(), ipp.Printed, nil)
		b.sheets(1)
	})
}

func TestFormatThePrinterDoesNotKnowIsNotPrinted(t *testing.T) {
	const printJob = 0x0002
	for name, c := range map[string]struct {
		printer drivertest.IPPPrinterOpts
		cause   error
		asked   bool // the document reached the printer
	}{
		"it names what it takes": {drivertest.IPPPrinterOpts{Formats: []string{"image/urf", "application/octet-stream"}}, ipp.ErrFormat, false},
		"it names nothing":       {drivertest.IPPPrinterOpts{Secretive: true, Formats: []string{"image/urf"}}, ipp.ErrRefused, true},
		"it names it":            {drivertest.IPPPrinterOpts{Formats: []string{"image/urf", "application/pdf"}}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, c.printer, ipp.Opts{}, func(b bench) {
				want := ipp.NotPrinted
				if c.cause == nil {
					want = ipp.Printed
				}
				b.print(b.Context(), want, c.cause)
				if asked := slices.Contains(b.printer.Operations(), printJob); asked != c.asked {
					b.Errorf("the document was sent: %v", asked)
				}
			})
		})
	}
}

func TestAbortedJobIsUncertain(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 5 * time.Second}, ipp.Opts{}, func(b bench) {
		got, err := b.during(b.Context(), func() { b.printer.SetFault(drivertest.IPPAbort, true) })
		if got != ipp.Uncertain || !errors.Is(err, ipp.ErrStopped) {
			b.Errorf("Print = %s, %v", got, err)
		}
	})
}

func TestPaperRefilledInTimePrintsOnce(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 5 * time.Second}, ipp.Opts{}, func(b bench) {
		got, err := b.during(b.Context(), func() {
			b.printer.SetFault(drivertest.IPPMediaEmpty, true)
			time.AfterFunc(time.Minute, func() { b.printer.SetFault(drivertest.IPPMediaEmpty, false) })
		})
		if got != ipp.Printed || err != nil {
			b.Errorf("Print = %s, %v", got, err)
		}
		b.sheets(1)
	})
}

func TestPaperRefilledAfterAnHourPrintsNothingOld(t *testing.T) {
	for _, fault := range []drivertest.IPPFault{drivertest.IPPMediaEmpty, drivertest.IPPMediaJam, drivertest.IPPCoverOpen} {
		t.Run(string(fault), func(t *testing.T) {
			run(t, drivertest.IPPPrinterOpts{PageTime: 5 * time.Second}, ipp.Opts{}, func(b bench) {
				start := time.Now()
				got, err := b.during(b.Context(), func() { b.printer.SetFault(fault, true) })
				if got != ipp.Uncertain || !errors.Is(err, ipp.ErrStopped) {
					b.Errorf("Print = %s, %v", got, err)
				}
				if took := time.Since(start); took < 3*time.Minute || took > 3*time.Minute+5*time.Second {
					b.Errorf("it took %v, want JobTimeout", took)
				}
				for b.dev.Status(b.Context()); time.Since(start) < time.Hour; {
					b.print(b.Context(), ipp.NotPrinted, ipp.ErrNotReady)
					time.AfterFunc(time.Minute, func() {})
					<-time.After(10 * time.Minute)
				}
				b.printer.SetFault(fault, false)
				<-time.After(time.Minute)
				b.sheets(0)
				b.print(b.Context(), ipp.Printed, nil)
				b.sheets(1)
			})
		})
	}
}

func TestEndOfContextCancelsTheJob(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 5 * time.Second}, ipp.Opts{}, func(b bench) {
		ctx, cancel := context.WithCancel(b.Context())
		got, err := b.during(ctx, cancel)
		if got != ipp.Uncertain || !errors.Is(err, context.Canceled) {
			b.Errorf("Print = %s, %v", got, err)
		}
		if b.printer.Waiting() != 0 {
			b.Error("the job is still there")
		}
		b.sheets(0)
	})
}

func TestHaltCancelsTheJob(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 5 * time.Second}, ipp.Opts{}, func(b bench) {
		got, err := b.during(b.Context(), func() { b.dev.Halt() })
		if got != ipp.Uncertain || !errors.Is(err, ipp.ErrHalted) {
			b.Errorf("Print = %s, %v", got, err)
		}
		b.sheets(0)
	})
}

func TestJobTakenBackBeforeItBeganIsNotPrinted(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: time.Hour}, ipp.Opts{}, func(b bench) {
		other := b.neighbour(ipp.Opts{User: "kiosk-K3"})
		go other.Print(b.Context(), document, ipp.JobOptions{})
		if err := b.printer.AwaitWork(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.print(b.Context(), ipp.NotPrinted, ipp.ErrStopped) // waits behind the other's
	})
}

func TestSecondDocumentWaitsForTheFirst(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 5 * time.Second}, ipp.Opts{}, func(b bench) {
		_, err := b.during(b.Context(), func() {
			ctx, cancel := context.WithTimeout(b.Context(), time.Second)
			defer cancel()
			b.print(ctx, ipp.NotPrinted, context.DeadlineExceeded)
			b.print(b.Context(), ipp.Printed, nil)
		})
		if err != nil {
			b.Error(err)
		}
		b.sheets(2)
	})
}

func TestPrinterSilentForAWhileIsAskedAgain(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 20 * time.Second}, ipp.Opts{}, func(b bench) {
		got, err := b.during(b.Context(), func() {
			b.printer.SetFault(drivertest.IPPStall, true)
			time.AfterFunc(time.Minute, func() { b.printer.SetFault(drivertest.IPPStall, false) })
		})
		if got != ipp.Printed || err != nil {
			b.Errorf("Print = %s, %v", got, err)
		}
	})
}

func TestForgottenJobIsUncertain(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 20 * time.Second}, ipp.Opts{}, func(b bench) {
		got, err := b.during(b.Context(), func() { b.printer.SetFault(drivertest.IPPForget, true) })
		if got != ipp.Uncertain || !errors.Is(err, ipp.ErrStopped) {
			b.Errorf("Print = %s, %v", got, err)
		}
	})
}
