package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"linli/kiosk/store"
)

// queueExportCommand writes a parcel for `streetoffice import`. Nothing is
// taken out of the file.
func queueExportCommand(ctx context.Context, c call) error {
	path, out, asJSON, err := parcelArgs(c, "queue export",
		"write what waits for the office in a terminal's store FILE into a parcel, whether the terminal runs or not; streetoffice import takes it in. "+
			"The terminal keeps its records until the office has said that it has them")
	if err != nil {
		return err
	}
	if conn := knock(ctx, path); conn != nil {
		x, err := fetch(ctx, conn, out)
		if err != nil {
			return unsound(err)
		}
		return tellParcel(c.stdout, x, asJSON)
	}
	if err := examineFirst(ctx, path); err != nil {
		return unsound(err)
	}
	x, err := store.Export(ctx, path, out)
	if err != nil {
		return unsound(err)
	}
	return tellParcel(c.stdout, x, asJSON)
}

// queueRescueCommand exits with 0 when all was found, and with 4 when some
// records are lost.
func queueRescueCommand(ctx context.Context, c call) error {
	path, out, asJSON, err := parcelArgs(c, "queue rescue",
		"write the records that can be read and verified in a damaged store FILE, such as linli.db.damaged-..., into a parcel; "+
			"streetoffice import -after-hole takes it in. FILE is not changed")
	if err != nil {
		return err
	}
	x, err := store.Rescue(ctx, path, out)
	if err != nil {
		return unsound(err)
	}
	if err := tellParcel(c.stdout, x, asJSON); err != nil || len(x.Lost) == 0 {
		return err
	}
	return exitError{code: exitLost} // the report says it
}

// exitLost is the exit code of a rescue that could not find all.
const exitLost = 4

func parcelArgs(c call, name, about string) (path, out string, asJSON bool, err error) {
	set, parse := c.flags(name, about)
	asJSONFlag := set.Bool("json", false, "print what was written as one JSON line")
	outFlag := set.String("o", "", "`OUT`, the parcel to write, for example on the USB stick")
	if err := parse(); err != nil {
		return "", "", false, err
	}
	if set.NArg() != 1 || *outFlag == "" {
		return "", "", false, usageError{errors.New("name the parcel with -o OUT, then one FILE, for example data/linli.db")}
	}
	if _, err := os.Lstat(*outFlag); err == nil {
		return "", "", false, fmt.Errorf("%s is there already", *outFlag)
	}
	return set.Arg(0), *outFlag, *asJSONFlag, nil
}

func tellParcel(out io.Writer, x store.Exported, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(x)
	}
	fmt.Fprintf(out, "%s: %d records of terminal %s\n", x.Path, x.Records, x.Device)
	for _, s := range x.Streams {
		fmt.Fprintf(out, "  stream %s: %d to %d\n", s.Name, s.First, s.Last)
	}
	for _, m := range x.Lost {
		fmt.Fprintf(out, "  stream %s: %d to %d cannot be read, unless the office has them\n", m.Name, m.First, m.Last)
	}
	return nil
}

// queueCompactCommand makes a file smaller.
func queueCompactCommand(ctx context.Context, c call) error {
	set, parse := c.flags("queue compact", "write a stopped terminal's store FILE anew without its holes; a power cut leaves the old or the new one")
	asJSON := set.Bool("json", false, "print the sizes in bytes as one JSON line")
	if err := parse(); err != nil {
		return err
	}
	if set.NArg() != 1 {
		return usageError{errors.New("name one FILE, for example data/linli.db")}
	}
	path := set.Arg(0)
	if err := examineFirst(ctx, path); err != nil {
		return unsound(err)
	}
	before, after, err := store.Compact(ctx, path)
	if err != nil {
		return unsound(err)
	}
	if *asJSON {
		return json.NewEncoder(c.stdout).Encode(map[string]any{"path": path, "before": before, "after": after})
	}
	_, err = fmt.Fprintf(c.stdout, "%s: %d bytes before, %d now\n", path, before, after)
	return err
}
