package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"linli/sync/office"
	"linli/sync/office/ingest"
	"linli/sync/office/sealing"
)

// quarantineHelp lists what staff can do with records that cannot be read.
const quarantineHelp = `streetoffice quarantine list     records that could not be opened or understood, and why
streetoffice quarantine retry    open them once more, after a key was restored or the program updated

Flags stand after the verb: -config FILE, -data FOLDER, -ledger URL, -json.
Nothing is ever lost: what stays is kept as it came. The office may be running;
it shows what opened within seconds.
`

// aside is one record of the quarantine in JSON.
type aside struct {
	Position   uint64    `json:"position"`
	Device     string    `json:"device"`
	Seq        uint64    `json:"seq"`
	ReceivedAt time.Time `json:"receivedAt"`
	Reason     string    `json:"reason"`
	Opened     bool      `json:"opened"` // by this retry
}

// quarantineCommand runs "streetoffice quarantine ...".
func quarantineCommand(ctx context.Context, args []string, out, errs io.Writer) error {
	if len(args) == 0 {
		fmt.Fprint(errs, quarantineHelp)
		return errors.New("quarantine: say list or retry")
	}
	verb := args[0]
	switch verb {
	case "list", "retry":
	case "-h", "-help", "--help", "help":
		fmt.Fprint(out, quarantineHelp)
		return flag.ErrHelp
	default:
		return fmt.Errorf("quarantine: unknown %q; there are list and retry", verb)
	}
	flags := newSettingsFlags("streetoffice quarantine "+verb, errs)
	asJSON := flags.Bool("json", false, "print one JSON line for each record")
	s, err := flags.read(args[1:])
	if err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("quarantine %s: no argument is taken, but %q was given", verb, flags.Arg(0))
	}
	if _, err := os.Stat(s.Data); err != nil {
		return fmt.Errorf("data folder: %w; start streetoffice once, or name its folder with -data", err)
	}
	ledger, err := openLedger(ctx, s)
	if err != nil {
		return err
	}
	list := listAside
	if verb == "retry" {
		list = func(ctx context.Context, ledger office.Ledger) ([]aside, error) { return retryAside(ctx, s, ledger) }
	}
	all, err := list(ctx, ledger)
	return errors.Join(err, tellAside(out, s, all, *asJSON), ledger.Close())
}

func listAside(ctx context.Context, ledger office.Ledger) ([]aside, error) {
	kept, err := ledger.Quarantined(ctx, -1)
	return asides(kept, false), err
}

func retryAside(ctx context.Context, s settings, ledger office.Ledger) ([]aside, error) {
	ring, err := sealing.Open(s.Data, time.Now)
	if err != nil {
		return nil, err
	}
	opened, stay, err := ingest.Retry(ctx, ledger, ring)
	return append(asides(opened, true), asides(stay, false)...), err
}

func asides(kept []office.Quarantined, opened bool) []aside {
	var all []aside
	for _, q := range kept {
		all = append(all, aside{q.Position, q.Device, q.Seq, q.ReceivedAt, q.Reason, opened})
	}
	return all
}

func tellAside(out io.Writer, s settings, all []aside, asJSON bool) error {
	if asJSON {
		lines := json.NewEncoder(out)
		for _, a := range all {
			if err := lines.Encode(a); err != nil {
				return err
			}
		}
		return nil
	}
	if len(all) == 0 {
		fmt.Fprintln(out, "the quarantine is empty")
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "POSITION\tTERMINAL\tRECORD\tARRIVED\tREASON")
	for _, a := range all {
		if a.Opened {
			a.Reason = "opened now"
		}
		fmt.Fprintf(table, "%d\t%s\t%d\t%s\t%s\n", a.Position, a.Device, a.Seq, a.ReceivedAt.In(s.Zone).Format(time.DateTime), a.Reason)
	}
	return table.Flush()
}
