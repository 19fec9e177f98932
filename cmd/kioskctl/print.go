package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"linli/cmd/kioskctl/internal/printing"
	"linli/drivers/ipp"
)

// exitDoubtful is for a sheet of which nobody knows whether it came out whole;
// printing it again may make two.
const exitDoubtful = 3

// maxText bounds what `print text` reads: some metres of paper.
const maxText = 64 << 10

// printerFlags are common to everything that speaks to a printer.
type printerFlags struct {
	uri     string
	opts    printing.Options
	timeout time.Duration
	asJSON  bool
}

func (f *printerFlags) add(set *flag.FlagSet) {
	set.StringVar(&f.uri, "printer", "", "the printer's `address`: file:PATH, serial:PATH?baud=N&flow=F, tcp:HOST:PORT, ipp://HOST/PATH, or a device path")
	set.StringVar(&f.opts.Profile, "profile", "80mm", "`model` of a receipt printer, or a profile's .json file; docs/devices/printer.md lists them")
	set.Var((*completionFlag)(&f.opts.Completion), "completion", "A4 printers: what a completed job `proves`: paper, transmission, or auto to go by what the printer tells")
	set.DurationVar(&f.timeout, "timeout", 2*time.Minute, "give up after this `time`")
	set.BoolVar(&f.asJSON, "json", false, "print the result as one JSON line")
}

// completionFlag is a word for ipp.Completion.
type completionFlag ipp.Completion

// String implements flag.Value.
func (f *completionFlag) String() string {
	if *f == "" {
		return "auto"
	}
	return string(*f)
}

// Set implements flag.Value.
func (f *completionFlag) Set(word string) error {
	switch ipp.Completion(word) {
	case ipp.CompletionPaper, ipp.CompletionTransmission:
		*f = completionFlag(word)
	case "auto":
		*f = completionFlag(ipp.CompletionAuto)
	default:
		return errors.New("must be auto, paper or transmission")
	}
	return nil
}

// open opens the printer that the flags name.
func (f *printerFlags) open(ctx context.Context) (printing.Printer, error) {
	if f.uri == "" {
		return nil, usageError{errors.New("name a printer with -printer")}
	}
	p, err := printing.Open(ctx, f.uri, f.opts)
	if errors.Is(err, printing.ErrAddress) {
		return nil, usageError{err}
	}
	return p, err
}

func printTextCommand(ctx context.Context, c call) error {
	return c.print(ctx, "text", "print the words that follow the flags, or standard input; lines are broken to the paper's width",
		func(set *flag.FlagSet) (printing.Sheet, error) {
			if set.NArg() > 0 {
				return printing.TextSheet(strings.Join(set.Args(), " ")), nil
			}
			text, err := io.ReadAll(io.LimitReader(os.Stdin, maxText+1))
			if err == nil && len(text) > maxText {
				err = fmt.Errorf("more than %d bytes of text", maxText)
			}
			return printing.TextSheet(string(text)), err
		})
}

func printTicketCommand(ctx context.Context, c call) error {
	return c.print(ctx, "ticket", "print a sample queue ticket",
		func(set *flag.FlagSet) (printing.Sheet, error) {
			return printing.TicketSheet(time.Now()), alone(set)
		})
}

func printTestpageCommand(ctx context.Context, c call) error {
	return c.print(ctx, "testpage", "print edges, characters, sizes and a code, to see what a printer can do",
		func(set *flag.FlagSet) (printing.Sheet, error) {
			return printing.TestSheet(time.Now()), alone(set)
		})
}

func printPDFCommand(ctx context.Context, c call) error {
	return c.print(ctx, "pdf", "print a finished document as it is; flags stand before the file",
		func(set *flag.FlagSet) (printing.Sheet, error) {
			if set.NArg() != 1 {
				return printing.Sheet{}, usageError{errors.New("name one file, after the flags")}
			}
			return printing.PDFSheet(set.Arg(0))
		})
}

// print prints one sheet. It exits with 0 for one that went out, 1 for one that
// was not printed, and 3 for one that is in doubt or hangs uncut.
func (c call) print(ctx context.Context, name, about string, sheet func(*flag.FlagSet) (printing.Sheet, error)) error {
	set, parse := c.flags("print "+name, about)
	var f printerFlags
	f.add(set)
	set.DurationVar(&f.opts.Wait, "wait", 0, "on printers with a presenter, watch for this `time` that the paper is taken, then put it away")
	if err := parse(); err != nil {
		return err
	}
	s, err := sheet(set)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	p, err := f.open(ctx)
	if err != nil {
		return err
	}
	report, err := p.Print(ctx, s)
	closeErr := p.Close()
	switch {
	case f.asJSON:
		if err := writeJSON(c.stdout, report); err != nil {
			return err
		}
	case report.Handover != "":
		fmt.Fprintf(c.stdout, "%s: %s, %s\n", report.Printer, report.Outcome, report.Handover)
	default:
		fmt.Fprintf(c.stdout, "%s: %s\n", report.Printer, report.Outcome)
	}
	if err == nil {
		err = closeErr
	}
	if err != nil && report.Outcome != "not-printed" {
		return exitError{exitDoubtful, err}
	}
	return err
}

// printerStatusCommand exits with 0 when the printer could be asked, whatever
// it answered, and also when it kept silent.
func printerStatusCommand(ctx context.Context, c call) error {
	set, parse := c.flags("printer status", "ask a printer how it is and what it can tell; prints, moves and clears nothing")
	var f printerFlags
	f.add(set)
	if err := parse(); err != nil {
		return err
	}
	if err := alone(set); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	p, err := f.open(ctx)
	if err != nil {
		return err
	}
	state, err := p.Status(ctx)
	if err = errors.Join(err, p.Close()); err != nil {
		return err
	}
	if f.asJSON {
		return writeJSON(c.stdout, state)
	}
	fmt.Fprintf(c.stdout, "%s: %s\n", state.Printer, state.Summary)
	if state.Maker+state.Model != "" {
		fmt.Fprintf(c.stdout, "  says it is %s %s\n", state.Maker, state.Model)
	}
	return nil
}

// writeJSON prints one line.
func writeJSON(out io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", line)
	return err
}
