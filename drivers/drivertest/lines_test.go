package drivertest_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"linli/drivers/drivertest"
)

// What gpioioctl was seen to do on a real chip, held against the double.

func listening(t *testing.T) *drivertest.Line {
	t.Helper()
	l := drivertest.NewLine("GPIO17", gpio.Low)
	if err := l.In(gpio.Float, gpio.BothEdges); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLineReturnsAtOnceFromANegativeWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if listening(t).WaitForEdge(-1) || time.Since(start) != 0 {
			t.Error("it waited, or saw an edge")
		}
	})
}

func TestLineWaitsWithoutLimitAtZeroUntilHalt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := listening(t)
		l.Halt() // ends nothing: nobody waits
		start := time.Now()
		time.AfterFunc(time.Hour, func() { l.Halt() })
		if l.WaitForEdge(0) || time.Since(start) != time.Hour {
			t.Errorf("it returned after %v", time.Since(start))
		}
	})
}

func TestLineKeepsSixteenEdges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := listening(t)
		for n := range 40 {
			l.Drive(gpio.Level(n%2 == 0))
		}
		kept := 0
		for l.WaitForEdge(time.Millisecond) {
			kept++
		}
		if kept != 16 {
			t.Errorf("%d edges kept", kept)
		}
	})
}

func TestLookingAtAnOutputTurnsItIntoAnInput(t *testing.T) {
	for name, look := range map[string]func(*drivertest.Line){
		"Read":     func(l *drivertest.Line) { l.Read() },
		"Func":     func(l *drivertest.Line) { l.Func() },
		"Function": func(l *drivertest.Line) { _ = l.Function() },
	} {
		t.Run(name, func(t *testing.T) {
			l := drivertest.NewLine("GPIO27", gpio.Low)
			if err := l.Out(gpio.High); err != nil {
				t.Fatal(err)
			}
			look(l)
			if _, output := l.Driven(); output || l.TurnedIntoInput() != 1 || l.Pull() != gpio.PullUp {
				t.Error("it is still an output")
			}
		})
	}
}

func TestLineBecomesAnOutputAtLow(t *testing.T) {
	l := drivertest.NewLine("GPIO27", gpio.High)
	l.Out(gpio.High)
	if got := l.History(); !slices.Equal(got, []gpio.Level{gpio.Low, gpio.High}) {
		t.Errorf("the wire was %v", got)
	}
}
