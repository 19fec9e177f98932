package lines_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"linli/drivers/drivertest"
	"linli/drivers/lines"
)

// wire is an input pin of a test and the hand that moves it.
type wire struct {
	pin   gpio.PinIO
	drive func(gpio.Level)
}

// bothKinds plays a test on a line as the kernel's driver has it and on
// periph's own double.
func bothKinds(t *testing.T, test func(t *testing.T, w wire)) {
	t.Helper()
	t.Run("gpioioctl", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := drivertest.NewLine("GPIO17", gpio.Low)
			test(t, wire{l, l.Drive})
		})
	})
	t.Run("gpiotest", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := &gpiotest.Pin{N: "GPIO17", EdgesChan: make(chan gpio.Level, 64)}
			test(t, wire{p, func(l gpio.Level) { p.Out(l); p.EdgesChan <- l }})
		})
	})
}

func newInput(t *testing.T, pin gpio.PinIn, opts *lines.InputOpts) *lines.Input {
	t.Helper()
	in, err := lines.NewInput(pin, opts)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// change demands a change away from was after so long.
func change(t *testing.T, in *lines.Input, was bool, want time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	start := time.Now()
	now, err := in.Change(ctx, was)
	if err != nil || now == was {
		t.Errorf("Change = %v, %v", now, err)
	}
	if took := time.Since(start); took != want {
		t.Errorf("the change was seen after %v, want %v", took, want)
	}
}

func TestEdgeIsSeenWhenItHasSettled(t *testing.T) {
	bothKinds(t, func(t *testing.T, w wire) {
		in := newInput(t, w.pin, nil)
		time.AfterFunc(100*time.Millisecond, func() { w.drive(gpio.High) })
		change(t, in, false, 130*time.Millisecond) // a sample after the edge, then 25 ms
		w.drive(gpio.Low)
		change(t, in, true, 25*time.Millisecond)
	})
}

func TestLostEdgeIsSeenAtTheNextLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := drivertest.NewLine("GPIO17", gpio.Low)
		in := newInput(t, l, nil)
		time.AfterFunc(100*time.Millisecond, func() { l.DriveUnseen(gpio.High) })
		change(t, in, false, 275*time.Millisecond)
	})
}

// gpiotest.Pin is no use here: an edge it kept sets its level anew when it is
// waited for.
func TestBouncesAreOneChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := drivertest.NewLine("GPIO17", gpio.Low)
		in := newInput(t, l, nil)
		go func() {
			for n := range 41 { // ends high, more edges than the kernel keeps
				l.Drive(gpio.Level(n%2 == 0))
				<-time.After(time.Millisecond)
			}
		}()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if on, err := in.Change(ctx, false); !on || err != nil {
			t.Fatalf("Change = %v, %v", on, err)
		}
		if on, err := in.Change(ctx, true); !on || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the bounces went on: Change = %v, %v", on, err)
		}
	})
}

func TestGlitchIsNoChange(t *testing.T) {
	bothKinds(t, func(t *testing.T, w wire) {
		in := newInput(t, w.pin, nil)
		time.AfterFunc(10*time.Millisecond, func() { w.drive(gpio.High) })
		time.AfterFunc(18*time.Millisecond, func() { w.drive(gpio.Low) })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if on, err := in.Change(ctx, false); on || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Change = %v, %v", on, err)
		}
	})
}

func TestContactToGroundIsOnWhenLow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := drivertest.NewLine("GPIO22", gpio.High)
		in := newInput(t, l, &lines.InputOpts{Pull: gpio.PullUp, Polarity: lines.ActiveLow})
		if in.IsOn() {
			t.Error("an open contact is on")
		}
		if l.Pull() != gpio.PullUp {
			t.Errorf("pull is %v", l.Pull())
		}
		l.Drive(gpio.Low)
		change(t, in, false, 25*time.Millisecond)
	})
}

func TestEndOfContextIsNoticedWithinALook(t *testing.T) {
	bothKinds(t, func(t *testing.T, w wire) {
		in := newInput(t, w.pin, nil)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(1100*time.Millisecond, cancel)
		start := time.Now()
		if on, err := in.Change(ctx, false); on || !errors.Is(err, context.Canceled) {
			t.Errorf("Change = %v, %v", on, err)
		}
		if took := time.Since(start); took > 1350*time.Millisecond {
			t.Errorf("it took %v", took)
		}
	})
}

