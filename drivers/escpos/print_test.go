package escpos_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/escpos"

	"golang.org/x/image/font/gofont/goregular"
)

// lobby is a printer with a cable to a driver, inside a bubble of fake time.
type lobby struct {
	*drivertest.ReceiptPrinter
	dev  *escpos.Dev
	port net.Conn // the driver's end
}

// newLobby sets up a slow printer that behaves; change may alter profile and
// printer before they start.
func newLobby(t *testing.T, change func(*escpos.Profile, *drivertest.ReceiptPrinterOpts)) lobby {
	t.Helper()
	profile := escpos.Kiosk80()
	opts := drivertest.ReceiptPrinterOpts{Font: goregular.TTF, Speed: 100}
	if change != nil {
		change(&profile, &opts)
	}
	printer, err := drivertest.NewReceiptPrinter(opts)
	if err != nil {
		t.Fatal(err)
	}
	near, far := net.Pipe()
	go printer.Serve(t.Context(), far)
	dev, err := escpos.New(near, &escpos.Opts{Profile: profile})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		dev.Halt()
		near.Close()
		printer.Close()
	})
	return lobby{printer, dev, near}
}

// ticket is 62 mm of invented paper.
func ticket() escpos.Document {
	return escpos.Document{
		escpos.Text{Text: "A005", Scale: 8, Bold: true, Align: escpos.Centre},
		escpos.Rule{},
		escpos.Feed{Dots: 100},
		escpos.QR{Text: "https://linli.example/t/1", Module: 6},
		escpos.Text{Text: "Have a seat", Scale: 1},
		escpos.Cut{},
	}
}

// print prints a ticket and checks its end.
func (l lobby) print(t *testing.T, want escpos.Outcome, cause error) {
	t.Helper()
	got, err := l.dev.Print(t.Context(), ticket())
	if got != want || !errors.Is(err, cause) {
		t.Fatalf("outcome %s (%v), want %s (%v)", got, err, want, cause)
	}
}

func TestPrintedMeansPaperAndCut(t *testing.T) {
	for situation, change := range map[string]func(*escpos.Profile, *drivertest.ReceiptPrinterOpts){
		"ASB and GS ( H": nil,
		"DLE and GS ( H": func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) { p.Status = escpos.StatusDLE },
		"DLE and GS r": func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) {
			p.Status, p.Fence = escpos.StatusDLE, escpos.FenceGSR
		},
		"ASB and GS r": func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) { p.Fence = escpos.FenceGSR },
		"drawn code":   func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) { p.QR = escpos.QRRaster },
		"slow line": func(p *escpos.Profile, o *drivertest.ReceiptPrinterOpts) {
			p.QR, p.Baud, o.Baud = escpos.QRRaster, 9600, 9600
		},
		"small buffer": func(p *escpos.Profile, o *drivertest.ReceiptPrinterOpts) {
			p.QR, o.BufferBytes = escpos.QRRaster, 512
		},
	} {
		t.Run(situation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLobby(t, change)
				l.print(t, escpos.Printed, nil)
				l.print(t, escpos.Printed, nil)
				papers := l.Papers()
				if len(papers) != 2 || !papers[0].Cut || !papers[1].Cut {
					t.Fatalf("%d papers", len(papers))
				}
				if got := papers[1].Text; len(got) != 2 || got[0] != "A005" || got[1] != "Have a seat" {
					t.Errorf("text %q", got)
				}
				if unknown := l.Unknown(); unknown != nil {
					t.Errorf("the printer did not know %q", unknown)
				}
			})
		})
	}
}

func TestPrinterThatIsNotReadyGetsNoByte(t *testing.T) {
	for fault, want := range map[drivertest.Fault]error{
		drivertest.PaperOut:   escpos.ErrNotReady,
		drivertest.CoverOpen:  escpos.ErrNotReady,
		drivertest.Overheated: escpos.ErrNotReady,
		drivertest.Silent:     escpos.ErrSilent,
		drivertest.Stall:      escpos.ErrSilent,
	} {
		t.Run(string(fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLobby(t, nil)
				l.SetFault(fault, true)
				l.print(t, escpos.NotPrinted, want)
				l.SetFault(fault, false)
				synctest.Wait()
				if n := len(l.Papers()); n != 0 {
					t.Fatalf("%d papers", n)
				}
				l.print(t, escpos.Printed, nil)
			})
		})
	}
}

