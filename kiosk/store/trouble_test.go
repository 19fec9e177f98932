package store_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

	"linli/kiosk"
	"linli/kiosk/store"
)

var errDisk = errors.New("the disk says no")

// failing makes the next commit fail at a point.
type failing struct {
	at  atomic.Value
	err error // errDisk when nil
}

func (f *failing) point(name string) error {
	if at, _ := f.at.Load().(string); at == name {
		f.at.Store("")
		return cmp.Or(f.err, errDisk)
	}
	return nil
}

func TestCommitThatFailedBeforeTheDiskKeepsNothing(t *testing.T) {
	off, f, ctx := newOffice(t), &failing{}, context.Background()
	o := off.options()
	o.SetPoint(f.point)
	s := open(t, newPath(t), o)
	f.at.Store("applied")
	_, err := s.Submit(ctx, submission("v1"))
	var ke *kiosk.Error
	if !errors.As(err, &ke) || ke.Code != kiosk.StoreFailed || errors.Is(err, store.ErrUnknown) {
		t.Fatal(err)
	}
	r := submit(t, s, submission("v1"))
	if r.Ticket.Number != "A001" {
		t.Error(r.Ticket.Number)
	}
	f.at.Store("applied")
	if err := s.BeginPrint(ctx, r.Job); !errors.Is(err, errDisk) {
		t.Error(err)
	}
	state(t, s, r.Job, kiosk.PrintPending)
}

func TestPaperOfACommitNobodyKnewOfIsForWhoAsksAgain(t *testing.T) {
	off, f := newOffice(t), &failing{}
	o := off.options()
	o.SetPoint(f.point)
	s := open(t, newPath(t), o)
	sub := submission("v1")
	sub.PrintNow = true
	f.at.Store("applied")
	if r, err := s.Submit(context.Background(), sub); err == nil || r.Begun {
		t.Fatalf("%+v, %v", r, err)
	}
	f.at.Store("committed")
	r := submit(t, s, sub)
	if again := submit(t, s, sub); !r.Begun || again.Begun {
		t.Errorf("begun %v, then %v", r.Begun, again.Begun)
	}
	state(t, s, r.Job, kiosk.Printing)
}

func TestCommitThatFailedAfterTheDiskIsFoundAndAnswered(t *testing.T) {
	off, f, ctx := newOffice(t), &failing{}, context.Background()
	o := off.options()
	o.SetPoint(f.point)
	s := open(t, newPath(t), o)
	f.at.Store("committed")
	r := submit(t, s, submission("v1"))
	if again := submit(t, s, submission("v1")); again != r || r.Ticket.Number != "A001" {
		t.Errorf("%+v, then %+v", r, again)
	}
	f.at.Store("committed")
	must(t, s.BeginPrint(ctx, r.Job))
	f.at.Store("committed")
	must(t, s.EndPrint(ctx, r.Job, kiosk.Printed))
	if n := len(off.payloads(t, drain(t, s, live, false)...)); n != 2 {
		t.Errorf("%d records", n)
	}
}

func TestJobUnderWayStaysPrintingWhenTheFileIsOpenedAgain(t *testing.T) {
	off, f, ctx := newOffice(t), &failing{}, context.Background()
	o := off.options()
	o.SetPoint(f.point)
	s := open(t, newPath(t), o)
	job := submit(t, s, submission("v1")).Job
	must(t, s.BeginPrint(ctx, job))
	f.at.Store("committed")
	submit(t, s, submission("v2"))
	must(t, s.EndPrint(ctx, job, kiosk.Printed))
}

// TestFileThatRefusesWritesIsOpenedAgain puts /dev/full under the store's
// descriptor: every write ends in ENOSPC until the file is opened anew.
func TestFileThatRefusesWritesIsOpenedAgain(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	submit(t, s, submission("v1"))
	full, err := syscall.Open("/dev/full", syscall.O_RDWR, 0)
	must(t, err)
	defer syscall.Close(full)
	must(t, syscall.Dup3(full, descriptor(t, path), syscall.O_CLOEXEC))
	_, err = s.Submit(context.Background(), submission("v2"))
	if !errors.Is(err, syscall.ENOSPC) || errors.Is(err, store.ErrUnknown) {
		t.Fatal(err)
	}
	if r := submit(t, s, submission("v2")); r.Ticket.Number != "A002" {
		t.Error(r.Ticket.Number)
	}
}

