package main

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/wire"
)

// The scripts call the program as a technician does; testscript needs main, so
// this test lives inside the package.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kioskctl": main})
}

func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("DISPLAY", "")
			return makeStore(env.WorkDir + "/sound.db")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"damage": damage, "waitfor": waitFor, "office": openOffice, "reader": simulateReader, "play": playTranscript,
		},
	})
}

// makeStore leaves the store of a terminal that has given two tickets and never
// had a line.
func makeStore(path string) error {
	_, public, err := wire.GenerateKey()
	if err != nil {
		return err
	}
	sealer, err := wire.NewSealer(public)
	if err != nil {
		return err
	}
	s, err := store.Open(path, &store.Options{Device: "K9", Sealer: sealer, Numbers: store.Block{First: 1, Last: 9}})
	if err != nil {
		return err
	}
	for _, visit := range []kiosk.VisitID{"01", "02"} {
		_, err = s.Submit(context.Background(), kiosk.Submission{Visit: visit, Prefix: "A", Day: "2026-03-02"})
		if err != nil {
			return errors.Join(err, s.Close())
		}
	}
	return s.Close()
}

// damage overwrites the middle of a file.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	ts.Check(err)
	_, err = f.WriteAt([]byte("not what the terminal wrote"), 16)
	ts.Check(err)
	ts.Check(f.Close())
}

// waitFor waits until a file is there, for at most 10 s.
func waitFor(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	over := time.After(10 * time.Second)
	for {
		if _, err := os.Lstat(path); err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-over:
			ts.Fatalf("%s did not come", args[0])
		}
	}
}
