package ioboard_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"linli/drivers/drivertest"
	"linli/drivers/ioboard"
	"linli/drivers/lines"
)

// cable is the near end of a line that keeps what nobody has read yet, as a
// serial port does.
type cable struct{ net.Conn }

func (cable) DiscardInput() error { return nil }

// far is the board's end of it: what it writes waits in a queue.
type far struct {
	net.Conn
	queue chan []byte
}

func (f far) Write(b []byte) (int, error) {
	select {
	case f.queue <- slices.Clone(b):
	default: // nobody listens: lost
	}
	return len(b), nil
}

func (f far) pump() {
	for b := range f.queue {
		if _, err := f.Conn.Write(b); err != nil {
			return
		}
	}
}

// bench is a board, its driver, and a cable that can be out.
type bench struct {
	*testing.T
	board  *drivertest.IOBoard
	driver *ioboard.Board
	slave  func(context.Context, io.ReadWriter) error // answers in the board's place if set

	mu     sync.Mutex // protects the fields below
	out    bool
	near   net.Conn
	opened []time.Duration // since the start
	events []ioboard.Event
	start  time.Time
}

// onBench runs a test on a clock of its own.
func onBench(t *testing.T, opts ioboard.Opts, test func(t *testing.T, b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, board: drivertest.NewIOBoard(byte(max(opts.Unit, 1)), 8, 8), start: time.Now()}
		b.slave = b.board.Serve
		var err error
		if b.driver, err = ioboard.New(b.open, &opts); err != nil {
			t.Fatal(err)
		}
		test(t, b)
	})
}

var four = ioboard.Opts{Inputs: 4, Coils: 4}

func (b *bench) open(context.Context) (ioboard.Port, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opened = append(b.opened, time.Since(b.start))
	if b.out {
		return nil, fs.ErrNotExist
	}
	near, theirs := net.Pipe()
	b.near = near
	f := far{theirs, make(chan []byte, 64)}
	go f.pump()
	go func() {
		defer close(f.queue)
		_ = b.slave(b.Context(), f)
	}()
	return cable{near}, nil
}

// pull pulls the cable or puts it back.
func (b *bench) pull(out bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.out = out
	if out {
		b.near.Close()
	}
}

// run starts the driver and returns what stops it.
func (b *bench) run() (stop func()) {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- b.driver.Run(ctx, func(e ioboard.Event) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.events = append(b.events, e)
		})
	}()
	return func() {
		b.Helper()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			b.Errorf("Run: %v", err)
		}
		synctest.Wait()
	}
}

// pass lets time go by.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// told returns the kinds of what was told, and the newest cause.
func (b *bench) told() (kinds []ioboard.Kind, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.events {
		kinds = append(kinds, e.Kind)
		if e.Err != nil {
			err = e.Err
		}
	}
	return kinds, err
}

func (b *bench) wantTold(want ...ioboard.Kind) {
	b.Helper()
	if kinds, err := b.told(); !slices.Equal(kinds, want) {
		b.Errorf("told %v (%v), want %v", kinds, err, want)
	}
}

func (b *bench) output(n int) *lines.Output {
	b.Helper()
	pin, err := b.driver.Output(n)
	if err != nil {
		b.Fatal(err)
	}
	o, err := lines.NewOutput(pin, nil)
	if err != nil {
		b.Fatal(err)
	}
	return o
}

func (b *bench) input(n int) *lines.Input {
	b.Helper()
	pin, err := b.driver.Input(n)
	if err != nil {
		b.Fatal(err)
	}
	in, err := lines.NewInput(pin, nil)
	if err != nil {
		b.Fatal(err)
	}
	return in
}

