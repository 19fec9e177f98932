package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"linli/assets"
	"linli/internal/itemcheck"
	"linli/kiosk/catalogue"
	"linli/sync/office"
	"linli/sync/office/publish"
	"linli/sync/office/trust"
)

// publishHelp lists what staff can publish.
const publishHelp = `streetoffice publish catalogue PATH    check the service items in a folder or ZIP, sign them and bring them to all terminals
streetoffice publish hours FILE        the same with opening hours, holidays and swapped working days
streetoffice publish copy FOLDER       write the service items and hours that terminals show now into a folder, to edit them
streetoffice publish list              what was published, the newest last
streetoffice publish again REVISION    publish an earlier revision once more, as the newest
streetoffice publish withdraw KIND     terminals go back to their own catalogue, or hours; notices takes the results of
                                       votes away, until the next one is published

Flags stand before the argument: -config FILE, -data FOLDER, -ledger URL, -json, -above N,
and -check, which publishes nothing. The office may be running. Terminals show what is new
from their next visit on, within a minute of it while their line is up.
`

// publishCommand runs "streetoffice publish ...".
func publishCommand(ctx context.Context, args []string, out, errs io.Writer) error {
	if len(args) == 0 {
		fmt.Fprint(errs, publishHelp)
		return errors.New("publish: say what to publish")
	}
	verb := args[0]
	if verb == "-h" || verb == "-help" || verb == "--help" || verb == "help" {
		fmt.Fprint(out, publishHelp)
		return flag.ErrHelp
	}
	operands, known := map[string]int{publish.KindCatalogue: 1, publish.KindHours: 1, "copy": 1, "list": 0, "again": 1, "withdraw": 1}[verb]
	if !known {
		return fmt.Errorf("publish: unknown %q; streetoffice publish -h lists what there is", verb)
	}
	flags := newSettingsFlags("streetoffice publish "+verb, errs)
	c := publishCall{out: out}
	flags.BoolVar(&c.json, "json", false, "print JSON")
	check := flags.Bool("check", false, "say what is wrong with catalogue or hours, and publish nothing")
	flags.Uint64Var(&c.above, "above", 0, "give a revision above `N`, which terminals have of an office that was restored from an older backup")
	var err error
	if c.settings, err = flags.read(args[1:]); err != nil {
		return err
	}
	if flags.NArg() != operands {
		return fmt.Errorf("publish %s: takes %d argument, after the flags", verb, operands)
	}
	if *check {
		return c.check(verb, flags.Arg(0))
	}
	if _, err := os.Stat(c.settings.Data); err != nil {
		return fmt.Errorf("data folder: %w; start streetoffice once, or name its folder with -data", err)
	}
	ledger, err := openLedger(ctx, c.settings)
	if err != nil {
		return err
	}
	c.kept = ledger
	return errors.Join(c.do(ctx, verb, flags.Arg(0)), ledger.Close())
}

// publishCall is one use of the command.
type publishCall struct {
	kept     office.Publications
	settings settings
	above    uint64
	json     bool
	out      io.Writer
}

func (c publishCall) do(ctx context.Context, verb, operand string) error {
	switch verb {
	case publish.KindCatalogue:
		return c.catalogue(ctx, operand)
	case publish.KindHours:
		content, err := readHours(operand)
		if err != nil {
			return err
		}
		return c.publish(ctx, publish.Draft{Kind: verb, Content: content, Note: filepath.Base(operand)})
	case "again":
		return c.again(ctx, operand)
	case "copy":
		return c.copyOut(ctx, operand)
	case "withdraw":
		if !slices.Contains(publish.Kinds(), operand) {
			return fmt.Errorf("publish withdraw: %q is no kind; there is %s", operand, strings.Join(publish.Kinds(), ", "))
		}
		return c.publish(ctx, publish.Draft{Kind: operand, Note: "withdrawn"})
	}
	return c.list(ctx)
}

// check reads what would be published.
func (c publishCall) check(kind, path string) error {
	var err error
	switch kind {
	case publish.KindCatalogue:
		var place itemcheck.Place
		var j catalogue.Judgement
		if place, j, err = judgeCatalogue(path); err == nil {
			err = place.WriteText(c.out, j) // what is left is advice
		}
	case publish.KindHours:
		_, err = readHours(path)
	default:
		err = fmt.Errorf("publish %s: there is nothing to check", kind)
	}
	if err == nil {
		fmt.Fprintln(c.out, "all is right; nothing was published")
	}
	return err
}

