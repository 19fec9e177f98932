package ioboard

import (
	"errors"
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/pin"
)

// errDirection reports an input that is to be an output or the other way
// round: a board's wires are what they are.
var errDirection = errors.New("ioboard: pin has the other direction")

// input is what is known of one input; Board.mu is held around its methods.
type input struct {
	level bool
	known bool          // the board has told
	edge  gpio.Edge     // what wakes
	woken chan struct{} // holds one edge at most: the level is read again anyway
}

// now takes note of a level that the board told.
func (i *input) now(level bool) {
	changed := i.known && level != i.level
	i.level, i.known = level, true
	if !changed || i.edge == gpio.NoEdge || i.edge == gpio.RisingEdge && !level || i.edge == gpio.FallingEdge && level {
		return
	}
	select {
	case i.woken <- struct{}{}:
	default:
	}
}

// coil is what is known of one output.
type coil struct {
	wanted  bool // what it should be
	claimed bool // Out was called; others are left as they are
	is      bool // what the board told or was told
}

func (c coil) owed() bool { return c.claimed && c.is != c.wanted }

// Pin is one wire of a board, as a pin of periph. Its methods may be called
// from any goroutine.
type Pin struct {
	board  *Board
	number int // from 1
	input  bool
	halted chan struct{}
}

var _ gpio.PinIO = (*Pin)(nil)

// Input returns input number n of the board, counted from 1 as terminals of
// boards are.
func (b *Board) Input(n int) (*Pin, error) { return b.pin(n, len(b.inputs), true, "input") }

// Output returns output number n of the board, counted from 1. Until its first
// Out the board keeps it as it is.
func (b *Board) Output(n int) (*Pin, error) { return b.pin(n, len(b.coils), false, "output") }

func (b *Board) pin(n, most int, isInput bool, word string) (*Pin, error) {
	if n < 1 || n > most {
		return nil, fmt.Errorf("ioboard: %s %d: the board has %d of them, counted from 1", word, n, most)
	}
	return &Pin{board: b, number: n, input: isInput, halted: make(chan struct{})}, nil
}

// Name returns IN1, OUT1 and so on.
func (p *Pin) Name() string {
	if p.input {
		return fmt.Sprintf("IN%d", p.number)
	}
	return fmt.Sprintf("OUT%d", p.number)
}

// String is Name.
func (p *Pin) String() string { return p.Name() }

// Number returns the pin's number, from 1.
func (p *Pin) Number() int { return p.number }

// In says which edges wake WaitForEdge and forgets one that did not yet. The
// inputs of a board have no resistor to choose: pull must be gpio.Float or
// gpio.PullNoChange.
func (p *Pin) In(pull gpio.Pull, edge gpio.Edge) error {
	switch {
	case !p.input:
		return fmt.Errorf("%w: %s", errDirection, p.Name())
	case pull != gpio.Float && pull != gpio.PullNoChange:
		return fmt.Errorf("ioboard: %s: inputs of a board have no %v to switch on", p.Name(), pull)
	}
	p.board.mu.Lock()
	defer p.board.mu.Unlock()
	in := &p.board.inputs[p.number-1]
	in.edge = edge
	select {
	case <-in.woken:
	default:
	}
	return nil
}

// Read returns the level that the board told last, gpio.Low when it never did;
// of an output, the level it was last given. It does not block.
func (p *Pin) Read() gpio.Level {
	p.board.mu.Lock()
	defer p.board.mu.Unlock()
	if p.input {
		return gpio.Level(p.board.inputs[p.number-1].level)
	}
	return gpio.Level(p.board.coils[p.number-1].wanted)
}

// WaitForEdge waits for an edge that was seen since the last call, for limit at
// most, without a limit when it is negative (periph, PinIn.WaitForEdge). Halt
// ends it.
func (p *Pin) WaitForEdge(limit time.Duration) bool {
	if !p.input {
		return false
	}
	var late <-chan time.Time
	if limit >= 0 {
		t := time.NewTimer(limit)
		defer t.Stop()
		late = t.C
	}
	select {
	case <-p.board.inputs[p.number-1].woken:
		return true
	case <-late:
	case <-p.halted:
	}
	return false
}

// Out says what the output is to be and returns at once: the board is told
// within a few milliseconds when it is there, and when it comes back
// otherwise. Of two that come sooner than that, the second counts.
func (p *Pin) Out(level gpio.Level) error {
	if p.input {
		return fmt.Errorf("%w: %s", errDirection, p.Name())
	}
	p.board.mu.Lock()
	c := &p.board.coils[p.number-1]
	c.wanted, c.claimed = bool(level), true
	p.board.mu.Unlock()
	select {
	case p.board.kick <- struct{}{}:
	default: // the board's goroutine has not woken from the last one
	}
	return nil
}

// Halt ends a WaitForEdge that runs. An output stays as it is.
func (p *Pin) Halt() error {
	if p.input {
		select {
		case p.halted <- struct{}{}:
		default:
		}
	}
	return nil
}

// Pull returns gpio.PullNoChange.
func (p *Pin) Pull() gpio.Pull { return gpio.PullNoChange }

// DefaultPull returns gpio.PullNoChange.
func (p *Pin) DefaultPull() gpio.Pull { return gpio.PullNoChange }

// PWM fails: relays are on or off.
func (p *Pin) PWM(gpio.Duty, physic.Frequency) error {
	return fmt.Errorf("ioboard: %s: a board has no PWM", p.Name())
}

// Function is Func as text.
func (p *Pin) Function() string { return string(p.Func()) }

// Func returns direction and level.
func (p *Pin) Func() pin.Func {
	switch high := p.Read(); {
	case p.input && bool(high):
		return gpio.IN_HIGH
	case p.input:
		return gpio.IN_LOW
	case bool(high):
		return gpio.OUT_HIGH
	}
	return gpio.OUT_LOW
}
