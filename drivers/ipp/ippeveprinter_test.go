package ipp_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/drivers/ipp"
)

// The tests of this file speak to ippeveprinter, the printer of the CUPS
// project, with ipptool as a second observer. `make verify-print` runs them.

// busConfig is a message bus of our own: ippeveprinter announces itself by
// Avahi, which is reached over one.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/><allow user="*"/></policy></busconfig>`

// printCommand does the printing of a job: files in the folder are its faults.
const printCommand = `#!/bin/sh
cd %s
for fault in media-jam cover-open; do
	if [ -e $fault ]; then
		echo "STATE: +$fault-error" >&2
		while [ -e $fault ]; do sleep 0.05; done
		echo "STATE: -$fault-error" >&2
	fi
done
if [ -e abort ]; then echo "ERROR: the drum broke" >&2; exit 1; fi
while [ -e slow ]; do sleep 0.05; done
echo "ATTR: job-impressions-completed=1" >&2
`

// evePrinter is a running ippeveprinter.
type evePrinter struct {
	*testing.T
	folder   string
	host     string // and port
	dev      *ipp.Dev
	document []byte
}

// startEvePrinter starts one, or skips the test.
func startEvePrinter(t *testing.T) *evePrinter {
	t.Helper()
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("set LINLI_VERIFY=1 to print on ippeveprinter")
	}
	for _, tool := range []string{"ippeveprinter", "ipptool", "avahi-daemon", "dbus-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed (Debian: cups-ipp-utils, avahi-daemon, dbus)", tool)
		}
	}
	e := &evePrinter{T: t, folder: t.TempDir(), document: append(slices.Clone(document), bytes.Repeat([]byte("% specimen\n"), 2000)...)}
	environment := os.Environ()
	if exec.CommandContext(t.Context(), "avahi-daemon", "--check").Run() != nil {
		environment = append(environment, "DBUS_SYSTEM_BUS_ADDRESS="+e.startBus())
		e.write("avahi.conf", "[server]\nallow-interfaces=lo\nuse-ipv6=no\n")
		e.start(environment, "Server startup complete", "avahi-daemon", "-f", e.path("avahi.conf"),
			"--no-drop-root", "--no-chroot", "--no-rlimits")
	}
	e.host = freePort(t)
	e.write("print.sh", fmt.Sprintf(printCommand, e.folder))
	_, port, _ := net.SplitHostPort(e.host)
	e.start(environment, "", "ippeveprinter", "-p", port, "-n", "localhost", "-r", "off", "-k", "-d", e.path("."),
		"-f", "application/pdf", "-s", "60", "-c", e.path("print.sh"), "Kiosk A4")
	e.dev = e.newDev(nil)
	e.await("ippeveprinter answers", func() bool { _, err := e.dev.Status(t.Context()); return err == nil })
	e.paper(250)
	return e
}

// startBus starts a message bus and returns its address.
func (e *evePrinter) startBus() string {
	e.Helper()
	e.write("bus.conf", fmt.Sprintf(busConfig, e.path("bus")))
	return e.start(os.Environ(), "unix:", "dbus-daemon", "--config-file="+e.path("bus.conf"), "--nofork", "--print-address")
}

// start starts a program that lives as long as the test, waits for a line with
// ready in it and returns that line.
func (e *evePrinter) start(environment []string, ready, name string, args ...string) string {
	e.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		e.Fatal(err)
	}
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = environment, w, w
	if err := cmd.Start(); err != nil {
		e.Fatal(err)
	}
	w.Close()
	e.Cleanup(func() { cmd.Process.Kill(); cmd.Wait(); r.Close() })
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			if strings.Contains(lines.Text(), ready) && len(found) == 0 {
				found <- lines.Text()
			}
		}
		close(found)
	}()
	if ready == "" {
		return ""
	}
	select {
	case line, ok := <-found:
		if !ok {
			e.Fatalf("%s ended without %q", name, ready)
		}
		return line
	case <-time.After(20 * time.Second):
		e.Fatalf("%s does not say %q", name, ready)
	}
	return ""
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (e *evePrinter) path(name string) string { return filepath.Join(e.folder, name) }

func (e *evePrinter) write(name, content string) {
	e.Helper()
	if err := os.WriteFile(e.path(name), []byte(content), 0o755); err != nil {
		e.Fatal(err)
	}
}

// repair takes a fault away.
func (e *evePrinter) repair(fault string) {
	e.Helper()
	if err := os.Remove(e.path(fault)); err != nil {
		e.Fatal(err)
	}
}

// uri names the printer.
func (e *evePrinter) uri() string { return "ipp://" + e.host + "/ipp/print" }

func (e *evePrinter) newDev(client *http.Client) *ipp.Dev {
	e.Helper()
	dev, err := ipp.New(e.uri(), &ipp.Opts{User: "kiosk-K2", Client: client, ReplyTimeout: 5 * time.Second, Poll: 100 * time.Millisecond})
	if err != nil {
		e.Fatal(err)
	}
	e.Cleanup(func() { dev.Halt() })
	return dev
}

// paper puts so many sheets into the tray, by the printer's web page.
func (e *evePrinter) paper(sheets int) {
	resp, err := http.Get(fmt.Sprintf("http://%s/media?size1=iso_a4_210x297mm&type1=stationery&level1=%d&size3=&type3=&level3=-2", e.host, sheets))
	if err != nil {
		e.Error(err)
		return
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
}

// await asks until something holds.
func (e *evePrinter) await(what string, holds func() bool) {
	e.Helper()
	ctx, cancel := context.WithTimeout(e.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			e.Fatalf("waited in vain: %s", what)
		}
	}
}

