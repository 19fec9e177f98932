package escpos_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/escpos"
)

func TestProbeFindsWhatThePrinterAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, func(p *escpos.Profile, o *drivertest.ReceiptPrinterOpts) {
			p.Status, p.Fence = escpos.StatusNone, escpos.FenceNone // what the technician chose does not matter
			o.Maker, o.Model = "EPOSN", "TM-T88V"                   // and what the printer says need not be true
		})
		f, err := l.dev.Probe(t.Context())
		if err != nil || !f.Status.IsReady() || !f.Sensors || f.Maker != "EPOSN" || f.Model != "TM-T88V" || f.Serial != "" {
			t.Errorf("findings %+v, %v", f, err)
		}
		if n := len(l.Papers()); n != 0 {
			t.Errorf("%d papers", n)
		}
	})
}

func TestProbeOfASilentPrinterIsNoError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		l.SetFault(drivertest.Silent, true)
		f, err := l.dev.Probe(t.Context())
		if err != nil || f != (escpos.Findings{}) {
			t.Errorf("findings %+v, %v", f, err)
		}
	})
}

func TestProbeLeavesNothingInTheQueueOfAStoppedPrinter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) { p.Fence = escpos.FenceGSR })
		l.SetFault(drivertest.PaperOut, true)
		start := time.Now()
		if f, err := l.dev.Probe(t.Context()); err != nil || !f.Status.PaperOut || f.Sensors {
			t.Errorf("findings %+v, %v", f, err)
		}
		if time.Since(start) > 0 {
			t.Error("it waited for answers that cannot come")
		}
		l.SetFault(drivertest.PaperOut, false)
		l.RunOutAfter(300)
		l.print(t, escpos.Uncertain, escpos.ErrStopped) // an answer left over would look like a fence
	})
}

func TestProbeDoesNotSpoilTheNextJob(t *testing.T) {
	for situation, change := range map[string]func(*escpos.Profile, *drivertest.ReceiptPrinterOpts){
		"ASB": nil,
		"name that looks like status": func(p *escpos.Profile, o *drivertest.ReceiptPrinterOpts) {
			p.Fence, o.Maker, o.Model = escpos.FenceGSR, "PEEO2RVZ", "8$(0)"
		},
	} {
		t.Run(situation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLobby(t, change)
				for range 2 {
					if f, err := l.dev.Probe(t.Context()); err != nil || f.Model == "" {
						t.Fatalf("findings %+v, %v", f, err)
					}
					l.print(t, escpos.Printed, nil)
				}
			})
		})
	}
}

func TestProbeTellsOfALineThatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		l.port.Close()
		if _, err := l.dev.Probe(t.Context()); !errors.Is(err, escpos.ErrGone) {
			t.Errorf("error %v", err)
		}
	})
}
