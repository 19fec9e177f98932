// Command streetoffice is the server of a street office: terminals push their
// records to it, staff call numbers on its page. Everything it keeps stands in
// one folder. With no flags and no file it runs on this machine's loopback.
// `streetoffice device` is for staff: which terminals the office lets in.
// `streetoffice publish` is for whoever looks after what terminals offer.
//
// It refuses to serve plain HTTP beyond loopback, and its pages for staff to
// any other machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "streetoffice:", err)
		os.Exit(1)
	}
}

// command runs what the first word names, or serves.
func command(ctx context.Context, args []string, out, errs io.Writer) error {
	commands := map[string]func(context.Context, []string, io.Writer, io.Writer) error{
		"device":     deviceCommand,
		"import":     importCommand,
		"key":        keyCommand,
		"publish":    publishCommand,
		"quarantine": quarantineCommand,
		"roll":       rollCommand,
	}
	if len(args) > 0 {
		if run, ok := commands[args[0]]; ok {
			return run(ctx, args[1:], out, errs)
		}
	}
	return run(ctx, args, out, errs)
}
