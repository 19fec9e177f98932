package terminal_test

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/terminal"
)

// marks remembers what was marked.
type marks struct {
	mu  sync.Mutex
	all []kiosk.VisitID
}

func (m *marks) Mark(v kiosk.VisitID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = append(m.all, v)
	return nil
}

func (m *marks) told() []kiosk.VisitID {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.all)
}

// afterCut is a lobby whose terminal went down while A012 was on its way.
func afterCut(t *testing.T, m *marks) *lobby {
	return open(t, func(o *terminal.Options) {
		o.Visits = m
		o.Outage = flow.Outage{Cut: true, Papers: []flow.LostPaper{{
			Receipt: kiosk.Receipt{Job: 12, Ticket: kiosk.Ticket{Number: "A012", Prefix: "A", Item: "allowance"}},
			Lang:    kiosk.Chinese, Paper: kiosk.PrintUncertain,
		}}}
	})
}

func TestTicketLostInAPowerCutIsPrintedOnceMoreByAnyNumberOfTouches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := afterCut(t, &marks{})
		v := l.want(flow.Attract)
		if v.Outage == nil || !v.Outage.Cut || len(v.Outage.Papers) != 1 || v.Outage.Papers[0].Number != "A012" {
			t.Fatalf("told %+v", v.Outage)
		}
		again := v.Outage.Papers[0].Control
		for range 5 {
			l.glass.touch(v.Seq, again)
		}
		if v := l.want(flow.Attract); v.Outage.Papers[0].Paper != kiosk.Printing || slices.Contains(v.Can, again) {
			t.Errorf("while it prints: %+v, live %v", v.Outage.Papers[0], v.Can)
		}
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Attract); v.Outage.Papers[0].Paper != kiosk.Printed || !v.Outage.Papers[0].Again {
			t.Errorf("once it is out: %+v", v.Outage.Papers[0])
		}
		l.touch(again)
		time.Sleep(2 * time.Second)
		if did := l.history.all(); !slices.Equal(did, []string{"begin again", "print", "end printed"}) {
			t.Errorf("done: %v", did)
		}
	})
}

func TestReprintGoesOnWhileTheNextResidentBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := afterCut(t, &marks{})
		l.touch(l.want(flow.Attract).Outage.Papers[0].Control)
		l.touch(flow.Begin)
		if v := l.want(flow.Home); v.Outage != nil {
			t.Error("the next resident is told of another's")
		}
		time.Sleep(2 * time.Second)
		l.touch(flow.Finish)
		if v := l.want(flow.Attract); v.Outage.Papers[0].Paper != kiosk.Printed {
			t.Errorf("the end that came within a visit: %+v", v.Outage.Papers[0])
		}
	})
}

func TestWhatWasCutOffIsToldForTenMinutesAndThenForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &marks{}
		l := afterCut(t, m)
		time.Sleep(9*time.Minute + 59*time.Second)
		if l.want(flow.Attract).Outage == nil {
			t.Error("told for too short a time")
		}
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Attract); v.Outage != nil {
			t.Errorf("still told: %+v", v.Outage)
		}
		if told := m.told(); !slices.Equal(told, []kiosk.VisitID{""}) {
			t.Errorf("marked %q", told)
		}
	})
}

func TestVisitIsMarkedOnceUntilItIsWiped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &marks{}
		l := open(t, func(o *terminal.Options) { o.Visits = m })
		l.touch(flow.Begin)
		visit := l.want(flow.Home).Visit
		l.touch(flow.EntryControl("ticket"))
		l.touch(flow.GoHome)
		if told := m.told(); !slices.Equal(told, []kiosk.VisitID{visit}) {
			t.Errorf("within a visit: %q", told)
		}
		l.touch(flow.Finish)
		if told := m.told(); !slices.Equal(told, []kiosk.VisitID{visit, ""}) {
			t.Errorf("after it: %q", told)
		}
		l.touch(flow.Begin)
		l.stop()
		synctest.Wait()
		if told := m.told(); len(told) != 3 || told[2] == "" {
			t.Errorf("broken off: %q", told)
		}
	})
}
