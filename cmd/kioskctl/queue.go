package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"linli/kiosk/store"
)

// queueCheckCommand exits with 0 for a sound file, 1 for a damaged one, and 3
// for one that could not be examined, such as a file a terminal holds open.
func queueCheckCommand(ctx context.Context, c call) error {
	set, parse := c.flags("queue check", "check a terminal's store FILE without changing it; stop the terminal first")
	asJSON := set.Bool("json", false, "print the whole report as one JSON line")
	if err := parse(); err != nil {
		return err
	}
	if set.NArg() != 1 {
		return usageError{errors.New("name one FILE, for example data/linli.db")}
	}
	path := set.Arg(0)
	if *asJSON {
		return checkHere(c.stdout, path)
	}
	err := examineFirst(ctx, path)
	if err == nil {
		var report store.Report
		if report, err = store.Check(path); err == nil {
			tell(c.stdout, report)
			return nil
		}
	}
	return unsound(err)
}

// examineFirst has a child read the file: a damaged one can kill whoever does.
func examineFirst(ctx context.Context, path string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return store.ExamineWith(self, "queue", "check", "-json")(ctx, path)
}

// unsound gives an error of a store file its exit code.
func unsound(err error) error {
	if errors.Is(err, store.ErrDamaged) {
		return exitError{store.ExitDamaged, err}
	}
	return exitError{store.ExitUnclear, err}
}

// checkHere prints the report of a check in this process.
func checkHere(out io.Writer, path string) error {
	code := store.RunCheck(out, path)
	if code == store.ExitSound {
		return nil
	}
	if code == store.ExitDamaged {
		return exitError{code: code} // the report says it
	}
	_, err := store.Check(path)
	return exitError{code, err}
}

// tell says in a technician's words what a sound file holds.
func tell(out io.Writer, r store.Report) {
	fmt.Fprintf(out, "%s: sound (%d bytes, terminal %s, %d print jobs)\n", r.Path, r.Bytes, r.Device, r.Jobs)
	for _, s := range r.Streams {
		fmt.Fprintf(out, "  stream %s: %d records wait, sent up to %d of %d\n", s.Name, s.Waiting, s.Acked, s.Last)
	}
	for _, p := range r.Papers {
		fmt.Fprintf(out, "  job %d: %s of %s is %s\n", p.Job, p.Number, p.Day, p.State)
	}
}
