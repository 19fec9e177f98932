package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"linli/kiosk"
	"linli/kiosk/store"
)

func TestNumbersGoOnAfterRestart(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	for i, want := range []string{"A001", "A002", "A003"} {
		s := open(t, path, off.options())
		if r := submit(t, s, submission(visitName(i))); r.Ticket.Number != want {
			t.Errorf("number %s, want %s", r.Ticket.Number, want)
		}
		shut(t, s)
	}
}

func TestNumbersBeginAgainAtMidnightAndPerPrefix(t *testing.T) {
	off := newOffice(t)
	s := open(t, newPath(t), off.options())
	b := submission("v2")
	b.Prefix = "B"
	for _, c := range []struct {
		sub  kiosk.Submission
		want string
	}{
		{submission("v1"), "A001"}, {b, "B001"}, {submission("v3"), "A002"},
		{on(submission("v4"), day2), "A001"},
	} {
		if r := submit(t, s, c.sub); r.Ticket.Number != c.want {
			t.Errorf("visit %s got %s, want %s", c.sub.Visit, r.Ticket.Number, c.want)
		}
	}
	for day, want := range map[kiosk.BusinessDay]int{day1: 2, day2: 1, "2026-03-04": 0} {
		if n, err := s.Taken("A", day); n != want || err != nil {
			t.Errorf("%s: %d taken, want %d (%v)", day, n, want, err)
		}
	}
}

func TestNumbersGoOnWhenTheClockJumpsBackADay(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	submit(t, s, submission("v1"))
	submit(t, s, on(submission("v2"), day2))
	shut(t, s)
	s = open(t, path, off.options())
	if r := submit(t, s, submission("v3")); r.Ticket.Number != "A002" {
		t.Errorf("back on the first day: %s", r.Ticket.Number)
	}
	if r := submit(t, s, on(submission("v4"), day2)); r.Ticket.Number != "A002" {
		t.Errorf("again on the second: %s", r.Ticket.Number)
	}
}

func TestNumbersSurviveAClockThatJumpsFarAheadAndBack(t *testing.T) {
	off := newOffice(t)
	s := open(t, newPath(t), off.options())
	submit(t, s, submission("v1"))
	for i, far := range []kiosk.BusinessDay{"2051-01-01", "1999-12-31", "2099-06-01"} {
		submit(t, s, on(submission(visitName(i)), far))
	}
	if r := submit(t, s, submission("v2")); r.Ticket.Number != "A002" {
		t.Error(r.Ticket.Number)
	}
}

func TestOldDaysAreForgottenByUseNotByCalendar(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	first := submit(t, s, submission("first"))
	for i := range 45 {
		// Today is worked on again after each other day, so it stays.
		submit(t, s, on(submission(visitName(2*i)), kiosk.BusinessDay(fmt.Sprintf("2025-%02d-%02d", 1+i/28, 1+i%28))))
		submit(t, s, submission(visitName(2*i+1)))
	}
	shut(t, s)
	s = open(t, path, off.options())
	if again := submit(t, s, submission("first")); again != first {
		t.Errorf("today's first visit got %+v", again)
	}
	if n, _ := s.Taken("A", day1); n != 46 {
		t.Errorf("%d taken today", n)
	}
	if n, _ := s.Taken("A", "2025-01-01"); n != 0 {
		t.Errorf("the oldest day is still kept: %d", n)
	}
	if n, _ := s.Taken("A", "2025-02-17"); n != 1 {
		t.Errorf("a late day is forgotten: %d", n)
	}
	jobs, err := s.Jobs(context.Background())
	must(t, err)
	if len(jobs) != 46+39 {
		t.Errorf("%d jobs kept", len(jobs))
	}
}

func TestExhaustedBlockGoesOnInTheOverflowSeries(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	o := off.options()
	o.Numbers = store.Block{First: 198, Last: 199}
	s := open(t, path, o)
	for i, want := range []string{"A198", "A199", "A-K2-01", "A-K2-02"} {
		if r := submit(t, s, submission(visitName(i))); r.Ticket.Number != want {
			t.Errorf("number %s, want %s", r.Ticket.Number, want)
		}
	}
	shut(t, s)
	s = open(t, path, o)
	if r := submit(t, s, submission("after")); r.Ticket.Number != "A-K2-03" {
		t.Errorf("after a restart %s", r.Ticket.Number)
	}
}

func TestNewBlockOnTheSameDayStartsAtItsOwnFirst(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	o := off.options()
	s := open(t, path, o)
	submit(t, s, submission("v1"))
	shut(t, s)
	o.Numbers = store.Block{First: 200, Last: 399}
	s = open(t, path, o)
	if r := submit(t, s, submission("v2")); r.Ticket.Number != "A200" {
		t.Error(r.Ticket.Number)
	}
	shut(t, s)
	o.Numbers = store.Block{First: 1, Last: 199}
	s = open(t, path, o)
	if r := submit(t, s, submission("v3")); r.Ticket.Number != "A002" {
		t.Error(r.Ticket.Number)
	}
}

func TestOverflowSeriesHasAnEnd(t *testing.T) {
	off := newOffice(t)
	o := off.options()
	o.Numbers = store.Block{First: 1, Last: 1}
	s := open(t, newPath(t), o)
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			if _, err := s.Submit(context.Background(), submission(visitName(i))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, err := s.Submit(context.Background(), submission("late")); !errors.Is(err, store.ErrExhausted) {
		t.Error(err)
	}
	submit(t, s, on(submission("tomorrow"), day2))
}