func (c publishCall) catalogue(ctx context.Context, path string) error {
	content, items, err := readCatalogue(path)
	if err != nil {
		return err
	}
	restart, err := c.countersDiffer(ctx, items)
	if err != nil {
		return err
	}
	if err := c.publish(ctx, publish.Draft{Kind: publish.KindCatalogue, Content: content, Note: filepath.Base(path)}); err != nil {
		return err
	}
	if restart && !c.json {
		fmt.Fprintln(c.out, "its counters are others than before: start streetoffice anew, so that they can call")
	}
	return nil
}

// countersDiffer refuses a catalogue with numbers that no counter of the
// settings would call, and reports whether an office without counters in its
// settings has to take up those of the catalogue.
func (c publishCall) countersDiffer(ctx context.Context, items *catalogue.Catalogue) (bool, error) {
	for _, k := range items.Counters {
		called := len(c.settings.Counters) == 0
		for _, ours := range c.settings.Counters {
			called = called || ours.Prefix == k.Prefix
		}
		if !called {
			return false, fmt.Errorf("services/home.yaml: counters: nobody calls numbers that begin with %s: add the counter to counters in streetoffice.yaml and start streetoffice anew", k.Prefix)
		}
	}
	if len(c.settings.Counters) > 0 {
		return false, nil
	}
	newest, err := c.kept.Newest(ctx, 0)
	if err != nil {
		return false, err
	}
	before, err := catalogue.Load(assets.FS)
	if err != nil {
		return false, err
	}
	for _, p := range newest {
		if now := unpack(p.Content); p.Kind == publish.KindCatalogue && now != nil {
			before = now
		}
	}
	return !slices.Equal(before.Counters, items.Counters), nil
}

func (c publishCall) again(ctx context.Context, operand string) error {
	revision, err := strconv.ParseUint(operand, 10, 63)
	if err != nil {
		return fmt.Errorf("publish again: %q is no revision; streetoffice publish list shows them", operand)
	}
	p, ok, err := c.kept.Publication(ctx, revision)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("publish again: there is no revision %d; streetoffice publish list shows them", revision)
	}
	return c.publish(ctx, publish.Draft{Kind: p.Kind, Content: p.Content, Note: fmt.Sprintf("%s (revision %d again)", p.Note, revision)})
}

// publish signs a draft with the root of this office.
func (c publishCall) publish(ctx context.Context, d publish.Draft) error {
	now := time.Now()
	der, key, err := officeRoot(c.settings.Data, now)
	if err != nil {
		return err
	}
	authority, err := trust.NewAuthority(der, key, nil, time.Now)
	if err != nil {
		return err
	}
	d.Above = c.above
	revision, err := publish.Publish(ctx, c.kept, authority, now, d)
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(map[string]any{"kind": d.Kind, "revision": revision, "bytes": len(d.Content)})
	}
	fmt.Fprintf(c.out, "%s is published as revision %d, %d KiB\n", d.Kind, revision, (len(d.Content)+1023)>>10)
	return nil
}

// publication is one line of "publish list -json".
type publication struct {
	Revision uint64    `json:"revision"`
	Kind     string    `json:"kind"`
	At       time.Time `json:"at"`
	Note     string    `json:"note"`
}

func (c publishCall) list(ctx context.Context) error {
	all, err := c.kept.Publications(ctx)
	if err != nil {
		return err
	}
	if c.json {
		lines := json.NewEncoder(c.out)
		for _, p := range all {
			if err := lines.Encode(publication{p.Revision, p.Kind, p.At, p.Note}); err != nil {
				return err
			}
		}
		return nil
	}
	if len(all) == 0 {
		fmt.Fprintln(c.out, "nothing was published: terminals show what their programs brought along")
		return nil
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "REVISION\tKIND\tPUBLISHED\tFROM")
	for _, p := range all {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\n", p.Revision, p.Kind, p.At.In(c.settings.Zone).Format(time.DateTime), p.Note)
	}
	return table.Flush()
}
