package escpos_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/escpos"
)

// presenting makes a lobby's printer one of a model, with what that needs.
func presenting(t *testing.T, model string) func(*escpos.Profile, *drivertest.ReceiptPrinterOpts) {
	t.Helper()
	chosen, err := escpos.Named(model)
	if err != nil {
		t.Fatal(err)
	}
	chosen.Clear = escpos.ClearDC4
	return func(p *escpos.Profile, o *drivertest.ReceiptPrinterOpts) {
		*p = chosen
		o.WidthDots = p.WidthDots
		o.TearBit = p.Presenter == escpos.PresenterTear
		o.Presenter = !o.TearBit
	}
}

// hand watches the last paper for ten seconds and checks what became of it.
func (l lobby) hand(t *testing.T, want escpos.Handover, cause error) {
	t.Helper()
	got, err := l.dev.Hand(t.Context(), 10*time.Second)
	if got != want || !errors.Is(err, cause) {
		t.Fatalf("handover %q (%v), want %q (%v)", got, err, want, cause)
	}
}

func TestPaperThatIsTakenIsTaken(t *testing.T) {
	for _, model := range []string{"80mm-retract", "80mm-eject", "58mm-tear"} {
		t.Run(model, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLobby(t, presenting(t, model))
				l.print(t, escpos.Printed, nil)
				if s, err := l.dev.Status(t.Context()); err != nil || !s.AtOutput || !s.IsReady() {
					t.Errorf("paper out: %s, %v", s, err)
				}
				time.AfterFunc(3*time.Second, func() { l.TakePaper() })
				start := time.Now()
				l.hand(t, escpos.Taken, nil)
				if waited := time.Since(start); waited < 3*time.Second || waited > 4*time.Second {
					t.Errorf("noticed after %v", waited)
				}
				if unknown := l.Unknown(); unknown != nil {
					t.Errorf("the printer did not know %q", unknown)
				}
			})
		})
	}
}

func TestPaperThatNobodyTakesIsPutAwayAsTheModelCan(t *testing.T) {
	for model, want := range map[string]struct {
		handover       escpos.Handover
		papers, inside int
	}{
		"80mm-retract": {escpos.Retracted, 0, 1},
		"80mm-eject":   {escpos.Ejected, 1, 0},
		"58mm-tear":    {escpos.NotTaken, 1, 0},
	} {
		t.Run(model, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLobby(t, presenting(t, model))
				l.print(t, escpos.Printed, nil)
				l.hand(t, want.handover, nil)
				if papers, inside := len(l.Papers()), len(l.Retracted()); papers != want.papers || inside != want.inside {
					t.Errorf("%d papers, %d inside", papers, inside)
				}
			})
		})
	}
}

func TestPaperOfTheLastResidentIsPutAwayBeforeTheNextIsPrinted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, presenting(t, "80mm-retract"))
		l.print(t, escpos.Printed, nil)
		l.print(t, escpos.Printed, nil)
		if papers, inside := len(l.Papers()), len(l.Retracted()); papers != 1 || inside != 1 {
			t.Errorf("%d papers, %d inside", papers, inside)
		}
	})
}

func TestPaperStuckAtTheOutputStopsThePrinter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, presenting(t, "80mm-retract"))
		l.print(t, escpos.Printed, nil)
		l.SetFault(drivertest.OutputJam, true)
		l.hand(t, escpos.NotTaken, escpos.ErrStopped)
		l.print(t, escpos.NotPrinted, escpos.ErrStopped)
		l.TakePaper()
		l.SetFault(drivertest.OutputJam, false)
		l.print(t, escpos.Printed, nil)
	})
}

func TestWatchThatIsCutShortLeavesThePaper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, presenting(t, "80mm-retract"))
		l.print(t, escpos.Printed, nil)
		time.AfterFunc(time.Second, func() { l.dev.Halt() })
		l.hand(t, escpos.Unwatched, escpos.ErrHalted)
		if papers := len(l.Papers()); papers != 1 {
			t.Errorf("%d papers", papers)
		}
	})
}

func TestPrinterThatCannotTellIsUnwatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		l.print(t, escpos.Printed, nil)
		start := time.Now()
		l.hand(t, escpos.Unwatched, nil)
		if time.Since(start) > 0 {
			t.Error("it waited")
		}
	})
}

func TestFullStatusTellsWhatIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, presenting(t, "80mm-retract"))
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
	})
}
