package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/uart"

	"linli/cmd/kiosk/internal/panel"
	"linli/drivers/ioboard"
	"linli/drivers/lines"
)

// Where wires can be.
const (
	atNone  = "none"
	atBoard = "board"
	atGPIO  = "gpio"
)

// linesSettings is the part lines of kiosk.yaml.
type linesSettings struct {
	At         string `yaml:"at"`
	Port       string `yaml:"port"`
	Baud       int    `yaml:"baud"`
	Parity     string `yaml:"parity"`
	Unit       int    `yaml:"unit"`
	FirstInput int    `yaml:"first-input"`
	FirstCoil  int    `yaml:"first-coil"`

	CardLamp   wiring `yaml:"card-lamp"`
	PaperLamp  wiring `yaml:"paper-lamp"`
	StatusLamp wiring `yaml:"status-lamp"`
	Buzzer     wiring `yaml:"buzzer"`
	Presence   wiring `yaml:"presence"`
	Door       wiring `yaml:"door"`
}

// parities says the settings' words in periph's terms.
var parities = map[string]uart.Parity{"none": uart.NoParity, "even": uart.Even, "odd": uart.Odd}

// wiring is one wire: a number on the board or the name of a line, and how it is
// wired.
type wiring struct {
	name     string
	inverted bool // on at low level
	pullUp   bool // with the chip's own resistor
}

// UnmarshalText reads "3", "GPIO17 inverted", "gpiochip1:5 inverted pull-up".
func (w *wiring) UnmarshalText(b []byte) error {
	*w = wiring{}
	for i, word := range strings.Fields(string(b)) {
		switch {
		case i == 0:
			w.name = word
		case word == "inverted":
			w.inverted = true
		case word == "pull-up":
			w.pullUp = true
		default:
			return fmt.Errorf("must be a number or a line's name, then inverted or pull-up where it is wired so")
		}
	}
	return nil
}

// number is the wire's number on a board, 0 when it is none.
func (w wiring) number() int {
	n, err := strconv.Atoi(w.name)
	if err != nil {
		return 0
	}
	return n
}

func (w wiring) polarity() lines.Polarity { return lines.Polarity(w.inverted) }

func (w wiring) pull() gpio.Pull {
	if w.pullUp {
		return gpio.PullUp
	}
	return gpio.Float
}

// outputWire is one output of the settings and its place on the panel.
type outputWire struct {
	key  string
	wire wiring
	into func(*panel.Wires) **lines.Output
}

func (s linesSettings) outputs() []outputWire {
	return []outputWire{
		{"card-lamp", s.CardLamp, func(w *panel.Wires) **lines.Output { return &w.Card }},
		{"paper-lamp", s.PaperLamp, func(w *panel.Wires) **lines.Output { return &w.Paper }},
		{"status-lamp", s.StatusLamp, func(w *panel.Wires) **lines.Output { return &w.Status }},
		{"buzzer", s.Buzzer, func(w *panel.Wires) **lines.Output { return &w.Buzzer }},
	}
}

// inputWire is the same for an input.
type inputWire struct {
	key  string
	wire wiring
	into func(*panel.Wires) **lines.Input
}

func (s linesSettings) inputs() []inputWire {
	return []inputWire{
		{"presence", s.Presence, func(w *panel.Wires) **lines.Input { return &w.Presence }},
		{"door", s.Door, func(w *panel.Wires) **lines.Input { return &w.Door }},
	}
}

// board says which board it is: as many wires are asked for as are in use.
func (s linesSettings) board() *ioboard.Opts {
	o := ioboard.Opts{Unit: s.Unit, Baud: s.Baud, FirstInput: s.FirstInput, FirstCoil: s.FirstCoil}
	for _, w := range s.outputs() {
		o.Coils = max(o.Coils, w.wire.number())
	}
	for _, w := range s.inputs() {
		o.Inputs = max(o.Inputs, w.wire.number())
	}
	return &o
}

// faults calls refuse for everything that cannot be.
func (s linesSettings) faults(refuse func(bad bool, key, problem string)) {
	refuse(!slices.Contains([]string{atNone, atBoard, atGPIO}, s.At), "lines.at", "must be none, board or gpio")
	if s.At != atBoard && s.At != atGPIO {
		return
	}
	used := map[string]string{}
	check := func(kind, key string, w wiring) {
		if w.name == "" {
			return
		}
		place := w.name
		if s.At == atBoard {
			n := w.number()
			refuse(n < 1 || n > 256, key, "must be a number from 1, as the board's "+kind+"s are counted")
			refuse(w.pullUp, key, "cannot have pull-up: a board's inputs have no resistor to choose")
			place = kind + " " + w.name
		}
		refuse(used[place] != "", key, "is on the same wire as "+used[place])
		used[place] = key
	}
	for _, o := range s.outputs() {
		check("output", "lines."+o.key, o.wire)
		refuse(o.wire.pullUp, "lines."+o.key, "cannot have pull-up: it is an output")
	}
	for _, i := range s.inputs() {
		check("input", "lines."+i.key, i.wire)
	}
	refuse(len(used) == 0, "lines.at", "must be none as long as no wire is named below")
	if s.At != atBoard {
		return
	}
	refuse(s.Port == "", "lines.port", "must name the board's device, for example /dev/ttyUSB2")
	_, known := parities[s.Parity]
	refuse(!known, "lines.parity", "must be none, even or odd")
	refuse(s.Baud < 1200 || s.Baud > 1_000_000, "lines.baud", "must be a speed between 1200 and 1000000")
	refuse(s.Unit < 1 || s.Unit > 247, "lines.unit", "must be 1 to 247, as the board's switches say")
	refuse(s.FirstInput < 0 || s.FirstInput > 65280, "lines.first-input", "must be an address, mostly 0")
	refuse(s.FirstCoil < 0 || s.FirstCoil > 65280, "lines.first-coil", "must be an address, mostly 0")
}
