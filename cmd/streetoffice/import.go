package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"connectrpc.com/connect"

	"linli/sync/office"
	"linli/sync/office/ingest"
	"linli/sync/office/parcel"
	"linli/sync/office/trust"
	"linli/sync/wire/linlipb"
)

// imported is what the command says of one file.
type imported struct {
	Path  string        `json:"path"`
	Lines []parcel.Line `json:"lines"`
	Error string        `json:"error,omitempty"`
}

// importCommand runs "streetoffice import FILE...": it takes in what a
// technician brought from terminals without a line. The office may be running;
// it shows the records within seconds.
func importCommand(ctx context.Context, args []string, out, errs io.Writer) error {
	flags := newSettingsFlags("streetoffice import", errs)
	asJSON := flags.Bool("json", false, "print one JSON line for each FILE")
	afterHole := flags.Bool("after-hole", false,
		"take in records although some before them are missing and will never come, as after kioskctl queue rescue")
	anyTerminal := flags.Bool("any-terminal", false,
		"take in records of a terminal that is not admitted, or not any more; be sure who brings them")
	s, err := flags.read(args)
	if err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errors.New("import: name the FILE that kioskctl queue export or rescue wrote")
	}
	if _, err := os.Stat(s.Data); err != nil {
		return fmt.Errorf("data folder: %w; start streetoffice once, or name its folder with -data", err)
	}
	ledger, err := openLedger(ctx, s)
	if err != nil {
		return err
	}
	opts := parcel.Options{AfterHole: *afterHole}
	if !*anyTerminal {
		if opts.Admit, err = admitted(ctx, ledger); err != nil {
			return errors.Join(err, ledger.Close())
		}
	}
	push := pushInto(ledger, slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelError})))
	for _, path := range flags.Args() {
		one, fault := importFile(ctx, path, push, opts)
		err = errors.Join(err, fault, tellImport(out, one, *asJSON))
	}
	return errors.Join(err, ledger.Close())
}

// admitted returns what refuses terminals that have no certificate now.
func admitted(ctx context.Context, roster office.Roster) (func(device string) error, error) {
	all, err := trust.NewBook(roster, time.Now).Devices(ctx)
	if err != nil {
		return nil, err
	}
	state := map[string]trust.State{}
	for _, d := range all {
		state[d.Name] = d.State
		if d.Replaces {
			state[d.Name] = trust.Admitted
		}
	}
	return func(device string) error {
		switch state[device] {
		case trust.Admitted:
			return nil
		case "":
			return errors.New("this office has not heard of it; -any-terminal takes them all the same")
		default:
			return fmt.Errorf("it is %s; -any-terminal takes them all the same", state[device])
		}
	}, nil
}

// pushInto takes batches to the ledger as the office's own desk does.
func pushInto(ledger office.Ledger, log *slog.Logger) parcel.Push {
	desk := ingest.NewDesk(ledger, nil, log, time.Now, func() {})
	return func(ctx context.Context, batch *linlipb.PushRequest) (*linlipb.PushResponse, error) {
		resp, err := desk.Push(ctx, connect.NewRequest(batch))
		if err != nil {
			return nil, err
		}
		return resp.Msg, nil
	}
}

func importFile(ctx context.Context, path string, push parcel.Push, opts parcel.Options) (imported, error) {
	one := imported{Path: path}
	f, err := os.Open(path)
	if err != nil {
		one.Error = err.Error()
		return one, err
	}
	defer f.Close()
	one.Lines, err = parcel.Take(ctx, f, push, opts)
	if err != nil {
		one.Error = err.Error()
		return one, fmt.Errorf("%s: %w", path, err)
	}
	return one, nil
}

func tellImport(out io.Writer, one imported, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(one)
	}
	for _, l := range one.Lines {
		fmt.Fprintf(out, "%s: terminal %s, stream %s: %d taken, %d known already", one.Path, l.Device, l.Stream, l.Taken, l.Known)
		if l.Moved > 0 {
			fmt.Fprintf(out, ", %d of them of another history than the office had", l.Moved)
		}
		fmt.Fprintln(out)
	}
	if len(one.Lines) == 0 && one.Error == "" {
		fmt.Fprintf(out, "%s: no record in it\n", one.Path)
	}
	return nil
}
