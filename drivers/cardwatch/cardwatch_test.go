package cardwatch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/cardwatch"
	"linli/drivers/drivertest"
	"linli/drivers/idcard"
	"linli/drivers/serialport"
)

// scene is a watch over a simulated module.
type scene struct {
	t      *testing.T
	module *drivertest.CardModule
	events chan cardwatch.Event
	ended  chan error
}

// watch starts a scene over the line that open gives; it ends with the test.
func watch(t *testing.T, module *drivertest.CardModule, open cardwatch.Opener, opts *cardwatch.Opts) *scene {
	t.Helper()
	return begin(t, module, cardwatch.New(open, opts))
}

// begin starts a scene of a watch; it ends with the test.
func begin(t *testing.T, module *drivertest.CardModule, w *cardwatch.Watch) *scene {
	t.Helper()
	s := &scene{t: t, module: module, events: make(chan cardwatch.Event, 64), ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		s.ended <- w.Run(ctx, func(e cardwatch.Event) { s.events <- e })
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-s.ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v, want context.Canceled", err)
		}
	})
	return s
}

// pipe opens a line to the module that lives inside a synctest bubble.
func pipe(t *testing.T, module *drivertest.CardModule) cardwatch.Opener {
	return func(context.Context) (cardwatch.Port, error) {
		near, far := net.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan struct{})
		go func() {
			defer close(served)
			_ = module.Serve(ctx, far)
		}()
		t.Cleanup(func() {
			cancel()
			<-served
		})
		return near, nil
	}
}

// silent stands for no reply at all.
const silent = 0x00

// played opens a line to a module that gives each command an empty reply with
// the status that answer chooses.
func played(t *testing.T, answer func(cmd, para byte) byte) cardwatch.Opener {
	return func(context.Context) (cardwatch.Port, error) {
		near, far := net.Pipe()
		over := make(chan struct{})
		go func() {
			defer close(over)
			frame := make([]byte, 10)
			for {
				if _, err := io.ReadFull(far, frame); err != nil {
					return
				}
				sw3 := answer(frame[7], frame[8])
				if sw3 == silent {
					continue
				}
				// Len 4, so the checksum is 4 XOR SW3.
				if _, err := far.Write([]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4, 0, 0, sw3, 4 ^ sw3}); err != nil {
					return
				}
			}
		}()
		t.Cleanup(func() {
			_ = far.Close()
			<-over
		})
		return near, nil
	}
}

// next returns the next event, which must be of kind want.
func (s *scene) next(want cardwatch.Kind) cardwatch.Event {
	s.t.Helper()
	select {
	case e := <-s.events:
		if e.Kind != want {
			s.t.Fatalf("event %v (%v), want %v", e.Kind, e.Err, want)
		}
		return e
	case <-time.After(90 * time.Second):
		s.t.Fatalf("no event, want %v", want)
		panic("unreachable")
	}
}

// quiet lets d pass and fails on any event.
func (s *scene) quiet(d time.Duration) {
	s.t.Helper()
	select {
	case e := <-s.events:
		s.t.Fatalf("event %v (%v), want none", e.Kind, e.Err)
	case <-time.After(d):
	}
}

func specimen(t *testing.T, name string) drivertest.Card {
	t.Helper()
	c, ok := drivertest.SpecimenCard(name)
	if !ok {
		t.Fatalf("no specimen %s", name)
	}
	return c
}

func TestOneReadingPerPlacement(t *testing.T) {
	for _, name := range []string{"A", "B", "C"} { // B and C hold no additional address
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				module := drivertest.NewCardModule()
				s := watch(t, module, pipe(t, module), nil)
				s.next(cardwatch.Back)
				s.quiet(10 * time.Second)

				for range 2 {
					module.Lay(specimen(t, name))
					s.next(cardwatch.Found)
					e := s.next(cardwatch.Read)
					if e.Document.Name.Reveal() == "" || e.Err != nil {
						t.Errorf("read %v, error %v", e.Document, e.Err)
					}
					s.quiet(time.Minute)
					module.Lift()
					s.next(cardwatch.Removed)
					s.quiet(10 * time.Second)
				}
				if n := module.State().Reads; n != 2 {
					t.Errorf("module read %d times for two placements", n)
				}
			})
		})
	}
}

