// Command kioskctl is the technician's tool: it plays the lobby of a terminal
// that has none, plays a resident's visit, and checks a terminal's store.
//
// It refuses to run a terminal or an office itself; it starts them, watches
// them from outside and ends them.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := dispatch(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
