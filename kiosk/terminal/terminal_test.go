package terminal_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/terminal"
)

// aPerson is invented; the number belongs to nobody.
var aPerson = kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011"}

// toIdentify walks to the card screen.
func (l *lobby) toIdentify() {
	l.t.Helper()
	l.want(flow.Attract)
	l.touch(flow.Begin)
	l.want(flow.Home)
	l.touch(flow.EntryControl("ticket"))
	l.want(flow.ChooseItem)
	l.touch(flow.ItemControl("allowance"))
	l.want(flow.Identify)
}

func TestTicketIsDurableBeforeAnythingPrints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.toIdentify()
		l.cards.say(terminal.CardReport{What: terminal.CardFound})
		l.cards.say(terminal.CardReport{What: terminal.CardRead, Resident: aPerson})
		if v := l.want(flow.Identify); v.Card.Name != "张*" || v.Card.Number != "000000********0011" {
			t.Errorf("the card shows %q %q", v.Card.Name, v.Card.Number)
		}
		time.Sleep(2 * time.Second) // the glance at the card
		if v := l.want(flow.Number); v.Ticket.Number != "A001" || v.Ticket.Print != kiosk.Printing {
			t.Errorf("the ticket shows %+v", v.Ticket)
		}
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Number); v.Ticket.Print != kiosk.Printed {
			t.Errorf("the paper is %s", v.Ticket.Print)
		}
		if got, want := l.history.all(), []string{"submit", "print", "end printed"}; !slices.Equal(got, want) {
			t.Errorf("done in the order %v, not %v", got, want)
		}
		if s := l.store.submissions()[0]; s.Resident != aPerson || s.Prefix != "A" || s.Item != "allowance" {
			t.Errorf("submitted for %s %s %s", s.Prefix, s.Item, s.Resident.Kind)
		}
		time.Sleep(31 * time.Second)
		l.want(flow.Attract)
	})
}

func TestThousandTapsGiveOneTicket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.toIdentify()
		seq := l.glass.view().Seq
		for range 1000 {
			l.glass.touch(seq, flow.SkipCard)
		}
		time.Sleep(3 * time.Second)
		l.want(flow.Number)
		if n := len(l.store.submissions()); n != 1 {
			t.Errorf("%d tickets", n)
		}
		if n := len(l.printer.pages); n != 1 {
			t.Errorf("%d sheets", n)
		}
	})
}

func TestSecondTapOnTheSamePictureIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.want(flow.Attract)
		l.touch(flow.Begin)
		seq := l.want(flow.Home).Seq
		l.glass.touch(seq, flow.SwitchLang)
		l.glass.touch(seq, flow.SwitchLang) // would switch back
		if v := l.want(flow.Home); v.Lang != kiosk.English {
			t.Errorf("the screen speaks %s", v.Lang)
		}
	})
}

func TestTouchOfADrawingProcessThatWasReplacedIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.want(flow.Attract)
		old := l.glass
		l.glass = l.plugScreen(t.Context())
		old.touch(l.want(flow.Attract).Seq, flow.Begin)
		l.want(flow.Attract)
		l.touch(flow.Begin)
		l.want(flow.Home)
	})
}

func TestPaperOfTheVisitBeforeSaysNothingAboutThisOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		for range 2 { // the second resident is at it before the first paper is out
			l.toIdentify()
			l.touch(flow.SkipCard)
			time.Sleep(10 * time.Millisecond)
			if l.want(flow.Number); len(l.store.submissions()) == 1 {
				l.touch(flow.Finish)
			}
		}
		time.Sleep(1200 * time.Millisecond)
		if v := l.want(flow.Number); v.Ticket.Print != kiosk.Printing {
			t.Errorf("the second paper is %s while the printer is at it", v.Ticket.Print)
		}
		time.Sleep(time.Second)
		if v := l.want(flow.Number); v.Ticket.Print != kiosk.Printed {
			t.Errorf("the second paper is %s", v.Ticket.Print)
		}
	})
}

