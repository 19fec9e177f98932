package ipp_test

import (
	"errors"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/ipp"
)

// neighbour is another Dev on the same printer.
func (b bench) neighbour(opts ipp.Opts) *ipp.Dev {
	b.Helper()
	opts.Client = b.client
	dev, err := ipp.New("ipp://printer.example/ipp/print", &opts)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { dev.Halt() })
	return dev
}

func TestLostAnswerIsUncertainAndItsJobIsTakenBack(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 5 * time.Second}, ipp.Opts{User: "kiosk-K2"}, func(b bench) {
		b.printer.SetFault(drivertest.IPPDrop, true)
		b.print(b.Context(), ipp.Uncertain, ipp.ErrSilent)
		if b.printer.Waiting() != 0 {
			b.Error("the job is still there")
		}
		b.printer.SetFault(drivertest.IPPDrop, false)
		b.print(b.Context(), ipp.Printed, nil)
		b.sheets(1)
	})
}

func TestPrinterThatVanishedIsClearedBeforeTheNextDocument(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 5 * time.Second}, ipp.Opts{}, func(b bench) {
		got, err := b.during(b.Context(), func() {
			b.printer.SetFault(drivertest.IPPMediaEmpty, true)
			b.printer.SetFault(drivertest.IPPStall, true)
		})
		if got != ipp.Uncertain || !errors.Is(err, ipp.ErrStopped) {
			b.Errorf("Print = %s, %v", got, err)
		}
		b.print(b.Context(), ipp.NotPrinted, ipp.ErrSilent)
		b.printer.SetFault(drivertest.IPPStall, false)
		b.print(b.Context(), ipp.NotPrinted, ipp.ErrNotReady)
		if b.printer.Waiting() != 0 {
			b.Error("the first job is still there")
		}
		b.printer.SetFault(drivertest.IPPMediaEmpty, false)
		b.print(b.Context(), ipp.Printed, nil)
		b.sheets(1)
	})
}

func TestJobsOfAnEarlierProcessAreTakenBackAndNobodyElses(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{PageTime: 30 * time.Second}, ipp.Opts{User: "kiosk-K2"}, func(b bench) {
		neighbour, earlier := b.neighbour(ipp.Opts{User: "kiosk-K3"}), b.neighbour(ipp.Opts{User: "kiosk-K2"})
		ends := make(chan ipp.Outcome, 2)
		go func() {
			o, _ := neighbour.Print(b.Context(), document, ipp.JobOptions{Name: "neighbour"})
			ends <- o
		}()
		if err := b.printer.AwaitWork(b.Context()); err != nil {
			b.Fatal(err)
		}
		go func() {
			o, _ := earlier.Print(b.Context(), document, ipp.JobOptions{Name: "earlier"})
			ends <- o
		}()
		<-time.After(time.Second)
		if b.printer.Waiting() != 2 {
			b.Fatal("two jobs should wait")
		}
		b.print(b.Context(), ipp.Printed, nil)
		for _, s := range b.printer.Sheets() {
			if s.Name == "earlier" {
				b.Error("the earlier job came out")
			}
		}
		b.sheets(2)
		if first, second := <-ends, <-ends; first != ipp.NotPrinted || second != ipp.Printed {
			b.Errorf("the earlier ended %s, the neighbour %s", first, second)
		}
	})
}

func TestJobsWithoutAUserAreNobodysToTakeBack(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{}, ipp.Opts{}, func(b bench) {
		b.print(b.Context(), ipp.Printed, nil)
		for _, op := range b.printer.Operations() {
			if op == 0x000A {
				b.Error("Get-Jobs was asked")
			}
		}
	})
}
