package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"linli/internal/crashfs"
	"linli/kiosk/store"
)

// TestPowerCutWhileADamagedFileIsMendedLosesNothing cuts the power at each
// moment of a start that finds a damaged file, all of which can be read, and
// puts another in its place, on file systems with links and without.
func TestPowerCutWhileADamagedFileIsMendedLosesNothing(t *testing.T) {
	t.Run("links", func(t *testing.T) { mendUnderPowerCuts(t, nil) })
	t.Run("no links", func(t *testing.T) {
		mendUnderPowerCuts(t, func(o crashfs.Op) syscall.Errno {
			if o.Kind == crashfs.Link {
				return syscall.EPERM
			}
			return 0
		})
	})
}

func mendUnderPowerCuts(t *testing.T, fail func(crashfs.Op) syscall.Errno) {
	t.Helper()
	off, p := newOffice(t), newPromises()
	p.Damaged = true
	path := newPath(t)
	s, err := store.Open(path, off.options())
	must(t, err)
	for n := range 30 {
		sub := submission(visitName(n))
		p.Receipts[string(sub.Visit)] = submit(t, s, sub).Ticket.Number
	}
	shut(t, s)
	raw, err := os.ReadFile(path)
	must(t, err)
	raw[pageSize+40] ^= 1 // where the second root stands
	must(t, os.WriteFile(path, raw, 0o600))
	dir := t.TempDir()
	disk, err := crashfs.Mount(dir)
	if errors.Is(err, crashfs.ErrUnavailable) {
		t.Skip(err)
	}
	must(t, err)
	disk.Fail(fail)
	out, err := exec.Command(os.Args[0], "mended", dir, off.secret(), path).CombinedOutput()
	must(t, disk.Close())
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	d, checker, chance, begun, states := crashfs.NewDisk(), checkStates(t, off), rand.New(rand.NewPCG(1, 2)), false, 0
	for i, o := range disk.Log() {
		d.Apply(o)
		begun = begun || o.Kind == crashfs.Mark
		if !begun || o.Kind == crashfs.Mark {
			continue
		}
		for try := range min(triesAtOnce, 2+4*d.Pending()) {
			states++
			if problem := checker.check(t, choose(d, chance, try), p); problem != "" {
				t.Errorf("after call %d (kind %d), try %d: %s", i, o.Kind, try, problem)
			}
		}
	}
	t.Logf("%d states", states)
}

// runMended is the child that starts on a damaged file: folder, the office's
// private key, the file.
func runMended(args []string) error {
	off, err := officeOf(args[1])
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(args[2])
	if err != nil {
		return err
	}
	f, err := os.Create(queueIn(args[0]))
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	folder, opened := os.Open(args[0])
	if err := errors.Join(err, f.Sync(), f.Close(), opened, folder.Sync(), folder.Close()); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(args[0], crashfs.MarkFile), []byte("here it lies\n"), 0o600); err != nil {
		return err
	}
	s, err := store.Open(queueIn(args[0]), off.options())
	if err != nil {
		return err
	}
	if out := s.Opened(); out.Damage == nil || out.Lost != 0 || out.Created {
		return fmt.Errorf("the file was not mended whole: %+v", out)
	}
	if _, err := s.Submit(context.Background(), submission("after the mending")); err != nil {
		return err
	}
	return s.Close()
}