func TestRemovalIsSeenByFindOnModulesThatKeepFinding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// While find keeps failing on a read card, ByFind must take it for
		// removed: that shows that the strategy in Opts is the one in use.
		module := drivertest.NewCardModule()
		s := watch(t, module, pipe(t, module), &cardwatch.Opts{Presence: cardwatch.ByFind{}})
		s.next(cardwatch.Back)
		module.Lay(specimen(t, "A"))
		s.next(cardwatch.Found)
		s.next(cardwatch.Read)
		start := time.Now()
		s.next(cardwatch.Removed)
		if d := time.Since(start); d < 2*cardwatch.DefaultOpts.Poll {
			t.Errorf("removed after %v, before two polls missed it", d)
		}
		s.quiet(time.Minute)
	})
}

func TestCardSwappedWithinOnePoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		s := watch(t, module, pipe(t, module), nil)
		s.next(cardwatch.Back)
		module.Lay(specimen(t, "A"))
		s.next(cardwatch.Found)
		s.next(cardwatch.Read)
		module.Lay(specimen(t, "B"))
		s.next(cardwatch.Removed)
		s.next(cardwatch.Found)
		if e := s.next(cardwatch.Read); e.Document.Kind != idcard.Foreigner2023 {
			t.Errorf("read a %s, want the second card", e.Document.Kind)
		}
	})
}

func TestPulledCardIsAskedForAndReadWhenLaidAgain(t *testing.T) {
	for _, fault := range []drivertest.CardFault{drivertest.CardFaultPulled, drivertest.CardFaultCutShort} {
		t.Run(string(fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				module := drivertest.NewCardModule()
				s := watch(t, module, pipe(t, module), nil)
				s.next(cardwatch.Back)
				if err := module.Fault(fault); err != nil {
					t.Fatal(err)
				}
				module.Lay(specimen(t, "A"))
				s.next(cardwatch.Found)
				start := time.Now()
				if e := s.next(cardwatch.Failed); !errors.Is(e.Err, cardwatch.ErrMoved) {
					t.Fatalf("failed with %v, want ErrMoved", e.Err)
				}
				if d := time.Since(start); d > 2*time.Second {
					t.Errorf("told after %v", d)
				}
				s.quiet(5 * time.Second)

				module.Lay(specimen(t, "A"))
				start = time.Now()
				s.next(cardwatch.Found)
				s.next(cardwatch.Read)
				if d := time.Since(start); d > time.Second {
					t.Errorf("read %v after it was laid again", d)
				}
			})
		})
	}
}

func TestCardLiftedByHandWhileItIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		s := watch(t, module, pipe(t, module), nil)
		s.next(cardwatch.Back)
		module.Lay(specimen(t, "A"))
		s.next(cardwatch.Found)
		s.quiet(200 * time.Millisecond) // half of what a reading takes
		module.Lift()
		if e := s.next(cardwatch.Failed); !errors.Is(e.Err, cardwatch.ErrMoved) {
			t.Errorf("failed with %v, want ErrMoved", e.Err)
		}
	})
}

func TestCardThatLiesStillAndCannotBeRead(t *testing.T) {
	for _, fault := range []drivertest.CardFault{drivertest.CardFaultAuthentication, drivertest.CardFaultRead} {
		t.Run(string(fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				module := drivertest.NewCardModule()
				s := watch(t, module, pipe(t, module), nil)
				s.next(cardwatch.Back)
				if err := module.Fault(fault); err != nil {
					t.Fatal(err)
				}
				module.Lay(specimen(t, "A"))
				s.next(cardwatch.Found)
				if e := s.next(cardwatch.Failed); !errors.Is(e.Err, cardwatch.ErrUnreadable) {
					t.Fatalf("failed with %v, want ErrUnreadable", e.Err)
				}
				s.quiet(time.Minute) // told once, though it lies there
				module.Lift()
				s.next(cardwatch.Removed)

				if err := module.Fault(drivertest.CardFaultNone); err != nil {
					t.Fatal(err)
				}
				module.Lay(specimen(t, "A"))
				s.next(cardwatch.Found)
				s.next(cardwatch.Read)
			})
		})
	}
}

func TestUnknownKindIsRefusedAndNothingKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		s := watch(t, module, pipe(t, module), nil)
		s.next(cardwatch.Back)
		module.Lay(specimen(t, "D"))
		s.next(cardwatch.Found)
		e := s.next(cardwatch.Failed)
		if !errors.Is(e.Err, cardwatch.ErrUnsupported) {
			t.Errorf("failed with %v, want ErrUnsupported", e.Err)
		}
		if e.Document.Kind != "" || e.Document.Name.Reveal() != "" {
			t.Errorf("event holds %v", e.Document)
		}
		s.quiet(time.Minute)
		module.Lift()
		s.next(cardwatch.Removed)
	})
}

