package cardwatch_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/cardwatch"
	"linli/drivers/drivertest"
)

// onRequest starts a scene whose watch reads nothing by itself.
func onRequest(t *testing.T, module *drivertest.CardModule) (*scene, *cardwatch.Watch) {
	t.Helper()
	w := cardwatch.New(pipe(t, module), &cardwatch.Opts{OnRequest: true})
	s := begin(t, module, w)
	s.next(cardwatch.Back)
	return s, w
}

func TestCardNobodyAskedForIsNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		s, _ := onRequest(t, module)
		module.Lay(specimen(t, "A"))
		s.next(cardwatch.Laid)
		s.quiet(time.Hour)
		module.Lift()
		s.next(cardwatch.Removed)
		if n := module.State().Reads; n != 0 {
			t.Errorf("module read %d cards", n)
		}
	})
}

func TestCardIsReadOnceForOneRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		s, w := onRequest(t, module)
		module.Lay(specimen(t, "A"))
		s.next(cardwatch.Laid)
		w.Ask()
		w.Ask()
		s.next(cardwatch.Found)
		s.next(cardwatch.Read)
		w.Ask() // for the next placement: this card was read
		s.quiet(time.Minute)
		module.Lift()
		s.next(cardwatch.Removed)
		module.Lay(specimen(t, "B"))
		s.next(cardwatch.Found)
		s.next(cardwatch.Read)
		module.Lift()
		s.next(cardwatch.Removed)
		module.Lay(specimen(t, "C"))
		s.next(cardwatch.Laid)
	})
}

func TestRequestOutlastsACardThatMovedAndIsTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		s, w := onRequest(t, module)
		w.Ask()
		if err := module.Fault(drivertest.CardFaultPulled); err != nil {
			t.Fatal(err)
		}
		module.Lay(specimen(t, "A"))
		s.next(cardwatch.Found)
		s.next(cardwatch.Failed)
		module.Lay(specimen(t, "A"))
		s.next(cardwatch.Found)
		w.Withdraw() // while it is read
		if e := s.next(cardwatch.Failed); !errors.Is(e.Err, cardwatch.ErrWithdrawn) || e.Document.Kind != "" {
			t.Errorf("failed with %v and %v, want ErrWithdrawn", e.Err, e.Document)
		}
		module.Lift()
		s.next(cardwatch.Removed)
		w.Ask()
		w.Withdraw()
		module.Lay(specimen(t, "A"))
		s.next(cardwatch.Laid)
	})
}

func TestAdditionalAddressIsReadOnlyWhenWanted(t *testing.T) {
	for _, wanted := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			module := drivertest.NewCardModule()
			s := watch(t, module, pipe(t, module), &cardwatch.Opts{NewAddress: wanted})
			s.next(cardwatch.Back)
			module.Lay(specimen(t, "A"))
			s.next(cardwatch.Found)
			d := s.next(cardwatch.Read).Document
			if got := d.NewAddress.Reveal() != ""; got != wanted || len(d.Warnings) != 0 {
				t.Errorf("wanted %v, read %v, warnings %q", wanted, got, d.Warnings)
			}
		})
	}
}

func TestAddressThatCannotBeReadIsAWarning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		card := specimen(t, "A")
		card.Address = make([]byte, 70)
		card.Address[0] = 0x1B // a control character
		s := watch(t, module, pipe(t, module), &cardwatch.Opts{NewAddress: true})
		s.next(cardwatch.Back)
		module.Lay(card)
		s.next(cardwatch.Found)
		if d := s.next(cardwatch.Read).Document; len(d.Warnings) != 1 || d.Name.Reveal() == "" {
			t.Errorf("warnings %q", d.Warnings)
		}
	})
}

func TestModuleThatKnowsNoAdditionalAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		whole := pipe(t, module)
		open := func(ctx context.Context) (cardwatch.Port, error) {
			line, err := whole(ctx)
			return withoutAddress{line}, err
		}
		s := watch(t, module, open, &cardwatch.Opts{NewAddress: true, Presence: cardwatch.ByFind{}})
		s.next(cardwatch.Back)
		module.Lay(specimen(t, "A"))
		s.next(cardwatch.Found)
		if d := s.next(cardwatch.Read).Document; len(d.Warnings) != 0 || d.NewAddress.Reveal() != "" {
			t.Errorf("warnings %q", d.Warnings)
		}
	})
}

// withoutAddress turns command 30 03 into one that no module knows.
type withoutAddress struct{ cardwatch.Port }

func (l withoutAddress) Write(b []byte) (int, error) {
	if len(b) == 10 && b[7] == 0x30 && b[8] == 0x03 {
		b = []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x30, 0x7F, 0x4C}
	}
	return l.Port.Write(b)
}

// TestOneDayOfPolling lets a watch run for 24 simulated hours in which cards
// come and go and the cable is pulled every hour. What a pipe stands for, an
// open file, is counted; goroutines at the end of the first hour and of the
// last must be as many.
func TestOneDayOfPolling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		var opened, closed atomic.Int64
		var cable atomic.Pointer[countedLine]
		open := func(context.Context) (cardwatch.Port, error) {
			near, far := net.Pipe()
			opened.Add(1)
			go func() {
				_ = module.Serve(t.Context(), far)
				_ = far.Close()
			}()
			line := &countedLine{Conn: near, closed: &closed}
			cable.Store(line)
			return line, nil
		}
		s := watch(t, module, open, nil)
		s.next(cardwatch.Back)
		var first int
		for hour := range 24 {
			module.Lay(specimen(t, "A"))
			s.next(cardwatch.Found)
			s.next(cardwatch.Read)
			s.quiet(29 * time.Minute)
			module.Lift()
			s.next(cardwatch.Removed)
			s.quiet(30 * time.Minute)
			_ = cable.Load().Conn.Close() // pulled
			s.next(cardwatch.Gone)
			s.next(cardwatch.Back)
			synctest.Wait()
			if open := opened.Load() - closed.Load(); open != 1 {
				t.Fatalf("hour %d: %d lines are open", hour, open)
			}
			n := runtime.NumGoroutine()
			if first == 0 {
				first = n
			}
			if n > first+8 { // the test runner has some that come and go; a leak an hour is more by the evening
				t.Fatalf("hour %d: %d goroutines, %d after the first", hour, n, first)
			}
		}
	})
}

// countedLine counts how often lines are closed by the watch.
type countedLine struct {
	net.Conn
	closed *atomic.Int64
}

func (l *countedLine) Close() error {
	l.closed.Add(1)
	return l.Conn.Close()
}
