package drivertest

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/pin"
)

// keptEdges is how many edges the kernel keeps for a line nobody waits at
// (GPIO v2, event_buffer_size of a single line).
const keptEdges = 16

// Line is one GPIO line that behaves as those of periph's gpioioctl do, where
// they differ from periph's contract and from gpiotest:
//
//   - WaitForEdge returns at once when its limit is negative, and not at all
//     when it is 0;
//   - of the edges nobody waits for it keeps the first 16;
//   - Read, Func and Function turn an output into a pulled-up input;
//   - Out makes the line an output at low level first;
//   - a closed line returns from WaitForEdge at once and fails in In and Out;
//   - PWM is not implemented.
//
// All methods may be called from several goroutines.
type Line struct {
	name  string
	edges chan struct{}
	halt  chan struct{}

	mu      sync.Mutex // protects everything below
	closed  bool
	set     bool // In or Out was called
	output  bool
	edge    gpio.Edge
	pull    gpio.Pull
	driven  gpio.Level   // what the program puts on the wire
	outside gpio.Level   // what the world puts on the wire
	history []gpio.Level // levels the program put on the wire
	turned  int          // how often an output was turned into an input
	waits   int
}

// NewLine makes a line nobody uses yet, with the wire at outside.
func NewLine(name string, outside gpio.Level) *Line {
	return &Line{name: name, outside: outside, edges: make(chan struct{}, keptEdges), halt: make(chan struct{})}
}

// Drive puts a level on the wire from outside.
func (l *Line) Drive(to gpio.Level) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.outside == to {
		return
	}
	l.outside = to
	rising := l.edge == gpio.RisingEdge || l.edge == gpio.BothEdges
	falling := l.edge == gpio.FallingEdge || l.edge == gpio.BothEdges
	if l.output || (to == gpio.High && !rising) || (to == gpio.Low && !falling) {
		return
	}
	select {
	case l.edges <- struct{}{}:
	default: // the kernel's queue is full: the edge is lost
	}
}

// DriveUnseen puts a level on the wire without an edge, as when it was lost.
func (l *Line) DriveUnseen(to gpio.Level) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.outside = to
}

// Unplug closes the line, as when its chip goes away.
func (l *Line) Unplug() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
}

// Driven returns the level the program puts on the wire, and whether it puts
// any.
func (l *Line) Driven() (level gpio.Level, output bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.driven, l.output
}

// History returns the levels the program put on the wire, each change once.
func (l *Line) History() []gpio.Level {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]gpio.Level(nil), l.history...)
}

// TurnedIntoInput returns how often the program turned an output into an
// input by looking at it.
func (l *Line) TurnedIntoInput() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.turned
}

// Waits returns how often the program waited for an edge.
func (l *Line) Waits() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.waits
}

// errLineClosed is what a closed line answers.
var errLineClosed = errors.New("drivertest: line is closed")

// In makes the line an input.
func (l *Line) In(pull gpio.Pull, edge gpio.Edge) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return errLineClosed
	}
	l.set, l.output, l.pull, l.edge = true, false, pull, edge
	return nil
}

// Read returns the level of the wire, and makes the line an input first.
func (l *Line) Read() gpio.Level {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return gpio.Low
	}
	if l.output {
		l.turned++
	}
	if l.output || !l.set {
		l.set, l.output, l.pull, l.edge = true, false, gpio.PullUp, gpio.NoEdge
	}
	return l.outside
}

// WaitForEdge waits for an edge, at most for limit.
func (l *Line) WaitForEdge(limit time.Duration) bool {
	l.mu.Lock()
	l.waits++
	deaf := l.closed || l.output || !l.set || l.edge == gpio.NoEdge
	l.mu.Unlock()
	if deaf {
		return false
	}
	var late <-chan time.Time
	if limit != 0 {
		timer := time.NewTimer(limit) // a limit in the past is over at once
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-l.edges:
		return true
	default:
	}
	select {
	case <-l.edges:
		return true
	case <-late:
	case <-l.halt:
	}
	return false
}

// Out puts a level on the wire, and makes the line an output first.
func (l *Line) Out(level gpio.Level) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return errLineClosed
	}
	if !l.output {
		l.set, l.output, l.pull, l.edge = true, true, gpio.PullNoChange, gpio.NoEdge
		l.note(gpio.Low)
	}
	l.note(level)
	return nil
}

// note remembers a level; the caller holds mu.
func (l *Line) note(level gpio.Level) {
	if n := len(l.history); n == 0 || l.history[n-1] != level {
		l.history = append(l.history, level)
	}
	l.driven = level
}

// PWM fails.
func (l *Line) PWM(gpio.Duty, physic.Frequency) error {
	return errors.New("drivertest: PWM() not implemented")
}

// Halt ends a WaitForEdge that runs, not one that is about to.
func (l *Line) Halt() error {
	select {
	case l.halt <- struct{}{}:
	default:
	}
	return nil
}

// Name returns the line's name.
func (l *Line) Name() string { return l.name }

// Number returns 0: the lines of a test have names.
func (l *Line) Number() int { return 0 }

// Pull returns the resistor of the last In.
func (l *Line) Pull() gpio.Pull {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.pull
}

// DefaultPull returns gpio.PullNoChange.
func (l *Line) DefaultPull() gpio.Pull { return gpio.PullNoChange }

// String describes the line at length.
func (l *Line) String() string { return fmt.Sprintf("{\n    \"Name\": %q\n}", l.name) }

// Function is Func as text.
func (l *Line) Function() string { return string(l.Func()) }

// Func reads the line, which makes it an input.
func (l *Line) Func() pin.Func {
	l.mu.Lock()
	output := l.output
	l.mu.Unlock()
	level := l.Read()
	switch {
	case output && level == gpio.High:
		return gpio.OUT_HIGH
	case output:
		return gpio.OUT_LOW
	case level == gpio.High:
		return gpio.IN_HIGH
	}
	return gpio.IN_LOW
}

var _ gpio.PinIO = (*Line)(nil)
