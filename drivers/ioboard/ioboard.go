// Package ioboard makes the inputs and relay outputs of a serial I/O board,
// one that speaks Modbus RTU, into pins of periph.io, so that package lines
// works on them as it does on the GPIO lines of a small computer. One
// goroutine owns the line: it asks for the inputs at a steady beat, writes
// outputs as soon as they are to change, reads them back now and then, and
// brings the board back when its cable or its supply was out.
//
// It refuses registers, counters, broadcasts and boards that do anything but
// switch: a pin is on or off. It never waits without a limit, never takes an
// answer whose unit, function, length or checksum is not as asked, and does not
// make up a level while the board is away: the last one known stands, and Gone
// is told.
//
// The framing is worked out here, on patience and a port, and not taken from a
// Modbus library: those at hand open the port themselves, know no context, and
// stop at the first wrong byte instead of looking for the frame behind it.
//
// # Documents
//
//   - MB: MODBUS Application Protocol Specification V1.1b3, sections 6.1 (Read
//     Coils), 6.2 (Read Discrete Inputs), 6.5 (Write Single Coil), 6.11 (Write
//     Multiple Coils) and 7 (exception responses)
//   - SL: MODBUS over Serial Line, Specification and Implementation Guide
//     V1.02, sections 2.2 (addresses), 2.4 (master) and 2.5.1 (RTU)
package ioboard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"linli/drivers/patience"
)

// Port is the line to the board. A serialport.Port is one. DiscardInput throws
// away what has arrived and was not read, without blocking.
type Port interface {
	io.Closer
	patience.Reader
	patience.Writer
	DiscardInput() error
}

// Opener opens the line. It is called again whenever the board was lost, must
// return when ctx is done, and should not block otherwise.
type Opener func(ctx context.Context) (Port, error)

// Opts says which board it is. A zero field takes the value in brackets.
type Opts struct {
	Unit       int           // the board's address, 1 to 247 (1)
	Baud       int           // speed of the line, for how long bytes take (9600)
	Inputs     int           // how many inputs are asked for; none are when it is 0
	FirstInput int           // address of the first one, counted from 0
	Coils      int           // how many outputs there are; none when it is 0
	FirstCoil  int           // address of the first one, counted from 0
	Poll       time.Duration // between two looks at the inputs (50 ms)
	Timeout    time.Duration // for an answer, beyond its time on the wire (200 ms)
}

// mostPins bounds Inputs and Coils; boards have 4 to 48.
const mostPins = 256

// complete fills the zero fields and checks the rest.
func (o Opts) complete() (Opts, error) {
	if o.Unit == 0 {
		o.Unit = 1
	}
	if o.Baud == 0 {
		o.Baud = 9600
	}
	if o.Poll <= 0 {
		o.Poll = 50 * time.Millisecond
	}
	if o.Timeout <= 0 {
		o.Timeout = 200 * time.Millisecond
	}
	if o.Unit < 1 || o.Unit > 247 { // SL section 2.2: 0 is broadcast, above 247 reserved
		return o, fmt.Errorf("ioboard: unit %d: must be 1 to 247", o.Unit)
	}
	if o.Baud < 300 || o.Baud > 1_000_000 {
		return o, fmt.Errorf("ioboard: %d baud: must be 300 to 1000000", o.Baud)
	}
	if o.Inputs == 0 && o.Coils == 0 {
		return o, errors.New("ioboard: neither inputs nor coils: must be one at least")
	}
	return o, errors.Join(checkRange("inputs", o.FirstInput, o.Inputs), checkRange("coils", o.FirstCoil, o.Coils))
}

// checkRange refuses more wires than a board has, and addresses outside 0 to
// 65535.
func checkRange(what string, first, count int) error {
	if count < 0 || count > mostPins || first < 0 || first+count > 1<<16 {
		return fmt.Errorf("ioboard: %d %s from address %d: must be up to %d, at 0 to 65535", count, what, first, mostPins)
	}
	return nil
}

// Kind says what happened to the board.
type Kind int

// Kinds of event.
const (
	Gone Kind = iota + 1 // it does not answer as it should; Event.Err is why. It is told once
	Back                 // it answers, for the first time or again
)

// Event is one thing that happened to the board.
type Event struct {
	Kind Kind
	Err  error // Gone only
}

// How long a lost board is left alone before the line is opened again; the
// wait doubles from the first to the last.
const (
	firstBackoff = time.Second
	lastBackoff  = 30 * time.Second
)

// checkEvery is how often outputs are read back: a board whose supply dropped
// out for a moment comes back with all of them off and says nothing.
const checkEvery = 2 * time.Second

// parting bounds the last writing of outputs when Run ends.
const parting = time.Second

// Board is one I/O board. Its pins may be used from any goroutine, before and
// after Run as well.
type Board struct {
	open Opener
	opts Opts
	kick chan struct{} // holds one wake-up at most: an output is to change

	mu     sync.Mutex // protects the fields below
	inputs []input
	coils  []coil
}

