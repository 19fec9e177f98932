package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"linli/drivers/drivertest"
)

// simulateReader starts an ID-card module for the rest of a script:
//
//	reader PATH [card=A] [baud=9600] [fault=stall] [socket=true]
func simulateReader(ts *testscript.TestScript, _ bool, args []string) {
	module := drivertest.NewCardModule()
	socket := false
	for _, a := range args[1:] {
		name, value, _ := strings.Cut(a, "=")
		switch name {
		case "card":
			c, ok := drivertest.SpecimenCard(value)
			if !ok {
				ts.Fatalf("no specimen %s", value)
			}
			module.Lay(c)
		case "baud":
			baud, err := strconv.Atoi(value)
			ts.Check(err)
			module.Remember(baud)
		case "fault":
			ts.Check(module.Fault(drivertest.CardFault(value)))
		case "socket":
			socket = true
		}
	}
	path := ts.MkAbs(args[0])
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	if socket {
		listener, err := net.Listen("unix", path)
		ts.Check(err)
		context.AfterFunc(ctx, func() { _ = listener.Close() })
		go func() {
			defer close(ended)
			if line, err := listener.Accept(); err == nil {
				_ = module.Serve(ctx, line)
			}
		}()
	} else {
		line, err := drivertest.OpenPTY(path)
		ts.Check(err)
		go func() {
			defer close(ended)
			_ = module.Serve(ctx, line)
		}()
	}
	ts.Defer(func() {
		cancel()
		<-ended
	})
}

// playTranscript plays a transcript at the other end of a pseudo terminal for
// the rest of a script:
//
//	play PATH FILE
func playTranscript(ts *testscript.TestScript, _ bool, args []string) {
	file, err := os.Open(ts.MkAbs(args[1]))
	ts.Check(err)
	defer file.Close()
	transcript, err := drivertest.ParseCardTranscript(file)
	ts.Check(err)
	line, err := drivertest.OpenPTY(ts.MkAbs(args[0]))
	ts.Check(err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = transcript.Serve(ctx, line)
	}()
	ts.Defer(func() {
		cancel()
		<-ended
	})
}

func TestExitCodesOfCardRead(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]int{"A": exitWell, "D": exitCardRefuse, "none": exitNoCard, "missing": exitFailed} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(dir, name)
			if name != "missing" {
				line, err := drivertest.OpenPTY(path)
				if err != nil {
					t.Fatal(err)
				}
				module := drivertest.NewCardModule()
				if c, ok := drivertest.SpecimenCard(name); ok {
					module.Lay(c)
				}
				ctx, cancel := context.WithCancel(context.Background())
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					_ = module.Serve(ctx, line)
				}()
				t.Cleanup(func() {
					cancel()
					<-ended
				})
			}
			wait := "20s"
			if name == "none" {
				wait = "100ms"
			}
			var out, told strings.Builder
			if got := dispatch(t.Context(), []string{"card", "read", "-port", path, "-wait", wait}, &out, &told); got != want {
				t.Errorf("exit code %d, want %d: %s", got, want, told.String())
			}
		})
	}
}
