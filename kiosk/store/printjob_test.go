package store_test

import (
	"context"
	"errors"
	"testing"

	"linli/kiosk"
	"linli/kiosk/store"
)

func TestPrintJobGoesFromPendingThroughPrintingToItsEnd(t *testing.T) {
	off, ctx := newOffice(t), context.Background()
	s := open(t, newPath(t), off.options())
	r := submit(t, s, submission("v1"))
	must(t, s.BeginPrint(ctx, r.Job))
	state(t, s, r.Job, kiosk.Printing)
	must(t, s.EndPrint(ctx, r.Job, kiosk.PrintedUncut))
	state(t, s, r.Job, kiosk.PrintedUncut)
	p := off.payloads(t, drain(t, s, live, false)...)
	if len(p) != 2 {
		t.Fatalf("%d records", len(p))
	}
	e := p[1].GetPrintEnded()
	if p[1].GetVisit() != "v1" || e.GetTicket() != r.Ticket.ID || e.GetPrintJob() != 1 || e.GetOutcome() != "printed-uncut" {
		t.Errorf("record says %v", p[1])
	}
}

func TestJobThatIsPrintedNowIsBegunByItsSubmitAndForOneCallerOnly(t *testing.T) {
	off, ctx, path := newOffice(t), context.Background(), newPath(t)
	s := open(t, path, off.options())
	sub := submission("v1")
	sub.PrintNow = true
	r := submit(t, s, sub)
	if !r.Begun || r.Ticket.Number != "A001" {
		t.Errorf("receipt %+v", r)
	}
	state(t, s, r.Job, kiosk.Printing)
	if again := submit(t, s, sub); again.Begun || again.Ticket != r.Ticket {
		t.Errorf("the same paper is given away twice: %+v", again)
	}
	if err := s.BeginPrint(ctx, r.Job); !errors.Is(err, store.ErrJobState) {
		t.Errorf("it was begun twice: %v", err)
	}
	must(t, s.EndPrint(ctx, r.Job, kiosk.NotPrinted))
	if again := submit(t, s, sub); again.Begun {
		t.Error("a paper that was refused is given away by asking for the number")
	}
	must(t, s.BeginPrint(ctx, r.Job))
	if again := submit(t, s, sub); again.Begun {
		t.Error("a paper that is tried again is given away once more")
	}
	must(t, s.EndPrint(ctx, r.Job, kiosk.Printed))

	sub.Visit = "v2"
	cut := submit(t, s, sub)
	shut(t, s)
	s = open(t, path, off.options())
	state(t, s, cut.Job, kiosk.PrintUncertain)
	if again := submit(t, s, sub); again.Begun || again.Ticket != cut.Ticket {
		t.Errorf("after a start: %+v", again)
	}
}

