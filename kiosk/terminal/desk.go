package terminal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// Desk asks the office what only makes sense while there is a line.
type Desk interface {
	// Ask returns the office's answer, or any error when there is none. It
	// returns soon after ctx has ended, and several calls may run at once.
	Ask(ctx context.Context, q flow.Question) (flow.Reply, error)
}

// deskPatience bounds one question.
const deskPatience = 3 * time.Second

// slowest is how many times Every the time between two questions may grow to.
const slowest = 8

// errNoDesk is a terminal that has no line at all.
var errNoDesk = errors.New("terminal: there is no line")

// asking is what is under way at the office's desk. It belongs to Run.
type asking struct {
	once     context.CancelFunc                   // the question that a screen waits for; nil for none
	standing map[flow.Question]context.CancelFunc // those that are asked again and again
}

// ask brings a question to the office, beside everything else.
func (t *Terminal) ask(ctx context.Context, visit kiosk.VisitID, e flow.Ask) {
	ctx, cancel := context.WithCancel(ctx)
	if e.Every > 0 {
		t.stopAsking(e.Question)
		if t.asking.standing == nil {
			t.asking.standing = map[flow.Question]context.CancelFunc{}
		}
		t.asking.standing[e.Question] = cancel
		go t.askEvery(ctx, visit, e)
		return
	}
	if t.asking.once != nil {
		t.asking.once()
	}
	t.asking.once = cancel
	hopeless := !e.Again && !t.hall.Look().LineUp
	go func() {
		if hopeless {
			t.post(ctx, happening{visit: visit, event: flow.Unanswered{Question: e.Question}})
			return
		}
		t.post(ctx, happening{visit: visit, event: t.askOnce(ctx, visit, e)})
	}()
}

// askOnce returns what came of a question.
func (t *Terminal) askOnce(ctx context.Context, visit kiosk.VisitID, e flow.Ask) flow.Event {
	standing := e.Every > 0
	if t.opts.Desk == nil {
		return flow.Unanswered{Question: e.Question, Standing: standing}
	}
	bounded, cancel := context.WithTimeout(ctx, deskPatience)
	defer cancel()
	reply, err := t.opts.Desk.Ask(bounded, e.Question)
	if err == nil && reply == nil {
		err = errNoDesk
	}
	if err != nil {
		if ctx.Err() == nil {
			t.opts.Log.Warn(kiosk.EventUnanswered, "visit", string(visit), "question", fmt.Sprintf("%T", e.Question), "err", err)
		}
		return flow.Unanswered{Question: e.Question, Standing: standing}
	}
	return flow.Answered{Question: e.Question, Reply: reply, Standing: standing}
}

// askEvery asks until ctx ends.
func (t *Terminal) askEvery(ctx context.Context, visit kiosk.VisitID, e flow.Ask) {
	between := e.Every
	pause := time.NewTimer(between)
	defer pause.Stop()
	for {
		t.post(ctx, happening{visit: visit, event: t.askOnce(ctx, visit, e)})
		pause.Reset(between)
		if e.Slower {
			between = min(2*between, slowest*e.Every)
		}
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
	}
}

// stopAsking ends a standing question.
func (t *Terminal) stopAsking(q flow.Question) {
	if stop := t.asking.standing[q]; stop != nil {
		stop()
		delete(t.asking.standing, q)
	}
}

// forgetQuestions ends whatever the office is being asked.
func (t *Terminal) forgetQuestions() {
	if t.asking.once != nil {
		t.asking.once()
		t.asking.once = nil
	}
	for q := range t.asking.standing {
		t.stopAsking(q)
	}
}

// tell tells the office something, beside everything else and beyond the visit.
func (t *Terminal) tell(ctx context.Context, visit kiosk.VisitID, e flow.Tell) {
	if t.opts.Desk == nil {
		return
	}
	go t.askOnce(ctx, visit, flow.Ask{Question: e.Question})
}

// standing tells whether e came of a question that is asked again and again.
func standing(e flow.Event) bool {
	switch e := e.(type) {
	case flow.Answered:
		return e.Standing
	case flow.Unanswered:
		return e.Standing
	}
	return false
}
