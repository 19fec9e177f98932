package headphones_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"linli/drivers/headphones"
)

// Requests of uapi/linux/uinput.h, and the size of its struct uinput_user_dev:
// a name, an input_id, ff_effects_max, and four ranges of 64 axes.
const (
	uiDevCreate  = 'U'<<8 | 1
	uiDevDestroy = 'U'<<8 | 2
	uiSetEvBit   = 1<<30 | 4<<16 | 'U'<<8 | 100
	uiSetSwBit   = 1<<30 | 4<<16 | 'U'<<8 | 109
	userDevBytes = 80 + 8 + 4 + 4*64*4
)

// jackName is what the device of the test is called.
const jackName = "Linli test jack"

// card makes an input device that the kernel takes for a sound card's jack, and
// returns the far end of its wire and the device.
func card(t *testing.T) (far *os.File, path string) {
	t.Helper()
	far, err := os.OpenFile("/dev/uinput", os.O_WRONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skipf("no input device can be made here, which needs the module uinput and root: %v", err)
	}
	t.Cleanup(func() { far.Close() })
	fd := int(far.Fd())
	ask := func(request uint, value int) {
		t.Helper()
		if err := unix.IoctlSetInt(fd, request, value); err != nil {
			t.Fatalf("uinput %#x: %v", request, err)
		}
	}
	ask(uiSetEvBit, 5)
	ask(uiSetSwBit, 2)
	device := make([]byte, userDevBytes)
	copy(device, jackName)
	binary.NativeEndian.PutUint16(device[80:], 0x06) // BUS_VIRTUAL
	if _, err := far.Write(device); err != nil {
		t.Fatal(err)
	}
	ask(uiDevCreate, 0)
	t.Cleanup(func() { _ = unix.IoctlSetInt(fd, uiDevDestroy, 0) })
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		names, _ := filepath.Glob("/sys/devices/virtual/input/input*/name")
		for _, name := range names {
			events, _ := filepath.Glob(filepath.Join(filepath.Dir(name), "event*"))
			if called, _ := os.ReadFile(name); strings.TrimSpace(string(called)) != jackName || len(events) == 0 {
				continue
			}
			path = filepath.Join("/dev/input", filepath.Base(events[0]))
			if _, err := os.Stat(path); err == nil {
				return far, path
			}
		}
	}
	t.Fatal("the kernel made no device in 30 s")
	return nil, ""
}

// TestPlugOfTheKernelsOwnDevice runs where input devices can be made.
func TestPlugOfTheKernelsOwnDevice(t *testing.T) {
	far, path := card(t)
	port, err := headphones.Open(path)
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