func descriptor(t *testing.T, path string) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	must(t, err)
	for _, e := range entries {
		var fd int
		fmt.Sscan(e.Name(), &fd)
		if to, _ := os.Readlink("/proc/self/fd/" + e.Name()); to == path {
			return fd
		}
	}
	t.Fatal("the file is not open")
	return -1
}

func TestFileThatCannotBeOpenedAgainIsUnknownUntilItCan(t *testing.T) {
	off, f, ctx := newOffice(t), &failing{}, context.Background()
	var gone atomic.Bool
	o := off.options()
	o.SetPoint(f.point)
	o.Examine = func(context.Context, string) error {
		if gone.Load() {
			return errDisk
		}
		return nil
	}
	s := open(t, newPath(t), o)
	gone.Store(true)
	f.at.Store("committed")
	for range 2 {
		if _, err := s.Submit(ctx, submission("v1")); !errors.Is(err, store.ErrUnknown) {
			t.Error(err)
		}
	}
	if _, err := s.Next(ctx, live, 1, 1); !errors.Is(err, store.ErrClosed) {
		t.Error(err)
	}
	gone.Store(false)
	// The first call brings the file back and learns what stands; the visit
	// keeps the number of its first commit.
	if r := submit(t, s, submission("v1")); r.Ticket.Number != "A001" {
		t.Error(r.Ticket.Number)
	}
	if r := submit(t, s, submission("v2")); r.Ticket.Number != "A002" {
		t.Error(r.Ticket.Number)
	}
}

// damagedAtWork has one commit fail and the file examined as damaged, after
// spoil was called with its path.
func damagedAtWork(t *testing.T, o *store.Options, spoil func(path string)) (s *store.Store, path string, first kiosk.Receipt, epoch []byte) {
	t.Helper()
	path = newPath(t)
	var bad atomic.Bool
	o.SetPoint(func(name string) error {
		if name != "applied" || !bad.Load() {
			return nil
		}
		spoil(path)
		return errDisk
	})
	o.Examine = func(context.Context, string) error {
		if bad.Swap(false) {
			return store.ErrDamaged
		}
		return nil
	}
	s = open(t, path, o)
	first = submit(t, s, on(submission("v1"), today(o)))
	epoch = drain(t, s, live, true)[0].GetEpoch()
	bad.Store(true)
	if _, err := s.Submit(context.Background(), on(submission("v2"), today(o))); !errors.Is(err, errDisk) && !errors.Is(err, store.ErrUnknown) {
		t.Fatal(err)
	}
	return s, path, first, epoch
}

func TestDamageFoundAtWorkKeepsWhatCanBeRead(t *testing.T) {
	o := newOffice(t).options()
	s, path, first, epoch := damagedAtWork(t, o, func(string) {})
	if again := submit(t, s, on(submission("v1"), today(o))); again != first {
		t.Errorf("the receipt was %+v and is %+v", first, again)
	}
	if r := submit(t, s, on(submission("v3"), today(o))); r.Ticket.Number != "A-K2-1001" {
		t.Error(r.Ticket.Number)
	}
	s.Acked(live, epoch, 1) // late, and still of this file
	b := drain(t, s, live, false)[0]
	if b.GetFirstSeq() != 2 || string(b.GetEpoch()) != string(epoch) || len(b.GetRecords()) != 1 {
		t.Errorf("goes on at %d with %d records", b.GetFirstSeq(), len(b.GetRecords()))
	}
	if aside, _ := filepath.Glob(path + ".damaged-*"); len(aside) != 1 {
		t.Errorf("put aside: %v", aside)
	}
}

func TestFileOfWhichNothingCanBeReadIsFollowedByANewOne(t *testing.T) {
	o := newOffice(t).options()
	s, path, first, epoch := damagedAtWork(t, o, func(path string) {
		must(t, os.WriteFile(path, make([]byte, 64<<10), 0o600))
	})
	if r := submit(t, s, on(submission("v3"), today(o))); r.Ticket.Number == first.Ticket.Number || r.Ticket.Number != "A-K2-1001" {
		t.Error(r.Ticket.Number)
	}
	s.Acked(live, epoch, 1) // late, of the file that is gone
	b := drain(t, s, live, false)[0]
	if b.GetFirstSeq() != 1 || string(b.GetEpoch()) == string(epoch) {
		t.Errorf("the new file goes on at %d of the old epoch", b.GetFirstSeq())
	}
	if aside, _ := filepath.Glob(path + ".damaged-*"); len(aside) != 1 {
		t.Errorf("put aside: %v", aside)
	}
}

