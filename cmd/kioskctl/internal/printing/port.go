package printing

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/uart"

	"linli/drivers/escpos"
	"linli/drivers/serialport"
)

// openTime is how long a line may take to open.
const openTime = 5 * time.Second

// closablePort is a line to a receipt printer.
type closablePort interface {
	escpos.Port
	Close() error
}

// flows says the profile's flow control in the terms of a serial line.
func flows() map[escpos.FlowKind]*uart.Flow {
	none, rtscts, xonxoff := uart.NoFlow, uart.RTSCTS, uart.XOnXOff
	return map[escpos.FlowKind]*uart.Flow{escpos.FlowNone: &none, escpos.FlowRTSCTS: &rtscts, escpos.FlowXOnXOff: &xonxoff}
}

// openPort opens the line, and fits the profile to it: a serial line has a
// speed, a file cannot answer.
func openPort(ctx context.Context, a address, p escpos.Profile) (closablePort, escpos.Profile, error) {
	switch a.scheme {
	case "tcp":
		p.Baud = 0
		dialer := net.Dialer{Timeout: openTime}
		conn, err := dialer.DialContext(ctx, "tcp", a.place)
		if err != nil {
			return nil, p, fmt.Errorf("printing: %w", err)
		}
		return conn, p, nil
	case "serial":
		return openSerial(a, p)
	}
	info, err := os.Stat(a.place)
	if err == nil && info.Mode()&fs.ModeCharDevice != 0 {
		return openDevice(a, p)
	}
	file, err := os.OpenFile(a.place, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, p, fmt.Errorf("printing: %w", err)
	}
	return newSink(file), mute(p), nil
}

func openSerial(a address, p escpos.Profile) (closablePort, escpos.Profile, error) {
	opts := serialport.DefaultOpts
	if a.baud == 0 {
		a.baud = p.Baud
	}
	if a.baud != 0 {
		opts.Baud = a.baud
	}
	if a.flow == "" {
		a.flow = p.Flow
	}
	opts.Flow = *flows()[a.flow]
	port, err := serialport.Open(a.place, &opts)
	if err != nil {
		return nil, p, fmt.Errorf("printing: %w", err)
	}
	return port, p.At(opts.Baud), nil
}

// openDevice opens a character device: a terminal is a serial line, one that
// can be waited for, such as /dev/usb/lp0, answers, and all others are written
// to like a file.
func openDevice(a address, p escpos.Profile) (closablePort, escpos.Profile, error) {
	file, err := os.OpenFile(a.place, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, p, fmt.Errorf("printing: %w", err)
	}
	if isTerminal(file) {
		_ = file.Close() // nothing was written
		return openSerial(a, p)
	}
	p.Baud = 0
	if canWait := file.SetDeadline(time.Time{}) == nil; canWait {
		return file, p, nil
	}
	return newSink(file), mute(p), nil
}

// isTerminal reports a device that has the settings of a serial line.
func isTerminal(file *os.File) bool {
	raw, err := file.SyscallConn()
	if err != nil {
		return false
	}
	is := false
	err = raw.Control(func(fd uintptr) {
		_, err := unix.IoctlGetTermios(int(fd), unix.TCGETS)
		is = err == nil
	})
	return err == nil && is
}

// mute is the profile where nothing can answer.
func mute(p escpos.Profile) escpos.Profile {
	p.Status, p.Fence, p.Clear, p.Presenter = escpos.StatusNone, escpos.FenceNone, escpos.ClearNone, escpos.PresenterNone
	p.Baud = 0
	return p
}

// sink is a file that takes what a printer would get. Its other direction is a
// line on which nobody speaks.
type sink struct {
	net.Conn
	file *os.File
}

func newSink(file *os.File) sink {
	silence, _ := net.Pipe()
	return sink{silence, file}
}

func (s sink) Write(b []byte) (int, error) { return s.file.Write(b) }

// SetWriteDeadline does nothing: a file takes what it is given.
func (s sink) SetWriteDeadline(time.Time) error { return nil }

func (s sink) Close() error {
	_ = s.Conn.Close() // a pipe of ours; closing it does not fail
	return s.file.Close()
}