func TestNewDrawingProcessComesBackOnTheSamePicture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.toIdentify()
		before := l.glass.view()
		old := l.glass
		_ = old.link.Close()
		synctest.Wait()
		l.glass = l.plugScreen(t.Context())
		if after := l.want(flow.Identify); after.Visit != before.Visit || after.Heading != before.Heading {
			t.Errorf("came back on %+v", after)
		}
		l.touch(flow.SkipCard)
		time.Sleep(2 * time.Second)
		l.want(flow.Number)
	})
}

func TestCardPulledMidReadIsAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.toIdentify()
		l.cards.say(terminal.CardReport{What: terminal.CardFound})
		l.cards.say(terminal.CardReport{What: terminal.CardFailed, Code: kiosk.CardMoved})
		if v := l.want(flow.Identify); v.Trouble != kiosk.CardMoved || v.Card.Phase != flow.CardAwaited {
			t.Errorf("shows %q, %s", v.Trouble, v.Card.Phase)
		}
		l.cards.say(terminal.CardReport{What: terminal.CardFound})
		l.cards.say(terminal.CardReport{What: terminal.CardRead, Resident: aPerson})
		time.Sleep(3 * time.Second)
		l.want(flow.Number)
	})
}

func TestDiskThatRefusesPromisesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.store.broken = errDisk
		l.toIdentify()
		l.touch(flow.SkipCard)
		time.Sleep(time.Second)
		if v := l.want(flow.Problem); v.Trouble != kiosk.StoreFailed || v.Ticket.Number != "" {
			t.Errorf("shows %q and %q", v.Trouble, v.Ticket.Number)
		}
		if h := l.history.all(); len(h) != 0 {
			t.Errorf("did %v", h)
		}
		l.store.broken = nil
		l.touch(flow.TryAgain)
		time.Sleep(time.Second / 2)
		l.want(flow.Number)
	})
}

func TestVisitLeftAloneIsWipedAndItsCardIsNobodysAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.toIdentify()
		time.Sleep(46 * time.Second)
		if v := l.want(flow.Identify); v.Idle == 0 {
			t.Error("no warning after 45 s")
		}
		time.Sleep(20 * time.Second)
		l.want(flow.Attract)
		l.cards.say(terminal.CardReport{What: terminal.CardRead, Resident: aPerson})
		l.want(flow.Attract)
		l.touch(flow.Begin)
		if v := l.want(flow.Home); v.Card != nil {
			t.Error("the next visit knows a card")
		}
	})
}

func TestPeopleAheadAreToldOnlyWhenTheOfficeSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		takeOne := func() *flow.TicketView {
			l.toIdentify()
			l.touch(flow.SkipCard)
			time.Sleep(2 * time.Second)
			v := l.want(flow.Number)
			l.touch(flow.Finish)
			return v.Ticket
		}
		if ticket := takeOne(); ticket.Ahead != nil {
			t.Errorf("%d ahead without a line", *ticket.Ahead)
		}
		l.hall.tell(terminal.HallState{LineUp: true, Heard: time.Now(), Queues: map[string]terminal.HallQueue{
			"A": {Waiting: 4, OpenCounters: 2, MeanService: 6 * time.Minute},
		}})
		if v := l.want(flow.Attract); v.Band.Waiting == nil || *v.Band.Waiting != 4 {
			t.Errorf("the band says %v", v.Band.Waiting)
		}
		ticket := takeOne()
		if ticket.Ahead == nil || *ticket.Ahead != 4 || ticket.Wait == nil || *ticket.Wait != (flow.WaitRange{From: 6, To: 18}) {
			t.Errorf("shows %+v", ticket)
		}
		if ticket = takeOne(); ticket.Ahead == nil || *ticket.Ahead != 5 {
			t.Errorf("the one taken here is not counted: %+v", ticket)
		}
		time.Sleep(3 * time.Minute) // the office is silent
		if ticket = takeOne(); ticket.Ahead != nil {
			t.Errorf("an old telling is shown: %d", *ticket.Ahead)
		}
	})
}

