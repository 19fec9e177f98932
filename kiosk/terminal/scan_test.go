package terminal_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/health"
	"linli/kiosk/terminal"
)

// scanner reports what a test tells it to.
type scanner struct{ reports chan terminal.ScanReport }

func (s *scanner) Watch(ctx context.Context, report func(terminal.ScanReport)) {
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-s.reports:
			report(r)
		}
	}
}

// says gives one report and waits until it has been heard.
func (s *scanner) says(r terminal.ScanReport) {
	s.reports <- r
	synctest.Wait()
}

func (s *scanner) reads(text kiosk.Private) {
	s.says(terminal.ScanReport{What: terminal.ScanRead, Text: text})
}

// scanning opens a lobby with a scanner, a line, and an office that knows one
// case.
func scanning(t *testing.T) (*lobby, *scanner, *clerk) {
	c := &clerk{answer: func(context.Context, flow.Question) (flow.Reply, error) {
		return flow.CasesFound{Cases: []flow.CaseFound{{Code: "7W0X-1YBF"}}}, nil
	}}
	s := &scanner{reports: make(chan terminal.ScanReport)}
	l := open(t, func(o *terminal.Options) { o.Desk, o.Scanner, o.ScanSide = c, s, "left" })
	l.term.Exchange(follows())
	l.hall.tell(terminal.HallState{LineUp: true, Heard: time.Now()})
	time.Sleep(time.Second)
	return l, s, c
}

func TestReceiptBeforeTheScannerBeginsAVisit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, s, _ := scanning(t)
		s.says(terminal.ScanReport{What: terminal.ScanFailed, Err: errors.New("cut short")})
		l.want(flow.Attract) // nobody may be there
		s.reads("LINLI.EXAMPLE/C/7W0X-1YBF")
		v := l.want(flow.CaseShown)
		if v.Visit == "" || v.Track.Case.Code != "7W0X-1YBF" {
			t.Errorf("shown %+v", v.Track)
		}
		time.Sleep(2 * time.Minute)
		l.want(flow.Attract)
		l.close()
		if log := l.log.String(); strings.Contains(log, "7W0X") || !strings.Contains(log, kiosk.EventScanTrouble) {
			t.Errorf("the log tells a code, or no trouble:\n%s", log)
		}
	})
}

func TestCodeInTheMidstOfAVisitChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, s, c := scanning(t)
		l.touch(flow.Begin)
		l.want(flow.Home)
		l.touch(flow.EntryControl("ticket"))
		before := l.want(flow.ChooseItem)
		s.reads("7W0X-1YBF")
		if v := l.want(flow.ChooseItem); v.Seq != before.Seq || len(c.heard()) > 0 {
			t.Errorf("View %d became %d, asked %v", before.Seq, v.Seq, c.heard())
		}
	})
}

func TestScannerThatIsGoneIsNotOfferedUntilItIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, s, _ := scanning(t)
		l.touch(flow.Begin)
		l.touch(flow.EntryControl("track"))
		if v := l.want(flow.Identify); v.ScanSide != "left" {
			t.Errorf("a scanner is offered at %q", v.ScanSide)
		}
		s.says(terminal.ScanReport{What: terminal.ScannerGone, Err: errors.New("cable")})
		if v := l.want(flow.Identify); v.ScanSide != "" || !l.term.Health().Has(health.ScannerGone) {
			t.Errorf("gone, it is offered at %q", v.ScanSide)
		}
		s.says(terminal.ScanReport{What: terminal.ScannerBack})
		if v := l.want(flow.Identify); v.ScanSide != "left" || l.term.Health().Has(health.ScannerGone) {
			t.Errorf("back, it is offered at %q", v.ScanSide)
		}
	})
}