func (b *bench) wantCoils(want ...bool) {
	b.Helper()
	if got := b.board.Coils(); !slices.Equal(got[:len(want)], want) {
		b.Errorf("coils %v, want %v", got, want)
	}
}

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
	onBench(t, four, func(t *testing.T, b *bench) {
		defer b.run()()
		lamp := b.output(2)
		pass(time.Second)
		if err := lamp.Set(true); err != nil {
			t.Fatal(err)
		}
		pass(60 * time.Millisecond) // a request that goes on is finished first
		b.wantCoils(false, true, false, false)
		if err := lamp.Halt(); err != nil {
			t.Fatal(err)
		}
		pass(60 * time.Millisecond)
		b.wantCoils(false, false, false, false)
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

func TestEveryFaultIsToldOnceAndHeals(t *testing.T) {
	for fault, want := range map[drivertest.IOBoardFault]error{
		drivertest.IOBoardFaultSilent:    ioboard.ErrTimeout,
		drivertest.IOBoardFaultChecksum:  ioboard.ErrDamaged,
		drivertest.IOBoardFaultCutShort:  ioboard.ErrDamaged,
		drivertest.IOBoardFaultException: ioboard.Exception(0x04),
	} {
		t.Run(string(fault), func(t *testing.T) {
			onBench(t, four, func(t *testing.T, b *bench) {
				lamp := b.output(1)
				defer b.run()()
				pass(time.Second)
				_ = b.board.SetInput(0, true)
				pass(time.Second)
				if err := b.board.SetFault(fault); err != nil {
					t.Fatal(err)
				}
				pass(time.Minute)
				if _, err := b.told(); !errors.Is(err, want) || !strings.HasPrefix(err.Error(), "ioboard: ") {
					t.Errorf("told %v, want %v", err, want)
				}
				if !b.input(1).IsOn() {
					t.Error("the level was forgotten")
				}
				_ = b.board.SetInput(0, false)
				if err := lamp.Set(true); err != nil {
					t.Error(err)
				}
				_ = b.board.SetFault(drivertest.IOBoardFaultNone)
				pass(35 * time.Second)
				b.wantTold(ioboard.Back, ioboard.Gone, ioboard.Back)
				b.wantCoils(true, false, false, false)
				if b.input(1).IsOn() {
					t.Error("the level is old")
				}
			})
		})
	}
}

func TestNoiseAndAnswersOfOthersArePassedOver(t *testing.T) {
	onBench(t, four, func(t *testing.T, b *bench) {
		_ = b.board.SetFault(drivertest.IOBoardFaultNoise)
		_ = b.board.SetInput(3, true)
		lamp := b.output(4)
		defer b.run()()
		pass(time.Second)
		_ = lamp.Set(true)
		pass(time.Second)
		b.wantTold(ioboard.Back)
		b.wantCoils(false, false, false, true)
		if !b.input(4).IsOn() {
			t.Error("the input is not seen")
		}
	})
}

func TestCoilsThatASupplyDroppedAreSwitchedOnAgain(t *testing.T) {
	onBench(t, four, func(t *testing.T, b *bench) {
		lamp := b.output(1)
		defer b.run()()
		_ = lamp.Set(true)
		pass(time.Second)
		b.board.Restart()
		b.wantCoils(false, false, false, false)
		pass(2100 * time.Millisecond)
		b.wantCoils(true, false, false, false)
		b.wantTold(ioboard.Back)
	})
}

func TestCableThatWasOutIsTriedAtGrowingDistances(t *testing.T) {
	onBench(t, four, func(t *testing.T, b *bench) {
		b.out = true
		stop := b.run()
		pass(100 * time.Second)
		want := []time.Duration{0, 1, 3, 7, 15, 31, 61, 91}
		for i := range want {
			want[i] *= time.Second
		}
		if !slices.Equal(b.opened, want) {
			t.Errorf("opened at %v", b.opened)
		}
		b.pull(false)
		pass(30 * time.Second)
		b.wantTold(ioboard.Gone, ioboard.Back)
		b.pull(true)
		pass(time.Second)
		b.pull(false)
		pass(2 * time.Second)
		b.wantTold(ioboard.Gone, ioboard.Back, ioboard.Gone, ioboard.Back)
		stop()
	})
}

func TestLampsSwitchedOffAtTheEndAreOff(t *testing.T) {
	onBench(t, four, func(t *testing.T, b *bench) {
		lamp := b.output(1)
		stop := b.run()
		_ = lamp.Set(true)
		pass(time.Second)
		b.wantCoils(true)
		_ = lamp.Set(false)
		stop()
		b.wantCoils(false)
	})
}

// An answer that comes after its time must not count for the next request,
// or every level would be one round old from then on.
func TestLateAnswerIsNotTakenForTheNextOne(t *testing.T) {
	onBench(t, ioboard.Opts{Inputs: 4}, func(t *testing.T, b *bench) {
		late := true
		b.slave = func(ctx context.Context, rw io.ReadWriter) error {
			return b.board.Serve(ctx, delayed{rw, func() time.Duration {
				if late {
					late = false
					return 300 * time.Millisecond
				}
				return 0
			}})
		}
		defer b.run()()
		time.AfterFunc(50*time.Millisecond, func() { _ = b.board.SetInput(0, true) }) // after the first was asked
		pass(800 * time.Millisecond)
		if !b.input(1).IsOn() {
			t.Error("the level of the late answer stands")
		}
		b.wantTold(ioboard.Back)
	})
}

func TestHourOfPollingLeavesNothingBehind(t *testing.T) {
	onBench(t, ioboard.Opts{Inputs: 8, Coils: 8, Poll: time.Second}, func(t *testing.T, b *bench) {
		stop := b.run()
		pass(time.Minute)
		before := runtime.NumGoroutine()
		pass(24 * time.Hour)
		if now := runtime.NumGoroutine(); now > before+8 {
			t.Errorf("%d goroutines, %d before", now, before)
		}
		if n := b.board.Requests(); n < 24*3600 || n > 24*3600*2 {
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
