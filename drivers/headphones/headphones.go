// Package headphones tells whether headphones are in the jack, by the switch
// that Linux has for it: an input device of the sound card, /dev/input/eventN,
// whose driver senses the plug.
//
// It refuses to guess: a device without that switch is an error, and what was
// missed while the kernel's buffer was full is asked for anew. It knows nothing
// of sound, and keeps nothing of other switches and keys.
//
// References: Linux, Documentation/input/input.rst, "Event interface", and
// input-programming.rst; uapi/linux/input.h; uapi/linux/input-event-codes.h.
package headphones

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Port is an input device: its events, and how its switches stand.
type Port interface {
	// Read returns whole events. It blocks until there is one, the deadline of
	// SetReadDeadline has passed, or the device is gone.
	io.ReadCloser
	SetReadDeadline(t time.Time) error
	// Switches returns one bit for each switch, that of switch 0 lowest, at once.
	Switches() (uint32, error)
}

// ErrNoSwitch is an input device that does not sense headphones.
var ErrNoSwitch = errors.New("headphones: no input device has a switch for headphones")

// Codes of input-event-codes.h.
const (
	evSyn         = 0x00
	evSwitch      = 0x05 // EV_SW
	synDropped    = 3    // SYN_DROPPED: events were lost
	switchPlugged = 0x02 // SW_HEADPHONE_INSERT
)

// eventSize is a struct input_event: two words of time, type and code of 16
// bits each, a value of 32. The words are those of this computer.
const (
	wordSize  = bits.UintSize / 8
	eventSize = 2*wordSize + 8
)

// Dev is the switch of one input device. It is used by one goroutine.
type Dev struct {
	port  Port
	rest  []byte
	known bool
	in    bool
}

// New takes a port that has the switch.
func New(port Port) *Dev { return &Dev{port: port} }

// String names the device.
func (d *Dev) String() string { return "headphones" }

// Halt closes the port.
func (d *Dev) Halt() error { return d.port.Close() }

// Next tells whether headphones are in: at the first call how it stands now,
// then each time that it changes, which it waits for until ctx ends. Another
// error means that the device is gone.
func (d *Dev) Next(ctx context.Context) (in bool, err error) {
	if !d.known {
		if d.in, err = d.now(); err != nil {
			return false, err
		}
		d.known = true
		return d.in, nil
	}
	if err := d.port.SetReadDeadline(time.Time{}); err != nil {
		return false, fmt.Errorf("headphones: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = d.port.SetReadDeadline(time.Unix(1, 0)) })()
	for {
		in, err := d.read()
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err != nil {
			return false, fmt.Errorf("headphones: %w", err)
		}
		if in != d.in {
			d.in = in
			return in, nil
		}
	}
}

// read waits for one event and returns how the switch stands after it.
func (d *Dev) read() (bool, error) {
	for len(d.rest) < eventSize {
		b := make([]byte, 64*eventSize)
		n, err := d.port.Read(b)
		if n == 0 && err != nil {
			return false, err
		}
		d.rest = append(d.rest, b[:n]...)
	}
	e := d.rest[2*wordSize : eventSize]
	d.rest = d.rest[eventSize:]
	kind, code := binary.NativeEndian.Uint16(e), binary.NativeEndian.Uint16(e[2:])
	switch {
	case kind == evSyn && code == synDropped:
		d.rest = nil
		return d.now()
	case kind == evSwitch && code == switchPlugged:
		return binary.NativeEndian.Uint32(e[4:]) != 0, nil
	}
	return d.in, nil
}

func (d *Dev) now() (bool, error) {
	switches, err := d.port.Switches()
	if err != nil {
		return false, fmt.Errorf("headphones: %w", err)
	}
	return switches>>switchPlugged&1 == 1, nil
}

// Find returns the first input device below folder, usually /dev/input, that
// senses headphones. One that may not be opened is passed over, and is the
// error where no other is found.
func Find(folder string) (path string, err error) {
	all, err := filepath.Glob(filepath.Join(folder, "event*"))
	if err != nil {
		return "", fmt.Errorf("headphones: %w", err)
	}
	slices.SortFunc(all, func(a, b string) int { // event2 before event10
		if d := len(a) - len(b); d != 0 {
			return d
		}
		return slices.Compare([]byte(a), []byte(b))
	})
	problem := ErrNoSwitch
	for _, path := range all {
		port, err := Open(path)
		switch {
		case err == nil:
			port.Close()
			return path, nil
		case errors.Is(err, os.ErrPermission):
			problem = err
		}
	}
	return "", problem
}
