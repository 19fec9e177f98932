package cardwatch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/cardwatch"
	"linli/drivers/drivertest"
	"linli/drivers/serialport"
)

// refusing is a module on a pseudo terminal in whose field a card always lies
// and that answers every reading of it with one status.
type refusing struct {
	line *drivertest.PTY
	sw3  byte

	mu    sync.Mutex // protects heard
	heard []string   // commands, "2001"
}

// answer serves commands until the cable is pulled.
func (m *refusing) answer() {
	command := make([]byte, 10)
	for {
		if _, err := io.ReadFull(m.line, command); err != nil {
			return
		}
		name := fmt.Sprintf("%X", command[7:9])
		m.mu.Lock()
		m.heard = append(m.heard, name)
		m.mu.Unlock()
		reply := []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4, 0, 0, 0x90}
		switch name {
		case "2001":
			reply[9] = 0x9F
			reply = append(reply, make([]byte, 4)...)
		case "2002":
			reply = append(reply, make([]byte, 8)...)
		case "3001":
			reply[9] = m.sw3
		}
		reply[6] = byte(len(reply) - 6)
		var sum byte
		for _, b := range reply[5:] {
			sum ^= b
		}
		if _, err := m.line.Write(append(reply, sum)); err != nil {
			return
		}
	}
}

// TestEveryStatusOfAReadingBecomesWhatALobbySees runs on real pseudo terminals
// in real time (SAM-V SW3 values, softs.im protocol page).
func TestEveryStatusOfAReadingBecomesWhatALobbySees(t *testing.T) {
	t.Parallel()
	tests := map[byte]error{ // nil stands for Gone
		0x10: cardwatch.ErrUnreadable, 0x11: cardwatch.ErrUnreadable, 0x21: cardwatch.ErrUnreadable, 0x23: cardwatch.ErrUnreadable,
		0x24: cardwatch.ErrUnreadable, 0x31: cardwatch.ErrUnreadable, 0x32: cardwatch.ErrUnreadable, 0x33: cardwatch.ErrUnreadable,
		0x40: cardwatch.ErrUnsupported, 0x41: cardwatch.ErrUnreadable, 0x47: cardwatch.ErrUnreadable,
		0x60: nil, 0x66: nil,
		0x80: cardwatch.ErrUnreadable, 0x81: cardwatch.ErrUnreadable, 0x91: cardwatch.ErrUnreadable,
		0x77: cardwatch.ErrUnreadable, // in no document
	}
	for sw3, want := range tests {
		t.Run(fmt.Sprintf("%02X", sw3), func(t *testing.T) {
			t.Parallel()
			line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "idcard"))
			if err != nil {
				t.Fatal(err)
			}
			module := &refusing{line: line, sw3: sw3}
			over := make(chan struct{})
			go func() {
				defer close(over)
				module.answer()
			}()
			t.Cleanup(func() {
				_ = line.Close()
				<-over
			})
			s := watch(t, nil, func(context.Context) (cardwatch.Port, error) { return serialport.Open(line.Link(), nil) }, nil)
			s.next(cardwatch.Back)
			s.next(cardwatch.Found)
			if want == nil {
				s.next(cardwatch.Gone)
				return
			}
			if e := s.next(cardwatch.Failed); !errors.Is(e.Err, want) {
				t.Errorf("failed with %v, want %v", e.Err, want)
			}
			module.fromFindEachTime(t)
		})
	}
}

// fromFindEachTime holds that no reading was tried but after find and select.
// One that the module did not understand is sent twice.
func (m *refusing) fromFindEachTime(t *testing.T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	readings, twice := 0, 0
	for i, name := range m.heard {
		if name != "3001" {
			continue
		}
		readings++
		before := m.heard[i-1]
		if before == "3001" {
			twice++
		}
		if again := before == "3001" && m.sw3 < 0x24; !again && (before != "2002" || m.heard[i-2] != "2001") {
			t.Errorf("commands %v: a reading that does not begin with find", m.heard[:i+1])
		}
	}
	if misread := m.sw3 == 0x10 || m.sw3 == 0x11 || m.sw3 == 0x21; misread && twice == 0 {
		t.Errorf("commands %v: what was not understood was not sent once more", m.heard)
	}
	if readings == 0 {
		t.Errorf("commands %v: no reading", m.heard)
	}
}

func TestReaderIsAskedAboutThreeTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		open := played(t, func(cmd, _ byte) byte {
			if cmd == 0x20 {
				asked.Add(1)
				return 0x80
			}
			return 0x90
		})
		s := watch(t, nil, open, nil)
		s.next(cardwatch.Back)
		before := asked.Load()
		s.quiet(30 * time.Second)
		if n := asked.Load() - before; n < 90 || n > 100 {
			t.Errorf("asked %d times in 30 s, want one every 300 ms", n)
		}
	})
}
