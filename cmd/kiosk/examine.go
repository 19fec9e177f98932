package main

import (
	"context"
	"errors"

	"linli/drivers/escpos"
	"linli/drivers/samv"
	"linli/drivers/serialport"
	"linli/kiosk/health"
	"linli/kiosk/store"
)

// Examine implements terminal.Printer. While a paper waits in the presenter the
// printer is busy, and what was found before still counts.
func (p *receiptPrinter) Examine(ctx context.Context) []health.Finding {
	if p.isWatching() {
		return p.found
	}
	if found := p.examine(ctx); ctx.Err() == nil {
		p.found = found
	}
	return p.found
}

func (p *receiptPrinter) isWatching() bool {
	if p.letGo == nil {
		return false
	}
	select {
	case <-p.watched:
		return false
	default:
		return true
	}
}

// examine asks the printer. A cable that was out since the last paper is noticed
// only now, so the line is opened again and tried once more.
func (p *receiptPrinter) examine(ctx context.Context) []health.Finding {
	for reopened := p.dev == nil; ; reopened = true {
		if err := p.open(); err != nil {
			return finding(health.PrinterGone, err)
		}
		used := p.count.begin(p.dev)
		status, err := p.dev.Status(ctx)
		switch {
		case errors.Is(err, escpos.ErrGone):
			err = errors.Join(err, p.close())
			if reopened {
				return finding(health.PrinterGone, err)
			}
			continue
		case err != nil:
			return finding(health.PrinterSilent, err)
		}
		if err := p.count.sees(p.dev, used, status); err != nil {
			return finding(health.PaperNearEnd, err) // nobody knows how much is left
		}
		status.PaperLow = p.dev.Roll().IsLow()
		return findings(status, p.count.left(p.dev))
	}
}

func finding(code health.Code, err error) []health.Finding {
	return []health.Finding{{Code: code, Detail: err.Error()}}
}

// findings says a printer's state in the words of health. left is told with a
// roll that is low by count.
func findings(s escpos.Status, left string) []health.Finding {
	var found []health.Finding
	for _, c := range []struct {
		holds  bool
		code   health.Code
		detail string
	}{
		{s.CoverOpen, health.CoverOpen, ""},
		{s.PaperOut, health.PaperOut, ""},
		{s.PaperNearEnd, health.PaperNearEnd, "by its sensor"},
		{s.PaperLow && !s.PaperNearEnd, health.PaperNearEnd, left},
		{s.CutterJam, health.CutterJam, ""},
		{s.Unrecoverable, health.PrinterBroken, ""},
		{s.Recoverable, health.PrinterHot, ""},
	} {
		if c.holds {
			found = append(found, health.Finding{Code: c.code, Detail: c.detail})
		}
	}
	return found
}

// Examine implements terminal.CardReader: it asks the module how it is, on a
// line of its own.
func (r cardReader) Examine(ctx context.Context) []health.Finding {
	port, err := serialport.Open(r.path, &r.line)
	if err != nil {
		return finding(health.ReaderGone, err)
	}
	err = askModule(ctx, port, &samv.Opts{Baud: r.line.Baud})
	err = errors.Join(err, port.Close())
	var status *samv.StatusError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &status) && status.Class() == samv.ClassOutOfService:
		return finding(health.ReaderBroken, err)
	}
	return finding(health.ReaderGone, err)
}

// searches is how many searches for a card a module may leave open before it
// counts as blind; one is lost now and then.
const searches = 3

// askModule finds the module, asks whether it is well, and whether it answers a
// search for a card. A card that lies there is not read.
func askModule(ctx context.Context, port *serialport.Port, opts *samv.Opts) error {
	dev, err := samv.New(port, opts)
	if err != nil {
		return err
	}
	if _, err := dev.FindBaud(ctx); err != nil {
		return err
	}
	if err := dev.Status(ctx); err != nil {
		return err
	}
	for range searches {
		if err = dev.Find(ctx); !errors.Is(err, samv.ErrTimeout) {
			break
		}
	}
	var answer *samv.StatusError
	if errors.As(err, &answer) && answer.Class() != samv.ClassOutOfService {
		return nil // no card, most of the time
	}
	return err
}

// diagnose says what an error of the store's Submit tells about the store.
func diagnose(err error) health.Code {
	switch {
	case errors.Is(err, store.ErrFull):
		return health.StoreFull
	case errors.Is(err, store.ErrApplicationsFull):
		return health.ApplicationsFull
	case errors.Is(err, store.ErrExhausted), errors.Is(err, store.ErrRefused):
		return ""
	}
	return health.StoreFailed
}