func TestNearEndStillPrints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		l.SetFault(drivertest.NearEnd, true)
		l.print(t, escpos.Printed, nil)
		s, err := l.dev.Status(t.Context())
		if err != nil || !s.PaperNearEnd || !s.IsReady() {
			t.Errorf("status %s, %v", s, err)
		}
	})
}

func TestStatusNamesWhatIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		for fault, want := range map[drivertest.Fault]string{
			drivertest.PaperOut:   "paper out, paper near end, offline",
			drivertest.CoverOpen:  "cover open, offline",
			drivertest.Overheated: "recoverable error, offline",
			drivertest.NearEnd:    "paper near end",
		} {
			l.SetFault(fault, true)
			if s, err := l.dev.Status(t.Context()); err != nil || s.String() != want {
				t.Errorf("%s: status %q, %v", fault, s, err)
			}
			l.SetFault(fault, false)
		}
		if s, err := l.dev.Status(t.Context()); err != nil || s.String() != "ready" {
			t.Errorf("status %q, %v", s, err)
		}
	})
}

func TestCutterJamLeavesThePaperHanging(t *testing.T) {
	for _, status := range []escpos.StatusKind{escpos.StatusASB, escpos.StatusDLE} {
		t.Run(string(status), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLobby(t, func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) { p.Status = status })
				l.SetFault(drivertest.CutterJam, true)
				l.print(t, escpos.PrintedUncut, escpos.ErrStopped)
				papers := l.Papers()
				if len(papers) != 1 || papers[0].Cut || len(papers[0].Text) != 2 {
					t.Errorf("papers %+v", papers)
				}
				l.print(t, escpos.NotPrinted, escpos.ErrNotReady)
			})
		})
	}
}

func TestPaperRefilledAfterAnHourPrintsAtMostOneCopy(t *testing.T) {
	for situation, change := range map[string]func(*escpos.Profile, *drivertest.ReceiptPrinterOpts){
		"ASB": nil,
		"DLE": func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) { p.Status = escpos.StatusDLE },
		"clone that clears by DLE ENQ": func(p *escpos.Profile, o *drivertest.ReceiptPrinterOpts) {
			p.Clear, o.ClearByENQ = escpos.ClearENQ, true
		},
		"printer that cannot be cleared": func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) { p.Clear = escpos.ClearNone },
	} {
		t.Run(situation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLobby(t, change)
				l.RunOutAfter(300)
				l.print(t, escpos.Uncertain, escpos.ErrStopped)
				for range 60 { // people have other things to do, and the terminal goes on asking
					time.Sleep(time.Minute) // fake
					if s, err := l.dev.Status(t.Context()); err != nil || !s.PaperOut {
						t.Fatalf("no paper: %s, %v", s, err)
					}
					l.print(t, escpos.NotPrinted, escpos.ErrNotReady)
				}
				l.SetFault(drivertest.PaperOut, false)
				time.Sleep(time.Minute) // fake: whatever is left in the buffer comes out now
				ends := 0
				for _, p := range l.Papers() {
					for _, text := range p.Text {
						if text == "Have a seat" {
							ends++
						}
					}
				}
				cleared := situation != "printer that cannot be cleared"
				if ends > 1 || cleared && ends != 0 {
					t.Errorf("%d copies ended on the new roll", ends)
				}
				l.print(t, escpos.Printed, nil)
			})
		})
	}
}

func TestCoverOpenedMidTicketIsUncertain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		time.AfterFunc(300*time.Millisecond, func() { l.SetFault(drivertest.CoverOpen, true) })
		start := time.Now()
		l.print(t, escpos.Uncertain, escpos.ErrStopped)
		if waited := time.Since(start); waited > time.Second {
			t.Errorf("noticed after %v", waited)
		}
	})
}

func TestHotHeadPausesAndGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		time.AfterFunc(300*time.Millisecond, func() { l.SetFault(drivertest.Overheated, true) })
		time.AfterFunc(3*time.Second, func() { l.SetFault(drivertest.Overheated, false) })
		l.print(t, escpos.Printed, nil)
	})
}

func TestSilenceAfterTheFirstByteIsUncertain(t *testing.T) {
	for situation, happens := range map[string]func(l lobby){
		"printer falls silent": func(l lobby) { l.SetFault(drivertest.Silent, true) },
		"printer stalls":       func(l lobby) { l.SetFault(drivertest.Stall, true) },
		"power is lost":        func(l lobby) { l.PowerLossAfter(0) },
	} {
		t.Run(situation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLobby(t, nil)
				time.AfterFunc(200*time.Millisecond, func() { happens(l) })
				start := time.Now()
				l.print(t, escpos.Uncertain, escpos.ErrSilent)
				if waited := time.Since(start); waited > 10*time.Second {
					t.Errorf("waited %v", waited)
				}
			})
		})
	}
}

