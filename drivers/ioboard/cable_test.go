package ioboard_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/ioboard"
	"linli/drivers/lines"
	"linli/drivers/serialport"
)

// patience is far more than any step takes, also on a busy machine.
const patience = 30 * time.Second

// next waits for one event of a board.
func next(t *testing.T, events <-chan ioboard.Event, want ioboard.Kind) error {
	t.Helper()
	select {
	case e := <-events:
		if e.Kind != want {
			t.Fatalf("told %v (%v), want %v", e.Kind, e.Err, want)
		}
		return e.Err
	case <-time.After(patience):
		t.Fatal("nothing was told")
	}
	return nil
}

func TestBoardOnASerialPortComesBackAfterItsCableWasOut(t *testing.T) {
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "board"))
	if err != nil {
		t.Fatal(err)
	}
	far := drivertest.NewIOBoard(1, 8, 8)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = far.Serve(ctx, line)
	}()
	board, err := ioboard.New(func(context.Context) (ioboard.Port, error) {
		return serialport.Open(line.Link(), &serialport.Opts{Baud: 9600})
	}, &ioboard.Opts{Inputs: 8, Coils: 8, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	events, ended := make(chan ioboard.Event, 8), make(chan error, 1)
	go func() { ended <- board.Run(ctx, func(e ioboard.Event) { events <- e }) }()
	defer func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		<-served
	}()
	next(t, events, ioboard.Back)

	pin, err := board.Input(8)
	if err != nil {
		t.Fatal(err)
	}
	door, err := lines.NewInput(pin, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := line.Unplug(); err != nil {
		t.Fatal(err)
	}
	if err := next(t, events, ioboard.Gone); !errors.Is(err, serialport.ErrGone) {
		t.Errorf("unplugged: %v", err)
	}
	if err := errors.Join(far.SetInput(7, true), line.Replug()); err != nil {
		t.Fatal(err)
	}
	next(t, events, ioboard.Back)
	bounded, over := context.WithTimeout(ctx, patience)
	defer over()
	if open, err := door.Change(bounded, false); !open || err != nil {
		t.Errorf("after it was plugged in: %v, %v", open, err)
	}
}
