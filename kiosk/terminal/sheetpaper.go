package terminal

import (
	"context"
	"errors"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// SheetPrinter puts documents on A4.
type SheetPrinter interface {
	// PrintSheet returns how a PDF document ended, within a deadline of its
	// own. The error is the cause for the log; the state is right even when
	// there is one. Calls wait for each other.
	PrintSheet(ctx context.Context, pdf []byte) (kiosk.PrintState, error)
}

// PaperBook notes papers of the office that are printed; store.Store is
// documented there.
type PaperBook interface {
	BeginPaper(ctx context.Context, p kiosk.PaperJob) (kiosk.PrintJobID, error)
	EndPrint(ctx context.Context, job kiosk.PrintJobID, state kiosk.PrintState) error
}

// errNoSheets is a terminal without an A4 printer.
var errNoSheets = errors.New("terminal: there is no A4 printer")

// printPaper prints a paper of the office beside everything else. One that has
// begun is finished, whatever becomes of the visit.
func (t *Terminal) printPaper(ctx context.Context, visit kiosk.VisitID, e flow.PrintPaperOf) {
	t.sheets.Go(func() {
		state := t.paperOnce(context.WithoutCancel(ctx), visit, e)
		t.post(ctx, happening{visit: visit, event: flow.PaperEnded{State: state}})
	})
}

// paperOnce notes the attempt, prints, and notes the end, each on disk before
// the next.
func (t *Terminal) paperOnce(ctx context.Context, visit kiosk.VisitID, e flow.PrintPaperOf) kiosk.PrintState {
	log := t.opts.Log.With("visit", string(visit), "serial", e.Paper.Serial, "again", e.Again)
	if t.opts.Sheets == nil || t.opts.Papers == nil {
		log.Warn(kiosk.EventPrintTrouble, "state", string(kiosk.NotPrinted), "err", errNoSheets)
		return kiosk.NotPrinted
	}
	now := time.Now()
	job, err := t.opts.Papers.BeginPaper(ctx, kiosk.PaperJob{
		Visit: visit, Case: e.Paper.Case, Day: kiosk.BusinessDayOf(now, t.opts.Zone), At: now, Lang: e.Lang,
	})
	if err != nil {
		log.Error(kiosk.EventPrintTrouble, "state", string(kiosk.NotPrinted), "err", err)
		return kiosk.NotPrinted
	}
	bounded, cancel := context.WithTimeout(ctx, maxSheet)
	defer cancel()
	state, err := t.opts.Sheets.PrintSheet(bounded, e.Paper.PDF)
	if err != nil {
		log.Warn(kiosk.EventPrintTrouble, "job", uint64(job), "state", string(state), "err", err)
	}
	if err := t.opts.Papers.EndPrint(ctx, job, state); err != nil {
		log.Error(kiosk.EventPrintTrouble, "job", uint64(job), "state", string(state), "err", err)
	}
	log.Info(kiosk.EventPrintEnded, "job", uint64(job), "state", string(state))
	return state
}
