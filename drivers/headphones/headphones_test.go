package headphones_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"linli/drivers/headphones"
)

// wire is a pair of sockets: the driver's end, whose switches are said here,
// and the sound card's end, which writes struct input_event as the kernel does.
type wire struct {
	*os.File
	card     *os.File
	switches uint32
	err      error
}

func (w *wire) Switches() (uint32, error) { return w.switches, w.err }

func laid(t *testing.T) *wire {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{File: os.NewFile(uintptr(fds[0]), "jack"), card: os.NewFile(uintptr(fds[1]), "card")}
	t.Cleanup(func() {
		_ = w.Close()
		w.card.Close()
	})
	return w
}

// event is a struct input_event of this computer.
func event(kind, code uint16, value int32) []byte {
	b := make([]byte, 2*bits.UintSize/8)
	b = binary.NativeEndian.AppendUint16(b, kind)
	b = binary.NativeEndian.AppendUint16(b, code)
	return binary.NativeEndian.AppendUint32(b, uint32(value))
}

func (w *wire) sends(t *testing.T, events ...[]byte) {
	t.Helper()
	var all []byte
	for _, e := range events {
		all = append(all, e...)
	}
	if _, err := w.card.Write(all); err != nil {
		t.Fatal(err)
	}
}

var (
	report  = event(0, 0, 0) // EV_SYN, SYN_REPORT
	dropped = event(0, 3, 0) // EV_SYN, SYN_DROPPED
	plugged = event(5, 2, 1) // EV_SW, SW_HEADPHONE_INSERT
	pulled  = event(5, 2, 0)
	phone   = event(5, 4, 1)  // EV_SW, SW_MICROPHONE_INSERT
	mute    = event(1, 99, 1) // a key
)

func context30(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func wants(t *testing.T, d *headphones.Dev, in bool) {
	t.Helper()
	got, err := d.Next(context30(t))
	if err != nil || got != in {
		t.Fatalf("in: %v, %v; want %v", got, err, in)
	}
}

func TestPlugIsToldAtFirstAndWhenItChanges(t *testing.T) {
	w := laid(t)
	w.switches = 1 << 2
	d := headphones.New(w)
	wants(t, d, true) // they were in before
	w.sends(t, pulled, report)
	wants(t, d, false)
	w.sends(t, phone, report, mute, report, pulled, report) // nothing of ours, nothing new
	w.sends(t, plugged, report, pulled, report)             // two in one packet are both told
	wants(t, d, true)
	wants(t, d, false)
}

func TestEventsThatWereLostAreAskedForAnew(t *testing.T) {
	w := laid(t)
	d := headphones.New(w)
	wants(t, d, false)
	w.switches = 0xff
	w.sends(t, dropped, pulled)
	wants(t, d, true)
	w.switches = 0
	w.sends(t, dropped)
	wants(t, d, false)
}

func TestCardThatIsGoneIsAnError(t *testing.T) {
	w := laid(t)
	d := headphones.New(w)
	wants(t, d, false)
	w.card.Close()
	if _, err := d.Next(context30(t)); !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
	w.err = unix.ENODEV
	if _, err := headphones.New(w).Next(context30(t)); !errors.Is(err, unix.ENODEV) {
		t.Errorf("got %v", err)
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	w := laid(t)
	d := headphones.New(w)
	wants(t, d, false)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := d.Next(ctx)
		ended <- err
	}()
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("it waits on")
	}
	w.sends(t, plugged, report)
	wants(t, d, true) // and can be asked again
}

func TestWhatIsNoInputDeviceIsRefused(t *testing.T) {
	folder := t.TempDir()
	if _, err := headphones.Find(folder); !errors.Is(err, headphones.ErrNoSwitch) {
		t.Errorf("an empty folder: %v", err)
	}
	file := filepath.Join(folder, "event0")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := headphones.Open(file); err == nil {
		t.Error("a plain file is taken")
	}
	if _, err := headphones.Find(folder); !errors.Is(err, headphones.ErrNoSwitch) {
		t.Errorf("a folder without a device: %v", err)
	}
	if _, err := headphones.Open(filepath.Join(folder, "event1")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a device that is not there: %v", err)
	}
}
