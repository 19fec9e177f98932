package lineproof_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"linli/sync/wire"
)

// lab is two machines on one cable, each a namespace of the network: a
// terminal at .1 and an office at .2.
type lab struct {
	t                *testing.T
	dir              string
	terminal, office string // names of the namespaces
}

const (
	terminalIP = "10.231.7.1"
	officeIP   = "10.231.7.2"
)

func newLab(t *testing.T) *lab {
	t.Helper()
	if !verifying() {
		t.Skip("two namespaces of the network: run `make verify-line`")
	}
	if os.Geteuid() != 0 {
		t.Skip("SKIPPED: namespaces of the network need root")
	}
	for _, tool := range []string{"ip", "nft", "tc", "ss"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("SKIPPED: %s is not installed (packages iproute2 and nftables)", tool)
		}
	}
	l := &lab{t: t, dir: t.TempDir(), terminal: fmt.Sprint("linli-t", os.Getpid()), office: fmt.Sprint("linli-o", os.Getpid())}
	if out, err := exec.Command("ip", "netns", "add", l.terminal).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: no namespaces of the network here: %s", out)
	}
	t.Cleanup(func() { l.run("ip", "netns", "del", l.terminal) })
	l.run("ip", "netns", "add", l.office)
	t.Cleanup(func() { l.run("ip", "netns", "del", l.office) })
	l.run("ip", "link", "add", "cable", "netns", l.terminal, "type", "veth", "peer", "name", "cable", "netns", l.office)
	for ns, address := range map[string]string{l.terminal: terminalIP, l.office: officeIP} {
		l.in(ns, "ip", "address", "add", address+"/24", "dev", "cable")
		l.in(ns, "ip", "link", "set", "lo", "up")
		l.in(ns, "ip", "link", "set", "cable", "up")
	}
	return l
}

func (l *lab) run(name string, args ...string) string {
	l.t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		l.t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (l *lab) in(ns string, args ...string) string {
	l.t.Helper()
	return l.run("ip", append([]string{"netns", "exec", ns}, args...)...)
}

// start runs a program in a namespace until the test ends.
func (l *lab) start(ns string, env []string, args ...string) (*exec.Cmd, io.WriteCloser, *bufio.Reader) {
	l.t.Helper()
	cmd := exec.Command("ip", append([]string{"netns", "exec", ns}, args...)...)
	cmd.Env, cmd.Stderr = append(os.Environ(), env...), &told{t: l.t, name: filepath.Base(args[0])}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		l.t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		l.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd, stdin, bufio.NewReader(stdout)
}

// told keeps the last thing a program said, for when it fails.
type told struct {
	t    *testing.T
	name string
	last []byte
}

func (w *told) Write(b []byte) (int, error) {
	w.last = append(w.last[max(0, len(w.last)-4096):], b...)
	return len(b), nil
}

// rules puts nftables rules in a namespace and returns how many packets they
// met so far.
func (l *lab) rules(ns, rules string) (met func() int) {
	l.t.Helper()
	cmd := exec.Command("ip", "netns", "exec", ns, "nft", "-f", "-")
	cmd.Stdin = strings.NewReader("table inet fault {\n" + rules + "\n}\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		l.t.Fatalf("nft: %v: %s", err, out)
	}
	return func() int {
		n := 0
		for _, m := range regexp.MustCompile(`packets (\d+)`).FindAllStringSubmatch(l.in(ns, "nft", "list", "table", "inet", "fault"), -1) {
			var packets int
			_, _ = fmt.Sscan(m[1], &packets)
			n += packets
		}
		return n
	}
}

func (l *lab) noRules(ns string) { l.in(ns, "nft", "delete", "table", "inet", "fault") }

// build makes the programs.
func (l *lab) build() {
	l.t.Helper()
	l.run("go", "build", "-o", l.dir, "linli/cmd/streetoffice", "linli/cmd/kioskctl")
}

// open starts the office and waits until it serves.
func (l *lab) openOffice() *exec.Cmd {
	l.t.Helper()
	cmd, _, out := l.start(l.office, nil, filepath.Join(l.dir, "streetoffice"), "-listen", "127.0.0.1:8480",
		"-terminals", officeIP+":8443", "-data", filepath.Join(l.dir, "office"))
	if _, err := out.ReadString('\n'); err != nil {
		l.t.Fatalf("streetoffice: %v: %s", err, cmd.Stderr)
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // ends with the process
	return cmd
}

func (l *lab) officectl(args ...string) string {
	l.t.Helper()
	args = append([]string{filepath.Join(l.dir, "streetoffice"), "device", args[0],
		"-terminals", officeIP + ":8443", "-data", filepath.Join(l.dir, "office")}, args[1:]...)
	return l.in(l.office, args...)
}

// enrol lets the terminal in, as technician and staff do.
func (l *lab) enrol(folder string) {
	l.t.Helper()
	var invited struct {
		QR string `json:"qr"`
	}
	if err := json.Unmarshal([]byte(l.officectl("code", "-json", "K1")), &invited); err != nil {
		l.t.Fatal(err)
	}
	cmd, _, out := l.start(l.terminal, nil, filepath.Join(l.dir, "kioskctl"), "enrol", "-data", folder, "-qr", invited.QR)
	go io.Copy(io.Discard, out) //nolint:errcheck // ends with the process
	waits := func() bool { return strings.Contains(l.officectl("list", "-json"), `"waiting"`) }
	l.until(30*time.Second, "the terminal asks to be let in", waits)
	l.officectl("approve", "K1")
	if err := cmd.Wait(); err != nil {
		l.t.Fatalf("enrol: %v: %s", err, cmd.Stderr.(*told).last) //nolint:errcheck,forcetypeassert // start put it there
	}
}

func (l *lab) startTerminal(folder string) (*exec.Cmd, io.WriteCloser) {
	l.t.Helper()
	self, err := os.Executable()
	if err != nil {
		l.t.Fatal(err)
	}
	cmd, stdin, _ := l.start(l.terminal, []string{terminalFolder + "=" + folder}, self)
	return cmd, stdin
}

// until looks twenty times a second.
func (l *lab) until(limit time.Duration, what string, holds func() bool) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			l.t.Fatalf("never came: %s", what)
		case <-tick.C:
		}
	}
}

// kill ends a process without a word.
func (l *lab) kill(cmd *exec.Cmd) {
	l.t.Helper()
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		l.t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
}

// ledger reads what the stopped office keeps.
func (l *lab) ledger() []string {
	l.t.Helper()
	folder := filepath.Join(l.dir, "office")
	text, err := os.ReadFile(filepath.Join(folder, "sealing.key"))
	if err != nil {
		l.t.Fatal(err)
	}
	private, err := wire.DecodePrivateKey(bytes.TrimSpace(text))
	if err != nil {
		l.t.Fatal(err)
	}
	o := &streetOffice{path: filepath.Join(folder, "ledger.db"), private: private}
	if err := o.start(); err != nil {
		l.t.Fatal(err)
	}
	defer o.ledger.Close()
	kept, err := o.kept(context.Background())
	if err != nil {
		l.t.Fatal(err)
	}
	return kept
}
