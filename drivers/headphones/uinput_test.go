package headphones_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"linli/drivers/headphones"
)

// Requests of uapi/linux/uinput.h.
const (
	uiDevCreate  = 'U'<<8 | 1
	uiDevDestroy = 'U'<<8 | 2
	uiDevSetup   = 1<<30 | setupBytes<<16 | 'U'<<8 | 3
	uiSetEvBit   = 1<<30 | 4<<16 | 'U'<<8 | 100
	uiSetSwBit   = 1<<30 | 4<<16 | 'U'<<8 | 109
	uiGetSysName = 2<<30 | 64<<16 | 'U'<<8 | 44
	setupBytes   = 8 + 80 + 4 // input_id, name, ff_effects_max
)

// card makes an input device that the kernel takes for a sound card's jack, and
// returns the far end of its wire and the device.
func card(t *testing.T) (far *os.File, device string) {
	t.Helper()
	far, err := os.OpenFile("/dev/uinput", os.O_WRONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skipf("no input device can be made here, which needs the module uinput and root: %v", err)
	}
	t.Cleanup(func() { far.Close() })
	ask := func(request, arg uintptr) {
		t.Helper()
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, far.Fd(), request, arg); errno != 0 {
			t.Fatalf("uinput %#x: %v", request, errno)
		}
	}
	ask(uiSetEvBit, 5)
	ask(uiSetSwBit, 2)
	setup := make([]byte, setupBytes)
	binary.NativeEndian.PutUint16(setup, 0x06) // BUS_VIRTUAL
	copy(setup[8:], "Linli test jack")
	ask(uiDevSetup, uintptr(unsafe.Pointer(&setup[0])))
	ask(uiDevCreate, 0)
	t.Cleanup(func() { _, _, _ = unix.Syscall(unix.SYS_IOCTL, far.Fd(), uiDevDestroy, 0) })
	name := make([]byte, 64)
	ask(uiGetSysName, uintptr(unsafe.Pointer(&name[0])))
	below := filepath.Join("/sys/devices/virtual/input", unix.ByteSliceToString(name), "event*")
	for end := time.Now().Add(30 * time.Second); ; {
		if found, _ := filepath.Glob(below); len(found) == 1 {
			device = filepath.Join("/dev/input", filepath.Base(found[0]))
			if _, err := os.Stat(device); err == nil {
				return far, device
			}
		}
		if time.Now().After(end) {
			t.Fatalf("no %s", below)
		}
	}
}

// TestPlugOfTheKernelsOwnDevice runs where input devices can be made.
func TestPlugOfTheKernelsOwnDevice(t *testing.T) {
	far, device := card(t)
	port, err := headphones.Open(device)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	if _, err := headphones.Find("/dev/input"); err != nil {
		t.Errorf("it is not found by itself: %v", err)
	}
	d := headphones.New(port)
	wants(t, d, false)
	for _, c := range []struct {
		event []byte
		in    bool
	}{{plugged, true}, {pulled, false}} {
		if _, err := far.Write(append(append([]byte{}, c.event...), report...)); err != nil {
			t.Fatal(err)
		}
		wants(t, d, c.in)
	}
}