// An hour at a wire that never changes, that is closed under us, and that
// chatters: each must cost next to nothing.
func TestWaitingNeverSpins(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*drivertest.Line)
		most  int // waits in an hour
	}{
		"still": {func(*drivertest.Line) {}, 4*3600 + 1},
		"gone":  {(*drivertest.Line).Unplug, 4*3600 + 1},
		"chattering": {func(l *drivertest.Line) {
			go func() {
				for range 3600 * 50 {
					<-time.After(10 * time.Millisecond)
					l.Drive(gpio.High)
					l.Drive(gpio.Low)
					<-time.After(10 * time.Millisecond)
				}
			}()
		}, 200*3600 + 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := drivertest.NewLine("GPIO17", gpio.Low)
				in := newInput(t, l, nil)
				c.spoil(l)
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				if _, err := in.Change(ctx, false); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("Change: %v", err)
				}
				if l.Waits() > c.most || l.Waits() < 1000 {
					t.Errorf("waited %d times in an hour", l.Waits())
				}
				<-time.After(time.Minute)
			})
		})
	}
}

func TestPinThatFailsIsRefused(t *testing.T) {
	l := drivertest.NewLine("GPIO17", gpio.Low)
	l.Unplug()
	if _, err := lines.NewInput(l, nil); !errors.Is(err, lines.ErrPin) {
		t.Errorf("NewInput = %v", err)
	}
	if _, err := lines.NewOutput(l, nil); !errors.Is(err, lines.ErrPin) {
		t.Errorf("NewOutput = %v", err)
	}
}

func TestInputKeepsToItsName(t *testing.T) {
	in := newInput(t, drivertest.NewLine("GPIO17", gpio.Low), nil)
	if got := in.String(); got != "lines.Input(GPIO17)" {
		t.Errorf("String = %s", got)
	}
	if err := in.Halt(); err != nil {
		t.Error(err)
	}
}

// lamp is an output on a line.
func lamp(t *testing.T, polarity lines.Polarity) (*lines.Output, *drivertest.Line) {
	t.Helper()
	l := drivertest.NewLine("GPIO27", gpio.Low)
	o, err := lines.NewOutput(l, &lines.OutputOpts{Polarity: polarity})
	if err != nil {
		t.Fatal(err)
	}
	return o, l
}

func TestOutputRemembersWithoutAskingThePin(t *testing.T) {
	for name, p := range map[string]lines.Polarity{"active high": lines.ActiveHigh, "active low": lines.ActiveLow} {
		t.Run(name, func(t *testing.T) {
			o, l := lamp(t, p)
			for _, on := range []bool{false, true, true, false} {
				if err := o.Set(on); err != nil {
					t.Fatal(err)
				}
				level, output := l.Driven()
				if bool(level) != (on != bool(p)) || !output || o.IsOn() != on {
					t.Errorf("Set(%v): the wire is %v (output %v), IsOn %v", on, level, output, o.IsOn())
				}
			}
			if got := o.String(); got != "lines.Output(GPIO27)" {
				t.Errorf("String = %s", got)
			}
			if l.TurnedIntoInput() > 0 {
				t.Error("the output was read")
			}
		})
	}
}

func TestOutputIsOffAfterHalt(t *testing.T) {
	o, l := lamp(t, lines.ActiveHigh)
	o.Set(true)
	if err := o.Halt(); err != nil {
		t.Error(err)
	}
	if level, _ := l.Driven(); bool(level) || o.IsOn() {
		t.Error("it is still on")
	}
}

func TestFailedSetIsNotRemembered(t *testing.T) {
	o, l := lamp(t, lines.ActiveHigh)
	l.Unplug()
	if err := o.Set(true); !errors.Is(err, lines.ErrPin) || o.IsOn() {
		t.Errorf("Set = %v, IsOn %v", err, o.IsOn())
	}
}

func TestTwoBeeps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := lamp(t, lines.ActiveHigh)
		start := time.Now()
		if err := o.Play(t.Context(), 100*time.Millisecond, 50*time.Millisecond, 100*time.Millisecond); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took != 250*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		want := []gpio.Level{gpio.Low, gpio.High, gpio.Low, gpio.High, gpio.Low}
		if got := l.History(); !slices.Equal(got, want) {
			t.Errorf("the wire was %v, want %v", got, want)
		}
	})
}

func TestPatternIsOffWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, l := lamp(t, lines.ActiveHigh)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if err := o.Play(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Play = %v", err)
		}
		if level, _ := l.Driven(); level {
			t.Error("it is still on")
		}
	})
}

func TestNewerSetHasTheOutput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, _ := lamp(t, lines.ActiveHigh)
		ended := make(chan error, 1)
		go func() { ended <- o.Play(t.Context(), time.Second, time.Second, time.Second) }()
		synctest.Wait()
		if err := o.Set(true); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; !errors.Is(err, lines.ErrTaken) {
			t.Errorf("Play = %v", err)
		}
		if !o.IsOn() {
			t.Error("the older pattern switched it off")
		}
	})
}
