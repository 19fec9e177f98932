package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linli/kiosk"
	"linli/kiosk/store"
)

// application is what an invented resident handed in.
func application(visit string) kiosk.Submission {
	sub := submission(visit)
	sub.Prefix = ""
	sub.Application = &kiosk.Application{Spared: 1, Answers: []kiosk.Answer{
		{Field: "name", Value: "张示例", Source: kiosk.FromCard},
		{Field: "reason", Value: "房屋漏水，暂时没有收入", Source: kiosk.Typed},
	}}
	return sub
}

func TestApplicationOpensOneCaseAndTakesNoNumber(t *testing.T) {
	o, path := newOffice(t), newPath(t)
	s := open(t, path, o.options())
	r := submit(t, s, application("V1"))
	if r.Case == nil || r.Case.Code != kiosk.CaseCode(r.Case.ID) || r.Case.Code == "" || r.Ticket != (kiosk.Ticket{}) || r.Job == 0 {
		t.Fatalf("receipt %+v, case %+v", r, r.Case)
	}
	if again := submit(t, s, application("V1")); cmp.Diff(r, again) != "" {
		t.Errorf("asked again: %s", cmp.Diff(r, again))
	}
	if ticket := submit(t, s, submission("V2")); ticket.Ticket.Number != "A001" || ticket.Case != nil {
		t.Errorf("the first number after a case is %+v", ticket)
	}
	all := o.payloads(t, drain(t, s, bulk, false)...)
	if len(all) != 1 {
		t.Fatalf("%d records of the case", len(all))
	}
	got := all[0].GetCaseOpened()
	if got.GetId() != string(r.Case.ID) || len(got.GetAnswers()) != 2 || got.GetAnswers()[1].GetValue() != "房屋漏水，暂时没有收入" ||
		got.GetSpared() != 1 || got.GetPrintJob() != uint64(r.Job) || all[0].GetVisit() != "V1" {
		t.Errorf("record %v", all[0])
	}
}

func TestCaseIsTheSameAfterARestartAndItsPaperIsPrintedOnce(t *testing.T) {
	o, path := newOffice(t), newPath(t)
	s, err := store.Open(path, o.options())
	must(t, err)
	r := submit(t, s, application("V1"))
	must(t, s.BeginPrint(t.Context(), r.Job))
	shut(t, s)
	s = open(t, path, o.options())
	if again := submit(t, s, application("V1")); cmp.Diff(r, again) != "" {
		t.Errorf("after a restart: %s", cmp.Diff(r, again))
	}
	job, err := s.Job(r.Job)
	must(t, err)
	if job.State != kiosk.PrintUncertain {
		t.Errorf("its paper is %s", job.State)
	}
	if err := s.BeginPrint(t.Context(), r.Job); !errors.Is(err, store.ErrJobState) {
		t.Errorf("it would be printed again by itself: %v", err)
	}
	told := o.payloads(t, drain(t, s, bulk, false)...)
	if len(told) != 2 || told[1].GetPrintEnded().GetTicket() != string(r.Case.ID) {
		t.Errorf("of its paper the office is told %v", told)
	}
}

func TestApplicationThatNoOfficeCouldTakeIsRefused(t *testing.T) {
	o := newOffice(t)
	s := open(t, newPath(t), o.options())
	for name, spoil := range map[string]func(*kiosk.Submission){
		"a number too":        func(sub *kiosk.Submission) { sub.Prefix = "A" },
		"no item":             func(sub *kiosk.Submission) { sub.Item = "" },
		"no field":            func(sub *kiosk.Submission) { sub.Application.Answers[0].Field = "" },
		"no text":             func(sub *kiosk.Submission) { sub.Application.Answers[0].Value = "\xff" },
		"too many answers":    func(sub *kiosk.Submission) { sub.Application.Answers = make([]kiosk.Answer, 201) },
		"more than a payload": func(sub *kiosk.Submission) { sub.Application.Answers[0].Value = kiosk.Private(make([]byte, 1<<20)) },
	} {
		sub := application(name)
		spoil(&sub)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		if _, err := s.Submit(ctx, sub); err == nil {
			t.Errorf("%s: taken", name)
		}
		cancel()
	}
	if n := len(drain(t, s, bulk, false)); n != 0 {
		t.Errorf("%d batches wait", n)
	}
}
