package main

import (
	"context"
	"fmt"
	"strings"

	"linli/drivers/ipp"
	"linli/kiosk"
	"linli/kiosk/terminal"
)

// a4Settings is the A4 printer for papers of the office.
type a4Settings struct {
	Address string `yaml:"address"` // ipp://host/ipp/print; empty: there is none
	Side    string `yaml:"side"`
}

// faults refuses settings that cannot be.
func (s a4Settings) faults(refuse func(bad bool, key, problem string)) {
	refuse(s.Address != "" && !strings.HasPrefix(s.Address, "ipp://") && !strings.HasPrefix(s.Address, "ipps://"),
		"a4.address", "must be an address such as ipp://192.0.2.7/ipp/print, or empty where there is no A4 printer")
	refuse(s.Side != "left" && s.Side != "right" && s.Side != "below", "a4.side", "must be left, right or below")
}

// sheets is the A4 printer as the terminal sees it.
type sheets struct{ dev *ipp.Dev }

var _ terminal.SheetPrinter = sheets{}

// newSheets returns nil for a terminal without an A4 printer. Nothing is sent
// yet.
func newSheets(s a4Settings, device string) (terminal.SheetPrinter, error) {
	if s.Address == "" {
		return nil, nil
	}
	dev, err := ipp.New(s.Address, &ipp.Opts{User: "linli-" + strings.ToLower(device)})
	if err != nil {
		return nil, fmt.Errorf("a4.address: %w", err)
	}
	return sheets{dev}, nil
}

// PrintSheet implements terminal.SheetPrinter.
func (s sheets) PrintSheet(ctx context.Context, pdf []byte) (kiosk.PrintState, error) {
	outcome, err := s.dev.Print(ctx, pdf, ipp.JobOptions{Name: "certificate"})
	return kiosk.PrintState(outcome), err
}
