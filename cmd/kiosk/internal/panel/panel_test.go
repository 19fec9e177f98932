package panel_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"linli/cmd/kiosk/internal/panel"
	"linli/drivers/drivertest"
	"linli/drivers/lines"
	"linli/kiosk/health"
	"linli/kiosk/terminal"
)

// listener notes what it is told.
type listener struct {
	mu   sync.Mutex
	told []string
}

func (l *listener) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told = append(l.told, line)
}

func (l *listener) Approached(present bool) {
	l.add(map[bool]string{true: "came", false: "went"}[present])
}
func (l *listener) Raise(f health.Finding) { l.add("raise " + string(f.Code)) }
func (l *listener) Clear(code health.Code) { l.add("clear " + string(code)) }
func (l *listener) want(t *testing.T, want ...string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Equal(l.told, want) {
		t.Errorf("told %q, want %q", l.told, want)
	}
}

// front is a panel on lines that behave as those of the kernel.
type front struct {
	*panel.Panel
	card, paper, status, buzzer, presence, door *drivertest.Line

	heard listener
	stop  func()
}

// raise builds a front, with everything or with nothing, and runs it.
func raise(t *testing.T, bare bool, ready <-chan struct{}) *front {
	t.Helper()
	f := &front{}
	w := panel.Wires{Ready: ready}
	if !bare {
		output := func(name string) (*drivertest.Line, *lines.Output) {
			l := drivertest.NewLine(name, gpio.Low)
			o, err := lines.NewOutput(l, nil)
			if err != nil {
				t.Fatal(err)
			}
			return l, o
		}
		input := func(name string, p lines.Polarity, level gpio.Level) (*drivertest.Line, *lines.Input) {
			l := drivertest.NewLine(name, level)
			in, err := lines.NewInput(l, &lines.InputOpts{Polarity: p})
			if err != nil {
				t.Fatal(err)
			}
			return l, in
		}
		f.card, w.Card = output("CARD")
		f.paper, w.Paper = output("PAPER")
		f.status, w.Status = output("STATUS")
		f.buzzer, w.Buzzer = output("BUZZER")
		f.presence, w.Presence = input("PIR", lines.ActiveHigh, gpio.Low)
		f.door, w.Door = input("DOOR", lines.ActiveLow, gpio.High)
	}
	f.Panel = panel.New(w)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.Run(ctx, &f.heard)
	}()
	f.stop = func() {
		cancel()
		<-ended
	}
	return f
}

// on runs a test with a front that has everything.
func on(t *testing.T, test func(t *testing.T, f *front)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := raise(t, false, nil)
		defer f.stop()
		test(t, f)
	})
}

func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func isLit(l *drivertest.Line) bool {
	level, _ := l.Driven()
	return bool(level)
}

func TestLampsShowWhatTheTerminalSays(t *testing.T) {
	on(t, func(t *testing.T, f *front) {
		for _, s := range []terminal.Signs{{}, {Card: true}, {Paper: true}, {Card: true, Paper: true, Worst: health.Notice}} {
			f.Indicate(s)
			pass(time.Second)
			if isLit(f.card) != s.Card || isLit(f.paper) != s.Paper || !isLit(f.status) {
				t.Errorf("%+v: card %v, paper %v, status %v", s, isLit(f.card), isLit(f.paper), isLit(f.status))
			}
		}
	})
}

func TestNewestSignsCountWhenSeveralComeAtOnce(t *testing.T) {
	on(t, func(t *testing.T, f *front) {
		for range 1000 {
			f.Indicate(terminal.Signs{Card: true})
			f.Indicate(terminal.Signs{})
		}
		pass(time.Second)
		if isLit(f.card) {
			t.Error("an old sign stands")
		}
	})
}

func TestStatusBlinksByHowSoonSomebodyHasToCome(t *testing.T) {
	for worst, changes := range map[health.Severity]int{0: 0, health.Notice: 0, health.Warning: 10, health.Severe: 40} {
		t.Run(worst.String(), func(t *testing.T) {
			on(t, func(t *testing.T, f *front) {
				f.Indicate(terminal.Signs{Worst: worst})
				pass(time.Millisecond)
				before := len(f.status.History())
				pass(10 * time.Second)
				if got := len(f.status.History()) - before; got < changes-1 || got > changes+1 {
					t.Errorf("the lamp changed %d times in ten seconds", got)
				}
				f.Indicate(terminal.Signs{})
				pass(time.Minute)
				if !isLit(f.status) {
					t.Error("it is dark though all is well again")
				}
			})
		})
	}
}

