package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"periph.io/x/conn/v3/uart"

	"linli/drivers/escpos"
	"linli/drivers/serialport"
	"linli/internal/receipt"
	"linli/kiosk"
	"linli/kiosk/health"
	"linli/kiosk/paper"
	"linli/kiosk/terminal"
)

// takeWithin is how long a presenter holds a paper out before it puts it away.
const takeWithin = time.Minute

// flows says the settings' words for flow control in periph's terms. "auto" is
// whatever the model wants.
var flows = map[string]uart.Flow{"none": uart.NoFlow, "rtscts": uart.RTSCTS, "xonxoff": uart.XOnXOff}

// receiptPrinter is the printer at a serial line. The line is opened for the
// first sheet and stays open; one that went away is opened again for the next.
type receiptPrinter struct {
	settings printerSettings
	model    escpos.Profile
	outline  *escpos.Outline
	count    rollCount
	log      *slog.Logger

	port    *serialport.Port
	dev     *escpos.Dev        // nil while the line is closed
	letGo   context.CancelFunc // ends the watch over the last paper; nil without one
	watched chan struct{}      // closed when that watch has ended
	found   []health.Finding   // by the last Examine
}

var _ terminal.Printer = (*receiptPrinter)(nil)

// newPrinter opens nothing yet. What is used of the roll is kept in folder.
func newPrinter(s printerSettings, folder string, log *slog.Logger) (*receiptPrinter, error) {
	model, err := escpos.Named(s.Profile)
	if err != nil {
		return nil, fmt.Errorf("printer.profile: %w", err)
	}
	outline, err := receipt.Outline()
	if err != nil {
		return nil, err
	}
	return &receiptPrinter{settings: s, model: model.At(s.Baud), outline: outline, count: rollCount{folder, s.RollM}, log: log}, nil
}

// width is how wide a page for this printer is.
func (p *receiptPrinter) width() paper.Width { return paper.Width(p.model.WidthDots) }

// Print implements terminal.Printer. A cable that was out since the last sheet
// is noticed only now; nothing was printed then, so the line is opened again and
// tried once more.
func (p *receiptPrinter) Print(ctx context.Context, page paper.Page) (kiosk.PrintState, error) {
	p.endWatch()
	reopened := p.dev == nil
	for {
		if err := p.open(); err != nil {
			return kiosk.NotPrinted, err
		}
		used := p.count.begin(p.dev)
		outcome, err := p.dev.Print(ctx, receipt.Document(page))
		err = errors.Join(err, p.count.end(p.dev, used))
		if !errors.Is(err, escpos.ErrGone) {
			if outcome == escpos.Printed && p.model.Presenter != escpos.PresenterNone {
				p.watchPaper()
			}
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
	flow := p.settings.Flow
	if flow == "auto" {
		flow = string(p.model.Flow)
	}
	opts.Baud, opts.Flow = p.settings.Baud, flows[flow]
	port, err := serialport.Open(p.settings.Port, &opts)
	if err != nil {
		return fmt.Errorf("printer.port: %w", err)
	}
	dev, err := escpos.New(port, &escpos.Opts{Profile: p.model, Rasterizer: p.outline})
	if err != nil {
		return errors.Join(err, port.Close())
	}
	p.port, p.dev = port, dev
	return nil
}

// watchPaper looks after a paper in the presenter beside everything else: taken,
// or put away after a while so that the next resident does not find it.
func (p *receiptPrinter) watchPaper() {
	ctx, cancel := context.WithCancel(context.Background())
	watched, dev := make(chan struct{}), p.dev
	p.letGo, p.watched = cancel, watched
	go func() {
		defer close(watched)
		handover, err := dev.Hand(ctx, takeWithin)
		switch {
		case ctx.Err() != nil: // the next paper comes
		case err != nil:
			p.log.Warn(kiosk.EventPaperHandled, "handover", string(handover), "err", err)
		default:
			p.log.Info(kiosk.EventPaperHandled, "handover", string(handover))
		}
	}()
}

func (p *receiptPrinter) endWatch() {
	if p.letGo != nil {
		p.letGo()
		<-p.watched
		p.letGo = nil
	}
}

// close lets go of the line; the next Print opens it again.
func (p *receiptPrinter) close() error {
	p.endWatch()
	if p.dev == nil {
		return nil
	}
	err := errors.Join(p.dev.Halt(), p.port.Close())
	p.port, p.dev = nil, nil
	return err
}
