package ioboard_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/ioboard"
	"linli/drivers/lines"
)

// cable is the near end of a line that keeps what nobody has read yet, as a
// serial port does.
type cable struct {
	net.Conn
	discards *atomic.Int64 // calls of DiscardInput, which throws nothing away here
}

func (c cable) DiscardInput() error {
	c.discards.Add(1)
	return nil
}

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

	discards atomic.Int64

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
	return cable{near, &b.discards}, nil
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

// tapped notes what the board reads, each piece by itself.
type tapped struct {
	io.ReadWriter
	heard *[][]byte
}

func (t tapped) Read(b []byte) (int, error) {
	n, err := t.ReadWriter.Read(b)
	if n > 0 {
		*t.heard = append(*t.heard, slices.Clone(b[:n]))
	}
	return n, err
}

// timed notes when the board reads.
type timed struct {
	io.ReadWriter
	at *[]time.Time
}

func (t timed) Read(b []byte) (int, error) {
	n, err := t.ReadWriter.Read(b)
	if n > 0 {
		*t.at = append(*t.at, time.Now())
	}
	return n, err
}

// echoing gives back what it reads.
type echoing struct{ io.ReadWriter }

func (e echoing) Read(b []byte) (int, error) {
	n, err := e.ReadWriter.Read(b)
	if n > 0 {
		_, _ = e.Write(b[:n])
	}
	return n, err
}

// simple is a board that does not know Write Multiple Coils.
type simple struct{ io.ReadWriter }

func (s simple) Read(b []byte) (int, error) {
	for {
		n, err := s.ReadWriter.Read(b)
		if n < 2 || b[1] != 0x0F {
			return n, err
		}
		if _, err := s.Write([]byte{0x01, 0x8F, 0x01, 0x85, 0xF0}); err != nil {
			return 0, err
		}
	}
}

// delayed holds an answer back.
type delayed struct {
	io.ReadWriter
	by func() time.Duration
}

func (d delayed) Write(b []byte) (int, error) {
	<-time.After(d.by())
	return d.ReadWriter.Write(b)
}

// hex writes bytes with spaces between them.
func hex(b []byte) string { return fmt.Sprintf("% x", b) }