func TestFullStoreRefusesTicketsAndKeepsWorkingOtherwise(t *testing.T) {
	off, path, ctx := newOffice(t), newPath(t), context.Background()
	o := off.options()
	o.MaxSize = store.MinSize
	s := open(t, path, o)
	kept := fillUp(t, s)
	t.Logf("%d tickets in %d bytes", kept, store.MinSize)
	if kept < 300 {
		t.Errorf("full after %d tickets", kept)
	}
	for id := range kiosk.PrintJobID(40) {
		must(t, s.BeginPrint(ctx, id+1))
		must(t, s.EndPrint(ctx, id+1, kiosk.Printed))
	}
	if n, _ := s.Pending(live); n != kept+40 {
		t.Errorf("%d records of %d", n, kept+40)
	}
	drain(t, s, live, true)
	submit(t, s, submission("room again"))
	shut(t, s)
	if rep := sound(t, path); rep.Bytes > store.MinSize {
		t.Errorf("the file has %d bytes", rep.Bytes)
	}
}

// fillUp submits from 32 sides until there is no room and returns how many
// tickets were given.
func fillUp(t *testing.T, s *store.Store) int {
	t.Helper()
	var next, kept atomic.Int64
	var g errgroup.Group
	for range 32 {
		g.Go(func() error {
			for {
				n := int(next.Add(1))
				day := kiosk.BusinessDay(noon().AddDate(0, 0, n/150).Format(time.DateOnly))
				_, err := s.Submit(context.Background(), on(submission(visitName(n)), day))
				if errors.Is(err, store.ErrFull) {
					return nil
				}
				if err != nil {
					return err
				}
				kept.Add(1)
			}
		})
	}
	must(t, g.Wait())
	return int(kept.Load())
}

func TestCallerWhoseTimeIsUpIsToldThatItIsUnknown(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	synctest.Test(t, func(t *testing.T) {
		slow := make(chan struct{})
		o := off.options()
		o.SetPoint(func(string) error { <-slow; return nil })
		started := make(chan *store.Store)
		go func() {
			s, err := store.Open(path, o)
			if err != nil {
				t.Error(err)
			}
			started <- s
		}()
		slow <- struct{}{} // Open commits: two points
		slow <- struct{}{}
		s := <-started
		_, err := s.Submit(context.Background(), submission("v1")) // hangs in its commit
		if !errors.Is(err, store.ErrUnknown) || !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if _, err := s.Submit(ctx, submission("v2")); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if err := s.Close(); !errors.Is(err, store.ErrUnknown) {
			t.Errorf("close: %v", err)
		}
		close(slow)
		must(t, s.Close())
		if rep := sound(t, path); rep.Streams[0].Last != 1 {
			t.Errorf("%+v", rep.Streams[0])
		}
	})
}

func TestCallerWhoHasGoneGetsNoNumber(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 20 {
		if _, err := s.Submit(ctx, submission("v1")); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if r := submit(t, s, submission("v2")); r.Ticket.Number != "A001" {
		t.Error(r.Ticket.Number)
	}
}

func TestSecondStartOfAJobIsRefusedEvenWhenTheDiskFails(t *testing.T) {
	off, f, ctx := newOffice(t), &failing{}, context.Background()
	o := off.options()
	o.SetPoint(f.point)
	s := open(t, newPath(t), o)
	job := submit(t, s, submission("v1")).Job
	must(t, s.BeginPrint(ctx, job))
	var answers [2]error
	for _, at := range []string{"applied", "committed"} {
		f.at.Store(at)
		var wg sync.WaitGroup
		wg.Go(func() { _, answers[0] = s.Submit(ctx, submission(at)) })
		wg.Go(func() { answers[1] = s.BeginPrint(ctx, job) })
		wg.Wait()
		f.at.Store("")
		if !errors.Is(answers[1], store.ErrJobState) {
			t.Errorf("%s: the job began twice: %v", at, answers[1])
		}
	}
}
