package store_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"linli/kiosk/store"
)

// drainedFile leaves a file that was large and holds little, and what waits in
// it.
func drainedFile(t *testing.T, path string, o *store.Options) []string {
	t.Helper()
	s, err := store.Open(path, o)
	must(t, err)
	fill(t, s, 3000)
	drain(t, s, live, true)
	for i := range 3 {
		submit(t, s, submission("last"+visitName(i)))
	}
	waiting := sealedOf(drain(t, s, live, false)...)
	shut(t, s)
	return waiting
}

func TestStoppedFileIsCompacted(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	want := drainedFile(t, path, off.options())
	jobs := sound(t, path).Jobs
	before, after, err := store.Compact(context.Background(), path)
	must(t, err)
	if after >= before {
		t.Errorf("%d bytes before, %d after", before, after)
	}
	rep := sound(t, path)
	s := open(t, path, off.options())
	got := sealedOf(drain(t, s, live, false)...)
	if strings.Join(got[:3], "") != strings.Join(want, "") || rep.Jobs != jobs {
		t.Errorf("%d records, %d of %d jobs", len(got), rep.Jobs, jobs)
	}
	submit(t, s, submission("next"))
}

func TestFileOfARunningTerminalIsNeitherCompactedNorExported(t *testing.T) {
	t.Parallel() // both wait for the lock
	path := newPath(t)
	s := open(t, path, newOffice(t).options())
	submit(t, s, submission("v1"))
	exported := make(chan error, 1)
	go func() {
		_, err := store.Export(context.Background(), path, path+".parcel")
		exported <- err
	}()
	if _, _, err := store.Compact(context.Background(), path); err == nil {
		t.Error("compacted under a running terminal")
	}
	if err := <-exported; err == nil || exists(path+".parcel") {
		t.Error("exported under a running terminal")
	}
	submit(t, s, submission("v2"))
}

func TestDamagedFileIsNotCompacted(t *testing.T) {
	path, _ := usedFile(t, newOffice(t))
	spoil(t, path)
	before, err := os.ReadFile(path)
	must(t, err)
	if _, _, err := store.Compact(context.Background(), path); !errors.Is(err, store.ErrDamaged) {
		t.Error(err)
	}
	after, err := os.ReadFile(path)
	must(t, err)
	if string(before) != string(after) || exists(path+".new") {
		t.Error("it was changed")
	}
}

// idling opens a file that was large, drains it, and leaves three records.
func idling(t *testing.T, point func(string) error) (s *store.Store, path string, large int64, want []string) {
	t.Helper()
	off, path := newOffice(t), newPath(t)
	drainedFile(t, path, off.options())
	o := off.options()
	o.CompactAbove, o.CompactBelow, o.Idle = 1<<20, 1<<30, 200*time.Millisecond
	o.SetPoint(point)
	s = open(t, path, o)
	drain(t, s, live, true) // of the jobs that the start has ended, too
	for i := range 3 {
		submit(t, s, submission(visitName(10000+i)))
	}
	want = sealedOf(drain(t, s, live, false)...)
	info, err := os.Stat(path)
	must(t, err)
	return s, path, info.Size(), want
}

// TestIdleTerminalCompactsItsFile waits for the file to shrink while nobody
// asks for anything, and goes on with it.
func TestIdleTerminalCompactsItsFile(t *testing.T) {
	s, path, large, want := idling(t, func(string) error { return nil })
	within(t, func() bool {
		now, err := os.Stat(path)
		return err == nil && now.Size() < large*3/4
	})
	if got := sealedOf(drain(t, s, live, false)...); strings.Join(got, "") != strings.Join(want, "") {
		t.Errorf("%d records", len(got))
	}
	r := submit(t, s, submission("next"))
	if again := submit(t, s, submission("next")); again != r {
		t.Errorf("%+v, then %+v", r, again)
	}
}

func TestCompactionThatBreaksOffLeavesTheOldFile(t *testing.T) {
	var broken atomic.Bool
	s, path, large, want := idling(t, func(name string) error {
		if name == "remade" {
			broken.Store(true)
			return errDisk
		}
		return nil
	})
	within(t, broken.Load)
	if got := sealedOf(drain(t, s, live, false)...); strings.Join(got, "") != strings.Join(want, "") {
		t.Errorf("%d records", len(got))
	}
	submit(t, s, submission("next"))
	if now, err := os.Stat(path); err != nil || now.Size() < large {
		t.Errorf("%v, %v", now, err)
	}
}

// within polls for a condition that another goroutine brings about.
func within(t *testing.T, met func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	over := time.After(30 * time.Second)
	for !met() {
		select {
		case <-tick.C:
		case <-over:
			t.Fatal("it did not come within 30 s")
		}
	}
}