func TestPowerLossAtAnyByteIsNeverPrinted(t *testing.T) {
	for n := 0; n < 400; n += 7 {
		synctest.Test(t, func(t *testing.T) {
			l := newLobby(t, nil)
			if _, err := l.dev.Status(t.Context()); err != nil {
				t.Fatal(err)
			}
			l.PowerLossAfter(n)
			got, err := l.dev.Print(t.Context(), ticket())
			cut := len(l.Papers()) == 1 && l.Papers()[0].Cut
			if got == escpos.Printed && !cut || got == escpos.NotPrinted && len(l.Papers()) > 0 {
				t.Fatalf("power lost after %d bytes: %s, %v, %d papers", n, got, err, len(l.Papers()))
			}
		})
	}
}

func TestCableGoneMidTicketIsUncertain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		time.AfterFunc(200*time.Millisecond, func() { l.port.Close() })
		l.print(t, escpos.Uncertain, escpos.ErrGone)
		l.print(t, escpos.NotPrinted, escpos.ErrGone)
	})
}

func TestCancelMidTicketIsUncertainAndClears(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		got, err := l.dev.Print(ctx, ticket())
		if got != escpos.Uncertain || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("outcome %s, %v", got, err)
		}
		time.Sleep(time.Minute) // fake
		for _, p := range l.Papers() {
			if p.Cut {
				t.Error("the rest of the ticket came out")
			}
		}
		l.print(t, escpos.Printed, nil)
	})
}

func TestHaltEndsARunningPrint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		time.AfterFunc(200*time.Millisecond, func() { l.dev.Halt() })
		l.print(t, escpos.Uncertain, escpos.ErrHalted)
		l.print(t, escpos.NotPrinted, escpos.ErrHalted)
		if _, err := l.dev.Status(t.Context()); !errors.Is(err, escpos.ErrHalted) {
			t.Errorf("status: %v", err)
		}
	})
}

func TestPrinterWithoutAVoiceIsNeverPrinted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) {
			p.Status, p.Fence = escpos.StatusNone, escpos.FenceNone
		})
		l.SetFault(drivertest.Silent, true)
		l.print(t, escpos.SentUnconfirmed, nil)
		if s, err := l.dev.Status(t.Context()); err != nil || s.Known || s.IsReady() || s.String() != "unknown" {
			t.Errorf("status %s, %v", s, err)
		}
	})
}

func TestStatusWithoutFenceIsUnconfirmedOrUncertain(t *testing.T) {
	for paper, want := range map[int]escpos.Outcome{10_000: escpos.SentUnconfirmed, 300: escpos.Uncertain} {
		synctest.Test(t, func(t *testing.T) {
			l := newLobby(t, func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) {
				p.Status, p.Fence = escpos.StatusDLE, escpos.FenceNone
			})
			l.RunOutAfter(paper)
			if got, err := l.dev.Print(t.Context(), ticket()); got != want {
				t.Errorf("outcome %s, %v, want %s", got, err, want)
			}
		})
	}
}

func TestFaultyDocumentNeverReachesThePort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		got, err := l.dev.Print(t.Context(), escpos.Document{escpos.Text{Text: "王𫖮", Scale: 1}})
		if got != escpos.NotPrinted || !errors.Is(err, escpos.ErrUnencodable) {
			t.Errorf("outcome %s, %v", got, err)
		}
		if n := len(l.Papers()); n != 0 {
			t.Errorf("%d papers", n)
		}
	})
}

func TestWhatAnEarlierProcessLeftHalfSentDoesNotEatTheTicket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		if _, err := l.port.Write(unhex(t, "1D763000 4800 FF00 FFFF")); err != nil { // 18 KB announced, two bytes sent
			t.Fatal(err)
		}
		l.print(t, escpos.Printed, nil)
		if papers := l.Papers(); len(papers) != 1 || len(papers[0].Text) != 2 {
			t.Errorf("papers %+v", papers)
		}
	})
}

func TestJamWithoutFenceDoesNotProveThePaper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, func(p *escpos.Profile, _ *drivertest.ReceiptPrinterOpts) { p.Fence = escpos.FenceNone })
		l.SetFault(drivertest.CutterJam, true)
		l.print(t, escpos.Uncertain, escpos.ErrStopped)
	})
}
