package printing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"linli/drivers/escpos"
	"linli/drivers/ipp"
	"linli/internal/receipt"
	"linli/kiosk/paper"
)

// Options describe the printer, as far as its address does not.
type Options struct {
	Profile    string         // receipt printers: name of a model, or a profile's JSON file; empty is 80mm
	Wait       time.Duration  // receipt printers: how long to watch that a paper is taken; 0 for not at all
	Completion ipp.Completion // A4 printers: what the end of a job says about its paper
}

// ErrFinished reports a finished document for a printer that takes none.
var ErrFinished = errors.New("printing: a PDF goes to an A4 printer, ipp://HOST/PATH; a receipt printer prints its bytes as text")

// drainTime is how long bytes that nothing confirms may take to leave.
const drainTime = 30 * time.Second

// receiptPrinter is a printer of the ESC/POS family.
type receiptPrinter struct {
	address address
	name    string // of the profile
	profile escpos.Profile
	wait    time.Duration
	port    closablePort
	dev     *escpos.Dev
}

var _ Printer = (*receiptPrinter)(nil)

func openReceipt(ctx context.Context, a address, opts Options) (Printer, error) {
	if opts.Profile == "" {
		opts.Profile = "80mm"
	}
	profile, err := findProfile(opts.Profile)
	if err != nil {
		return nil, err
	}
	outline, err := receipt.Outline()
	if err != nil {
		return nil, err
	}
	port, profile, err := openPort(ctx, a, profile)
	if err != nil {
		return nil, err
	}
	dev, err := escpos.New(port, &escpos.Opts{Profile: profile, Rasterizer: outline})
	if err != nil {
		return nil, errors.Join(err, port.Close())
	}
	return &receiptPrinter{address: a, name: opts.Profile, profile: profile, wait: opts.Wait, port: port, dev: dev}, nil
}

// findProfile takes the name of a model, or a file that ends in .json.
func findProfile(name string) (escpos.Profile, error) {
	if filepath.Ext(name) != ".json" {
		return escpos.Named(name)
	}
	file, err := os.ReadFile(name)
	if err != nil {
		return escpos.Profile{}, fmt.Errorf("printing: profile: %w", err)
	}
	p, err := escpos.ReadProfile(file)
	if err != nil {
		return escpos.Profile{}, fmt.Errorf("printing: %s: %w", name, err)
	}
	return p, nil
}

// Print implements Printer.
func (p *receiptPrinter) Print(ctx context.Context, s Sheet) (Report, error) {
	r := Report{Printer: p.address.given, Profile: p.name, Sheet: s.Name, Outcome: string(escpos.NotPrinted)}
	var page paper.Page
	err := ErrFinished
	if s.Lay != nil {
		page, err = s.Lay(Target{paper.Width(p.profile.WidthDots), filepath.Base(p.name)})
	}
	if err == nil {
		before := p.dev.Roll().Used
		var outcome escpos.Outcome
		outcome, err = p.dev.Print(ctx, receipt.Document(page))
		r.Outcome, r.PaperDots = string(outcome), p.dev.Roll().Used-before
	}
	if err == nil && p.wait > 0 {
		var handover escpos.Handover
		handover, err = p.dev.Hand(ctx, p.wait)
		r.Handover = string(handover)
	}
	if err != nil {
		r.Error = err.Error()
	}
	return r, err
}

// Status implements Printer.
func (p *receiptPrinter) Status(ctx context.Context) (State, error) {
	state := State{Printer: p.address.given, Profile: p.name, Summary: escpos.Status{}.String()}
	if _, isFile := p.port.(sink); isFile {
		return state, nil // a question would only spoil it
	}
	f, err := p.dev.Probe(ctx)
	if err != nil {
		return state, err
	}
	s := f.Status
	state.Known, state.Ready, state.Offline = s.Known, s.IsReady(), s.Offline
	state.CoverOpen, state.PaperOut, state.PaperNearEnd = s.CoverOpen, s.PaperOut, s.PaperNearEnd
	state.CutterJam, state.Unrecoverable, state.Recoverable = s.CutterJam, s.Unrecoverable, s.Recoverable
	state.AtOutput, state.Summary = s.AtOutput, s.String()
	state.Sensors, state.Firmware, state.Maker, state.Model, state.Serial = f.Sensors, f.Firmware, f.Maker, f.Model, f.Serial
	return state, nil
}

// Close implements Printer.
func (p *receiptPrinter) Close() error {
	err := p.dev.Halt()
	if line, ok := p.port.(interface{ Drain(context.Context) error }); ok && p.profile.Fence == escpos.FenceNone {
		ctx, cancel := context.WithTimeout(context.Background(), drainTime)
		defer cancel()
		err = errors.Join(err, line.Drain(ctx))
	}
	return errors.Join(err, p.port.Close())
}