func TestUncertainPaperIsAskedAboutAndPrintedAgainOnlyOnAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.printer.state = kiosk.PrintUncertain
		l.toIdentify()
		l.touch(flow.SkipCard)
		time.Sleep(2 * time.Second)
		l.want(flow.Problem)
		time.Sleep(30 * time.Second)
		if n := len(l.printer.pages); n != 1 {
			t.Fatalf("%d sheets before anybody answered", n)
		}
		l.printer.state = kiosk.Printed
		l.touch(flow.PaperNotOut)
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Number); v.Ticket.Number != "A001" {
			t.Errorf("the reprint carries %s", v.Ticket.Number)
		}
		want := []string{"submit", "print", "end uncertain", "begin again", "print", "end printed"}
		if got := l.history.all(); !slices.Equal(got, want) {
			t.Errorf("done in the order %v, not %v", got, want)
		}
	})
}

func TestSheetThatWasRefusedIsBegunAnewWhenItIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.printer.state = kiosk.NotPrinted
		l.toIdentify()
		l.touch(flow.SkipCard)
		time.Sleep(2 * time.Second)
		l.want(flow.Problem)
		l.printer.state = kiosk.Printed
		l.touch(flow.TryAgain)
		time.Sleep(2 * time.Second)
		l.want(flow.Number)
		want := []string{"submit", "print", "end not-printed", "begin", "print", "end printed"}
		if got := l.history.all(); !slices.Equal(got, want) {
			t.Errorf("done in the order %v, not %v", got, want)
		}
	})
}

func TestTraceTellsEachPictureAndEachRecordThatLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.hall.pending = 2
		l.want(flow.Attract)
		l.glass.shown()
		l.touch(flow.Begin)
		l.want(flow.Home)
		l.glass.shown()
		l.hall.mu.Lock()
		l.hall.pending = 0
		l.hall.mu.Unlock()
		time.Sleep(3 * time.Second)
		l.close()
		var got []string
		for in := json.NewDecoder(l.trace); in.More(); {
			var line terminal.TraceLine
			if err := in.Decode(&line); err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprint(line.Screen, " ", line.RecordsPending))
		}
		if want := []string{"attract 2", "home 2", "home 0"}; !slices.Equal(got, want) {
			t.Errorf("traced %v, not %v", got, want)
		}
	})
}

func TestSheetThatHasBegunIsFinishedOnStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.toIdentify()
		l.touch(flow.SkipCard)
		time.Sleep(100 * time.Millisecond)
		l.close()
		if got := l.history.all(); got[len(got)-1] != "end printed" {
			t.Errorf("stopped after %v", got)
		}
	})
}

func TestHoursKnowDaysAndTimes(t *testing.T) {
	h := terminal.Hours{Days: []time.Weekday{time.Monday}, From: 9 * time.Hour, To: 17 * time.Hour}
	for at, want := range map[string]bool{
		"2026-11-23T08:59:00Z": false, "2026-11-23T09:00:00Z": true,
		"2026-11-23T16:59:00Z": true, "2026-11-23T17:00:00Z": false, "2026-11-24T10:00:00Z": false,
	} {
		day, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if h.Open(day) != want {
			t.Errorf("open at %s: %v", at, !want)
		}
	}
}

// TestTouchOnItsWayCountsAlthoughADeviceSpoke: only a screen that changes, or
// what is live on it, makes an older picture void.
func TestTouchOnItsWayCountsAlthoughADeviceSpoke(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.touch(flow.Begin)
		l.touch(flow.EntryControl("ticket"))
		l.touch(flow.ItemControl("allowance"))
		seen := l.want(flow.Identify).Seq
		l.cards.say(terminal.CardReport{What: terminal.CardFound})
		if v := l.want(flow.Identify); v.Card.Phase != flow.CardReading {
			t.Fatalf("the card is %s", v.Card.Phase)
		}
		l.glass.touch(seen, flow.SkipCard)
		time.Sleep(10 * time.Millisecond)
		printing := l.want(flow.Number).Seq
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Number); v.Ticket.Print != kiosk.Printed {
			t.Fatalf("the paper is %s", v.Ticket.Print)
		}
		l.glass.touch(printing, flow.Finish)
		l.want(flow.Attract)
	})
}
