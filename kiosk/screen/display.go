package screen

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

// ErrNoDisplay means that there is no X display to draw on: DISPLAY is not set,
// or no X server answers under that name.
var ErrNoDisplay = errors.New("screen: no display: DISPLAY is not set or no X server answers: start one first")

// findDisplay asks whether an X server of this machine listens, before anything
// else costs time: while a panel is off, a drawing process is started again and
// again. A server on another machine is left to the window to find.
func findDisplay() error {
	name := os.Getenv("DISPLAY")
	if name == "" {
		return ErrNoDisplay
	}
	number, local := strings.CutPrefix(name, ":")
	if !local {
		return nil
	}
	number, _, _ = strings.Cut(number, ".") // the rest is the screen
	conn, err := net.DialTimeout("unix", "/tmp/.X11-unix/X"+number, time.Second)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoDisplay, err)
	}
	conn.Close()
	return nil
}
