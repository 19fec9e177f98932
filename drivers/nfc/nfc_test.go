package nfc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/nfc"
	"linli/drivers/serialport"
)

// card is the UID of no real card.
var card = []byte{0x04, 0xAA, 0xBB, 0x00, 0xFF, 0xDD, 0xEE}

// on runs a test with a driver and a reader, on a clock of its own.
func on(t *testing.T, f func(t *testing.T, d *nfc.Dev, r *drivertest.NFCReader)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		r := drivertest.NewNFCReader()
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- r.Serve(ctx, theirs) }()
		f(t, nfc.New(ours), r)
		cancel()
		ours.Close()
		if err := <-served; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestSleepingChipIsWokenAndKnown(t *testing.T) {
	on(t, func(t *testing.T, d *nfc.Dev, _ *drivertest.NFCReader) {
		f, err := d.Start(t.Context())
		if err != nil || f != (nfc.Firmware{IC: 0x32, Version: 1, Revision: 6}) {
			t.Errorf("%+v, %v", f, err)
		}
	})
}

func TestUIDOfTheCardThatLiesThere(t *testing.T) {
	on(t, func(t *testing.T, d *nfc.Dev, r *drivertest.NFCReader) {
		if _, err := d.UID(t.Context()); !errors.Is(err, nfc.ErrNoCard) {
			t.Errorf("empty: %v", err)
		}
		for _, uid := range [][]byte{card, card[:4], append(card, 1, 2, 3)} {
			r.Lay(uid)
			got, err := d.UID(t.Context())
			if err != nil || got.Reveal() != fmt.Sprintf("%x", uid) || got.Random() {
				t.Errorf("%x: %s, %v", uid, got.Reveal(), err)
			}
		}
		r.Lay([]byte{0x08, 1, 2, 3})
		if got, err := d.UID(t.Context()); err != nil || !got.Random() {
			t.Errorf("a telephone: %v", err)
		}
		r.Lay(card, card[:4])
		if got, err := d.UID(t.Context()); !errors.Is(err, nfc.ErrSeveral) || got != "" {
			t.Errorf("two cards: %v", err)
		}
		r.Lay()
		if _, err := d.UID(t.Context()); !errors.Is(err, nfc.ErrNoCard) {
			t.Errorf("taken away: %v", err)
		}
		r.Lay(card[:5])
		if _, err := d.UID(t.Context()); !errors.Is(err, nfc.ErrDamaged) {
			t.Errorf("five bytes: %v", err)
		}
	})
}

func TestFaultsAreNamedBoundedAndHealByThemselves(t *testing.T) {
	for fault, want := range map[drivertest.NFCFault]error{
		drivertest.NFCFaultStall:    nfc.ErrTimeout,
		drivertest.NFCFaultMute:     nfc.ErrDamaged,
		drivertest.NFCFaultChecksum: nfc.ErrDamaged,
		drivertest.NFCFaultSyntax:   nfc.ErrRefused,
		drivertest.NFCFaultNoise:    nil,
	} {
		on(t, func(t *testing.T, d *nfc.Dev, r *drivertest.NFCReader) {
			r.Lay(card)
			if _, err := d.UID(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := r.SetFault(fault); err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			got, err := d.UID(t.Context())
			if !errors.Is(err, want) || want == nil && got.Reveal() != fmt.Sprintf("%x", card) || time.Since(begin) > 3*time.Second {
				t.Errorf("%s: %v after %v", fault, err, time.Since(begin))
			}
			if err := r.SetFault(drivertest.NFCFaultNone); err != nil {
				t.Fatal(err)
			}
			if got, err := d.UID(t.Context()); err != nil || got.Reveal() != fmt.Sprintf("%x", card) {
				t.Errorf("after %s: %v", fault, err)
			}
		})
	}
	if err := drivertest.NewNFCReader().SetFault("on-fire"); err == nil {
		t.Error("an unknown fault was taken")
	}
}

func TestChipThatLostItsSupplyIsStartedAnew(t *testing.T) {
	on(t, func(t *testing.T, d *nfc.Dev, r *drivertest.NFCReader) {
		r.Lay(card)
		if _, err := d.UID(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.Reset()
		if _, err := d.UID(t.Context()); !errors.Is(err, nfc.ErrTimeout) {
			t.Errorf("asleep: %v", err)
		}
		if _, err := d.UID(t.Context()); err != nil {
			t.Errorf("the next: %v", err)
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	on(t, func(t *testing.T, d *nfc.Dev, r *drivertest.NFCReader) {
		if err := r.SetFault(drivertest.NFCFaultStall); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		begin := time.Now()
		if _, err := d.UID(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 110*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

func TestUIDIsMaskedByWhateverPrintsIt(t *testing.T) {
	u := nfc.UID(card)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "u", u)
	encoded, err := json.Marshal(u)
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{log.String(), string(encoded), fmt.Sprint(u), fmt.Sprintf("%v %+v %#v %s %q %x %X", u, u, u, u, u, u, u)} {
		if strings.Contains(strings.ToLower(out), "aabb") || strings.Contains(out, string(card[:3])) {
			t.Errorf("revealed in %s", out)
		}
	}
	if nfc.UID("").String() != "" {
		t.Error("nothing is masked as something")
	}
}

func TestDayOfPollingLeavesNothingBehind(t *testing.T) {
	on(t, func(t *testing.T, d *nfc.Dev, r *drivertest.NFCReader) {
		if _, err := d.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		before, begin := runtime.NumGoroutine(), time.Now()
		poll := time.NewTicker(3 * time.Second)
		defer poll.Stop()
		for n := 0; time.Since(begin) < 24*time.Hour; n++ {
			var want error
			if r.Lay(card); n%2 == 0 {
				r.Lay()
				want = nfc.ErrNoCard
			}
			if _, err := d.UID(t.Context()); !errors.Is(err, want) {
				t.Fatalf("after %v: %v", time.Since(begin), err)
			}
			<-poll.C
		}
		synctest.Wait()
		if after := runtime.NumGoroutine(); after > before+8 { // the test runner has some that come and go; a leak a poll is thousands
			t.Errorf("%d goroutines, %d before", after, before)
		}
	})
}

// On a pseudo terminal, through the serial port: the way it runs in a lobby. A
// Dev lives as long as its port.
func TestReplugHealsACommunityCardReader(t *testing.T) {
	link := filepath.Join(t.TempDir(), "nfc")
	line, err := drivertest.OpenPTY(link)
	if err != nil {
		t.Fatal(err)
	}
	r := drivertest.NewNFCReader()
	r.Lay(card)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- r.Serve(ctx, line) }()
	defer func() { cancel(); <-served }()
	port, err := serialport.Open(link, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	d := nfc.New(port)
	if want := "nfc(serialport(" + link + "))"; d.String() != want || d.Halt() != nil {
		t.Errorf("%s, want %s", d, want)
	}
	if got, err := d.UID(t.Context()); err != nil || got.Reveal() != fmt.Sprintf("%x", card) {
		t.Errorf("%s, %v", got.Reveal(), err)
	}
	if err := line.Unplug(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.UID(t.Context()); !errors.Is(err, serialport.ErrGone) {
		t.Errorf("unplugged: %v", err)
	}
	if err := line.Replug(); err != nil {
		t.Fatal(err)
	}
	again, err := serialport.Open(link, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := nfc.New(again).UID(t.Context()); err != nil {
		t.Errorf("replugged: %v", err)
	}
}
