package ipp_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"testing"
	"time"

	"linli/drivers/ipp"
)

// The tests of this file put a CUPS queue between the driver and ippeveprinter.
// The queue's server is the tests' own: its settings, spool and logs are in a
// folder of theirs. `make verify-print` runs them.

// cupsConfig is cupsd.conf: a server for this machine alone, which asks nobody
// who he is and gives up a job at the first trouble.
const cupsConfig = `Listen %s
Browsing Off
WebInterface No
DefaultAuthType None
ErrorPolicy abort-job
PreserveJobHistory Yes
LogLevel debug
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
`

// cupsFiles is cups-files.conf.
const cupsFiles = `ServerRoot %[1]s
CacheDir %[1]s
StateDir %[1]s
RequestRoot %[1]s/spool
TempDir %[1]s/spool/tmp
AccessLog %[1]s/access_log
ErrorLog %[1]s/error_log
PageLog %[1]s/page_log
SystemGroup %[2]s
`

// queue is a printer behind a CUPS queue; its Dev speaks to the queue.
type queue struct {
	*evePrinter
	printer *ipp.Dev // past the queue
}

// startQueue starts a printer and a queue in front of it, or skips the test.
func startQueue(t *testing.T) queue {
	t.Helper()
	for _, tool := range []string{"cupsd", "lpadmin"} {
		if _, err := exec.LookPath(tool); os.Getenv("LINLI_VERIFY") != "" && err != nil {
			t.Skipf("%s is not installed (Debian: cups-daemon, cups-client, cups-ipp-utils, cups-filters)", tool)
		}
	}
	e := startEvePrinter(t)
	// Started as root, cupsd hands filters and backends to another user, who
	// has to reach the spool; the folder of a test is closed to him.
	folder, err := os.MkdirTemp("", "linli-cups-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	for _, name := range []string{".", "spool", "spool/tmp", "ppd", "ssl"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(folder, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	group := "root"
	if u, err := user.LookupGroupId(fmt.Sprint(os.Getgid())); err == nil {
		group = u.Name
	}
	host := freePort(t)
	conf, files := filepath.Join(folder, "cupsd.conf"), filepath.Join(folder, "cups-files.conf")
	for path, text := range map[string]string{conf: fmt.Sprintf(cupsConfig, host), files: fmt.Sprintf(cupsFiles, folder, group)} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	e.start(os.Environ(), "", "cupsd", "-f", "-c", conf, "-s", files)
	e.await("cupsd answers", func() bool {
		conn, err := net.DialTimeout("tcp", host, time.Second)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "lpadmin", "-h", host, "-p", "a4", "-E", "-v", e.uri(), "-m", "everywhere",
		"-o", "printer-error-policy=abort-job").CombinedOutput()
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(folder, "error_log"))
		t.Fatalf("lpadmin: %v: %s\n%s", err, out, log)
	}
	q := queue{e, e.dev}
	q.dev, err = ipp.New("ipp://"+host+"/printers/a4", &ipp.Opts{User: "kiosk-K2", ReplyTimeout: 10 * time.Second, Poll: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.dev.Halt() })
	e.document = onePage()
	// For a moment a new queue knows no way to its printer and aborts what comes.
	e.await("the queue prints", func() bool {
		outcome, _ := q.dev.Print(t.Context(), e.document, ipp.JobOptions{Name: "first"})
		return outcome == ipp.Printed
	})
	return q
}

// onePage is a whole A4 document, for filters take documents apart.
func onePage() []byte {
	var b bytes.Buffer
	var at []int
	object := func(text string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), text)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>")
	const content = "BT /F 24 Tf 72 700 Td (Linli specimen) Tj ET"
	object(fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content))
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

// came returns how many documents came out of the printer.
func (q queue) came() int {
	spooled, _ := filepath.Glob(q.path("*.pdf"))
	return len(spooled)
}

func TestCupsQueuePrints(t *testing.T) {
	q := startQueue(t)
	before := q.came()
	q.ends(q.print(t.Context(), q.dev), ipp.Printed, nil)
	q.observed("completed")
	if n := q.came() - before; n != 1 {
		t.Errorf("%d documents came out", n)
	}
}

func TestCupsQueueGoesOnAfterAJam(t *testing.T) {
	q := startQueue(t)
	q.write("media-jam", "")
	ended := q.print(t.Context(), q.dev)
	q.shows(ipp.MediaJam)
	q.repair("media-jam")
	q.ends(ended, ipp.Printed, nil)
}

func TestCupsQueueCancels(t *testing.T) {
	q := startQueue(t)
	q.write("media-jam", "")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := q.print(ctx, q.dev)
	q.shows(ipp.MediaJam)
	cancel()
	q.ends(ended, ipp.Uncertain, context.Canceled)
	s, err := q.dev.Status(t.Context())
	if err != nil || s.IsReady() {
		t.Errorf("jammed: %s, %v", s, err)
	}
	q.repair("media-jam")
	q.await("the printer is idle", func() bool { s, err := q.printer.Status(t.Context()); return err == nil && !s.Processing })
	q.observed("canceled")
	// The queue goes on saying media-jam, of which its printer knows nothing any
	// more.
	if s, err := q.dev.Status(t.Context()); err != nil || !s.IsReady() || s.Hearsay {
		t.Errorf("mended: %s, %v", s, err)
	}
	q.ends(q.print(t.Context(), q.dev), ipp.Printed, nil)
}
