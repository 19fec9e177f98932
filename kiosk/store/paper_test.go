package store_test

import (
	"testing"
	"time"

	"linli/kiosk"
)

func TestPaperOfTheOfficeIsAJobOfItsOwnEachTime(t *testing.T) {
	o, path := newOffice(t), newPath(t)
	s := open(t, path, o.options())
	r := submit(t, s, application("V1"))
	paper := kiosk.PaperJob{Visit: "V1", Case: r.Case.ID, Day: "2026-11-20", At: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), Lang: kiosk.Chinese}
	drain(t, s, bulk, true)
	var jobs []kiosk.PrintJobID
	for _, end := range []kiosk.PrintState{kiosk.PrintUncertain, kiosk.Printed} {
		job, err := s.BeginPaper(t.Context(), paper)
		must(t, err)
		state(t, s, job, kiosk.Printing)
		must(t, s.EndPrint(t.Context(), job, end))
		state(t, s, job, end)
		jobs = append(jobs, job)
	}
	if jobs[0] == r.Job || jobs[0] == jobs[1] {
		t.Errorf("jobs %v beside %d of the receipt", jobs, r.Job)
	}
	all := o.payloads(t, drain(t, s, bulk, true)...)
	if len(all) != 2 {
		t.Fatalf("%d records of two papers", len(all))
	}
	for i, want := range []string{"uncertain", "printed"} {
		if got := all[i].GetPrintEnded(); got.GetTicket() != string(r.Case.ID) || got.GetPrintJob() != uint64(jobs[i]) || got.GetOutcome() != want {
			t.Errorf("record %d: %v", i, all[i])
		}
	}
	if again := submit(t, s, application("V1")); again.Case == nil || again.Job != r.Job {
		t.Errorf("the visit's receipt became %+v", again)
	}
}

func TestPaperThatIsCutOffStandsUncertain(t *testing.T) {
	o, path := newOffice(t), newPath(t)
	s := open(t, path, o.options())
	r := submit(t, s, application("V1"))
	job, err := s.BeginPaper(t.Context(), kiosk.PaperJob{Visit: "V2", Case: r.Case.ID, Day: "2026-11-20", At: time.Now()})
	must(t, err)
	must(t, s.Close())
	s = open(t, path, o.options())
	state(t, s, job, kiosk.PrintUncertain)
}

func TestPaperWithoutACaseIsRefused(t *testing.T) {
	s := open(t, newPath(t), newOffice(t).options())
	for _, p := range []kiosk.PaperJob{
		{}, {Visit: "V1", Day: "2026-11-20", Case: "no ULID"}, {Visit: "V1", Case: "01J00000000000000000000000"},
	} {
		if _, err := s.BeginPaper(t.Context(), p); err == nil {
			t.Errorf("%+v was begun", p)
		}
	}
}
