package cardwatch_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/cardwatch"
	"linli/drivers/drivertest"
	"linli/drivers/serialport"
)

func TestModuleThatIsWellAndBlindIsReported(t *testing.T) {
	for name, reply := range map[string]byte{"silent": silent, "does not understand": 0x21} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				open := played(t, func(cmd, _ byte) byte {
					if cmd == 0x20 {
						return reply
					}
					return 0x90
				})
				s := watch(t, nil, open, nil)
				if e := s.next(cardwatch.Gone); !errors.Is(e.Err, cardwatch.ErrBlind) {
					t.Errorf("gone for %v, want ErrBlind", e.Err)
				}
				s.quiet(10 * time.Minute) // told once, and never Back
			})
		})
	}
}

func TestModuleThatGoesBlindIsReportedAndComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		s := watch(t, module, pipe(t, module), nil)
		s.next(cardwatch.Back)
		if err := module.Fault(drivertest.CardFaultBlind); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if e := s.next(cardwatch.Gone); !errors.Is(e.Err, cardwatch.ErrBlind) {
			t.Errorf("gone for %v, want ErrBlind", e.Err)
		}
		if d := time.Since(start); d > 15*time.Second {
			t.Errorf("told after %v", d)
		}
		if err := module.Fault(drivertest.CardFaultNone); err != nil {
			t.Fatal(err)
		}
		s.next(cardwatch.Back)
	})
}

func TestOneLostAnswerIsNoBlindness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		open := played(t, func(cmd, _ byte) byte {
			if cmd != 0x20 {
				return 0x90
			}
			if asked++; asked%3 == 0 {
				return silent
			}
			return 0x80
		})
		s := watch(t, nil, open, nil)
		s.next(cardwatch.Back)
		s.quiet(10 * time.Minute)
	})
}

func TestModuleThatRestartsWithoutAWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		open := played(t, func(cmd, _ byte) byte {
			switch cmd {
			case 0x10:
				return silent
			case 0x20:
				return 0x80
			}
			return 0x90
		})
		s := watch(t, nil, open, nil)
		s.next(cardwatch.Back)
	})
}

// TestReaderAtAnotherSpeed runs on a real pseudo terminal in real time.
func TestReaderAtAnotherSpeed(t *testing.T) {
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "idcard"))
	if err != nil {
		t.Fatal(err)
	}
	module := drivertest.NewCardModule()
	module.Remember(57600)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- module.Serve(ctx, line) }()
	t.Cleanup(func() {
		cancel()
		<-served
	})
	open := func(context.Context) (cardwatch.Port, error) { return serialport.Open(line.Link(), nil) }
	s := watch(t, module, open, nil)
	s.next(cardwatch.Back)
	module.Lay(specimen(t, "A"))
	s.next(cardwatch.Found)
	s.next(cardwatch.Read)
}
