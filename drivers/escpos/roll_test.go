package escpos_test

import (
	"testing"
	"testing/synctest"

	"linli/drivers/drivertest"
	"linli/drivers/escpos"
)

func TestCountedRollWarnsBeforeItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, func(p *escpos.Profile, o *drivertest.ReceiptPrinterOpts) {
			p.Status, p.Fence, o.WidthDots = escpos.StatusNone, escpos.FenceNone, 576
		})
		l.dev.SetRoll(escpos.RollOf(0.2, 0.1)) // three tickets of 62 mm
		for i, low := range []bool{false, true, true} {
			l.print(t, escpos.SentUnconfirmed, nil)
			s, err := l.dev.Status(t.Context())
			if err != nil || s.PaperLow != low || s.Known {
				t.Errorf("after %d tickets: %s, %v, %d dots left", i+1, s, err, l.dev.Roll().Left())
			}
		}
		if s, _ := l.dev.Status(t.Context()); s.String() != "unknown, paper low by count" {
			t.Errorf("status %q", s)
		}
		used := l.dev.Roll().Used
		l.dev.SetRoll(escpos.RollOf(0.2, 0.1))
		l.print(t, escpos.SentUnconfirmed, nil)
		if one := l.dev.Roll().Used; one*3 != used || one < 400 || one > 700 {
			t.Errorf("one ticket is %d dots, three were %d", one, used)
		}
	})
}

func TestPaperOfADoubtfulJobCountsAndOfARefusedOneDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLobby(t, nil)
		l.SetFault(drivertest.CoverOpen, true)
		l.print(t, escpos.NotPrinted, escpos.ErrNotReady)
		if used := l.dev.Roll().Used; used != 0 {
			t.Errorf("refused: %d dots", used)
		}
		l.SetFault(drivertest.CoverOpen, false)
		l.RunOutAfter(100)
		l.print(t, escpos.Uncertain, escpos.ErrStopped)
		if used := l.dev.Roll().Used; used == 0 {
			t.Error("uncertain: nothing counted")
		}
		if s, err := l.dev.Status(t.Context()); err != nil || s.PaperLow {
			t.Errorf("a roll of unknown length: %s, %v", s, err)
		}
	})
}
