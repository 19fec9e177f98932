package terminal_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/health"
	"linli/kiosk/terminal"
)

// finds sets what the next look at the printer finds.
func (p *printer) finds(found ...health.Finding) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found = found
}

func (r *reader) finds(found ...health.Finding) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.found = found
}

func (p *printer) lookedAt() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.looks
}

func TestDevicesAreAskedOnlyWhileNobodyIsHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		time.Sleep(10 * time.Minute)
		if n := l.printer.lookedAt(); n < 18 || n > 21 {
			t.Errorf("in ten minutes the printer was asked %d times", n)
		}
		l.want(flow.Attract)
		l.touch(flow.Begin)
		before := l.printer.lookedAt()
		time.Sleep(44 * time.Second)
		l.want(flow.Home)
		if n := l.printer.lookedAt(); n != before {
			t.Errorf("in a visit the printer was asked %d times", n-before)
		}
	})
}

func TestWhatDoesNotWorkIsSaidBeforeAnybodyTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Attract); v.Missing != (flow.Missing{}) {
			t.Errorf("a well terminal says %+v", v.Missing)
		}
		l.printer.finds(health.Finding{Code: health.PaperOut})
		l.cards.finds(health.Finding{Code: health.ReaderGone, Detail: "no such device"})
		time.Sleep(31 * time.Second)
		if v := l.want(flow.Attract); v.Missing != (flow.Missing{Paper: true, Card: true, Phone: "0000-0002"}) {
			t.Errorf("the empty lobby reads %+v", v.Missing)
		}
		l.touch(flow.Begin)
		if v := l.want(flow.Home); v.Missing.Any() {
			t.Errorf("in a visit stands %+v", v.Missing)
		}
		l.touch(flow.Finish)
		l.printer.finds(health.Finding{Code: health.PaperNearEnd, Detail: "4.2 m left"})
		l.cards.finds()
		time.Sleep(31 * time.Second)
		low := time.Now()
		l.printer.finds(health.Finding{Code: health.PaperNearEnd, Detail: "4.1 m left"})
		time.Sleep(5 * time.Minute)
		held := l.term.Held()
		if len(held) != 2 || held[0].Code != health.LineDown || held[1].Detail != "4.1 m left" || low.Sub(held[1].Since) > time.Minute {
			t.Errorf("held are %+v", held)
		}
		if v := l.want(flow.Attract); v.Missing != (flow.Missing{}) {
			t.Errorf("when all is well again the lobby reads %+v", v.Missing)
		}
		l.close()
		log := l.log.String()
		for _, want := range []string{
			"msg=health.raised code=reader-gone severity=warning detail=\"no such device\"",
			"msg=health.raised code=paper-out", "msg=health.cleared code=paper-out", "msg=health.cleared code=reader-gone",
			"msg=health.raised code=paper-near-end severity=notice detail=\"4.2 m left\"",
		} {
			if strings.Count(log, want) != 1 {
				t.Errorf("the log has %q %d times", want, strings.Count(log, want))
			}
		}
	})
}

func TestVisitDoesNotWaitForASilentPrinterToSayHowItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.printer.mu.Lock()
		l.printer.silent = true
		l.printer.mu.Unlock()
		time.Sleep(31 * time.Second)
		if l.printer.lookedAt() == 0 {
			t.Fatal("nobody looked")
		}
		start := time.Now()
		l.toIdentify()
		l.touch(flow.SkipCard)
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Number); v.Ticket.Print != kiosk.Printed {
			t.Errorf("%v after the touch the paper is %s", time.Since(start), v.Ticket.Print)
		}
	})
}

