// Command kiosk is the terminal's firmware: it wires store, devices, flow and
// line into one running terminal, and starts its own drawing process.
//
// It refuses to decide anything a resident would notice: that is flow's and
// the catalogue's. It runs as an ordinary user.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
