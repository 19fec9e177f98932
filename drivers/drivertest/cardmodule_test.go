package drivertest_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
)

// Commands and replies as the documents give them (SAM-V commands, softs.im
// protocol page).
const (
	status   = "AAAAAA9669 0003 11FF ED"
	find     = "AAAAAA9669 0003 2001 22"
	selected = "AAAAAA9669 0003 2002 21"
	base     = "AAAAAA9669 0003 3001 32"
	address  = "AAAAAA9669 0003 3003 30"
)

// host speaks to a module over a pipe, within a synctest bubble.
type host struct {
	t    *testing.T
	line net.Conn
}

// serve starts a module and returns the host's end of its line.
func serve(t *testing.T, m *drivertest.CardModule) host {
	t.Helper()
	near, far := net.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- m.Serve(ctx, far) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Serve ended with %v", err)
		}
	})
	return host{t, near}
}

// frame turns hex with spaces into bytes.
func frame(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ask sends a command in hex and returns what comes within a second.
func (h host) ask(command string) []byte {
	h.t.Helper()
	if _, err := h.line.Write(frame(h.t, command)); err != nil {
		h.t.Fatal(err)
	}
	if err := h.line.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		h.t.Fatal(err)
	}
	reply, _ := io.ReadAll(h.line)
	return reply
}

// expect asks and compares SW3 and the length of the whole reply.
func (h host) expect(command string, sw3 byte, size int) []byte {
	h.t.Helper()
	reply := h.ask(command)
	if len(reply) != size || reply[9] != sw3 {
		h.t.Fatalf("%s: reply of %d bytes, %X..., want %d with status %02X", command, len(reply), reply[:min(len(reply), 11)], size, sw3)
	}
	var sum byte
	for _, b := range reply[5:] {
		sum ^= b
	}
	if sum != 0 {
		h.t.Fatalf("%s: reply has a wrong checksum", command)
	}
	return reply
}

func lay(t *testing.T, m *drivertest.CardModule, name string) drivertest.Card {
	t.Helper()
	c, ok := drivertest.SpecimenCard(name)
	if !ok {
		t.Fatalf("no specimen %s", name)
	}
	m.Lay(c)
	return c
}

func TestModuleReportsACardOncePerPlacement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := drivertest.NewCardModule()
		h := serve(t, m)
		h.expect(find, 0x80, 11)
		h.expect(selected, 0x81, 11)
		h.expect(base, 0x41, 11)
		h.expect(address, 0x41, 11)

		card := lay(t, m, "A")
		h.expect(find, 0x9F, 15)
		h.expect(selected, 0x90, 19)
		reply := h.expect(base, 0x90, 1295)
		if !bytes.Equal(reply[14:270], card.Text[:]) || !bytes.Equal(reply[270:1294], card.Photo[:]) {
			t.Error("the reply does not hold the card's text and photo")
		}
		h.expect(find, 0x80, 11)
		h.expect(address, 0x90, 81)
		if s := m.State(); !s.Laid || s.Card != "A" || s.Reads != 1 {
			t.Errorf("state %+v", s)
		}

		m.Lift()
		h.expect(address, 0x41, 11)
		lay(t, m, "B")
		h.expect(find, 0x9F, 15)
		h.expect(selected, 0x90, 19)
		h.expect(base, 0x90, 1295)
		h.expect(address, 0x91, 11)
	})
}

func TestModuleAnswersBadFramesByTheBook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := serve(t, drivertest.NewCardModule())
		h.expect("AAAAAA9669 0003 11FF EE", 0x10, 11)
		h.expect("AAAAAA9669 0002", 0x11, 11)
		h.expect("AAAAAA9669 0003 3010 23", 0x21, 11)
		h.expect("00 96 AAAAAA "+status, 0x90, 11)
		h.expect("AAAAAA9669 0003 12FF EE", 0x90, 27)
		h.expect("AAAAAA9669 0003 10FF EC", 0x90, 11)
		h.expect("AAAAAA9669 0003 6005 66", 0x21, 11)
	})
}

func TestModuleHearsOnlyItsOwnSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := drivertest.NewCardModule()
		near, far := net.Pipe()
		line := &tuned{Conn: far}
		line.baud.Store(115200)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- m.Serve(ctx, line) }()
		t.Cleanup(func() {
			cancel()
			<-ended
		})
		h := host{t, near}
		h.expect(status, 0x90, 11)
		h.expect("AAAAAA9669 0003 6004 67", 0x90, 11) // still at the old speed
		if reply := h.ask(status); len(reply) != 0 || m.State().Baud != 9600 {
			t.Errorf("a module at %d baud answers 115200 with %X", m.State().Baud, reply)
		}
		line.baud.Store(9600)
		if err := near.SetReadDeadline(time.Time{}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, err := near.Write([]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x11, 0xFF, 0xED}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(near, make([]byte, 11)); err != nil {
			t.Fatal(err)
		}
		if _, err := near.Write([]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x11, 0xFF, 0xED}); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(start); d < 11*time.Millisecond {
			t.Errorf("11 bytes took %v at 9600 baud", d)
		}
	})
}

