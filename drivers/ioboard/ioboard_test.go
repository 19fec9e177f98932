package ioboard_test

import (
	"context"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"periph.io/x/conn/v3/gpio"

	"linli/drivers/ioboard"
	"linli/drivers/lines"
)

func TestChangeOfAnInputIsSeenByLines(t *testing.T) {
	onBench(t, four, func(t *testing.T, b *bench) {
		defer b.run()()
		in := b.input(3)
		pass(time.Second)
		if in.IsOn() {
			t.Error("it is on")
		}
		time.AfterFunc(100*time.Millisecond, func() { _ = b.board.SetInput(2, true) })
		start := time.Now()
		if on, err := in.Change(t.Context(), false); !on || err != nil {
			t.Fatalf("Change = %v, %v", on, err)
		}
		if took := time.Since(start); took > 250*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		if in.String() != "lines.Input(IN3)" {
			t.Errorf("%s", in)
		}
		b.wantTold(ioboard.Back)
	})
}

func TestLampIsLitAtOnce(t *testing.T) {
	onBench(t, ioboard.Opts{Inputs: 4, Coils: 4, Poll: time.Hour}, func(t *testing.T, b *bench) {
		defer b.run()()
		lamp := b.output(2)
		pass(time.Second)
		if err := lamp.Set(true); err != nil {
			t.Fatal(err)
		}
		pass(10 * time.Millisecond)
		b.wantCoils(false, true, false, false)
		if err := lamp.Halt(); err != nil {
			t.Fatal(err)
		}
		pass(10 * time.Millisecond)
		b.wantCoils(false, false, false, false)
	})
}

func TestOutputsOfOthersStayAsTheyAre(t *testing.T) {
	onBench(t, four, func(t *testing.T, b *bench) {
		stop := b.run()
		_ = b.output(4).Set(true)
		pass(time.Second)
		stop()
		var err error
		if b.driver, err = ioboard.New(b.open, &four); err != nil {
			t.Fatal(err)
		}
		_ = b.output(1).Set(true)
		stop = b.run()
		pass(10 * time.Second)
		b.wantCoils(true, false, false, true)
		stop()
	})
}

func TestEdgesAreOnlyThoseThatWereAskedFor(t *testing.T) {
	for edge, want := range map[gpio.Edge][2]bool{
		gpio.NoEdge: {false, false}, gpio.RisingEdge: {false, true}, gpio.FallingEdge: {true, false}, gpio.BothEdges: {true, true},
	} {
		t.Run(edge.String(), func(t *testing.T) {
			onBench(t, four, func(t *testing.T, b *bench) {
				_ = b.board.SetInput(0, true) // as it is found: no edge
				in, err := b.driver.Input(1)
				if err != nil {
					t.Fatal(err)
				}
				if err := in.In(gpio.Float, edge); err != nil {
					t.Fatal(err)
				}
				defer b.run()()
				if in.WaitForEdge(time.Second) || !bool(in.Read()) {
					t.Error("the first level was an edge")
				}
				for i, level := range []bool{false, true} {
					_ = b.board.SetInput(0, level)
					if got := in.WaitForEdge(time.Second); got != want[i] || bool(in.Read()) != level {
						t.Errorf("to %v: edge %v", level, got)
					}
				}
			})
		})
	}
}

// Frames are told apart by 3.5 characters of silence, 4 ms at 9600 baud.
func TestSilenceStandsBetweenFramesAndNothingOldBeforeThem(t *testing.T) {
	onBench(t, four, func(t *testing.T, b *bench) {
		var at []time.Time
		b.slave = func(ctx context.Context, rw io.ReadWriter) error { return b.board.Serve(ctx, timed{rw, &at}) }
		_ = b.output(1).Set(true)
		stop := b.run()
		pass(time.Second)
		stop()
		for i := 1; i < len(at); i++ {
			if gap := at[i].Sub(at[i-1]); gap < 4*time.Millisecond {
				t.Errorf("request %d came %v after the one before", i, gap)
			}
		}
		if len(at) < 20 || b.discards.Load() != int64(len(at)) {
			t.Errorf("%d requests, before %d of them old input was thrown away", len(at), b.discards.Load())
		}
	})
}

