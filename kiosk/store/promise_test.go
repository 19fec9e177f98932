package store_test

import (
	"os"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
	"linli/kiosk/store"
)

func TestStartTellsWhatWasPromisedAndMayLackItsPaper(t *testing.T) {
	o, path := newOffice(t), newPath(t)
	s := open(t, path, o.options())
	done := submit(t, s, submission("V1"))
	must(t, s.BeginPrint(t.Context(), done.Job))
	must(t, s.EndPrint(t.Context(), done.Job, kiosk.Printed))
	waits := submit(t, s, submission("V2"))
	must(t, s.BeginPrint(t.Context(), waits.Job))
	opened := submit(t, s, application("V3"))
	_, err := s.BeginPaper(t.Context(), kiosk.PaperJob{Visit: "V4", Case: opened.Case.ID, Day: day1, At: noon(), Lang: kiosk.English})
	must(t, err)
	if len(s.Unended()) != 0 {
		t.Errorf("a new file tells of %v", s.Unended())
	}
	must(t, s.Close())

	s = open(t, path, o.options())
	all := s.Unended()
	if len(all) != 3 {
		t.Fatalf("%d promises are told of, not 3: %+v", len(all), all)
	}
	if p := all[0]; p.Receipt.Ticket.Number != waits.Ticket.Number || p.Paper != kiosk.PrintUncertain || p.Document || p.Receipt.Begun || !p.Made.Equal(waits.Ticket.IssuedAt) {
		t.Errorf("the ticket: %+v", p)
	}
	if p := all[1]; p.Receipt.Case == nil || p.Receipt.Case.Code != opened.Case.Code || p.Document {
		t.Errorf("the case: %+v", p)
	}
	if p := all[2]; p.Receipt.Case == nil || p.Receipt.Case.Code != opened.Case.Code || !p.Document || p.Lang != kiosk.English {
		t.Errorf("the office's paper: %+v", p)
	}
	if p, ok, err := s.PromiseTo("V1"); err != nil || !ok || p.Paper != kiosk.Printed || p.Receipt.Ticket.Number != done.Ticket.Number {
		t.Errorf("what V1 was given: %+v, %t, %v", p, ok, err)
	}
	if p, ok, err := s.PromiseTo("V9"); err != nil || ok {
		t.Errorf("a visit that was given nothing: %+v, %v", p, err)
	}
	must(t, s.Close())
	if s = open(t, path, o.options()); len(s.Unended()) != 0 {
		t.Errorf("told twice: %+v", s.Unended())
	}
}

func TestMarkTellsOfAVisitThatWasBrokenOffAndOfNoOther(t *testing.T) {
	path := newPath(t)
	m := store.NewVisitMark(path)
	if _, _, ok := m.Last(); ok {
		t.Error("a new terminal tells of a visit")
	}
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	v := kiosk.VisitID(ulid.MustNewDefault(at).String())
	must(t, m.Mark(v))
	if got, began, ok := store.NewVisitMark(path).Last(); !ok || got != v || !began.Equal(at) {
		t.Errorf("found %s of %s, %t", got, began, ok)
	}
	must(t, m.Mark(""))
	must(t, m.Mark(""))
	if _, _, ok := m.Last(); ok {
		t.Error("a visit that ended is told of")
	}
	must(t, os.WriteFile(path+".visit", []byte("01J0"), 0o600))
	if _, _, ok := m.Last(); ok {
		t.Error("a torn mark counts")
	}
}
