package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"

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
	Created     bool   // there was no file, or none of which anything could be used
	Damage      error  // why the file could not be used as it was
	Quarantined string // where it lies now; "" when nothing was damaged
	Undone      bool   // the new file is the old one without its last commit
	Rescued     int    // waiting records that were brought into the new file
	Lost        int    // waiting records that could not be; Rescue may find some
}

// Preflight decides what to do with the file at path before it is opened. A
// sound file stays. A missing one is made. A damaged one is put aside, with the
// time in its name, and the best of these takes its place: a new file with all
// of its records and jobs, read page by page; the file as it was one commit
// ago; a new file with the records up to the first that is lost; or an empty
// one with new epochs. Tickets then take overflow numbers as long as the
// block's may have been given by the damaged file. When it cannot tell, it
// returns the error and touches nothing. Open runs it; it blocks for one
// reading of the file or until ctx ends, and after damage for a minute more.
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
		// Whoever put the file in place may have failed to make its name durable.
		return Outcome{}, syncDir(filepath.Dir(path))
	}
	if !errors.Is(damage, ErrDamaged) {
		return Outcome{}, damage
	}
	aside, err := asideName(path, o.Now())
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Damage: damage, Quarantined: aside}
	got, failed := succeed(ctx, path, o)
	if failed == nil {
		out.Undone, out.Rescued, out.Lost = got.undone, got.records, got.lost
		return out, changePlaces(path+makingMark, path, aside)
	}
	out.Created, out.Damage = true, errors.Join(damage, failed)
	if err := os.Rename(path, aside); err != nil {
		return Outcome{}, fmt.Errorf("store: quarantine: %w", err)
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return out, err
	}
	return out, createAfter(path, o)
}

// succeed makes a file beside the damaged one that can take its place.
func succeed(ctx context.Context, path string, o *Options) (recovery, error) {
	making := path + makingMark
	got, err := rescued(ctx, path, making, o)
	if err == nil {
		err = succession(making, path, o)
	}
	if err != nil {
		return got, errors.Join(err, removeIfThere(making))
	}
	return got, nil
}

// succession writes into the sound file at making that it follows the damaged
// one at path.
func succession(making, path string, o *Options) error {
	last, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("store: preflight: %w", err)
	}
	before, err := predecessors(path)
	if err != nil {
		return err
	}
	db, err := bolt.Open(making, 0o600, boltOptions(0))
	if err != nil {
		return fmt.Errorf("store: preflight: %w", err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		st, err := readState(tx)
		if err != nil {
			return err
		}
		st.Generation = max(st.Generation, len(before)) + 1
		st.OverflowThrough = max(st.OverflowThrough, kiosk.BusinessDayOf(last.ModTime(), o.Zone))
		return putState(tx, st)
	})
	return errors.Join(err, db.Close())
}

// changePlaces puts the damaged file aside and the new one in its place. There
// is a whole file at path at all times, unless the file system has no links
// and no room for a copy.
func changePlaces(making, path, aside string) error {
	if os.Link(path, aside) != nil && copyFile(path, aside) != nil {
		if err := os.Rename(path, aside); err != nil {
			return fmt.Errorf("store: quarantine: %w", err)
		}
	}
	if err := os.Rename(making, path); err != nil {
		return fmt.Errorf("store: quarantine: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// copyFile makes a synced copy. On an error nothing is left of it.
func copyFile(from, to string) (err error) {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	if err = errors.Join(err, dst.Sync(), dst.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

// tell logs an outcome that staff should know of.
func (o Outcome) tell(log *slog.Logger) {
	switch {
	case o.Damage == nil:
	case o.Created:
		log.Error(kiosk.EventStoreQuarantined, "file", o.Quarantined, "err", o.Damage)
	default:
		log.Error(kiosk.EventStoreMended, "file", o.Quarantined, "rescued", o.Rescued, "lost", o.Lost,
			"undone", o.Undone, "err", o.Damage)
	}
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
	return ExamineTelling(nil, command, args...)
}

// ExamineTelling is ExamineWith for a child that runs RunCheckTelling; tell
// gets what it says on the way, in a goroutine of its own.
func ExamineTelling(tell Progress, command string, args ...string) func(ctx context.Context, path string) error {
	return func(ctx context.Context, path string) error {
		c := exec.CommandContext(ctx, command, append(append([]string(nil), args...), path)...)
		said, complained := talk{tell: tell}, strings.Builder{}
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
		return fmt.Errorf("store: examine: %w: %s", err, cmp.Or(unclear(said.String()), firstLine(complained.String())))
	}
}

// talk collects what a child says and passes on how far it has come.
type talk struct {
	tell   Progress
	report strings.Builder // without the progress
	rest   []byte          // of a line that is not complete
}

// Write implements io.Writer.
func (t *talk) Write(b []byte) (int, error) {
	t.rest = append(t.rest, b...)
	for {
		line, rest, whole := bytes.Cut(t.rest, []byte("\n"))
		if !whole {
			return len(b), nil
		}
		t.rest = rest
		var at progressLine
		if t.tell != nil && json.Unmarshal(line, &at) == nil && at.Total > 0 {
			t.tell(at.Done, at.Total)
			continue
		}
		t.report.Write(line)
	}
}

func (t *talk) String() string { return t.report.String() + string(t.rest) }

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

// unclear is why the child could not examine the file; "" when it does not say.
func unclear(said string) string {
	var rep Report
	if json.Unmarshal([]byte(said), &rep) != nil {
		return ""
	}
	return rep.Unclear
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
