package terminal_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/paper"
	"linli/kiosk/terminal"
)

// offersToWait is offersApplications with an item whose card has to stay and
// which may be put aside.
func offersToWait(t *testing.T) {
	t.Helper()
	offersApplications(t)
	item := &shelf.Items[len(shelf.Items)-1]
	item.Apply.Save = true
	item.Apply.Steps = append([]catalogue.Step{{Kind: catalogue.StepIdentify, KeepCard: true}}, item.Apply.Steps...)
	item.Apply.Fields = append(slices.Clone(item.Apply.Fields), catalogue.Field{ID: "more", Kind: catalogue.FieldText, Label: kiosk.Text{ZH: "还有"}})
}

// own is an invented person's card.
func own() terminal.CardReport {
	return terminal.CardReport{What: terminal.CardRead, Resident: kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011"}}
}

// halfway answers the first of two questions.
func (l *lobby) halfway() {
	l.t.Helper()
	l.want(flow.Attract)
	l.touch(flow.Begin)
	l.touch(flow.EntryControl("apply"))
	l.touch(flow.ItemControl("aid"))
	l.want(flow.Identify)
	l.cards.say(own())
	time.Sleep(2 * time.Second) // of the bubble: the glance at the card
	l.want(flow.Form)
	l.glass.types("words", "漏水了")
	l.glass.shown()
	l.touch(flow.NextField)
	l.want(flow.Form)
	l.glass.shown()
}

func TestCardLiftedTooEarlyIsAskedBackAndThenWiped(t *testing.T) {
	offersToWait(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.halfway()
		l.cards.say(terminal.CardReport{What: terminal.CardRemoved})
		if v := l.want(flow.CardAway); !slices.Contains(v.Can, flow.SaveForLater) {
			t.Errorf("offered %v", v.Can)
		}
		l.cards.say(own())
		if v := l.want(flow.Form); v.Form.Field != "more" {
			t.Errorf("back on %s", v.Form.Field)
		}
		l.cards.say(terminal.CardReport{What: terminal.CardRemoved})
		l.want(flow.CardAway)
		time.Sleep(19 * time.Second)
		l.want(flow.CardAway)
		time.Sleep(2 * time.Second)
		l.want(flow.Attract)
		l.close()
		if len(l.store.submissions()) != 0 {
			t.Error("something was handed in")
		}
	})
}

func TestWhatIsPutAsideIsOnDiskBeforeItsSlipIsPrinted(t *testing.T) {
	offersToWait(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.halfway()
		seq := l.glass.view().Seq
		for range 100 {
			l.glass.touch(seq, flow.SaveForLater)
		}
		l.want(flow.Working)
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Received); !v.Received.Saved || v.Received.Print != kiosk.Printed {
			t.Errorf("received %+v", v.Received)
		}
		subs := l.store.submissions()
		if len(subs) != 1 || !subs[0].Application.Saved || len(subs[0].Application.Answers) != 1 {
			t.Fatalf("%d submissions: %+v", len(subs), subs)
		}
		l.close()
		if got := l.history.all(); !slices.Equal(got, []string{"submit", "print", "end printed"}) {
			t.Errorf("done to the world: %v", got)
		}
		if !slices.ContainsFunc(l.printer.pages[0].Elements, func(e paper.Element) bool {
			line, ok := e.(paper.Line)
			return ok && strings.Contains(line.Text, "还没有交")
		}) {
			t.Error("the slip does not say that it is not handed in")
		}
		if kept := l.trace.String() + l.log.String(); strings.Contains(kept, "漏水") || strings.Contains(kept, "张示例") {
			t.Error("somebody stands in the trace or the log")
		}
	})
}

// TestPaperThatRunsOutWhileASlipIsPrintedLeavesTheCode: the printer says the
// same of an open cover.
func TestPaperThatRunsOutWhileASlipIsPrintedLeavesTheCode(t *testing.T) {
	offersToWait(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.printer.state = kiosk.NotPrinted
		l.halfway()
		l.touch(flow.SaveForLater)
		time.Sleep(2 * time.Second)
		v := l.want(flow.Problem)
		if v.Trouble != kiosk.PrinterFailed || v.Ticket.Number != "7W0X-1YBM" || !v.Ticket.Saved {
			t.Errorf("%s, %+v", v.Trouble, v.Ticket)
		}
		l.printer.mu.Lock()
		l.printer.state = kiosk.Printed // somebody laid in paper
		l.printer.mu.Unlock()
		l.glass.shown()
		l.touch(flow.TryAgain)
		time.Sleep(2 * time.Second)
		l.want(flow.Received)
		l.close()
		if len(l.store.submissions()) != 1 {
			t.Error("it was saved twice")
		}
	})
}
