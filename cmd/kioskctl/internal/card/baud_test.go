package card_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"linli/cmd/kioskctl/internal/card"
	"linli/drivers/drivertest"
	"linli/drivers/samv"
)

// wilful is a module on a pseudo terminal that does with a new speed what a
// test says. It hears only what comes at its own.
type wilful struct {
	line *drivertest.PTY
	take func(m *wilful, baud int) (answer bool) // changes baud or mute, or neither

	mu   sync.Mutex // protects the fields below
	baud int
	mute bool
	set  []int // speeds that were asked for
}

// serve answers until the cable is pulled (SAM-V commands, softs.im protocol
// page).
func (m *wilful) serve() {
	command := make([]byte, 10)
	for {
		if _, err := io.ReadFull(m.line, command); err != nil {
			return
		}
		if reply := m.reply(command); reply != nil {
			if _, err := m.line.Write(reply); err != nil {
				return
			}
		}
	}
}

func (m *wilful) reply(command []byte) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.mute || m.line.Baud() != m.baud {
		return nil
	}
	reply := []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4, 0, 0, 0x90}
	switch command[7] {
	case 0x60:
		baud := samv.Speeds()[command[8]]
		m.set = append(m.set, baud)
		if !m.take(m, baud) {
			return nil
		}
	case 0x12:
		reply = append(reply, 5, 0, 3, 0, 0xE5, 0xD6, 0x34, 0x01, 1, 0, 0, 0, 42, 0, 0, 0)
	}
	reply[6] = byte(len(reply) - 6)
	var sum byte
	for _, b := range reply[5:] {
		sum ^= b
	}
	return append(reply, sum)
}

func TestModuleIsSetAndSpokenToAtTheNewSpeed(t *testing.T) {
	obeys := func(m *wilful, baud int) bool { m.baud = baud; return true }
	for name, c := range map[string]struct {
		take func(*wilful, int) bool
		to   int
		want error
		end  int // speed the module is said to answer at
	}{
		"it obeys":                        {obeys, 9600, nil, 9600},
		"it is there already":             {obeys, 57600, nil, 57600},
		"it obeys and its answer is lost": {func(m *wilful, baud int) bool { m.baud = baud; return false }, 19200, nil, 19200},
		"it says so and does not":         {func(*wilful, int) bool { return true }, 19200, card.ErrKeptSpeed, 57600},
		"it takes another":                {func(m *wilful, _ int) bool { m.baud = 115200; return true }, 19200, card.ErrKeptSpeed, 115200},
		"it is lost":                      {func(m *wilful, _ int) bool { m.mute = true; return true }, 19200, card.ErrLost, 57600},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "idcard"))
			if err != nil {
				t.Fatal(err)
			}
			m := &wilful{line: line, take: c.take, baud: 57600}
			over := make(chan struct{})
			go func() {
				defer close(over)
				m.serve()
			}()
			t.Cleanup(func() {
				_ = line.Close()
				<-over
			})
			got, err := card.SetBaud(t.Context(), card.Reader{Port: line.Link(), Baud: 115200}, c.to)
			if !errors.Is(err, c.want) || got.From != 57600 || got.To != c.end {
				t.Errorf("%+v, %v; want %d, %v", got, err, c.end, c.want)
			}
			if id := got.Module.String(); id != "05.03-20240101-0000000001-0000000042" {
				t.Errorf("module %s", id)
			}
			m.mu.Lock()
			defer m.mu.Unlock()
			if !slices.Equal(m.set, []int{c.to}) {
				t.Errorf("asked for %v, want once %d", m.set, c.to)
			}
		})
	}
}

func TestSpeedOfWhatHasNoneIsNotSet(t *testing.T) {
	address, module := served(t)
	for port, want := range map[string]error{address: card.ErrNoSpeed, filepath.Join(t.TempDir(), "none"): nil} {
		if _, err := card.SetBaud(t.Context(), card.Reader{Port: port, Baud: 115200}, 9600); err == nil || !errors.Is(err, want) && want != nil {
			t.Errorf("%s: %v, want %v", port, err, want)
		}
	}
	if baud := module.State().Baud; baud != 115200 {
		t.Errorf("the module speaks at %d", baud)
	}
}

func TestSpeedThatModulesDoNotHaveIsRefused(t *testing.T) {
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "idcard"))
	if err != nil {
		t.Fatal(err)
	}
	module := drivertest.NewCardModule()
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = module.Serve(ctx, line)
	}()
	t.Cleanup(func() {
		cancel()
		<-over
	})
	got, err := card.SetBaud(t.Context(), card.Reader{Port: line.Link(), Baud: 115200}, 4800)
	if err == nil || got.To != 115200 || module.State().Baud != 115200 {
		t.Errorf("%s, %v", fmt.Sprint(got), err)
	}
}
