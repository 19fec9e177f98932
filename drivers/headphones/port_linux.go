package headphones

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Requests of input.h for which the direction is read: EVIOCGBIT(EV_SW), which
// switches there are, and EVIOCGSW, how they stand.
const (
	requestHas = 0x20 + evSwitch
	requestNow = 0x1b
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
	bits, err := d.ask(requestHas)
	if err == nil && !has(bits, switchPlugged) {
		err = ErrNoSwitch
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("headphones: %s: %w", path, err)
	}
	return d, nil
}

// Switches implements Port.
func (d device) Switches() ([]byte, error) { return d.ask(requestNow) }

// ask makes one request for a bit map of switches.
func (d device) ask(request uint) ([]byte, error) {
	conn, err := d.SyscallConn()
	if err != nil {
		return nil, err
	}
	bits := make([]byte, switchBytes)
	// asm-generic/ioctl.h: two bits of direction, 14 of size, 8 of the kind, 8
	// of the number. This is how amd64, arm and arm64 have it.
	code := uint(2)<<30 | switchBytes<<16 | 'E'<<8 | request
	var errno unix.Errno
	err = conn.Control(func(fd uintptr) {
		_, _, errno = unix.Syscall(unix.SYS_IOCTL, fd, uintptr(code), uintptr(unsafe.Pointer(unsafe.SliceData(bits))))
	})
	if err == nil && errno != 0 {
		err = errno
	}
	if err != nil {
		return nil, fmt.Errorf("switches: %w", err)
	}
	return bits, nil
}
