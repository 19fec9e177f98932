package printing

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"unicode"

	"rsc.io/qr"

	"linli/assets/kai"
	"linli/drivers/ipp"
	"linli/kiosk/paper"
	"linli/kiosk/paper/pdf"
)

// The A4 sheet and the strip on it that shows what a roll of 80 mm would.
const (
	sheetWidth  = 210 * pdf.Millimetre
	sheetHeight = 297 * pdf.Millimetre
	stripTop    = 20 * pdf.Millimetre
	dot         = pdf.Millimetre / 8
	stripLeft   = (sheetWidth - pdf.Length(paper.Wide)*dot) / 2
	lineDots    = 30 // from one baseline to the next, at size 1
	belowDots   = 6  // of these below the baseline
	glyphDots   = 24 // the em, at size 1
)

// a4Printer is a printer or a queue that speaks IPP.
type a4Printer struct {
	address address
	dev     *ipp.Dev
}

var _ Printer = (*a4Printer)(nil)

// openA4 opens no line: every question is a connection of its own. Jobs carry
// the name of this machine, with which those that an earlier call left at the
// printer are found and cancelled.
func openA4(a address, opts Options) (Printer, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("printing: %w", err)
	}
	dev, err := ipp.New(a.given, &ipp.Opts{User: "kioskctl@" + host, Completion: opts.Completion})
	if err != nil {
		return nil, fmt.Errorf("%w: %s: want ipp://HOST/ipp/print or ipp://HOST/printers/QUEUE: %w", ErrAddress, a.given, err)
	}
	return &a4Printer{a, dev}, nil
}

// Print implements Printer.
func (p *a4Printer) Print(ctx context.Context, s Sheet) (Report, error) {
	r := Report{Printer: p.address.given, Sheet: s.Name, Outcome: string(ipp.NotPrinted)}
	document, err := p.document(ctx, s)
	if err == nil {
		var outcome ipp.Outcome
		outcome, err = p.dev.Print(ctx, document, ipp.JobOptions{Name: s.Name})
		r.Outcome = string(outcome)
	}
	if err != nil {
		r.Error = err.Error()
	}
	return r, err
}

// document returns the file of a sheet.
func (p *a4Printer) document(ctx context.Context, s Sheet) ([]byte, error) {
	if s.Lay == nil {
		return s.PDF, nil
	}
	page, err := s.Lay(Target{paper.Wide, p.name(ctx)})
	if err != nil {
		return nil, err
	}
	return onA4(s.Name, page)
}

// name is what the printer calls itself; without a word from it, its host.
func (p *a4Printer) name(ctx context.Context) string {
	if status, err := p.dev.Status(ctx); err == nil {
		// A sign without a picture would keep the whole page back.
		model := strings.Map(func(r rune) rune {
			if r >= ' ' && r <= '~' || unicode.Is(unicode.Han, r) {
				return r
			}
			return -1
		}, status.Model)
		if model = strings.TrimSpace(model); model != "" {
			return model
		}
	}
	if u, err := url.Parse(p.address.given); err == nil {
		return u.Hostname()
	}
	return "A4"
}

// Status implements Printer.
func (p *a4Printer) Status(ctx context.Context) (State, error) {
	state := State{Printer: p.address.given}
	s, err := p.dev.Status(ctx)
	if err != nil {
		return state, err
	}
	has := func(c ipp.Condition) bool { return slices.Contains(s.Conditions, c) }
	state.Known, state.Ready, state.Summary = true, s.IsReady(), s.String()
	state.Offline = has(ipp.Disconnected) || has(ipp.Stopped) || has(ipp.Paused) || has(ipp.Rejecting)
	state.CoverOpen, state.PaperOut, state.PaperNearEnd = has(ipp.CoverOpen), has(ipp.MediaEmpty), has(ipp.MediaLow)
	state.Recoverable = has(ipp.Overheated)
	state.Model, state.Formats = s.Model, s.Formats
	for _, c := range s.Conditions {
		state.Conditions = append(state.Conditions, string(c))
	}
	return state, nil
}

// Close implements Printer.
func (p *a4Printer) Close() error { return p.dev.Halt() }

// onA4 draws a page of a roll on one A4 sheet, in its true size. A page that
// is longer than the sheet is an error, as is a character without a picture.
func onA4(title string, page paper.Page) ([]byte, error) {
	font, err := pdf.ParseFont(kai.Regular(), kai.PostScriptName, kai.Family)
	if err != nil {
		return nil, fmt.Errorf("printing: %w", err)
	}
	s := strip{font: font, sheet: pdf.NewPage(font, sheetWidth, sheetHeight), y: stripTop}
	for _, e := range page.Elements {
		if err := s.put(e); err != nil {
			return nil, fmt.Errorf("printing: %w", err)
		}
	}
	if s.y > sheetHeight-stripTop {
		return nil, fmt.Errorf("printing: %w: longer than an A4 sheet", paper.ErrTooMuch)
	}
	document, err := s.sheet.Bytes(pdf.Info{Title: title})
	if err != nil {
		return nil, fmt.Errorf("printing: %w", err)
	}
	return document, nil
}

// strip is the sheet as far as it is drawn.
type strip struct {
	font  *pdf.Font
	sheet *pdf.Page
	y     pdf.Length
}

// put draws one element below the last.
func (s *strip) put(e paper.Element) error {
	switch e := e.(type) {
	case paper.Line:
		return s.line(e)
	case paper.Rule:
		s.sheet.Rule(stripLeft, s.y, sheetWidth-stripLeft, s.y, 2*dot, 0)
		s.y += 2 * dot
	case paper.QR:
		code, err := qr.Encode(e.Text, qr.M)
		if err != nil {
			return fmt.Errorf("code: %w", err)
		}
		side := pdf.Length(e.Module) * dot
		s.sheet.Squares((sheetWidth-pdf.Length(code.Size)*side)/2, s.y, side, code.Size, code.Black)
		s.y += pdf.Length(code.Size) * side
	case paper.Feed:
		s.y += pdf.Length(e.Height) * dot
	}
	return nil
}

// line draws one line of text. A Latin letter of this font may be wider than
// half a Han one, so a line that would not fit is drawn smaller.
func (s *strip) line(l paper.Line) error {
	size := pdf.Length(l.Size) * glyphDots * dot
	s.y += pdf.Length(l.Size) * lineDots * dot
	baseline := s.y - pdf.Length(l.Size)*belowDots*dot
	text := strings.TrimRight(l.Text, " ")
	if text == "" {
		return nil
	}
	width := sheetWidth - 2*stripLeft
	size = min(size, size*width/s.font.Width(text, size))
	free := width - s.font.Width(text, size)
	x := stripLeft
	switch l.Align {
	case paper.Centre:
		x += free / 2
	case paper.Right:
		x += free
	}
	return s.sheet.Text(x, baseline, text, pdf.Style{Size: size})
}
