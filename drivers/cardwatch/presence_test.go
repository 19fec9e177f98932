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
	"linli/drivers/idcard"
	"linli/drivers/serialport"
)

// onPTY starts a module on a pseudo terminal, in real time.
func onPTY(t *testing.T) (*drivertest.CardModule, *drivertest.PTY, cardwatch.Opener) {
	t.Helper()
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "idcard"))
	if err != nil {
		t.Fatal(err)
	}
	module := drivertest.NewCardModule()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- module.Serve(ctx, line) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; !errors.Is(err, context.Canceled) {
			t.Errorf("Serve ended with %v", err)
		}
	})
	return module, line, func(context.Context) (cardwatch.Port, error) { return serialport.Open(line.Link(), nil) }
}

// TestPresenceIsFoundOutOnEveryKindOfModule runs on real pseudo terminals in
// real time: one reading per placement, whatever gives the card away.
func TestPresenceIsFoundOutOnEveryKindOfModule(t *testing.T) {
	t.Parallel()
	for _, habit := range []drivertest.CardHabit{drivertest.CardFindsOnce, drivertest.CardKeepsFinding, drivertest.CardAnswersAlways} {
		t.Run(string(habit), func(t *testing.T) {
			t.Parallel()
			module, _, open := onPTY(t)
			if err := module.Habit(habit); err != nil {
				t.Fatal(err)
			}
			s := watch(t, module, open, &cardwatch.Opts{Poll: 50 * time.Millisecond})
			s.next(cardwatch.Back)
			for _, name := range []string{"A", "B"} { // B holds no additional address
				module.Lay(specimen(t, name))
				s.next(cardwatch.Found)
				s.next(cardwatch.Read)
				s.quiet(300 * time.Millisecond)
				module.Lift()
				s.next(cardwatch.Removed)
			}
			if n := module.State().Reads; n != 2 {
				t.Errorf("module read %d times for two placements", n)
			}
		})
	}
}

func TestCardThatLaySinceBeforeTheStartDoesNotSpoilWhatIsFoundOut(t *testing.T) {
	for _, habit := range []drivertest.CardHabit{drivertest.CardFindsOnce, drivertest.CardKeepsFinding, drivertest.CardAnswersAlways} {
		t.Run(string(habit), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				module := drivertest.NewCardModule()
				if err := module.Habit(habit); err != nil {
					t.Fatal(err)
				}
				module.Lay(specimen(t, "A"))
				s := watch(t, module, pipe(t, module), nil)
				s.next(cardwatch.Back)
				for range 3 {
					s.next(cardwatch.Found)
					s.next(cardwatch.Read)
					s.quiet(time.Minute)
					module.Lift()
					s.next(cardwatch.Removed)
					module.Lay(specimen(t, "A"))
				}
			})
		})
	}
}

func TestModuleWithoutTheAddressCommandIsAskedForItOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		open := played(t, func(cmd, para byte) byte {
			switch {
			case cmd == 0x20:
				return 0x80
			case cmd == 0x30 && para == 0x03:
				asked++
				return silent
			}
			return 0x90
		})
		s := watch(t, nil, open, nil)
		s.next(cardwatch.Back)
		s.quiet(time.Hour)
		if asked != 1 {
			t.Errorf("asked %d times in an hour", asked)
		}
	})
}

func TestSwapOfTheFirstCardIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		module.Lay(specimen(t, "A"))
		s := watch(t, module, pipe(t, module), nil)
		s.next(cardwatch.Back)
		s.next(cardwatch.Found)
		s.next(cardwatch.Read)
		module.Lay(specimen(t, "C"))
		s.next(cardwatch.Removed)
		s.next(cardwatch.Found)
		if e := s.next(cardwatch.Read); e.Document.Kind != idcard.HKMacaoTaiwan {
			t.Errorf("read a %s, want the second card", e.Document.Kind)
		}
	})
}
