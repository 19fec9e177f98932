package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"linli/sync/identity"
	"linli/sync/wire"
)

// enrolCommand exits with 0 once the terminal is enrolled, 1 when the office
// says no or the time is up, which a second call may take up again, and 2 for a
// mistake in the call.
func enrolCommand(ctx context.Context, c call) error {
	set, parse := c.flags("enrol", "ask the street office to let this terminal in. Staff give the code (streetoffice device code NAME,\n"+
		"or their page of terminals) and compare the words shown here. Without a code it goes on with the enrolment that is under way")
	data := set.String("data", "data", "`folder` of the terminal, data in kiosk.yaml; the keys are made in it and stay there, so call this as the user that runs kiosk")
	text := set.String("qr", "", "`TEXT` of the office's QR code, instead of the four flags below")
	office := set.String("office", "", "`ADDRESS` of the office, https://192.0.2.7:8443")
	root := set.String("ca", "", "`SHA256` of the office's root, 64 hexadecimal digits")
	device := set.String("device", "", "`NAME` the terminal is to have, as in kiosk.yaml")
	code := set.String("code", "", "one-time `CODE`, 7K3QF-0M2XT")
	wait := set.Duration("wait", 15*time.Minute, "how long to wait for staff")
	asJSON := set.Bool("json", false, "print one JSON line when it is done")
	if err := parse(); err != nil {
		return err
	}
	if err := alone(set); err != nil {
		return err
	}
	dir := filepath.Join(*data, "identity")
	e, err := beginEnrolment(dir, *text, *office, *root, *device, *code)
	if err != nil {
		return err
	}
	defer e.Close()
	fmt.Fprintf(c.stderr, "%s asks to be let in. Its words, to compare with those at the office:\n\n  %s\n\n", e.Device(), e.Words())
	ctx, cancel := context.WithTimeout(ctx, *wait)
	defer cancel()
	if err := awaitStaff(ctx, e, c.stderr); err != nil {
		return err
	}
	return tellIdentity(c.stdout, dir, *asJSON)
}

func beginEnrolment(dir, text, office, root, device, code string) (*identity.Enrolment, error) {
	given := strings.Join([]string{office, root, device, code}, "")
	switch {
	case text != "" && given != "":
		return nil, usageError{errors.New("-qr says it all: leave -office, -ca, -device and -code out")}
	case text == "" && given == "":
		e, err := identity.Resume(dir)
		if errors.Is(err, identity.ErrNone) {
			return nil, usageError{errors.New("no enrolment is under way: give -qr, or -office, -ca, -device and -code")}
		}
		return e, err
	}
	var p wire.Pairing
	var err error
	if text != "" {
		p, err = wire.ParsePairing(text)
	} else {
		p.Office, p.Device = office, device
		if p.Root, err = wire.ParseRootID(root); err == nil {
			p.Code, err = wire.ParseCode(code)
		}
		if err == nil {
			err = p.Check()
		}
	}
	if err != nil {
		return nil, usageError{err}
	}
	return identity.Begin(dir, p)
}

// Pauses between questions to the office.
const (
	askLeast = 500 * time.Millisecond
	askMost  = 30 * time.Second
)

// awaitStaff asks until staff have decided. A line that fails is said once.
func awaitStaff(ctx context.Context, e *identity.Enrolment, tell io.Writer) error {
	last := ""
	for {
		done, again, err := e.Ask(ctx, version())
		switch {
		case done || errors.Is(err, identity.ErrRefused):
			return err
		case ctx.Err() != nil:
			return fmt.Errorf("staff have not decided yet: call `kioskctl enrol` again to go on waiting: %w", errors.Join(err, ctx.Err()))
		case err != nil && err.Error() != last:
			last = err.Error()
			fmt.Fprintf(tell, "no answer yet, trying on: %v\n", err)
		case err == nil && last != "waiting":
			last = "waiting"
			fmt.Fprintln(tell, "the office knows; waiting for staff")
		}
		timer := time.NewTimer(min(max(again, askLeast), askMost))
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// enrolled is "enrol -json".
type enrolled struct {
	Device string    `json:"device"`
	Office string    `json:"office"`
	Words  string    `json:"words"`
	Until  time.Time `json:"until"`
}

func tellIdentity(out io.Writer, dir string, asJSON bool) error {
	i, err := identity.Load(dir)
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(out).Encode(enrolled{Device: i.Device, Office: i.Office, Words: i.Words(), Until: i.Until()})
	}
	fmt.Fprintf(out, "%s is enrolled at %s; its certificate holds until %s and renews itself\n",
		i.Device, i.Office, i.Until().Format(time.DateOnly))
	return nil
}

// version is that of this program, for staff.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	v := info.Main.Version
	return v[:min(len(v), 64)]
}