func TestWhatIsNewlyWrongBeginsLit(t *testing.T) {
	on(t, func(t *testing.T, f *front) {
		f.Indicate(terminal.Signs{Worst: health.Severe})
		pass(1300 * time.Millisecond)
		f.Indicate(terminal.Signs{Worst: health.Warning})
		pass(time.Millisecond)
		if !isLit(f.status) {
			t.Error("it begins dark")
		}
	})
}

func TestOneShortBeepForEachPaper(t *testing.T) {
	on(t, func(t *testing.T, f *front) {
		for range 2 {
			f.Indicate(terminal.Signs{Paper: true})
			pass(100 * time.Millisecond)
			if !isLit(f.buzzer) {
				t.Error("it is silent")
			}
			pass(50 * time.Millisecond)
			if isLit(f.buzzer) {
				t.Error("it still sounds")
			}
			f.Indicate(terminal.Signs{Paper: true, Worst: health.Notice}) // the same paper
			pass(time.Second)
			f.Indicate(terminal.Signs{})
			pass(time.Second)
		}
		if n := len(f.buzzer.History()); n != 5 { // off, and twice on and off
			t.Errorf("the buzzer changed %d times", n)
		}
	})
}

func TestPresenceAndDoorAreTold(t *testing.T) {
	on(t, func(t *testing.T, f *front) {
		f.presence.Drive(gpio.High)
		pass(time.Second)
		f.door.Drive(gpio.Low)
		pass(time.Second)
		f.presence.Drive(gpio.Low)
		pass(time.Second)
		f.door.Drive(gpio.High)
		pass(time.Second)
		f.heard.want(t, "came", "raise door-open", "went", "clear door-open")
	})
}

// A board that has not answered yet knows nothing of a door: no alarm.
func TestInputsAreNotBelievedBeforeTheyAreReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ready := make(chan struct{})
		f := raise(t, false, ready)
		f.door.Drive(gpio.Low)
		pass(time.Minute)
		f.heard.want(t)
		close(ready)
		pass(time.Second)
		f.heard.want(t, "raise door-open")
		f.stop()

		never := raise(t, false, make(chan struct{}))
		pass(time.Second)
		never.stop()
	})
}

func TestWireThatFailsIsRaisedOnceAndTheRestGoesOn(t *testing.T) {
	on(t, func(t *testing.T, f *front) {
		f.status.Unplug()
		for range 10 {
			f.Indicate(terminal.Signs{Paper: true, Worst: health.Severe})
			pass(time.Minute)
			f.Indicate(terminal.Signs{Card: true, Worst: health.Severe})
			pass(time.Minute)
		}
		if !isLit(f.card) {
			t.Error("the card's lamp is dark")
		}
		f.heard.want(t, "raise lines-gone")
	})
}

// loose is an output that fails for a while.
type loose struct {
	*drivertest.Line
	broken atomic.Bool
}

func (l *loose) Out(level gpio.Level) error {
	if l.broken.Load() {
		return errors.New("loose wire")
	}
	return l.Line.Out(level)
}

func TestWireThatWorksAgainIsCleared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wire := &loose{Line: drivertest.NewLine("STATUS", gpio.Low)}
		status, err := lines.NewOutput(wire, nil)
		if err != nil {
			t.Fatal(err)
		}
		p, heard := panel.New(panel.Wires{Status: status}), &listener{}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			p.Run(ctx, heard)
		}()
		for _, broken := range []bool{true, false, true} {
			wire.broken.Store(broken)
			p.Indicate(terminal.Signs{Worst: health.Warning})
			pass(10 * time.Second)
		}
		cancel()
		<-ended
		heard.want(t, "raise lines-gone", "clear lines-gone", "raise lines-gone", "raise lines-gone")
	})
}

func TestEverythingIsDarkAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := raise(t, false, nil)
		f.Indicate(terminal.Signs{Card: true, Paper: true})
		pass(time.Millisecond)
		f.stop()
		for _, l := range []*drivertest.Line{f.card, f.paper, f.status, f.buzzer} {
			if isLit(l) {
				t.Errorf("%s is lit", l.Name())
			}
		}
	})
}

func TestTerminalWithoutAnyWire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := raise(t, true, nil)
		f.Indicate(terminal.Signs{Card: true, Paper: true, Worst: health.Severe})
		pass(time.Minute)
		f.stop()
		f.heard.want(t)
	})
}
