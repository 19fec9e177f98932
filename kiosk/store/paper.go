package store

import (
	"context"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
)

// BeginPaper notes that a paper of the office is about to be printed: as a print
// job that is Printing, durable before it returns. Call it before the first
// byte goes to the printer, and EndPrint after it; each call is a job of its
// own, and the office learns how each ended. It blocks for one commit, at most
// Options.Wait. Its errors are *kiosk.Error with code StoreFailed.
func (s *Store) BeginPaper(ctx context.Context, p kiosk.PaperJob) (kiosk.PrintJobID, error) {
	_, day := time.Parse(time.DateOnly, string(p.Day))
	_, id := ulid.ParseStrict(string(p.Case))
	if day != nil || id != nil || p.Visit == "" || len(p.Visit) > maxWord {
		return 0, failed("begin paper", fmt.Errorf("%w: a paper without visit, day or case", ErrRefused))
	}
	// A visit has one receipt and may have several papers.
	o := &beginPaper{job: p, visit: p.Visit + "/" + kiosk.VisitID(ulid.Make().String())}
	if err := s.do(ctx, o); err != nil {
		return 0, failed("begin paper", err)
	}
	s.claim(o.id)
	return o.id, nil
}

// paperMark parts the code of the case from the job in the number of a paper.
// Another one turns the papers of older files into cases.
const paperMark = "/"

// beginPaper is the op behind BeginPaper.
type beginPaper struct {
	job   kiosk.PaperJob
	visit kiosk.VisitID // the row's own
	id    kiosk.PrintJobID
}

func (o *beginPaper) grows() bool { return true }

func (o *beginPaper) settled(b *batch) (bool, error) {
	id, ok := b.visitJob(o.visit)
	o.id = id
	return ok, nil
}

func (o *beginPaper) apply(b *batch) error {
	if done, err := o.settled(b); done || err != nil {
		return err
	}
	r := row{Job: Job{ID: b.state.LastJob + 1, State: kiosk.Printing, Lang: o.job.Lang}}
	r.Ticket.ID, r.Ticket.Visit, r.Ticket.Day = string(o.job.Case), o.visit, o.job.Day
	r.Ticket.Number = fmt.Sprintf("%s%s%d", kiosk.CaseCode(o.job.Case), paperMark, r.ID) // unlike that of any ticket or case
	r.Ticket.IssuedAt = time.UnixMilli(o.job.At.UnixMilli()).In(b.opts.Zone)
	b.startDay(o.job.Day)
	b.addRow(&r)
	o.id = r.ID
	return nil
}
