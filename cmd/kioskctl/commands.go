package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Exit codes of kioskctl. A command may have further ones and then says so.
const (
	exitWell   = 0
	exitFailed = 1
	exitUsage  = 2
)

// exitError is an error with an exit code of its own. Without a cause everything
// has been said already.
type exitError struct {
	code  int
	cause error
}

func (e exitError) Error() string { return fmt.Sprintf("exit code %d: %v", e.code, e.cause) }
func (e exitError) Unwrap() error { return e.cause }

// call is one use of a command.
type call struct {
	usage          string   // what follows the command's name, in words
	args           []string // after the command's name
	stdout, stderr io.Writer
}

// command is one row of the help.
type command struct {
	name  string // one or more words: "queue check"
	args  string // what follows the name
	about string
	run   func(context.Context, call) error
}

func commands() []command {
	return []command{
		{"card baud", "-port P -to N [-baud N]", "set the speed of a card reader's module", cardBaudCommand},
		{"card read", "-port P | -pcsc NAME [-reveal] [-json]", "read one card and print it, masked", cardReadCommand},
		{"card watch", "-port P [-baud N] [-reveal] [-json]", "print what happens at a card reader", cardWatchCommand},
		{"certificate render", "-o FILE.pdf DATA.json", "lay out facts as an A4 certificate", certificateRenderCommand},
		{"check", "[-json] PATH", "say what is wrong with service items, and what to write instead", checkCommand},
		{"demo", "[flags]", "start office, lobby and terminal; play a visit, or open the window", demoCommand},
		{"enrol", "-qr TEXT | -office URL -ca SHA256 -device NAME -code CODE", "ask the street office to let this terminal in", enrolCommand},
		{"fleet", "[flags]", "play many terminals that come back after an outage, against one office", fleetCommand},
		{"guide import", "-out FOLDER [flags] FILE", "take over guides that another system exported, as service items", guideImportCommand},
		{"lobby", "[flags]", "simulated devices and a line to the office, with a page to work them", lobbyCommand},
		{"print pdf", "-printer URI [-completion C] [-json] FILE.pdf", "print a finished PDF on an A4 printer", printPDFCommand},
		{"print text", "-printer URI [-profile P] [-json] [TEXT]", "print words, or standard input", printTextCommand},
		{"print ticket", "-printer URI [-profile P] [-json]", "print a sample queue ticket", printTicketCommand},
		{"print testpage", "-printer URI [-profile P] [-json]", "print what shows a printer's abilities", printTestpageCommand},
		{"printer newroll", "-data FOLDER", "say that a new roll of paper was put in", printerNewrollCommand},
		{"printer status", "-printer URI [-json]", "ask a printer how it is", printerStatusCommand},
		{"queue check", "[-json] FILE", "check a terminal's store file without changing it", queueCheckCommand},
		{"queue compact", "[-json] FILE", "write a stopped terminal's store file anew without its holes", queueCompactCommand},
		{"queue export", "[-json] -o OUT FILE", "write what waits for the office into a parcel for a USB stick", queueExportCommand},
		{"queue rescue", "[-json] -o OUT FILE", "write what a damaged store file still holds into a parcel", queueRescueCommand},
		{"record", "-port P -o FILE [-reveal]", "write down what crosses a card reader's line", recordCommand},
		{"verify", "[flags] CODE", "say whether the code on a paper is genuine, without a line", verifyCommand},
	}
}

// usageError is a fault in how the tool was called.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// dispatch finds the command, runs it and returns the exit code.
func dispatch(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		help(stderr)
		return exitUsage
	}
	if slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		help(stdout)
		return exitWell
	}
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) < len(words) || !slices.Equal(args[:len(words)], words) {
			continue
		}
		return report(c, c.run(ctx, call{c.args, args[len(words):], stdout, stderr}), stderr)
	}
	fmt.Fprintf(stderr, "kioskctl: unknown command %q; `kioskctl help` lists them\n", strings.Join(args, " "))
	return exitUsage
}

func report(c command, err error, stderr io.Writer) int {
	var usage usageError
	var exit exitError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitWell
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "kioskctl %s: %v; `kioskctl %s -h` lists its flags\n", c.name, err, c.name)
		return exitUsage
	case errors.As(err, &exit):
		if exit.cause != nil {
			fmt.Fprintf(stderr, "kioskctl %s: %v\n", c.name, exit.cause)
		}
		return exit.code
	}
	fmt.Fprintf(stderr, "kioskctl %s: %v\n", c.name, err)
	return exitFailed
}

func help(out io.Writer) {
	fmt.Fprint(out, "kioskctl is the technician's tool of a Linli terminal.\n\n")
	width := 0
	for _, c := range commands() {
		width = max(width, len(c.name))
	}
	for _, c := range commands() {
		fmt.Fprintf(out, "  kioskctl %-*s  %s\n", width, c.name, c.about)
	}
	fmt.Fprint(out, "\n`kioskctl COMMAND -h` shows how one is called.\n")
}

// flags returns the flag set of a command, and parses with it: what is wrong
// is a usageError, and -h prints about and the flags to standard output.
func (c call) flags(name, about string) (*flag.FlagSet, func() error) {
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	return set, func() error {
		err := set.Parse(c.args)
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(c.stdout, "kioskctl %s %s\n\n%s\n\n", name, c.usage, about)
			set.SetOutput(c.stdout)
			set.PrintDefaults()
			return err
		}
		if err != nil {
			return usageError{err}
		}
		return nil
	}
}

// alone refuses words after the flags.
func alone(set *flag.FlagSet) error {
	if set.NArg() > 0 {
		return usageError{fmt.Errorf("unexpected %q", set.Arg(0))}
	}
	return nil
}
