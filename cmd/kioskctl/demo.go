package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"linli/cmd/kioskctl/internal/demo"
	"linli/internal/visitplay"
	"linli/kiosk"
)

func demoCommand(ctx context.Context, c call) error {
	set, parse := c.flags("demo", "start office, lobby and terminal; play a visit, or open the window")
	opts := demo.Options{Out: c.stdout, Log: slog.New(slog.NewTextHandler(c.stderr, nil)), Display: os.Getenv("DISPLAY")}
	set.StringVar(&opts.Dir, "dir", "build/run", "`folder` for everything that is written")
	interactive := set.Bool("interactive", opts.Display != "",
		"open the terminal's window on DISPLAY and leave it open; otherwise play one visit on a virtual display")
	set.BoolVar(&opts.Landscape, "landscape", false, "a panel of 1920x1080 instead of 1080x1920")
	set.BoolVar(&opts.AnyPorts, "any-ports", false, "use free ports instead of 8480 to 8483")
	lang := set.String("lang", "", "language of the played resident, `zh or en`; empty is what the terminal begins with")
	set.StringVar(&opts.Card, "card", "A", "specimen `card` the played resident lays: A, B, C, D, or none")
	office := set.String("office", "on", "`on or off`; off plays a terminal that never reaches its office")
	if err := parse(); err != nil {
		return err
	}
	if err := errors.Join(alone(set), oneOf("lang", *lang, "", string(kiosk.Chinese), string(kiosk.English)),
		oneOf("card", opts.Card, "A", "B", "C", "D", visitplay.NoCard), oneOf("office", *office, "on", "off")); err != nil {
		return usageError{err}
	}
	opts.Lang, opts.NoOffice = kiosk.Lang(*lang), *office == "off"
	self, err := os.Executable()
	if err != nil {
		return err
	}
	opts.Bin = filepath.Dir(self)
	if !*interactive {
		return demo.Play(ctx, opts)
	}
	if opts.Display == "" {
		return errors.New("no DISPLAY is set: the window has nowhere to open; leave -interactive out to play a visit on a virtual display")
	}
	return demo.Open(ctx, opts)
}

// oneOf refuses a flag's value that is not in allowed.
func oneOf(flag, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return fmt.Errorf("-%s %s: must be one of %q", flag, value, allowed)
}
