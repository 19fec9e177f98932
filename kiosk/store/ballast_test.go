package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/store"
)

const ballast = 1 << 20

// smallDisk mounts a disk of 8 MiB.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("a small disk cannot be mounted (%v): run as root to see the store on a full disk", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir
}

// fillDisk takes all that is free on the disk of dir, but for leave bytes.
func fillDisk(t *testing.T, dir string, leave int) string {
	t.Helper()
	path := filepath.Join(dir, "photos")
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	block := make([]byte, 4096)
	written := 0
	for {
		n, err := f.Write(block)
		written += n
		if errors.Is(err, syscall.ENOSPC) {
			break
		}
		must(t, err)
	}
	must(t, f.Truncate(int64(max(0, written-leave))))
	return path
}

func TestFullDiskRefusesTicketsAndLetsTheRestGoOn(t *testing.T) {
	dir := smallDisk(t)
	o := newOffice(t).options()
	o.Ballast, o.Idle = ballast, 100*time.Millisecond
	path := filepath.Join(dir, "queue.db")
	s, err := store.Open(path, o)
	must(t, err)
	defer func() {
		must(t, s.Close())
		sound(t, path)
	}()
	ctx := context.Background()
	var last kiosk.Receipt
	for i := range 50 {
		last = submit(t, s, submission(visitName(i)))
	}
	must(t, s.BeginPrint(ctx, last.Job))
	photos := fillDisk(t, dir, 64<<10)
	given := 50
	for {
		_, err := s.Submit(ctx, submission(visitName(given)))
		if err != nil {
			break
		}
		if given++; given > 5000 {
			t.Fatal("the disk is never full")
		}
	}
	if exists(path + ".ballast") {
		t.Fatal("the reserve is still held")
	}
	if _, err := s.Submit(ctx, submission("one more")); !errors.Is(err, store.ErrFull) {
		t.Errorf("a ticket on a full disk: %v", err)
	}
	must(t, s.EndPrint(ctx, last.Job, kiosk.Printed))
	drain(t, s, live, true)
	within(t, func() bool {
		n, err := s.Pending(live)
		return n == 0 && err == nil
	})
	// The file has room inside now, and yet tickets wait until the reserve
	// is held again.
	must(t, os.Remove(photos))
	within(t, func() bool {
		_, err := s.Submit(ctx, submission("one more"))
		return err == nil
	})
	if info, err := os.Stat(path + ".ballast"); err != nil || info.Sys().(*syscall.Stat_t).Blocks*512 < ballast {
		t.Errorf("the reserve: %v, %v", info, err)
	}
}

// TestPrintThatEndsAsTheDiskFillsUpIsKept has the very commit of a print's end
// find the disk full.
func TestPrintThatEndsAsTheDiskFillsUpIsKept(t *testing.T) {
	o, path, ctx := newOffice(t).options(), newPath(t), context.Background()
	o.Ballast = ballast
	f := &failing{err: fmt.Errorf("write: %w", syscall.ENOSPC)}
	o.SetPoint(f.point)
	s := open(t, path, o)
	job := submit(t, s, submission("v1")).Job
	must(t, s.BeginPrint(ctx, job))
	f.at.Store("applied")
	must(t, s.EndPrint(ctx, job, kiosk.Printed))
	state(t, s, job, kiosk.Printed)
	submit(t, s, submission("v2")) // there was room after all
}

func TestReserveIsHeldOnceAndStays(t *testing.T) {
	o, path := newOffice(t).options(), newPath(t)
	o.Ballast = ballast
	shut(t, open(t, path, o))
	before, err := os.Stat(path + ".ballast")
	must(t, err)
	s := open(t, path, o)
	submit(t, s, submission("v1"))
	after, err := os.Stat(path + ".ballast")
	if err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("made anew at each start: %v", err)
	}
}
