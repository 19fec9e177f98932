package lineproof_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// verifying is set by `make verify-line`: more tries, and the tests that need
// namespaces of the network.
func verifying() bool { return os.Getenv("LINLI_VERIFY") != "" }

// TestMain chooses how many interleavings are tried, unless -rapid.checks does.
// Told so by the environment, it is a terminal instead.
func TestMain(m *testing.M) {
	if folder := os.Getenv(terminalFolder); folder != "" {
		if err := beTerminal(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	checks := "40"
	if verifying() {
		checks = "400"
	}
	if err := flag.Set("rapid.checks", checks); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
