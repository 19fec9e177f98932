package main

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"math/bits"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/headphones"
)

// soundCard is an input device that a test plugs into.
type soundCard struct {
	events chan []byte
	late   chan struct{} // holds something once the deadline has passed
	in     bool
}

func newSoundCard() *soundCard {
	return &soundCard{events: make(chan []byte), late: make(chan struct{}, 1)}
}

func (c *soundCard) Read(b []byte) (int, error) {
	select {
	case e, ok := <-c.events:
		if !ok {
			return 0, io.EOF
		}
		return copy(b, e), nil
	case <-c.late:
		return 0, os.ErrDeadlineExceeded
	}
}

func (c *soundCard) SetReadDeadline(t time.Time) error {
	if !t.IsZero() {
		c.late <- struct{}{}
	}
	return nil
}

func (c *soundCard) Switches() (uint32, error) {
	if c.in {
		return 1 << 2, nil
	}
	return 0, nil
}

func (c *soundCard) Close() error { return nil }

// becomes writes EV_SW, SW_HEADPHONE_INSERT as the kernel does.
func (c *soundCard) becomes(in uint32) {
	e := make([]byte, 2*bits.UintSize/8)
	e = binary.NativeEndian.AppendUint16(e, 5)
	e = binary.NativeEndian.AppendUint16(e, 2)
	c.events <- binary.NativeEndian.AppendUint32(e, in)
	synctest.Wait()
}

func TestJackThatIsGoneIsEmptyAndComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		card, opened := newSoundCard(), 0
		card.in = true
		absent := errors.New("no such device")
		var fails error
		j := jack{log: slog.New(slog.DiscardHandler), open: func() (headphones.Port, error) {
			opened++
			return card, fails
		}}
		var told []bool
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			j.Watch(ctx, func(in bool) { told = append(told, in) })
		}()
		wants := func(all ...bool) {
			t.Helper()
			synctest.Wait()
			if !slices.Equal(told, all) {
				t.Fatalf("told %v, not %v", told, all)
			}
			told = nil
		}
		wants(true)
		card.becomes(0)
		card.becomes(1)
		wants(false, true)
		fails = absent
		close(card.events) // the card is pulled out with its plug
		wants(false)
		time.Sleep(10 * time.Minute)
		wants()
		if opened < 10 || opened > 40 {
			t.Errorf("it was tried %d times in ten minutes", opened)
		}
		card, fails = newSoundCard(), nil
		card.in = true
		time.Sleep(jackRetryLast)
		wants(true)
		cancel()
		<-ended
	})
}

func TestJackIsWatchedWhereItIsAskedFor(t *testing.T) {
	for _, c := range []struct {
		at, input string
		watched   bool
	}{{voiceJack, jackAuto, true}, {voiceSpeaker, "/dev/input/event3", true}, {voiceJack, "", false}, {voiceNone, jackAuto, false}} {
		v := voiceSettings{At: c.at, Headphones: jackSettings{Input: c.input}}
		if got := newJack(v, slog.New(slog.DiscardHandler)) != nil; got != c.watched {
			t.Errorf("%s with %q: watched %v", c.at, c.input, got)
		}
	}
	v := voiceSettings{Device: "plughw:0", Player: "aplay -D {device}", Headphones: jackSettings{Device: "plughw:1"}}
	if v.player(v.Device) != "aplay -D plughw:0" || v.alone() != "aplay -D plughw:1" {
		t.Errorf("%q, and alone %q", v.player(v.Device), v.alone())
	}
	if v.Headphones.Device = ""; v.alone() != "aplay -D plughw:0" {
		t.Errorf("alone %q", v.alone())
	}
}
