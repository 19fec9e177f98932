package headphones

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Requests of input.h that fill 32 bits: EVIOCGBIT(EV_SW), which switches there
// are, and EVIOCGSW, how they stand. They are put together as in
// asm-generic/ioctl.h: two bits of direction, 14 of size, 8 of the kind, 8 of
// the number, which is how amd64, arm and arm64 have it. These have the lowest
// bits of the map in the first byte.
const (
	reads      = 2<<30 | 4<<16 | 'E'<<8
	requestHas = reads | 0x20 + evSwitch
	requestNow = reads | 0x1b
)

// device is an input device of the kernel.
type device struct{ *os.File }

var _ Port = device{}

// Open opens an input device, which must sense headphones. Reading it needs the
// group input, or a rule of udev.
func Open(path string) (Port, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("headphones: %w", err)
	}
	d := device{f}
	switches, err := d.ask(requestHas)
	if err == nil && switches>>switchPlugged&1 == 0 {
		err = ErrNoSwitch
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("headphones: %s: %w", path, err)
	}
	return d, nil
}

// Switches implements Port.
func (d device) Switches() (uint32, error) { return d.ask(requestNow) }

// ask makes one request for a map of switches.
func (d device) ask(request uint) (switches uint32, err error) {
	conn, err := d.SyscallConn()
	if err != nil {
		return 0, err
	}
	var failed error
	if err := conn.Control(func(fd uintptr) { switches, failed = unix.IoctlGetUint32(int(fd), request) }); err != nil {
		return 0, err
	}
	return switches, failed
}
