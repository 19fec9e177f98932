package lobby

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"linli/drivers/drivertest"
)

// What is on the wires of the I/O board, by their place on it from 0.
const (
	boardUnit  = 1
	boardWires = 8 // inputs, and as many coils

	presenceInput = 0
	doorInput     = 1 // a contact that is closed, and on, while the door is shut

	cardLamp   = 0
	paperLamp  = 1
	statusLamp = 2
	buzzer     = 3
)

// LinesState is the part of State that is about the I/O board: what the page
// shows is drawn from what the board received.
type LinesState struct {
	Plugged  bool      `json:"plugged"`
	Fault    string    `json:"fault"`
	Card     LampState `json:"card"`   // at the card reader
	Paper    LampState `json:"paper"`  // at the printer's mouth
	Status   LampState `json:"status"` // of the terminal
	Buzzer   LampState `json:"buzzer"`
	Beeps    int       `json:"beeps"`    // how often the buzzer was switched on
	Presence bool      `json:"presence"` // somebody stands before the terminal
	DoorOpen bool      `json:"doorOpen"`
}

// LampState is one output.
type LampState struct {
	Lit      bool `json:"lit"`      // now; a blinking one may be dark
	Blinking bool `json:"blinking"` // went on and off in the last seconds
}

// BoardFaults lists the I/O board's faults by the names of the API, without
// "none", which ends them.
func BoardFaults() []string {
	var names []string
	for _, f := range drivertest.IOBoardFaults() {
		names = append(names, string(f))
	}
	return names
}

// wires is the I/O board and what it was told by hand. It is safe for
// concurrent use.
type wires struct {
	*drivertest.IOBoard

	mu    sync.Mutex // protects fault
	fault string
}

func newWires() *wires {
	w := &wires{IOBoard: drivertest.NewIOBoard(boardUnit, boardWires, boardWires), fault: noFault}
	_ = w.SetInput(doorInput, true) // there is such an input, and the door is shut
	return w
}

func (w *wires) set(fault string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.SetFault(drivertest.IOBoardFault(fault)); err != nil {
		return fmt.Errorf("lobby: %w; there are %q and %q", err, BoardFaults(), noFault)
	}
	w.fault = fault
	return nil
}

func (w *wires) state(cable plug) LinesState {
	w.mu.Lock()
	defer w.mu.Unlock()
	coils, inputs := w.Coils(), w.Inputs()
	lamp := func(n int) LampState { return LampState{Lit: coils[n], Blinking: w.Blinking(n)} }
	return LinesState{
		Plugged: cable.Plugged(), Fault: w.fault,
		Card: lamp(cardLamp), Paper: lamp(paperLamp), Status: lamp(statusLamp), Buzzer: lamp(buzzer),
		Beeps: w.SwitchedOn(buzzer), Presence: inputs[presenceInput], DoorOpen: !inputs[doorInput],
	}
}

// switchInput reads on, true or false, and puts it on an input's wire, turned
// round where closed means no.
func (w *wires) switchInput(input int, turned bool) func(*http.Request) error {
	return func(r *http.Request) error {
		on, err := strconv.ParseBool(r.FormValue("on"))
		if err != nil {
			return fmt.Errorf("lobby: on=%q: must be true or false", r.FormValue("on"))
		}
		return w.SetInput(input, on != turned)
	}
}
