package samv_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/samv"
	"linli/drivers/serialport"
)

// over runs a simulated module on a pseudo terminal and opens the near side at
// a speed.
func over(t *testing.T, module *drivertest.CardModule, baud int) (*samv.Dev, *serialport.Port) {
	t.Helper()
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "idcard"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- module.Serve(ctx, line) }()
	t.Cleanup(func() {
		cancel()
		<-served
	})
	port, err := serialport.Open(line.Link(), &serialport.Opts{Baud: baud})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = port.Close() })
	dev, err := samv.New(port, &samv.Opts{Baud: baud})
	if err != nil {
		t.Fatal(err)
	}
	return dev, port
}

func TestModuleThatRemembersAnotherSpeedIsFound(t *testing.T) {
	for _, remembered := range []int{115200, 19200} {
		module := drivertest.NewCardModule()
		module.Remember(remembered)
		dev, port := over(t, module, 57600)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		baud, err := dev.FindBaud(ctx)
		if err != nil || baud != remembered || dev.Baud() != remembered || port.Baud() != remembered {
			t.Fatalf("found %d, %v; line at %d, want %d", baud, err, port.Baud(), remembered)
		}
		if err := dev.Find(ctx); class(t, err) != samv.ClassNoCard {
			t.Errorf("find: %v", err)
		}
	}
}

func TestSpeedIsSetAndKept(t *testing.T) {
	module := drivertest.NewCardModule()
	dev, port := over(t, module, 115200)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for _, baud := range samv.Speeds() {
		if err := dev.SetBaud(ctx, baud); err != nil {
			t.Fatalf("%d: %v", baud, err)
		}
		if module.State().Baud != baud || port.Baud() != baud || dev.Baud() != baud {
			t.Errorf("module at %d, line at %d, want %d", module.State().Baud, port.Baud(), baud)
		}
	}
	if err := dev.SetBaud(ctx, 4800); err == nil || module.State().Baud != 9600 {
		t.Errorf("4800 baud: %v", err)
	}
}

// speeds is a line that notes what it is set to and carries nothing back.
type speeds struct {
	net.Conn
	set []int
	err error
}

func (s *speeds) SetBaud(baud int) error {
	s.set = append(s.set, baud)
	return s.err
}

func TestSilentModuleIsAskedAtEverySpeedTwice(t *testing.T) {
	bubble(t, "silence", func(t *testing.T) {
		line := &speeds{Conn: silence(t)}
		dev, err := samv.New(line, &samv.Opts{Baud: 38400})
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		baud, err := dev.FindBaud(t.Context())
		if !errors.Is(err, samv.ErrTimeout) || baud != 38400 || dev.Baud() != 38400 {
			t.Errorf("found %d, %v", baud, err)
		}
		round := []int{115200, 57600, 19200, 9600, 38400}
		if want := append(slices.Clone(round), round...); !slices.Equal(line.set, want) {
			t.Errorf("set to %v, want %v", line.set, want)
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("took %v", d)
		}
	})
}

// silence is a line that takes everything and answers nothing.
func silence(t *testing.T) net.Conn {
	t.Helper()
	near, far := net.Pipe()
	over := make(chan struct{})
	go func() {
		defer close(over)
		b := make([]byte, 16)
		for {
			if _, err := far.Read(b); err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = near.Close()
		<-over
	})
	return near
}

func TestSpeedSearchEndsAtOnceWhenTheLineIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &speeds{Conn: silence(t)}
		_ = line.Close()
		dev, err := samv.New(line, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := dev.FindBaud(t.Context()); err == nil || len(line.set) != 0 {
			t.Errorf("error %v after %v", err, line.set)
		}
		refuses := &speeds{Conn: silence(t), err: errors.New("no such speed")}
		if dev, err = samv.New(refuses, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := dev.FindBaud(t.Context()); !errors.Is(err, refuses.err) {
			t.Errorf("error %v, want the line's", err)
		}
	})
}

func TestLineWithoutASpeedIsLeftAlone(t *testing.T) {
	bubble(t, "no command is sent", func(t *testing.T) {
		dev := play(t, nil)
		if baud, err := dev.FindBaud(t.Context()); err != nil || baud != 115200 {
			t.Errorf("found %d, %v", baud, err)
		}
		if err := dev.SetBaud(t.Context(), 9600); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("set: %v", err)
		}
	})
}

func TestModuleThatIsUnwellIsFound(t *testing.T) {
	module := drivertest.NewCardModule()
	module.Remember(9600)
	if err := module.Fault(drivertest.CardFaultSelfTest); err != nil {
		t.Fatal(err)
	}
	dev, _ := over(t, module, 9600)
	if baud, err := dev.FindBaud(t.Context()); err != nil || baud != 9600 {
		t.Errorf("found %d, %v", baud, err)
	}
}