func TestNeighboursAreWrittenInOneGoAndOthersLeftAlone(t *testing.T) {
	onBench(t, ioboard.Opts{Coils: 6, FirstCoil: 1, Poll: time.Hour}, func(t *testing.T, b *bench) {
		var asked [][]byte
		b.slave = func(ctx context.Context, rw io.ReadWriter) error {
			return b.board.Serve(ctx, tapped{rw, &asked})
		}
		for _, n := range []int{1, 2, 5} {
			_ = b.output(n).Set(true)
		}
		stop := b.run()
		pass(time.Second)
		b.wantCoils(false, true, true, false, false, true, false, false)
		stop()
		want := []string{ // unit 1; checksums by another implementation, in drivertest
			"01 01 00 01 00 06", "01 0F 00 01 00 02 01 03", "01 05 00 05 FF 00",
		}
		if len(asked) != len(want) {
			t.Fatalf("asked % X", asked)
		}
		for i, frame := range asked {
			if got := strings.ToUpper(hex(frame[:len(frame)-2])); got != want[i] {
				t.Errorf("asked %s, want %s", got, want[i])
			}
		}
	})
}

func TestBoardThatWritesOneCoilAtATime(t *testing.T) {
	onBench(t, four, func(t *testing.T, b *bench) {
		b.slave = func(ctx context.Context, rw io.ReadWriter) error { return b.board.Serve(ctx, simple{rw}) }
		lamps := []*lines.Output{b.output(1), b.output(2), b.output(3)}
		defer b.run()()
		for _, on := range []bool{true, false, true} {
			for _, o := range lamps {
				_ = o.Set(on)
			}
			pass(time.Second)
			b.wantCoils(on, on, on, false)
		}
		b.wantTold(ioboard.Back)
	})
}

func TestDayOfPollingLeavesNothingBehind(t *testing.T) {
	onBench(t, ioboard.Opts{Inputs: 8, Coils: 8, Poll: 5 * time.Second}, func(t *testing.T, b *bench) {
		stop := b.run()
		pass(time.Minute)
		before := runtime.NumGoroutine()
		pass(24 * time.Hour)
		if now := runtime.NumGoroutine(); now > before+8 {
			t.Errorf("%d goroutines, %d before", now, before)
		}
		if n := b.board.Requests(); n < 24*3600/5 || n > 24*3600/5*2+100 {
			t.Errorf("%d requests in a day", n)
		}
		stop()
	})
}

func TestPinsAreWhatTheyAre(t *testing.T) {
	b, err := ioboard.New(nil, &four)
	if err != nil {
		t.Fatal(err)
	}
	in, err := b.Input(1)
	if err != nil {
		t.Fatal(err)
	}
	out, err := b.Output(4)
	if err != nil {
		t.Fatal(err)
	}
	if in.Out(gpio.High) == nil || out.In(gpio.Float, gpio.NoEdge) == nil || in.In(gpio.PullUp, gpio.NoEdge) == nil || out.PWM(1, 1) == nil {
		t.Error("a pin took what its wire cannot do")
	}
	if err := in.In(gpio.PullNoChange, gpio.BothEdges); err != nil {
		t.Error(err)
	}
	if err := out.Out(gpio.High); err != nil {
		t.Error(err)
	}
	if in.String() != "IN1" || out.Name() != "OUT4" || out.Number() != 4 || in.Pull() != gpio.PullNoChange {
		t.Errorf("%s, %s", in, out)
	}
	if in.Function() != string(gpio.IN_LOW) || out.Func() != gpio.OUT_HIGH || out.Read() != gpio.High {
		t.Errorf("%s, %s", in.Func(), out.Func())
	}
	if out.WaitForEdge(-1) {
		t.Error("an output has edges")
	}
	for _, n := range []int{-1, 0, 5} {
		if _, err := b.Input(n); err == nil {
			t.Errorf("there is an input %d", n)
		}
		if _, err := b.Output(n); err == nil {
			t.Errorf("there is an output %d", n)
		}
	}
}

func TestHaltEndsAWaitWithoutLimit(t *testing.T) {
	onBench(t, four, func(t *testing.T, b *bench) {
		in, err := b.driver.Input(1)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan bool)
		go func() { ended <- in.WaitForEdge(-1) }()
		pass(time.Hour)
		if err := in.Halt(); err != nil || <-ended {
			t.Errorf("Halt: %v", err)
		}
		if err := in.Halt(); err != nil { // nobody waits
			t.Error(err)
		}
	})
}

func TestOptionsThatNoBoardCanHave(t *testing.T) {
	for name, o := range map[string]ioboard.Opts{
		"nothing":            {},
		"broadcast":          {Unit: -1, Inputs: 1},
		"reserved unit":      {Unit: 248, Inputs: 1},
		"too many":           {Inputs: 257},
		"negative":           {Coils: -1, Inputs: 1},
		"behind the last":    {Inputs: 8, FirstInput: 65530},
		"coil behind it":     {Coils: 8, FirstCoil: 65530},
		"slower than a hand": {Inputs: 1, Baud: 50},
	} {
		if _, err := ioboard.New(nil, &o); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := ioboard.New(nil, nil); err == nil {
		t.Error("no options were taken")
	}
}