func TestReaderThatFailsIsToldOnceAndComesBack(t *testing.T) {
	faults := []drivertest.CardFault{drivertest.CardFaultStall, drivertest.CardFaultChecksum, drivertest.CardFaultSelfTest}
	for _, fault := range faults {
		t.Run(string(fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				module := drivertest.NewCardModule()
				s := watch(t, module, pipe(t, module), nil)
				s.next(cardwatch.Back)
				if err := module.Fault(fault); err != nil {
					t.Fatal(err)
				}
				if e := s.next(cardwatch.Gone); e.Err == nil {
					t.Error("gone without a reason")
				}
				s.quiet(5 * time.Minute)
				if err := module.Fault(drivertest.CardFaultNone); err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				s.next(cardwatch.Back)
				if d := time.Since(start); d > 35*time.Second {
					t.Errorf("back after %v, want no more than the longest backoff", d)
				}
				module.Lay(specimen(t, "A"))
				s.next(cardwatch.Found)
				s.next(cardwatch.Read)
			})
		})
	}
}

func TestLineIsOpenedAgainWithGrowingPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := make(chan time.Time, 64)
		start := time.Now()
		open := func(context.Context) (cardwatch.Port, error) {
			tries <- time.Now()
			return nil, os.ErrNotExist
		}
		s := watch(t, nil, open, nil)
		if e := s.next(cardwatch.Gone); !errors.Is(e.Err, os.ErrNotExist) {
			t.Errorf("gone for %v, want the opener's reason", e.Err)
		}
		s.quiet(2 * time.Minute)
		var at []int
		for len(tries) > 0 {
			at = append(at, int((<-tries).Sub(start)/time.Second))
		}
		if got, want := fmt.Sprint(at), "[0 1 3 7 15 31 61 91]"; got != want {
			t.Errorf("tries at second %s, want %s", got, want)
		}
	})
}

func TestCancelInTheMiddleOfAReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan time.Time, 1)
		go func() {
			_ = cardwatch.New(pipe(t, module), nil).Run(ctx, func(e cardwatch.Event) {
				if e.Kind == cardwatch.Back {
					module.Lay(specimen(t, "A"))
				}
			})
			ended <- time.Now()
		}()
		<-time.After(100 * time.Millisecond) // in the bubble's time; the reading takes 400 ms
		cancel()
		stopped := time.Now()
		if d := (<-ended).Sub(stopped); d != 0 {
			t.Errorf("Run went on for %v", d)
		}
	})
}

// TestUnpluggedDuringAReading runs on a real pseudo terminal in real time.
func TestUnpluggedDuringAReading(t *testing.T) {
	t.Parallel()
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
	open := func(context.Context) (cardwatch.Port, error) { return serialport.Open(line.Link(), nil) }
	s := watch(t, module, open, nil)
	s.next(cardwatch.Back)

	module.Lay(specimen(t, "A"))
	s.next(cardwatch.Found)
	if err := line.Unplug(); err != nil {
		t.Fatal(err)
	}
	if e := s.next(cardwatch.Gone); !errors.Is(e.Err, serialport.ErrGone) {
		t.Errorf("gone for %v, want serialport.ErrGone", e.Err)
	}
	if err := line.Replug(); err != nil {
		t.Fatal(err)
	}
	s.next(cardwatch.Back)
	s.next(cardwatch.Found) // it still lies there
	if e := s.next(cardwatch.Read); e.Document.Kind != idcard.Resident {
		t.Errorf("read a %s", e.Document.Kind)
	}
	module.Lift()
	s.next(cardwatch.Removed)
}

func TestSelfTestThatPassesAfterAReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wasReset := false
		open := played(t, func(cmd, _ byte) byte {
			switch {
			case cmd == 0x20:
				return 0x80
			case cmd == 0x10:
				wasReset = true
			case !wasReset:
				return 0x60
			}
			return 0x90
		})
		s := watch(t, nil, open, nil)
		s.next(cardwatch.Back)
	})
}

func TestModuleThatTakesItsTimeAfterAReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		open := played(t, func(cmd, _ byte) byte {
			switch cmd {
			case 0x20:
				return 0x80
			case 0x11:
				if asked++; asked <= 3 {
					return silent
				}
			}
			return 0x90
		})
		s := watch(t, nil, open, nil)
		s.next(cardwatch.Back)
	})
}

var _ cardwatch.Port = (*serialport.Port)(nil)