// shows waits for a condition of the printer.
func (e *evePrinter) shows(c ipp.Condition) {
	e.Helper()
	e.await("printer shows "+string(c), func() bool {
		s, err := e.dev.Status(e.Context())
		return err == nil && slices.Contains(s.Conditions, c)
	})
}

// ending is how a document ended.
type ending struct {
	outcome ipp.Outcome
	err     error
}

// print starts to print.
func (e *evePrinter) print(ctx context.Context, dev *ipp.Dev) <-chan ending {
	ended := make(chan ending, 1)
	go func() {
		o, err := dev.Print(ctx, e.document, ipp.JobOptions{Name: "居住证明"})
		ended <- ending{o, err}
	}()
	return ended
}

// ends demands an outcome.
func (e *evePrinter) ends(got <-chan ending, want ipp.Outcome, cause error) {
	e.Helper()
	end := <-got
	if end.outcome != want || !errors.Is(end.err, cause) || (cause == nil && end.err != nil) {
		e.Errorf("ended %s (%v), want %s (%v)", end.outcome, end.err, want, cause)
	}
}

// observed demands what ipptool says about jobs that are over.
func (e *evePrinter) observed(state string) {
	e.Helper()
	const script = "/usr/share/cups/ipptool/get-completed-jobs.test"
	out, err := exec.CommandContext(e.Context(), "ipptool", "-tv", e.uri(), script).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "job-state (enum) = "+state) || !strings.Contains(string(out), "居住证明") {
		e.Errorf("ipptool (%v) sees no job %s:\n%s", err, state, out)
	}
}

func TestIppeveprinterPrintsTheDocumentAsItIs(t *testing.T) {
	e := startEvePrinter(t)
	e.ends(e.print(t.Context(), e.dev), ipp.Printed, nil)
	e.observed("completed")
	spooled, _ := filepath.Glob(e.path("*.pdf"))
	if len(spooled) != 1 {
		t.Fatalf("%d documents in the spool", len(spooled))
	}
	got, err := os.ReadFile(spooled[0])
	if err != nil || !bytes.Equal(got, e.document) {
		t.Errorf("the document changed on its way (%v)", err)
	}
}

func TestIppeveprinterWithAnEmptyTrayIsAskedForNothing(t *testing.T) {
	e := startEvePrinter(t)
	e.paper(0)
	e.ends(e.print(t.Context(), e.dev), ipp.NotPrinted, ipp.ErrNotReady)
	e.paper(10)
	e.ends(e.print(t.Context(), e.dev), ipp.Printed, nil)
}

// emptyAtJob takes the paper out when a document is on its way.
type emptyAtJob struct{ e *evePrinter }

func (r emptyAtJob) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.ContentLength > int64(len(r.e.document)) {
		r.e.paper(0)
	}
	return http.DefaultTransport.RoundTrip(req)
}

func TestIppeveprinterGoesOnAfterARefill(t *testing.T) {
	e := startEvePrinter(t)
	ended := e.print(t.Context(), e.newDev(&http.Client{Transport: emptyAtJob{e}}))
	e.shows(ipp.MediaEmpty)
	e.paper(10)
	e.ends(ended, ipp.Printed, nil)
}

func TestIppeveprinterGoesOnAfterAJam(t *testing.T) {
	for _, fault := range []ipp.Condition{ipp.MediaJam, ipp.CoverOpen} {
		t.Run(string(fault), func(t *testing.T) {
			e := startEvePrinter(t)
			e.write(string(fault), "")
			ended := e.print(t.Context(), e.dev)
			e.shows(fault)
			e.repair(string(fault))
			e.ends(ended, ipp.Printed, nil)
		})
	}
}

func TestIppeveprinterAborts(t *testing.T) {
	e := startEvePrinter(t)
	e.write("abort", "")
	e.ends(e.print(t.Context(), e.dev), ipp.Uncertain, ipp.ErrStopped)
	e.observed("aborted")
}

func TestIppeveprinterIsBusy(t *testing.T) {
	e := startEvePrinter(t)
	e.write("slow", "")
	first := e.print(t.Context(), e.dev)
	e.await("it works", func() bool { s, err := e.dev.Status(t.Context()); return err == nil && s.Processing })
	other, err := ipp.New(e.uri(), nil)
	if err != nil {
		t.Fatal(err)
	}
	e.ends(e.print(t.Context(), other), ipp.NotPrinted, ipp.ErrBusy)
	e.repair("slow")
	e.ends(first, ipp.Printed, nil)
}

func TestIppeveprinterCancels(t *testing.T) {
	e := startEvePrinter(t)
	e.write("media-jam", "")
	ctx, cancel := context.WithCancel(t.Context())
	ended := e.print(ctx, e.dev)
	e.shows(ipp.MediaJam)
	cancel()
	e.await("the job is to stop", func() bool {
		out, _ := exec.CommandContext(t.Context(), "ipptool", "-tv", e.uri(), "/usr/share/cups/ipptool/get-jobs.test").CombinedOutput()
		return bytes.Contains(out, []byte("processing-to-stop-point")) || !bytes.Contains(out, []byte("job-id"))
	})
	e.repair("media-jam")
	e.ends(ended, ipp.Uncertain, context.Canceled)
}
