package terminal_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/health"
	"linli/kiosk/terminal"
)

// lamps notes what they were told to show.
type lamps struct {
	mu    sync.Mutex
	shown []terminal.Signs
}

func (l *lamps) Indicate(s terminal.Signs) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shown = append(l.shown, s)
}

// since returns what was shown after the first n.
func (l *lamps) since(n int) []terminal.Signs {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.shown[n:])
}

func TestLampsLeadFromTheCardToThePaper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		time.Sleep(2 * time.Second) // the line that was never up is not down for long yet
		l.toIdentify()
		l.cards.say(terminal.CardReport{What: terminal.CardFound})
		l.cards.say(terminal.CardReport{What: terminal.CardRead, Resident: aPerson})
		time.Sleep(5 * time.Second)
		l.want(flow.Number)
		l.touch(flow.Finish)
		l.want(flow.Attract)
		want := []terminal.Signs{{}, {Card: true}, {}, {Paper: true}, {}}
		if got := l.lamps.since(0); !slices.Equal(got, want) {
			t.Errorf("lamps showed %+v, want %+v", got, want)
		}
	})
}

func TestLampsDoNotAskForACardOrShowPaperThatCannotBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.printer.mu.Lock()
		l.printer.state = kiosk.PrintUncertain
		l.printer.mu.Unlock()
		l.toIdentify()
		l.cards.say(terminal.CardReport{What: terminal.ReaderGone, Code: kiosk.ReaderGone})
		shown := l.lamps.since(0)
		before := len(shown)
		if last := shown[before-1]; last.Card {
			t.Errorf("without a reader lamps show %+v", last)
		}
		l.touch(flow.SkipCard)
		time.Sleep(2 * time.Second)
		l.want(flow.Problem)
		for _, s := range l.lamps.since(before) {
			if s.Card || s.Paper {
				t.Errorf("lamps showed %+v", s)
			}
		}
	})
}

func TestLampTellsTheWorstThatIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.term.Raise(health.Finding{Code: health.LinesGone})
		synctest.Wait()
		l.term.Raise(health.Finding{Code: health.DoorOpen})
		synctest.Wait()
		l.term.Clear(health.DoorOpen)
		synctest.Wait()
		want := []terminal.Signs{{}, {Worst: health.Notice}, {Worst: health.Warning}, {Worst: health.Notice}}
		if got := l.lamps.since(0); !slices.Equal(got, want) {
			t.Errorf("lamps showed %+v, want %+v", got, want)
		}
	})
}

func TestWhoStandsThereIsTracedAndChangesNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.toIdentify()
		l.glass.shown()
		l.term.Approached(true)
		time.Sleep(44 * time.Second) // patience ends at 45 s, whoever comes by
		l.term.Approached(false)
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Identify); v.Idle == 0 {
			t.Error("somebody who passed by kept the visit open")
		}
		l.close()
		var present []bool
		for d := json.NewDecoder(bytes.NewReader(l.trace.Bytes())); d.More(); {
			var line terminal.TraceLine
			if err := d.Decode(&line); err != nil {
				t.Fatal(err)
			}
			present = append(present, line.Present)
		}
		if !slices.Equal(present, []bool{false, true, false}) {
			t.Errorf("the trace says %v", present)
		}
	})
}
