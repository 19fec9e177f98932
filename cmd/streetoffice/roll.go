package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/ballot"
	"linli/sync/office/publish"
)

// rollHelp says what staff can do with rolls of voters.
const rollHelp = `streetoffice roll set BALLOT FILE    put the voters in FILE in the place of the roll of a ballot
streetoffice roll add BALLOT FILE    add those of FILE to it, as after an objection
streetoffice roll show BALLOT        how many stand on it, and how many have voted

BALLOT is the file name of its item without .yaml; the item says ballot: {roll: true}. FILE is CSV, UTF-8 or
GB 18030, whose first line names its columns: number, and kind where not all have the resident card (docs/service-items.md).
Lines that name nobody, or somebody again, are listed, masked, and then nothing is kept, unless -skip leaves them out.
What is kept tells no number: delete FILE afterwards.

Flags stand before the arguments: -config FILE, -data FOLDER, -ledger URL, -skip. The office may be running.
`

// rollCommand runs "streetoffice roll ...".
func rollCommand(ctx context.Context, args []string, out, errs io.Writer) error {
	if len(args) == 0 {
		fmt.Fprint(errs, rollHelp)
		return errors.New("roll: say what to do")
	}
	verb := args[0]
	if verb == "-h" || verb == "-help" || verb == "--help" || verb == "help" {
		fmt.Fprint(out, rollHelp)
		return flag.ErrHelp
	}
	operands, known := map[string]int{"set": 2, "add": 2, "show": 1}[verb]
	if !known {
		return fmt.Errorf("roll: unknown %q; streetoffice roll -h lists what there is", verb)
	}
	flags := newSettingsFlags("streetoffice roll "+verb, errs)
	skip := flags.Bool("skip", false, "leave out the lines that name nobody, or somebody again")
	s, err := flags.read(args[1:])
	if err != nil {
		return err
	}
	if flags.NArg() != operands {
		return fmt.Errorf("roll %s: takes %d arguments, after the flags", verb, operands)
	}
	if _, err := os.Stat(s.Data); err != nil {
		return fmt.Errorf("data folder: %w; start streetoffice once, or name its folder with -data", err)
	}
	ledger, err := openLedger(ctx, s)
	if err != nil {
		return err
	}
	c := rollCall{ballot: kiosk.ItemID(flags.Arg(0)), add: verb == "add", skip: *skip, out: out}
	err = c.open(ctx, s, ledger)
	switch {
	case err != nil:
	case verb == "show":
		err = c.show(ctx)
	default:
		err = c.read(ctx, flags.Arg(1))
	}
	return errors.Join(err, ledger.Close())
}

// rollCall is one use of the command.
type rollCall struct {
	ballot    kiosk.ItemID
	add, skip bool
	boxes     *ballot.Boxes
	out       io.Writer
}

// open finds the ballot in what terminals show now.
func (c *rollCall) open(ctx context.Context, s settings, ledger database) error {
	offered, err := newOffered(publish.NewDesk(ledger, slog.New(slog.DiscardHandler), time.Now))
	if err != nil {
		return err
	}
	if err := offered.desk.Look(ctx); err != nil {
		return err
	}
	item, ok := offered.Item(c.ballot)
	switch {
	case !ok || !item.Ballot.Offered():
		return fmt.Errorf("roll: no item %q is voted on", c.ballot)
	case !item.Ballot.Roll:
		return fmt.Errorf("roll: %s is open to all of its age and committees: write roll: true into its ballot and publish it first", c.ballot)
	}
	c.boxes, err = ballots(s, ledger, func(kiosk.ItemID) (catalogue.ServiceItem, bool) { return item, true })
	return err
}

func (c *rollCall) read(ctx context.Context, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	voters, rejects, err := ballot.ReadRoll(f)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, r := range rejects {
		fmt.Fprintf(c.out, "%s:%d: %s %s\n", name, r.Line, r.What, r.Why)
	}
	if len(rejects) > 0 && !c.skip {
		return fmt.Errorf("roll: %d lines name nobody, or somebody again; nothing was kept. Put them right, or leave them out with -skip", len(rejects))
	}
	before, now, err := c.boxes.SetRoll(ctx, c.ballot, voters, c.add)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "the roll of %s has %d voters; it had %d. %d lines were left out. Delete %s now: it names people\n", c.ballot, now, before, len(rejects), name)
	return nil
}

func (c *rollCall) show(ctx context.Context) error {
	s, err := c.boxes.Look(ctx, c.ballot)
	switch {
	case err != nil:
		return err
	case !s.HasRoll:
		fmt.Fprintf(c.out, "%s has no roll yet: nobody can vote\n", c.ballot)
	default:
		fmt.Fprintf(c.out, "%d stand on the roll of %s, %d have voted\n", s.Listed, c.ballot, s.Turned)
	}
	return nil
}
