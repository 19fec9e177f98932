package main

import (
	"context"
	"errors"
	"fmt"

	"periph.io/x/conn/v3/uart"

	"linli/drivers/escpos"
	"linli/drivers/serialport"
	"linli/internal/receipt"
	"linli/kiosk"
	"linli/kiosk/paper"
	"linli/kiosk/terminal"
)

// profile is what a name in printer.profile stands for.
type profile struct {
	width  paper.Width
	escpos func() escpos.Profile
}

var profiles = map[string]profile{
	"80mm": {paper.Wide, escpos.Kiosk80},
	"58mm": {paper.Narrow, escpos.Kiosk58},
}

var flows = map[string]uart.Flow{"none": uart.NoFlow, "rtscts": uart.RTSCTS, "xonxoff": uart.XOnXOff}

// receiptPrinter is the printer at a serial line. The line is opened for the
// first sheet and stays open; one that went away is opened again for the next.
type receiptPrinter struct {
	settings printerSettings
	outline  *escpos.Outline
	port     *serialport.Port
	dev      *escpos.Dev // nil while the line is closed
}

var _ terminal.Printer = (*receiptPrinter)(nil)

func newPrinter(s printerSettings) (*receiptPrinter, error) {
	outline, err := receipt.Outline()
	if err != nil {
		return nil, err
	}
	return &receiptPrinter{settings: s, outline: outline}, nil
}

// Print implements terminal.Printer. A cable that was out since the last sheet
// is noticed only now; nothing was printed then, so the line is opened again and
// tried once more.
func (p *receiptPrinter) Print(ctx context.Context, page paper.Page) (kiosk.PrintState, error) {
	reopened := p.dev == nil
	for {
		if err := p.open(); err != nil {
			return kiosk.NotPrinted, err
		}
		outcome, err := p.dev.Print(ctx, receipt.Document(page))
		if !errors.Is(err, escpos.ErrGone) {
			return kiosk.PrintState(outcome), err
		}
		err = errors.Join(err, p.close())
		if reopened || outcome != escpos.NotPrinted {
			return kiosk.PrintState(outcome), err
		}
		reopened = true
	}
}

func (p *receiptPrinter) open() error {
	if p.dev != nil {
		return nil
	}
	opts := serialport.DefaultOpts
	opts.Baud, opts.Flow = p.settings.Baud, flows[p.settings.Flow]
	port, err := serialport.Open(p.settings.Port, &opts)
	if err != nil {
		return fmt.Errorf("printer.port: %w", err)
	}
	model := profiles[p.settings.Profile].escpos().At(p.settings.Baud)
	dev, err := escpos.New(port, &escpos.Opts{Profile: model, Rasterizer: p.outline})
	if err != nil {
		return errors.Join(err, port.Close())
	}
	p.port, p.dev = port, dev
	return nil
}

// close lets go of the line; the next Print opens it again.
func (p *receiptPrinter) close() error {
	if p.dev == nil {
		return nil
	}
	err := errors.Join(p.dev.Halt(), p.port.Close())
	p.port, p.dev = nil, nil
	return err
}
