// Package card tries an ID-card reader for a technician: it reads a card, tells
// what happens at the reader, records what crosses its line, and sets its speed.
//
// It refuses to show a person's data unmasked unless it is told to, to keep any
// of it on a disk unless it is told to, to keep a photo at all, and to share a
// reader with a terminal that runs.
package card

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"

	"linli/drivers/cardwatch"
	"linli/drivers/samv"
	"linli/drivers/serialport"
)

// tcpScheme begins the address of a serial server, "tcp://192.0.2.7:4001".
const tcpScheme = "tcp://"

// Reader says where a reader is.
type Reader struct {
	Port string // a serial line, a pseudo terminal, a socket's path, or tcp://HOST:PORT
	Baud int    // speed to begin with; the module's own is found when it differs
}

// open opens the line to the reader. A socket has no speed.
func (r Reader) open(ctx context.Context) (cardwatch.Port, error) {
	if address, ok := strings.CutPrefix(r.Port, tcpScheme); ok {
		return dial(ctx, "tcp", address)
	}
	info, err := os.Stat(r.Port)
	if err == nil && info.Mode().Type() == fs.ModeSocket {
		return dial(ctx, "unix", r.Port)
	}
	port, err := serialport.Open(r.Port, &serialport.Opts{Baud: r.Baud})
	if err != nil {
		return nil, err
	}
	return port, nil
}

func dial(ctx context.Context, network, address string) (cardwatch.Port, error) {
	ctx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return conn, nil
}

// Explain adds to an error of a reader what a technician can do about it.
func Explain(err error) error {
	var status *samv.StatusError
	advice := ""
	switch {
	case errors.Is(err, ErrLost), errors.Is(err, ErrKeptSpeed):
		return err // they say it already
	case errors.Is(err, fs.ErrNotExist):
		advice = "no such device: is the cable in, and is the path right?"
	case errors.Is(err, fs.ErrPermission):
		advice = "not allowed: this user must be in the device's group, mostly dialout"
	case errors.Is(err, serialport.ErrBusy):
		advice = "in use: stop the terminal first"
	case errors.Is(err, serialport.ErrGone):
		advice = "the line went dead: is the cable in, has the reader power?"
	case errors.Is(err, cardwatch.ErrBlind):
		advice = "the module is well and does not search for cards: cut its power once; then it wants repair"
	case errors.As(err, &status) && status.Class() == samv.ClassOutOfService:
		advice = "the module takes no command: cut its power once; then it wants repair"
	case errors.Is(err, samv.ErrDamaged):
		advice = "replies arrive damaged: is the cable whole and away from mains?"
	case errors.Is(err, samv.ErrTimeout):
		advice = "nothing answers at any speed: is this the card reader's port, has the reader power?"
	case errors.Is(err, cardwatch.ErrUnsupported):
		advice = "this is no identity document the reader knows"
	case errors.Is(err, cardwatch.ErrUnreadable):
		advice = "lay the card flat and still, or try another"
	}
	if advice == "" {
		return err
	}
	return fmt.Errorf("%s (%w)", advice, err)
}
