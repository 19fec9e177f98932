package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"linli/assets"
	"linli/cmd/kioskctl/internal/lobby"
)

// romFont stands for the font in the simulated printer's ROM.
const romFont = "NotoSansSC-Regular.otf"

// Printable widths in dots at 203 dpi.
const (
	dots80mm = 576
	dots58mm = 384
)

func lobbyCommand(ctx context.Context, c call) error {
	set, parse := c.flags("lobby", "simulated devices and a line to the office, with a page to work them; runs until Ctrl-C")
	opts := lobby.Options{Log: slog.New(slog.NewTextHandler(c.stderr, nil))}
	set.StringVar(&opts.Dir, "dir", "build/run/dev", "`folder` for the device links idcard and printer")
	set.StringVar(&opts.HTTP, "http", "127.0.0.1:8481", "`address` of the page and its API, on this machine only")
	set.StringVar(&opts.Office, "office", "127.0.0.1:8480", "`address` of the street office")
	set.StringVar(&opts.Line, "line", "127.0.0.1:8482", "`address` where the terminal reaches the office through the lobby")
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