// New returns the board at the line that open gives; nothing is opened yet. A
// nil opts is refused: how many pins there are is the caller's to say.
func New(open Opener, opts *Opts) (*Board, error) {
	if opts == nil {
		return nil, errors.New("ioboard: no options: must say how many inputs and coils there are")
	}
	o, err := opts.complete()
	if err != nil {
		return nil, err
	}
	b := &Board{
		open: open, opts: o, kick: make(chan struct{}, 1),
		inputs: make([]input, o.Inputs), coils: make([]coil, o.Coils),
	}
	for i := range b.inputs {
		b.inputs[i].woken = make(chan struct{}, 1)
	}
	return b, nil
}

// String names the board by its unit.
func (b *Board) String() string { return fmt.Sprintf("ioboard(unit %d)", b.opts.Unit) }

// Run keeps the board until ctx is done and returns ctx's error. Outputs that
// were to change are written before it returns, within a second; the others
// stay as they are. It calls report from its own goroutine, one event at a
// time. Call Run once at a time.
func (b *Board) Run(ctx context.Context, report func(Event)) error {
	told := false // that the board is gone
	backoff := firstBackoff
	for {
		err := b.session(ctx, func() {
			told, backoff = false, firstBackoff
			report(Event{Kind: Back})
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !told {
			told = true
			report(Event{Kind: Gone, Err: err})
		}
		if err := pause(ctx, backoff); err != nil {
			return err
		}
		backoff = min(2*backoff, lastBackoff)
	}
}

// session opens the line and keeps the board until something fails; it returns
// what. It calls answered once, when a whole round went well.
func (b *Board) session(ctx context.Context, answered func()) (err error) {
	port, err := b.open(ctx)
	if err != nil {
		return fmt.Errorf("ioboard: %w", err)
	}
	defer func() { err = errors.Join(err, port.Close()) }()
	m := &master{port: port, unit: byte(b.opts.Unit), baud: b.opts.Baud, timeout: b.opts.Timeout}
	if err := b.firstRound(ctx, m); err != nil {
		return fmt.Errorf("ioboard: %w", err)
	}
	answered()
	if err := b.rounds(ctx, m); err != nil {
		if ctx.Err() != nil {
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), parting)
			defer cancel()
			err = errors.Join(err, b.writeCoils(last, m))
		}
		return fmt.Errorf("ioboard: %w", err)
	}
	return nil
}

// firstRound learns how everything is, and makes it as it should be.
func (b *Board) firstRound(ctx context.Context, m *master) error {
	for _, do := range []func(context.Context, *master) error{b.readInputs, b.readCoils, b.writeCoils} {
		if err := do(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// rounds looks at the inputs at every beat and writes outputs in between. It
// ends with an error only.
func (b *Board) rounds(ctx context.Context, m *master) error {
	beat := time.NewTicker(b.opts.Poll)
	defer beat.Stop()
	checked := time.Now()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-b.kick:
		case <-beat.C:
			if err := b.readInputs(ctx, m); err != nil {
				return err
			}
		}
		if time.Since(checked) >= checkEvery {
			checked = time.Now()
			if err := b.readCoils(ctx, m); err != nil {
				return err
			}
		}
		if err := b.writeCoils(ctx, m); err != nil {
			return err
		}
	}
}

// readInputs asks for all inputs and wakes who waits for an edge.
func (b *Board) readInputs(ctx context.Context, m *master) error {
	if len(b.inputs) == 0 {
		return nil
	}
	levels, err := m.readBits(ctx, readDiscreteInputs, b.opts.FirstInput, len(b.inputs))
	if err != nil {
		return fmt.Errorf("read inputs: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, level := range levels {
		b.inputs[i].now(level)
	}
	return nil
}

// readCoils asks how the outputs are.
func (b *Board) readCoils(ctx context.Context, m *master) error {
	if len(b.coils) == 0 {
		return nil
	}
	levels, err := m.readBits(ctx, readCoils, b.opts.FirstCoil, len(b.coils))
	if err != nil {
		return fmt.Errorf("read coils: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, level := range levels {
		b.coils[i].is = level
	}
	return nil
}

// writeCoils writes the outputs that are not as they should be, neighbours in
// one go.
func (b *Board) writeCoils(ctx context.Context, m *master) error {
	for from := 0; ; {
		first, levels := b.owed(from)
		if len(levels) == 0 {
			return nil
		}
		if err := m.writeBits(ctx, b.opts.FirstCoil+first, levels); err != nil {
			return fmt.Errorf("write coil %d: %w", first+1, err)
		}
		b.mu.Lock()
		for i, level := range levels {
			b.coils[first+i].is = level
		}
		b.mu.Unlock()
		from = first + len(levels)
	}
}

// owed returns the first run of outputs, at from or behind it, that are not as
// they should be, and how they should be.
func (b *Board) owed(from int) (first int, levels []bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := from; i < len(b.coils); i++ {
		switch {
		case b.coils[i].owed():
			if levels == nil {
				first = i
			}
			levels = append(levels, b.coils[i].wanted)
		case levels != nil:
			return first, levels
		}
	}
	return first, levels
}

// pause waits for d, or until ctx is done.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
