package terminal

import (
	"context"
	"errors"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/paper"
)

// commitPatience bounds one Submit. The store answers in milliseconds on a
// healthy disk; past this the resident is told that nothing was promised, and
// trying again finds the number if it was taken after all.
const commitPatience = 10 * time.Second

// maxSheet bounds one sheet beyond any deadline of a driver.
const maxSheet = 3 * time.Minute

// printJob is one sheet on its way to the printer.
type printJob struct {
	visit kiosk.VisitID
	job   kiosk.PrintJobID
	page  paper.Page
	begun bool // the store has it as Printing since the commit
	again bool // a person asked for it once more
	slip  bool // it promises nothing, and nothing of it is kept
	lost  bool // of an earlier run of the terminal, and of no visit now
}

// perform does one effect. It never blocks: what takes time runs beside and
// comes back as a happening of the same visit.
func (t *Terminal) perform(ctx context.Context, visit kiosk.VisitID, e flow.Effect) {
	switch e := e.(type) {
	case flow.ReadCard:
		t.watchCard(ctx, visit)
	case flow.StopCard:
		t.endCard()
	case flow.Commit:
		t.commit(ctx, visit, e)
	case flow.Print:
		t.print(ctx, visit, e)
	case flow.PrintSlip:
		t.printSlip(ctx, visit, e)
	case flow.PrintLost:
		t.printLost(e.Job)
	case flow.Ask:
		t.ask(ctx, visit, e)
	case flow.PrintPaperOf:
		t.printPaper(ctx, visit, e)
	case flow.Tell:
		t.tell(ctx, visit, e)
	case flow.StopAsking:
		t.stopAsking(e.Question)
	case flow.KeepRating:
		t.keepRating(ctx, visit, e.Rating)
	case flow.SayAgain:
		t.speakAgain()
	case flow.Wipe:
		t.wipe()
	}
}

// watchCard starts asking for a card.
func (t *Terminal) watchCard(ctx context.Context, visit kiosk.VisitID) {
	t.atReader(ctx, func(ctx context.Context) {
		t.cards.Watch(ctx, func(r CardReport) {
			if r.Err != nil {
				t.opts.Log.Warn(kiosk.EventCardTrouble, "visit", string(visit), "code", string(r.Code), "err", r.Err)
			}
			t.heardReader(r)
			if e := cardEvent(r); e != nil {
				t.post(ctx, happening{visit: visit, event: e})
			}
		})
	})
}

// atReader gives the reader to use once whoever had it has let go, and asks
// that one to.
func (t *Terminal) atReader(ctx context.Context, use func(context.Context)) {
	t.endCard()
	ctx, t.stopCard = context.WithCancel(ctx)
	before, done := t.cardIdle, make(chan struct{})
	t.cardIdle = done
	go func() {
		defer close(done)
		<-before
		if ctx.Err() == nil {
			use(ctx)
		}
	}()
}

func (t *Terminal) endCard() {
	if t.stopCard != nil {
		t.stopCard()
		t.stopCard = nil
	}
}

// cardEvent turns a report into flow's words; nil for what flow need not know.
func cardEvent(r CardReport) flow.Event {
	switch r.What {
	case CardFound:
		return flow.CardFound{}
	case CardRead:
		return flow.CardDone{Resident: r.Resident}
	case CardFailed, ReaderGone:
		return flow.CardFailed{Code: r.Code}
	case CardRemoved:
		return flow.CardRemoved{}
	case ReaderBack:
		return flow.ReaderBack{}
	}
	return nil
}

// post hands a happening to Run unless ctx ends first.
func (t *Terminal) post(ctx context.Context, h happening) {
	select {
	case t.events <- h:
	case <-ctx.Done():
	}
}

func (t *Terminal) commit(ctx context.Context, visit kiosk.VisitID, c flow.Commit) {
	now := time.Now()
	ahead, wait := t.aheadOf(c.Prefix)
	shut := t.shut(now)
	submission := kiosk.Submission{
		Visit: visit, Item: c.Item, Prefix: c.Prefix, Lang: c.Lang, Resident: c.Resident,
		Day: kiosk.BusinessDayOf(now, t.opts.Zone), At: now, Payment: c.Payment, PrintNow: true, Application: c.Application,
	}
	go func() {
		bounded, cancel := context.WithTimeout(ctx, commitPatience)
		defer cancel()
		receipt, err := t.store.Submit(bounded, submission)
		t.heardStore(err)
		if err != nil {
			t.opts.Log.Error(kiosk.EventCommitFailed, "visit", string(visit), "err", err)
			t.post(ctx, happening{visit: visit, event: flow.CommitFailed{Code: codeOf(err, kiosk.StoreFailed)}})
			return
		}
		t.opts.Log.Info(kiosk.EventCommitted, "visit", string(visit), "number", numberOf(receipt), "job", uint64(receipt.Job))
		t.post(ctx, happening{visit: visit, event: flow.Committed{Receipt: receipt, Ahead: ahead, Wait: wait, Shut: shut}})
	}()
}

