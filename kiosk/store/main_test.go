package store_test

import (
	"fmt"
	"os"
	"testing"

	"linli/kiosk/store"
)

// TestMain lets the test binary stand in for the programs that use the store:
// a checker, and a terminal that is killed.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 {
		switch os.Args[1] {
		case "check":
			os.Exit(store.RunCheck(os.Stdout, os.Args[2]))
		case "check-telling":
			os.Exit(store.RunCheckTelling(os.Stdout, os.Args[2]))
		case "terminal":
			os.Exit(runTerminal(os.Args[2:]))
		case "powered":
			report(runPowered(os.Args[2:]))
		case "mended":
			report(runMended(os.Args[2:]))
		case "power-check":
			report(runPowerCheck(os.Args[2:]))
		}
	}
	os.Exit(m.Run())
}

func report(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
