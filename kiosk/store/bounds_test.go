package store_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/wire/linlipb"
)

// bounded is a small store with a bound for each class, and more than both.
func bounded(o office) *store.Options {
	opts := o.options()
	opts.Numbers = store.Block{First: 1, Last: 999}
	opts.MaxSize, opts.MaxLive, opts.MaxBulk = 4<<20, 256<<10, 1<<20
	return opts
}

// bulky is an application of about size bytes that do not compress.
func bulky(visit string, size int) kiosk.Submission {
	noise := make([]byte, size/2)
	rand.Read(noise) //nolint:errcheck // documented never to fail
	sub := application(visit)
	sub.Application.Answers[1].Value = kiosk.Private(hex.EncodeToString(noise))
	return sub
}

// flood submits from 16 sides until they are refused with want, and returns how
// many were taken. Each that is taken is printed to its end, which must never be
// refused.
func flood(t *testing.T, s *store.Store, name string, want error, make func(visit string) kiosk.Submission) (taken int) {
	t.Helper()
	var counts [16]int
	var sides errgroup.Group
	for side := range counts {
		sides.Go(func() error {
			for n := 0; ; n++ {
				sub := make(fmt.Sprintf("%s-%d-%d", name, side, n))
				sub.Day = kiosk.BusinessDay(noon().AddDate(0, 0, n/40).Format(time.DateOnly)) // within a block
				r, err := s.Submit(context.Background(), sub)
				if errors.Is(err, want) {
					return nil
				}
				if err == nil {
					counts[side]++
					err = printed(s, r.Job)
				}
				if err != nil {
					return fmt.Errorf("%s, after %d: %w", name, n, err)
				}
			}
		})
	}
	must(t, sides.Wait())
	for _, n := range counts {
		taken += n
	}
	return taken
}

func printed(s *store.Store, job kiosk.PrintJobID) error {
	if err := s.BeginPrint(context.Background(), job); err != nil {
		return fmt.Errorf("promised and refused: %w", err)
	}
	if err := s.EndPrint(context.Background(), job, kiosk.Printed); err != nil {
		return fmt.Errorf("promised and refused: %w", err)
	}
	return nil
}

// TestFloodOfApplicationsLeavesTicketsTheirRoom also where rows of print jobs
// and half-filled pages take what the bounds have left of the file.
func TestFloodOfApplicationsLeavesTicketsTheirRoom(t *testing.T) {
	for _, tt := range []struct {
		size  int // of an application, in bytes
		tight bool
	}{{100, false}, {3_000, false}, {60_000, false}, {100, true}, {3_000, true}, {60_000, true}} {
		t.Run(fmt.Sprintf("%d tight %v", tt.size, tt.tight), func(t *testing.T) {
			t.Parallel()
			size, path, opts := tt.size, newPath(t), bounded(newOffice(t))
			if tt.tight {
				opts.MaxSize = 2 << 20
			}
			s := open(t, path, opts)
			cases := flood(t, s, "case", store.ErrApplicationsFull, func(v string) kiosk.Submission { return bulky(v, size) })
			f, err := s.Fullness()
			must(t, err)
			if cases == 0 || f.Applications.Share() < 0.85 || f.Applications.Share() > 1.05 || f.Tickets.Share() > 0.01 {
				t.Errorf("after %d applications: %+v", cases, f)
			}
			tickets := flood(t, s, "ticket", store.ErrFull, submission)
			if f, err = s.Fullness(); err != nil || f.Tickets.Share() < 0.95 || f.Tickets.Share() > 1.1 || f.File.Share() > 1 {
				t.Errorf("after %d tickets: %+v (%v)", tickets, f, err)
			}
			t.Logf("%d applications, %d tickets: %+v", cases, tickets, f)
			for _, stream := range []linlipb.Stream{live, bulk} {
				drain(t, s, stream, true)
			}
			submit(t, s, submission("deletes"))
			submit(t, s, submission("again"))
			submit(t, s, bulky("again-case", size))
		})
	}
}