// tuned is a line whose other end is set to a speed.
type tuned struct {
	net.Conn
	baud atomic.Int64
}

func (l *tuned) Baud() int { return int(l.baud.Load()) }

func TestModuleFaults(t *testing.T) {
	tests := map[drivertest.CardFault]func(h host, m *drivertest.CardModule){
		drivertest.CardFaultStall: func(h host, _ *drivertest.CardModule) {
			if reply := h.ask(status); len(reply) != 0 {
				h.t.Errorf("a stalled module answers %X", reply)
			}
		},
		drivertest.CardFaultBlind: func(h host, _ *drivertest.CardModule) {
			if reply := h.ask(find); len(reply) != 0 {
				h.t.Errorf("a blind module answers %X", reply)
			}
			h.expect(status, 0x90, 11)
		},
		drivertest.CardFaultSelfTest: func(h host, _ *drivertest.CardModule) {
			h.expect(find, 0x60, 11)
		},
		drivertest.CardFaultChecksum: func(h host, _ *drivertest.CardModule) {
			if reply := h.ask(status); len(reply) != 11 || reply[10] == 0x94 {
				h.t.Errorf("reply %X, want a wrong checksum", reply)
			}
		},
		drivertest.CardFaultAuthentication: func(h host, _ *drivertest.CardModule) {
			h.expect(base, 0x31, 11)
			h.expect(find, 0x9F, 15)
		},
		drivertest.CardFaultRead: func(h host, _ *drivertest.CardModule) {
			h.expect(base, 0x41, 11)
			h.expect(find, 0x9F, 15)
		},
		drivertest.CardFaultPulled: func(h host, m *drivertest.CardModule) {
			h.expect(base, 0x41, 11)
			h.expect(find, 0x80, 11)
			if s := m.State(); s.Laid || s.Reads != 0 || s.Fault != drivertest.CardFaultNone {
				h.t.Errorf("state %+v", s)
			}
		},
		drivertest.CardFaultCutShort: func(h host, m *drivertest.CardModule) {
			if reply := h.ask(base); len(reply) < 100 || len(reply) > 1000 {
				h.t.Errorf("reply of %d bytes, want a part", len(reply))
			}
			if m.State().Laid {
				h.t.Error("the card still lies there")
			}
		},
	}
	for fault, check := range tests {
		t.Run(string(fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := drivertest.NewCardModule()
				h := serve(t, m)
				lay(t, m, "A")
				h.expect(find, 0x9F, 15)
				h.expect(selected, 0x90, 19)
				if err := m.Fault(fault); err != nil {
					t.Fatal(err)
				}
				check(h, m)
			})
		})
	}
	if len(tests)+1 != len(drivertest.CardFaults()) {
		t.Errorf("%d faults are tested of %d", len(tests)+1, len(drivertest.CardFaults()))
	}
	if err := drivertest.NewCardModule().Fault("no-such-fault"); err == nil {
		t.Error("an unknown fault is accepted")
	}
}

func TestCardLiftedDuringTheReadingCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := drivertest.NewCardModule()
		h := serve(t, m)
		lay(t, m, "A")
		h.expect(find, 0x9F, 15)
		h.expect(selected, 0x90, 19)
		time.AfterFunc(100*time.Millisecond, func() { lay(t, m, "B") })
		h.expect(base, 0x41, 11)
	})
}

func TestModuleIsHandledFromManySidesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := drivertest.NewCardModule()
		h := serve(t, m)
		var hands sync.WaitGroup
		for _, name := range []string{"A", "B", "C", "D"} {
			hands.Go(func() {
				for range 50 {
					lay(t, m, name)
					_ = m.State()
					m.Lift()
				}
			})
		}
		for range 50 {
			h.ask(find)
		}
		hands.Wait()
	})
}

func TestSpecimensAreWholeAndUnknownNamesAreNot(t *testing.T) {
	for _, name := range []string{"A", "B", "C", "D"} {
		c, ok := drivertest.SpecimenCard(name)
		if !ok || c.Name != name || c.About == "" {
			t.Errorf("specimen %s: %q, %v", name, c.About, ok)
		}
	}
	if _, ok := drivertest.SpecimenCard("E"); ok {
		t.Error("there is a specimen E")
	}
	for name, f := range map[string]drivertest.Field{
		"outside":   {Offset: 250, Length: 8},
		"too long":  {Offset: 0, Length: 4, Text: "三个字"},
		"before it": {Offset: -2, Length: 4},
	} {
		if _, err := drivertest.NewCard(f); err == nil {
			t.Errorf("a field %s is accepted", name)
		}
	}
}
