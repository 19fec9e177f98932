package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"linli/assets"
	"linli/cmd/kioskctl/internal/lobby"
	"linli/drivers/drivertest"
)

// romFont stands for the font in the simulated printer's ROM.
const romFont = "NotoSansSC-Regular.otf"

// a4Time is what one copy takes in the simulated A4 printer: time enough to
// open its cover.
const a4Time = 3 * time.Second

// Printable widths in dots at 203 dpi.
const (
	dots80mm = 576
	dots58mm = 384
)

func lobbyCommand(ctx context.Context, c call) error {
	set, parse := c.flags("lobby", "simulated devices and a line to the office, with a page to work them; runs until Ctrl-C")
	opts := lobby.Options{A4Time: a4Time, Log: slog.New(slog.NewTextHandler(c.stderr, nil))}
	set.StringVar(&opts.Dir, "dir", "build/run/dev", "`folder` for the device links idcard, printer, qrscan, nfc and lines")
	set.StringVar(&opts.HTTP, "http", "127.0.0.1:8481", "`address` of the page and its API, on this machine only")
	set.StringVar(&opts.Office, "office", "127.0.0.1:8480", "`address` of the street office")
	set.StringVar(&opts.Line, "line", "127.0.0.1:8482", "`address` where the terminal reaches the office through the lobby")
	set.StringVar(&opts.A4, "a4", "127.0.0.1:0", "`address` of the A4 printer, on this machine only; port 0 takes a free one")
	set.StringVar(&opts.VPCD, "vpcd", drivertest.VirtualReader, "`address` of pcscd's virtual reader, for the social-security card")
	set.BoolVar(&opts.Presenter, "presenter", false, "the receipt printer holds papers out and can draw them back")
	paper := set.String("paper", "80mm", "paper `width`, 80mm or 58mm")
	if err := parse(); err != nil {
		return err
	}
	if err := alone(set); err != nil {
		return err
	}
	switch *paper {
	case "80mm":
		opts.WidthDots = dots80mm
	case "58mm":
		opts.WidthDots = dots58mm
	default:
		return usageError{fmt.Errorf("-paper %s: must be 80mm or 58mm", *paper)}
	}
	font, err := assets.Font(romFont)
	if err != nil {
		return err
	}
	opts.Font = font
	l, err := lobby.Open(opts)
	if err != nil {
		return err
	}
	ready, err := json.Marshal(l.Ready())
	if err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "%s\n", ready)
	return l.Serve(ctx)
}