func TestFloodOfTicketsLeavesApplicationsTheirRoom(t *testing.T) {
	s := open(t, newPath(t), bounded(newOffice(t)))
	tickets := flood(t, s, "ticket", store.ErrFull, submission)
	cases := flood(t, s, "case", store.ErrApplicationsFull, func(v string) kiosk.Submission { return bulky(v, 3_000) })
	f, err := s.Fullness()
	if err != nil || tickets < 200 || cases < 200 || f.Applications.Share() < 0.95 {
		t.Errorf("%d tickets, %d applications: %+v (%v)", tickets, cases, f, err)
	}
}

// TestAnyMixKeepsBothBounds has residents come in any order, with the office
// now and then there, and the terminal started anew now and then: tickets are
// refused at their own bound alone, and what was promised never is.
func TestAnyMixKeepsBothBounds(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := mathrand.New(mathrand.NewPCG(seed, 0))
	path, opts := newPath(t), bounded(newOffice(t))
	opts.MaxLive, opts.MaxBulk = 24<<10, 200<<10
	s, err := store.Open(path, opts)
	must(t, err)
	refused := map[linlipb.Stream]int{}
	for n := range 900 {
		day := kiosk.BusinessDay(noon().AddDate(0, 0, n/100).Format(time.DateOnly))
		sub, stream := on(submission(visitName(n)), day), live
		if chance.IntN(3) == 0 {
			sub, stream = on(bulky(visitName(n), 1+chance.IntN(20_000)), day), bulk
		}
		before, err := s.Fullness()
		must(t, err)
		r, err := s.Submit(context.Background(), sub)
		switch {
		case err == nil:
			must(t, printed(s, r.Job))
		case stream == live && errors.Is(err, store.ErrFull):
			if before.Tickets.Share() < 0.9 {
				t.Fatalf("a ticket was refused at %+v", before)
			}
			refused[stream]++
		case stream == bulk && errors.Is(err, store.ErrApplicationsFull):
			if before.Applications.Share() < 0.8 {
				t.Fatalf("an application was refused at %+v", before)
			}
			refused[stream]++
		default:
			t.Fatal(err)
		}
		switch chance.IntN(250) {
		case 0:
			drain(t, s, live, true)
		case 1:
			drain(t, s, bulk, true)
		case 2:
			shut(t, s)
			after, err := store.Open(path, opts)
			must(t, err)
			s = after
		}
	}
	t.Logf("refused: %d tickets, %d applications", refused[live], refused[bulk])
	shut(t, s)
	sound(t, path)
}

func TestWaitingBytesAreTheSameAfterARestart(t *testing.T) {
	path, opts := newPath(t), bounded(newOffice(t))
	s, err := store.Open(path, opts)
	must(t, err)
	for n := range 20 {
		r := submit(t, s, bulky(visitName(n), 2_000))
		must(t, printed(s, r.Job))
		submit(t, s, submission(visitName(100+n)))
	}
	before, err := s.Fullness()
	must(t, err)
	shut(t, s)
	opened := open(t, path, opts)
	after, err := opened.Fullness()
	must(t, err)
	near := func(a, b store.Fill) bool { return a.Used > b.Used*95/100 && a.Used < b.Used*110/100+8192 }
	if !near(after.Tickets, before.Tickets) || !near(after.Applications, before.Applications) {
		t.Errorf("%+v before, %+v after", before, after)
	}
}

func TestBoundsThatDoNotFitTheFileAreRefused(t *testing.T) {
	for name, change := range map[string]func(*store.Options){
		"too much in all": func(o *store.Options) { o.MaxBulk = 3800 << 10 },
		"below nothing":   func(o *store.Options) { o.MaxLive = -1 },
	} {
		o := bounded(newOffice(t))
		change(o)
		if s, err := store.Open(newPath(t), o); err == nil {
			t.Errorf("%s: opened", name)
			shut(t, s)
		}
	}
}