func TestPrinterIsAskedSoonAfterAPaper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		time.Sleep(2 * time.Second)
		l.printer.mu.Lock()
		l.printer.state = kiosk.NotPrinted
		l.printer.mu.Unlock()
		l.printer.finds(health.Finding{Code: health.CoverOpen})
		l.toIdentify()
		l.touch(flow.SkipCard)
		time.Sleep(2 * time.Second)
		l.want(flow.Problem)
		l.touch(flow.Finish)
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Attract); !v.Missing.Paper {
			t.Errorf("the next resident reads %+v", v.Missing)
		}
		l.printer.finds()
		l.printer.mu.Lock()
		l.printer.state = kiosk.Printed
		l.printer.mu.Unlock()
		l.toIdentify()
		l.touch(flow.SkipCard)
		time.Sleep(2 * time.Second)
		l.want(flow.Number)
		l.touch(flow.Finish)
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Attract); v.Missing.Any() {
			t.Errorf("after a good paper the next resident reads %+v", v.Missing)
		}
	})
}

func TestStoreThatRefusesIsSaidUntilItKeepsATicketAgain(t *testing.T) {
	for _, c := range []struct {
		err  error
		want health.Code
	}{{errDisk, health.StoreFailed}, {errFull, health.StoreFull}, {errNumbers, ""}} {
		synctest.Test(t, func(t *testing.T) {
			l := open(t)
			l.store.broken = c.err
			l.toIdentify()
			l.touch(flow.SkipCard)
			time.Sleep(10 * time.Millisecond)
			l.want(flow.Problem)
			if got := l.term.Health().Has(c.want); got != (c.want != "") {
				t.Errorf("%v: holds %v", c.err, l.term.Health().Codes())
			}
			l.touch(flow.Finish)
			v := l.want(flow.Attract)
			if v.Missing.Tickets != (c.want != "") {
				t.Errorf("%v: the next resident reads %+v", c.err, v.Missing)
			}
			l.store.broken = nil
			l.toIdentify() // a touch may still try
			l.touch(flow.SkipCard)
			time.Sleep(2 * time.Second)
			l.want(flow.Number)
			l.touch(flow.Finish)
			if v := l.want(flow.Attract); v.Missing != (flow.Missing{}) {
				t.Errorf("%v: after a ticket the lobby reads %+v", c.err, v.Missing)
			}
		})
	}
}

func TestLineIsMissedOnlyAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		down := func() bool { synctest.Wait(); return l.term.Health().Has(health.LineDown) }
		l.hall.tell(terminal.HallState{LineUp: true})
		time.Sleep(time.Hour)
		l.hall.tell(terminal.HallState{})
		time.Sleep(50 * time.Second)
		if down() {
			t.Error("50 seconds without a line are a condition")
		}
		time.Sleep(15 * time.Second)
		if !down() {
			t.Error("65 seconds without a line are none")
		}
		if v := l.want(flow.Attract); v.Missing.Any() {
			t.Errorf("without a line the lobby reads %+v", v.Missing)
		}
		l.hall.tell(terminal.HallState{LineUp: true})
		time.Sleep(2 * time.Second)
		if down() {
			t.Error("the line is up and still missed")
		}
	})
}

func TestReaderThatVanishesInAVisitIsKnownAfterIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		time.Sleep(2 * time.Second)
		l.toIdentify()
		l.cards.say(terminal.CardReport{What: terminal.ReaderGone, Code: kiosk.ReaderGone, Err: errDisk})
		l.want(flow.Identify)
		if !l.term.Health().Has(health.ReaderGone) {
			t.Error("nobody noticed")
		}
		l.cards.say(terminal.CardReport{What: terminal.ReaderBack})
		l.want(flow.Identify)
		if l.term.Health().Has(health.ReaderGone) {
			t.Error("its return was not noticed")
		}
	})
}

func TestConditionsRaisedFromOutsideShow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.want(flow.Attract)
		l.term.Raise(health.Finding{Code: health.StreamForked})
		l.term.Raise(health.Finding{Code: health.PrinterGone})
		if v := l.want(flow.Attract); !v.Missing.Paper {
			t.Errorf("the lobby reads %+v", v.Missing)
		}
		l.term.Clear(health.PrinterGone)
		if v := l.want(flow.Attract); v.Missing.Any() || !l.term.Health().Has(health.StreamForked) {
			t.Errorf("the lobby reads %+v, holds %v", v.Missing, l.term.Health().Codes())
		}
	})
}
