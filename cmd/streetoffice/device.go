package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"rsc.io/qr"

	"linli/sync/office"
	"linli/sync/office/trust"
	"linli/sync/wire"
)

// deviceHelp lists what staff can do with terminals.
const deviceHelp = `streetoffice device list            terminals and where they stand
streetoffice device code NAME       a one-time code for a technician to enrol a terminal with
streetoffice device approve NAME    let in the terminal that waits under NAME; compare its words first
streetoffice device refuse NAME     send it away
streetoffice device revoke NAME     lock out a terminal that is lost or retired

Flags stand before the name: -config FILE, -data FOLDER, -json.
The office may be running. It sees a change at the next connection, and on open ones within two seconds.
`

// deviceCommand runs "streetoffice device ...".
func deviceCommand(ctx context.Context, args []string, out, errs io.Writer) error {
	if len(args) == 0 {
		fmt.Fprint(errs, deviceHelp)
		return errors.New("device: say what to do")
	}
	verb := args[0]
	if verb == "-h" || verb == "-help" || verb == "--help" || verb == "help" {
		fmt.Fprint(out, deviceHelp)
		return flag.ErrHelp
	}
	names, known := map[string]int{"list": 0, "code": 1, "approve": 1, "refuse": 1, "revoke": 1}[verb]
	if !known {
		return fmt.Errorf("device: unknown %q; streetoffice device -h lists what there is", verb)
	}
	flags := newSettingsFlags("streetoffice device "+verb, errs)
	asJSON := flags.Bool("json", false, "print JSON")
	words := flags.String("words", "", "with approve and refuse: the `WORDS` that the terminal shows; other keys are not approved")
	s, err := flags.read(args[1:])
	if err != nil {
		return err
	}
	if flags.NArg() != names {
		return fmt.Errorf("device %s: takes %d name of a terminal, after the flags", verb, names)
	}
	if _, err := os.Stat(s.Data); err != nil {
		return fmt.Errorf("data folder: %w; start streetoffice once, or name its folder with -data", err)
	}
	roster, closeRoster, err := openRoster(ctx, s)
	if err != nil {
		return err
	}
	c := deviceCall{book: trust.NewBook(roster, time.Now), settings: s, name: flags.Arg(0), words: *words, json: *asJSON, out: out}
	return errors.Join(c.do(ctx, verb), closeRoster())
}

// deviceCall is one use of the command.
type deviceCall struct {
	book        *trust.Book
	settings    settings
	name, words string
	json        bool
	out         io.Writer
}

func (c deviceCall) do(ctx context.Context, verb string) error {
	switch verb {
	case "code":
		return c.code(ctx)
	case "approve":
		return c.decide(ctx, c.book.Approve, "approved: it fetches its certificate by itself")
	case "refuse":
		return c.decide(ctx, c.book.Refuse, "refused")
	case "revoke":
		if err := c.book.Revoke(ctx, c.name); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s is locked out\n", c.name)
		return nil
	}
	return c.list(ctx)
}

func (c deviceCall) decide(ctx context.Context, f func(context.Context, string, string) error, done string) error {
	if err := f(ctx, c.name, c.words); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s is %s\n", c.name, done)
	return nil
}

// listed is one line of "device list -json".
type listed struct {
	Name     string      `json:"name"`
	State    trust.State `json:"state"`
	Words    string      `json:"words,omitempty"`
	From     string      `json:"from,omitempty"`
	Software string      `json:"software,omitempty"`
	Since    time.Time   `json:"since"`
	Until    *time.Time  `json:"until,omitempty"`
}

func (c deviceCall) list(ctx context.Context) error {
	all, err := c.book.Devices(ctx)
	if err != nil {
		return err
	}
	if c.json {
		list := []listed{}
		for _, d := range all {
			l := listed{Name: d.Name, State: d.State, Words: d.Words, From: d.From, Software: d.Software, Since: d.Since}
			if !d.Until.IsZero() {
				l.Until = &d.Until
			}
			list = append(list, l)
		}
		return json.NewEncoder(c.out).Encode(list)
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tSTATE\tUNTIL\tWORDS\tFROM")
	for _, d := range all {
		until := ""
		if !d.Until.IsZero() {
			until = d.Until.In(c.settings.Zone).Format("2006-01-02 15:04")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", d.Name, d.State, until, d.Words, d.From)
	}
	return table.Flush()
}

// invitation is "device code -json".
type invitation struct {
	Device string    `json:"device"`
	Office string    `json:"office"`
	CA     string    `json:"ca"`
	Code   string    `json:"code"`
	QR     string    `json:"qr"`
	Until  time.Time `json:"until"`
}

func (c deviceCall) code(ctx context.Context) error {
	der, _, err := officeRoot(c.settings.Data, time.Now())
	if err != nil {
		return err
	}
	address, err := c.settings.Terminals.address()
	if err != nil {
		return err
	}
	code, until, err := c.book.Invite(ctx, c.name)
	if err != nil {
		return err
	}
	p := wire.Pairing{Office: address, Root: wire.RootID(der), Device: c.name, Code: code}
	if c.json {
		return json.NewEncoder(c.out).Encode(invitation{
			Device: c.name, Office: address, CA: hex.EncodeToString(p.Root[:]), Code: wire.ShowCode(code), QR: p.String(), Until: until,
		})
	}
	picture, err := qr.Encode(p.String(), qr.L)
	if err != nil {
		return fmt.Errorf("QR code: %w", err)
	}
	fmt.Fprintf(c.out, "Code for %s: %s, good once, until %s.\n\nOn the terminal:\n  kioskctl enrol -office %s \\\n    -ca %x \\\n    -device %s -code %s\nor scan:\n%s",
		c.name, wire.ShowCode(code), until.In(c.settings.Zone).Format("15:04"), address, p.Root, c.name, wire.ShowCode(code), blocks(picture))
	return nil
}

// blocks draws a QR code with two rows in a line, light on dark as terminals
// are, with its quiet zone.
func blocks(c *qr.Code) string {
	const quiet = 2
	var b []rune
	for y := -quiet; y < c.Size+quiet; y += 2 {
		for x := -quiet; x < c.Size+quiet; x++ {
			b = append(b, map[[2]bool]rune{
				{false, false}: '█', {false, true}: '▀', {true, false}: '▄', {true, true}: ' ',
			}[[2]bool{c.Black(x, y), c.Black(x, y+1)}])
		}
		b = append(b, '\n')
	}
	return string(b)
}

// openRoster opens the list of terminals of the office whose settings these
// are.
func openRoster(ctx context.Context, s settings) (office.Roster, func() error, error) {
	ledger, err := openLedger(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	return ledger, ledger.Close, nil
}
