package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"linli/kiosk"
)

// examineWait bounds the examination of a file before it is opened. A million
// waiting records take about 20 s on a slow machine.
const examineWait = 2 * time.Minute

// damagedMark stands in the name of a file that was put aside. New files look
// for it: see predecessors.
const damagedMark = ".damaged-"

// Outcome is what Preflight did.
type Outcome struct {
	Created     bool   // there was no file, or none that could be used
	Damage      error  // why the file could not be used
	Quarantined string // where it lies now; "" when nothing was damaged
}

// Preflight decides what to do with the file at path before it is opened. A
// sound file stays. A missing one is made. A damaged one is renamed aside, with
// the time in its name, and a new one is made, with new epochs and a print job
// count of its own; its tickets take overflow numbers as long as the block's
// may have been given by the damaged file. When it cannot tell, it returns the
// error and touches nothing. Open runs it; it blocks for one reading of the
// file or until ctx ends.
func Preflight(ctx context.Context, path string, opts *Options) (Outcome, error) {
	o, err := opts.complete()
	if err != nil {
		return Outcome{}, err
	}
	return preflight(ctx, path, &o)
}

func preflight(ctx context.Context, path string, o *Options) (Outcome, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Outcome{Created: true}, createAfter(path, o)
	}
	if err != nil {
		return Outcome{}, fmt.Errorf("store: preflight: %w", err)
	}
	damage := o.Examine(ctx, path)
	if damage == nil {
		// The start that made the file may have failed to make its name durable.
		return Outcome{}, syncDir(filepath.Dir(path))
	}
	if !errors.Is(damage, ErrDamaged) {
		return Outcome{}, damage
	}
	aside, err := asideName(path, o.Now())
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Created: true, Damage: damage, Quarantined: aside}
	if err := os.Rename(path, aside); err != nil {
		return Outcome{}, fmt.Errorf("store: quarantine: %w", err)
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return out, err
	}
	return out, createAfter(path, o)
}

// asideName finds a free name: a clock that stands still must not put one
// damaged file over another.
func asideName(path string, now time.Time) (string, error) {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s%s%s-%d", path, damagedMark, now.UTC().Format("20060102T150405Z"), n)
		_, err := os.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", fmt.Errorf("store: quarantine: %w", err)
		}
	}
}

// createAfter makes a new file that knows of its damaged predecessors. They
// are read from the folder, not from memory, so that a crash between putting
// one aside and making the next loses nothing.
func createAfter(path string, o *Options) error {
	st := newState(o.Device)
	before, err := predecessors(path)
	if err != nil {
		return err
	}
	st.Generation = len(before)
	for _, b := range before {
		st.OverflowThrough = max(st.OverflowThrough, kiosk.BusinessDayOf(b.ModTime(), o.Zone))
	}
	return create(path, st)
}

// predecessors finds the files that were put aside at path. The last change of
// one tells until which day it gave numbers.
func predecessors(path string) ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("store: preflight: %w", err)
	}
	var found []fs.FileInfo
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), filepath.Base(path)+damagedMark) {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, fmt.Errorf("store: preflight: %w", err)
		}
		found = append(found, info)
	}
	return found, nil
}

// ExamineWith returns an Options.Examine that runs RunCheck in a child: the
// command with args and then the path. A child that a fault on mapped memory or
// a panic has killed means damage; one that could not run, was killed from
// outside or says anything but a report does not.
func ExamineWith(command string, args ...string) func(ctx context.Context, path string) error {
	return func(ctx context.Context, path string) error {
		c := exec.CommandContext(ctx, command, append(append([]string(nil), args...), path)...)
		var said, complained strings.Builder
		c.Stdout, c.Stderr = &said, &complained
		c.WaitDelay = time.Second
		err := c.Run()
		var exit *exec.ExitError
		if err == nil {
			return readReport(said.String())
		}
		if ctx.Err() != nil || !errors.As(err, &exit) {
			return fmt.Errorf("store: examine: %w", errors.Join(err, ctx.Err()))
		}
		if exit.ExitCode() == ExitDamaged {
			return readReport(said.String())
		}
		if crashed(exit, complained.String()) {
			return fmt.Errorf("%w: examining it ended in %w", ErrDamaged, exit)
		}
		return fmt.Errorf("store: examine: %w: %s", err, firstLine(complained.String()))
	}
}

// readReport turns what the child said into a verdict.
func readReport(said string) error {
	var rep Report
	if err := json.Unmarshal([]byte(said), &rep); err != nil {
		return fmt.Errorf("store: examine: no report: %w", err)
	}
	if len(rep.Problems) > 0 {
		return fmt.Errorf("%w: %s", ErrDamaged, rep.Problems[0])
	}
	return nil
}

// crashed recognises how the Go runtime ends on a fault or a panic.
func crashed(exit *exec.ExitError, complained string) bool {
	if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return ws.Signal() == syscall.SIGBUS || ws.Signal() == syscall.SIGSEGV
	}
	for _, mark := range []string{"panic: ", "unexpected fault address", "fatal error: stack overflow"} {
		if strings.Contains(complained, mark) {
			return exit.ExitCode() == 2
		}
	}
	return false
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
