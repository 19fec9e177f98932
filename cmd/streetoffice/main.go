// Command streetoffice is the server of a street office: terminals push their
// records to it, staff call numbers on its page. Everything it keeps stands in
// one folder. With no flags and no file it runs on this machine's loopback.
//
// It refuses to serve plain HTTP beyond loopback.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "streetoffice:", err)
		os.Exit(1)
	}
}