func TestPrintJobRefusesWhatIsOutOfOrder(t *testing.T) {
	off, ctx := newOffice(t), context.Background()
	s := open(t, newPath(t), off.options())
	job := submit(t, s, submission("v1")).Job
	wants := func(err, want error) {
		t.Helper()
		var ke *kiosk.Error
		if !errors.Is(err, want) || !errors.As(err, &ke) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	wants(s.BeginPrint(ctx, 99), store.ErrNoJob)
	wants(s.EndPrint(ctx, 99, kiosk.Printed), store.ErrNoJob)
	wants(s.EndPrint(ctx, job, kiosk.Printed), store.ErrJobState)
	must(t, s.BeginPrint(ctx, job))
	wants(s.BeginPrint(ctx, job), store.ErrJobState)
	wants(s.BeginReprint(ctx, job), store.ErrJobState)
	wants(s.EndPrint(ctx, job, kiosk.PrintPending), store.ErrJobState)
	wants(s.EndPrint(ctx, job, "smudged"), store.ErrJobState)
	must(t, s.EndPrint(ctx, job, kiosk.Printed))
	wants(s.BeginPrint(ctx, job), store.ErrJobState)
	wants(s.EndPrint(ctx, job, kiosk.NotPrinted), store.ErrJobState)
	_, err := s.Job(99)
	wants(err, store.ErrNoJob)
}

func TestSameEndTwiceMakesOneRecord(t *testing.T) {
	off, ctx := newOffice(t), context.Background()
	s := open(t, newPath(t), off.options())
	job := submit(t, s, submission("v1")).Job
	must(t, s.BeginPrint(ctx, job))
	must(t, s.EndPrint(ctx, job, kiosk.Printed))
	must(t, s.EndPrint(ctx, job, kiosk.Printed))
	if n, _ := s.Pending(live); n != 2 {
		t.Errorf("%d records", n)
	}
}

func TestJobThatWasNotPrintedMayBeTriedAgain(t *testing.T) {
	off, ctx := newOffice(t), context.Background()
	s := open(t, newPath(t), off.options())
	// Others end in between, so that the job has moved away from hand.
	job := submit(t, s, submission("v0")).Job
	must(t, s.BeginPrint(ctx, job))
	must(t, s.EndPrint(ctx, job, kiosk.NotPrinted))
	for i := range 10 {
		other := submit(t, s, submission(visitName(i))).Job
		must(t, s.BeginPrint(ctx, other))
		must(t, s.EndPrint(ctx, other, kiosk.Printed))
	}
	must(t, s.BeginPrint(ctx, job))
	state(t, s, job, kiosk.Printing)
	must(t, s.EndPrint(ctx, job, kiosk.Printed))
	state(t, s, job, kiosk.Printed)
}

func TestUncertainJobIsPrintedAgainOnlyWhenAPersonAsks(t *testing.T) {
	off, ctx := newOffice(t), context.Background()
	s := open(t, newPath(t), off.options())
	job := submit(t, s, submission("v1")).Job
	must(t, s.BeginPrint(ctx, job))
	must(t, s.EndPrint(ctx, job, kiosk.PrintUncertain))
	if err := s.BeginPrint(ctx, job); !errors.Is(err, store.ErrJobState) {
		t.Errorf("an uncertain job printed again by itself: %v", err)
	}
	must(t, s.BeginReprint(ctx, job))
	must(t, s.EndPrint(ctx, job, kiosk.Printed))
	waits := submit(t, s, submission("v2")).Job
	must(t, s.BeginReprint(ctx, waits)) // the terminal never came to its first try
	must(t, s.EndPrint(ctx, waits, kiosk.Printed))
}

func TestJobsOpenAtTheCutStandUncertain(t *testing.T) {
	off, ctx, path := newOffice(t), context.Background(), newPath(t)
	s := open(t, path, off.options())
	cut := submit(t, s, submission("v1")).Job
	waits := submit(t, s, submission("v2")).Job
	must(t, s.BeginPrint(ctx, cut))
	shut(t, s)
	s = open(t, path, off.options())
	state(t, s, cut, kiosk.PrintUncertain)
	state(t, s, waits, kiosk.PrintUncertain)
	p := off.payloads(t, drain(t, s, live, false)...)
	if len(p) != 4 || p[2].GetPrintEnded().GetOutcome() != "uncertain" || p[3].GetPrintEnded().GetOutcome() != "uncertain" {
		t.Fatalf("records %v", p)
	}
	shut(t, s)
	s = open(t, path, off.options())
	if n, _ := s.Pending(live); n != 4 {
		t.Errorf("a second start made another record: %d", n)
	}
}

func TestStartThatCannotTellOfACutJobFails(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	job := submit(t, s, submission("v1")).Job
	must(t, s.BeginPrint(context.Background(), job))
	shut(t, s)
	o := off.options()
	o.Sealer = &sealSwitch{Sealer: off.sealer, fail: true}
	if _, err := store.Open(path, o); !errors.Is(err, errSeal) {
		t.Errorf("opened: %v", err)
	}
	s = open(t, path, off.options())
	state(t, s, job, kiosk.PrintUncertain)
}

func TestJobsAreListedByState(t *testing.T) {
	off, ctx := newOffice(t), context.Background()
	s := open(t, newPath(t), off.options())
	for i := range 12 {
		job := submit(t, s, submission(visitName(i))).Job
		if i%2 == 0 {
			must(t, s.BeginPrint(ctx, job))
			must(t, s.EndPrint(ctx, job, kiosk.Printed))
		}
	}
	for _, c := range []struct {
		states []kiosk.PrintState
		want   int
	}{
		{nil, 12}, {[]kiosk.PrintState{kiosk.Printed}, 6}, {[]kiosk.PrintState{kiosk.PrintPending, kiosk.Printing}, 6},
	} {
		jobs, err := s.Jobs(ctx, c.states...)
		must(t, err)
		if len(jobs) != c.want {
			t.Errorf("%v: %d jobs, want %d", c.states, len(jobs), c.want)
		}
		for i := 1; i < len(jobs); i++ {
			if jobs[i].ID <= jobs[i-1].ID {
				t.Errorf("%v: job %d after %d", c.states, jobs[i].ID, jobs[i-1].ID)
			}
		}
	}
}

func state(t *testing.T, s *store.Store, id kiosk.PrintJobID, want kiosk.PrintState) {
	t.Helper()
	j, err := s.Job(id)
	must(t, err)
	if j.State != want {
		t.Errorf("job %d is %s, want %s", id, j.State, want)
	}
}

func TestCheckTellsHowTheNewestPapersEnded(t *testing.T) {
	off, ctx, path := newOffice(t), context.Background(), newPath(t)
	s := open(t, path, off.options())
	for i := range 25 {
		job := submit(t, s, submission(visitName(i))).Job
		must(t, s.BeginPrint(ctx, job))
		if i < 24 {
			must(t, s.EndPrint(ctx, job, kiosk.Printed))
		}
	}
	shut(t, s)
	s = open(t, path, off.options()) // the last one was cut off
	shut(t, s)
	papers := sound(t, path).Papers
	if len(papers) != 20 || papers[0].Job != 6 {
		t.Fatalf("%d papers from job %d on", len(papers), papers[0].Job)
	}
	for i, p := range papers {
		want := kiosk.Printed
		if i == 19 {
			want = kiosk.PrintUncertain
		}
		if p.State != want || p.Number == "" || p.Job != kiosk.PrintJobID(6+i) {
			t.Errorf("%+v", p)
		}
	}
}
