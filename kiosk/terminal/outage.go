package terminal

import (
	"context"
	"slices"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// outageFor is how long a terminal tells, after a start, what was cut off: whoever
// waits for it has walked up to it again by then, or gone to the counter.
const outageFor = 10 * time.Minute

// VisitMark keeps on disk which visit is under way, for the next start.
type VisitMark interface {
	// Mark notes that v is under way, or with "" that no visit is. It may take
	// as long as a busy disk does; calls never overlap.
	Mark(v kiosk.VisitID) error
}

// marks writes what mark was given last, beside everything else, until ctx
// ends. A visit that is broken off by that stays marked.
func (t *Terminal) marks(ctx context.Context) (ended chan struct{}) {
	ended = make(chan struct{})
	note := func(v kiosk.VisitID) {
		if err := t.opts.Visits.Mark(v); err != nil {
			t.opts.Log.Warn(kiosk.EventStoreTrouble, "op", "mark the visit", "err", err)
		}
	}
	go func() {
		defer close(ended)
		for {
			select {
			case v := <-t.marked:
				note(v)
				continue
			case <-ctx.Done():
			}
			select {
			case v := <-t.marked:
				note(v)
			default:
			}
			return
		}
	}()
	return ended
}

// mark notes which visit is under way, without waiting.
func (t *Terminal) mark(v kiosk.VisitID) {
	if t.opts.Visits == nil {
		return
	}
	select {
	case <-t.marked: // replaced before it was written
	default:
	}
	t.marked <- v
}

// lookAtOutage ends the telling of what was cut off once nobody waits for it.
func (t *Terminal) lookAtOutage() {
	if t.toldUntil.IsZero() || time.Now().Before(t.toldUntil) || t.state.Screen != flow.Attract {
		return
	}
	t.toldUntil = time.Time{}
	t.machine.Outage = flow.Outage{}
	t.mark("")
}

// printLost prints a ticket once more that may never have come out.
func (t *Terminal) printLost(job kiosk.PrintJobID) {
	i := slices.IndexFunc(t.machine.Outage.Papers, func(p flow.LostPaper) bool { return p.Receipt.Job == job })
	if i < 0 {
		return
	}
	t.endLook() // the printer is wanted
	lost := t.machine.Outage.Papers[i]
	j := printJob{job: job, again: true, lost: true}
	page, err := t.sheet(flow.Print{Receipt: lost.Receipt, Lang: lost.Lang, Again: true})
	if err == nil {
		j.page = page
		select {
		case t.jobs <- j:
			t.lostPaper(job, kiosk.Printing)
			return
		default:
			err = errPrinterBusy
		}
	}
	t.opts.Log.Error(kiosk.EventPrintTrouble, "job", uint64(job), "err", err)
	t.lostPaper(job, kiosk.NotPrinted)
}

// lostPaper notes what becomes of a reprint.
func (t *Terminal) lostPaper(job kiosk.PrintJobID, state kiosk.PrintState) {
	papers := slices.Clone(t.machine.Outage.Papers)
	for i := range papers {
		if papers[i].Receipt.Job == job {
			papers[i].Paper, papers[i].Again = state, true
		}
	}
	t.machine.Outage.Papers = papers
}

// lostEnd is the end of a reprint of which no visit knows.
type lostEnd struct {
	job   kiosk.PrintJobID
	state kiosk.PrintState
}

// ended is what becomes of the paper of j, for Run.
func (j printJob) ended(state kiosk.PrintState) happening {
	switch {
	case j.lost:
		return happening{lost: &lostEnd{j.job, state}}
	case j.slip:
		return happening{visit: j.visit, event: flow.SlipEnded{State: state}}
	}
	return happening{visit: j.visit, event: flow.PrintEnded{State: state}}
}
