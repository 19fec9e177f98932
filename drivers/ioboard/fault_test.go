package ioboard_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/ioboard"
	"linli/drivers/lines"
)

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

// Adapters for two wires hear themselves.
func TestEchoOfTheRequestIsNoAnswer(t *testing.T) {
	onBench(t, four, func(t *testing.T, b *bench) {
		b.slave = func(ctx context.Context, rw io.ReadWriter) error { return b.board.Serve(ctx, echoing{rw}) }
		_ = b.board.SetInput(1, true)
		lamps := []*lines.Output{b.output(1), b.output(2), b.output(4)}
		defer b.run()()
		for _, o := range lamps {
			_ = o.Set(true)
		}
		pass(time.Second)
		b.wantTold(ioboard.Back)
		b.wantCoils(true, true, false, true)
		if !b.input(2).IsOn() || b.input(1).IsOn() {
			t.Error("the inputs are not as they are")
		}
		_ = b.board.SetFault(drivertest.IOBoardFaultSilent)
		pass(10 * time.Second)
		b.wantTold(ioboard.Back, ioboard.Gone)
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
	onBench(t, ioboard.Opts{Inputs: 4, Poll: 10 * time.Second}, func(t *testing.T, b *bench) {
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
		pass(15 * time.Second) // the late one, and a look
		_ = b.board.SetInput(0, true)
		pass(6 * time.Second) // one look more
		if !b.input(1).IsOn() {
			t.Error("levels are one look old")
		}
		b.wantTold(ioboard.Back)
	})
}
