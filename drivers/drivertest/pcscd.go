package drivertest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"syscall"
	"time"
)

// pcscSocket is where pcscd listens for programs.
const pcscSocket = "/run/pcscd/pcscd.comm"

// pcscdWithin bounds how long pcscd may take to have its virtual reader.
const pcscdWithin = 20 * time.Second

// StartPCSCD runs pcscd, whose virtual reader vsmartcard-vpcd brings, until
// stop, unless one runs already. It waits until the reader is there, 20 s at
// most. The error says what is missing: mostly the packages, or the right to
// run it.
func StartPCSCD(ctx context.Context) (stop func(), err error) {
	if answers(ctx, "unix", pcscSocket) {
		return func() {}, nil
	}
	program, err := exec.LookPath("pcscd")
	if err != nil {
		return nil, fmt.Errorf("drivertest: %w; install pcscd and vsmartcard-vpcd", err)
	}
	daemon := exec.Command(program, "--foreground")
	daemon.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := daemon.Start(); err != nil {
		return nil, fmt.Errorf("drivertest: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- daemon.Wait() }()
	stop = func() {
		_ = daemon.Process.Signal(syscall.SIGTERM) // it may have ended
		<-ended
	}
	ctx, cancel := context.WithTimeout(ctx, pcscdWithin)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !answers(ctx, "unix", pcscSocket) || !answers(ctx, "tcp", VirtualReader) {
		select {
		case err := <-ended:
			return nil, fmt.Errorf("drivertest: pcscd ended (%w): it wants root, or another one runs", err)
		case <-ctx.Done():
			stop()
			return nil, errors.New("drivertest: pcscd has no virtual reader; install vsmartcard-vpcd")
		case <-tick.C:
		}
	}
	return stop, nil
}

// answers reports whether somebody listens at an address.
func answers(ctx context.Context, network, address string) bool {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}