// numberOf is what a resident goes by: the number of a ticket, the code of a
// case.
func numberOf(r kiosk.Receipt) string {
	if r.Payment != nil {
		return r.Payment.Receipt
	}
	if r.Case != nil {
		return r.Case.Code
	}
	return r.Ticket.Number
}

// codeOf finds what a resident should read about err.
func codeOf(err error, otherwise kiosk.Code) kiosk.Code {
	var e *kiosk.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return otherwise
}

// errPrinterBusy is a printer that is stuck on earlier sheets.
var errPrinterBusy = errors.New("terminal: too many sheets wait")

// print queues one sheet. The commit that made the job is durable by now: flow
// gives Print only after Committed. A sheet that is tried again is begun again.
func (t *Terminal) print(ctx context.Context, visit kiosk.VisitID, p flow.Print) {
	j := printJob{visit: visit, job: p.Receipt.Job, again: p.Again}
	if p.Receipt.Begun && j.job != t.begun {
		t.begun, j.begun = j.job, true
	}
	var err error
	if j.page, err = t.sheet(p); err == nil {
		select {
		case t.jobs <- j:
			return
		default:
			err = errPrinterBusy
		}
	}
	t.opts.Log.Error(kiosk.EventPrintTrouble, "visit", string(visit), "job", uint64(j.job), "err", err)
	go func() {
		if j.begun {
			t.endPrint(context.WithoutCancel(ctx), j, kiosk.NotPrinted)
		}
		t.post(ctx, happening{visit: visit, event: flow.PrintEnded{State: kiosk.NotPrinted}})
	}()
}

// printJobs puts sheets on paper, one after another, until ctx ends, and asks
// the printer how it is when there is none. A sheet that has begun is finished;
// the ones that wait stand uncertain after the next start.
func (t *Terminal) printJobs(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case j := <-t.jobs:
			if ctx.Err() != nil {
				return
			}
			state := t.printOne(context.WithoutCancel(ctx), j)
			t.post(ctx, j.ended(state))
		case look := <-t.looks:
			t.lookAtPrinter(look)
		}
	}
}

// printOne notes the attempt unless the commit did, prints, and notes the end,
// each on disk before the next.
func (t *Terminal) printOne(ctx context.Context, j printJob) kiosk.PrintState {
	log := t.opts.Log.With("visit", string(j.visit), "job", uint64(j.job))
	state, err := kiosk.NotPrinted, t.beginPrint(ctx, j)
	if err == nil {
		bounded, cancel := context.WithTimeout(ctx, maxSheet)
		state, err = t.printer.Print(bounded, j.page)
		cancel()
	}
	if err != nil {
		log.Warn(kiosk.EventPrintTrouble, "state", string(state), "err", err)
	}
	t.endPrint(ctx, j, state)
	log.Info(kiosk.EventPrintEnded, "state", string(state))
	return state
}

func (t *Terminal) beginPrint(ctx context.Context, j printJob) error {
	switch {
	case j.begun, j.slip:
		return nil
	case j.again:
		return t.store.BeginReprint(ctx, j.job)
	default:
		return t.store.BeginPrint(ctx, j.job)
	}
}

func (t *Terminal) endPrint(ctx context.Context, j printJob, state kiosk.PrintState) {
	if j.slip {
		return
	}
	if err := t.store.EndPrint(ctx, j.job, state); err != nil {
		t.opts.Log.Error(kiosk.EventPrintTrouble, "visit", string(j.visit), "job", uint64(j.job), "state", string(state), "err", err)
	}
}

// wipe forgets whoever was here. flow has dropped its State already; what is
// left is the reader and what the office is being asked.
func (t *Terminal) wipe() {
	t.endCard()
	t.forgetQuestions()
}
