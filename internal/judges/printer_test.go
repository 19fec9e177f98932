package judges_test

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"linli/assets"
	"linli/drivers/drivertest"
)

// connect gives a simulated printer a line.
func connect(t *testing.T, printer *drivertest.ReceiptPrinter) net.Conn {
	t.Helper()
	near, far := net.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- printer.Serve(t.Context(), far) }()
	t.Cleanup(func() {
		near.Close()
		<-ended
	})
	return near
}

// judged reports whether a judge is content.
func judged(t *testing.T, program string, args ...string) bool {
	t.Helper()
	return exec.CommandContext(t.Context(), program, args...).Run() == nil
}

// onPort9100 puts a simulated printer where receiptio looks for one.
func onPort9100(t *testing.T) *drivertest.ReceiptPrinter {
	t.Helper()
	font, err := assets.Font("NotoSansSC-Regular.otf")
	if err != nil {
		t.Fatal(err)
	}
	// Replies arrive in pieces, and receiptio takes the letters T and P in the
	// rest of a name for the head of a status report: no such letters here.
	printer, err := drivertest.NewReceiptPrinter(drivertest.ReceiptPrinterOpts{Font: font, Maker: "LINLI", Model: "SIM"})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:9100")
	if err != nil {
		printer.Close()
		t.Skipf("port 9100 is the only one receiptio knows: %v", err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			printer.Serve(t.Context(), conn)
			conn.Close()
		}
	}()
	t.Cleanup(func() {
		listener.Close()
		<-ended
		printer.Close()
	})
	return printer
}

// receiptio returns what receiptio says, which is also its exit code.
func receiptio(t *testing.T, args ...string) string {
	t.Helper()
	cli := filepath.Join(packages(t), "node_modules", "receiptio", "bin", "cli.js")
	ctx, cancel := context.WithTimeout(t.Context(), judgeTime)
	defer cancel()
	command := exec.CommandContext(ctx, "node", append([]string{cli, "-d", "127.0.0.1"}, args...)...)
	said, err := command.CombinedOutput()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(said))
}

func TestReceiptioUnderstandsTheSimulatedPrinter(t *testing.T) {
	wanted(t, []string{"node"}, "receiptio")
	printer := onPort9100(t)
	for _, c := range []struct {
		fault drivertest.Fault
		want  string
	}{
		{"", "online"},
		{drivertest.NearEnd, "online"},
		{drivertest.CoverOpen, "coveropen"},
		{drivertest.PaperOut, "paperempty"},
		{drivertest.Overheated, "error"},
	} {
		printer.SetFault(c.fault, true)
		if got := receiptio(t, "-q"); got != c.want {
			t.Errorf("%q: receiptio says %q, want %q", c.fault, got, c.want)
		}
		printer.SetFault(c.fault, false)
	}
}

func TestReceiptioPrintsOnTheSimulatedPrinter(t *testing.T) {
	wanted(t, []string{"node"}, "receiptio")
	printer := onPort9100(t)
	file := filepath.Join(t.TempDir(), "receipt.md")
	if err := os.WriteFile(file, []byte("Linli\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := receiptio(t, "-l", "zh", "-c", "48", file); got != "success" {
		t.Errorf("receiptio says %q", got)
	}
	papers := printer.Papers()
	if len(papers) == 0 || !strings.Contains(strings.Join(papers[0].Text, "\n"), "Linli") {
		t.Errorf("papers %+v, unknown %q", papers, printer.Unknown())
	}
	printer.SetFault(drivertest.PaperOut, true)
	if got := receiptio(t, "-l", "zh", "-c", "48", file); got != "paperempty" {
		t.Errorf("no paper: receiptio says %q", got)
	}
	printer.SetFault(drivertest.PaperOut, false)
	printer.SetFault(drivertest.CutterJam, true)
	for _, args := range [][]string{{"-l", "zh", "-c", "48", file}, {"-q"}} {
		if got := receiptio(t, args...); got != "error" {
			t.Errorf("cutter: receiptio %q says %q", args, got)
		}
	}
}
