package lineproof_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fault spoils the cable, and heal ends it. met is how many packets it took,
// -1 when it does not count.
type fault struct {
	name  string
	begin func(*lab) (met func() int)
	heal  func(*lab)
}

func uncounted(*lab) int { return -1 }

func faults() []fault {
	rule := func(name string, ns func(*lab) string, rules func(*lab) string) fault {
		return fault{name, func(l *lab) func() int { return l.rules(ns(l), rules(l)) }, func(l *lab) { l.noRules(ns(l)) }}
	}
	terminal, office := func(l *lab) string { return l.terminal }, func(l *lab) string { return l.office }
	fixed := func(s string) func(*lab) string { return func(*lab) string { return s } }
	return []fault{
		{"link down", func(l *lab) func() int {
			l.in(l.terminal, "ip", "link", "set", "cable", "down")
			return func() int { return uncounted(l) }
		}, func(l *lab) { l.in(l.terminal, "ip", "link", "set", "cable", "up") }},
		rule("a tenth of all packets lost", terminal, fixed(
			"chain in {\ntype filter hook input priority 0;\nmeta l4proto tcp numgen random mod 100 < 10 counter drop\n}\n"+
				"chain out {\ntype filter hook output priority 0;\nmeta l4proto tcp numgen random mod 100 < 10 counter drop\n}")),
		rule("every connection reset", office, fixed(
			"chain in {\ntype filter hook input priority 0;\ntcp dport 8443 counter reject with tcp reset\n}")),
		{"1 Mbit/s", func(l *lab) func() int {
			l.in(l.terminal, "tc", "qdisc", "add", "dev", "cable", "root", "tbf", "rate", "1mbit", "burst", "32kbit", "latency", "400ms")
			return func() int { return uncounted(l) }
		}, func(l *lab) { l.in(l.terminal, "tc", "qdisc", "del", "dev", "cable", "root") }},
		// What the office sends of more than an acknowledgement is lost: it has
		// committed, and the terminal never hears of it.
		rule("answers lost after the commit", office, fixed(
			"chain out {\ntype filter hook output priority 0;\ntcp sport 8443 ip length > 100 counter drop\n}")),
		// A router that forgot: packets of the connections that are open go
		// nowhere, and nobody says so. New ones would get through.
		rule("open connections forgotten", terminal, func(l *lab) string {
			return "chain out {\ntype filter hook output priority 0;\ntcp sport { " + strings.Join(l.ports(), ", ") + " } counter drop\n}"
		}),
	}
}

// ports are the terminal's ends of what is open to the office.
func (l *lab) ports() []string {
	var ports []string
	for line := range strings.Lines(l.in(l.terminal, "ss", "-Htn", "dst", officeIP)) {
		if words := strings.Fields(line); len(words) > 3 {
			ports = append(ports, words[3][strings.LastIndex(words[3], ":")+1:])
		}
	}
	return append(ports, "1") // a list is never empty
}

// A real terminal's store and uplink, and a real office, over mutual TLS and a
// cable with every fault this kernel can make, with both killed in between.
func TestEachRecordArrivesOnceOverACableWithFaults(t *testing.T) {
	l := newLab(t)
	l.build()
	office := l.openOffice()
	folder := filepath.Join(l.dir, "terminal")
	l.enrol(folder)
	terminal, _ := l.startTerminal(folder)
	j := journal{filepath.Join(folder, "journal")}
	tickets := func() int { all, _ := j.read(); return len(all) }
	more := func(n int) { // lets n more residents take a ticket
		t.Helper()
		goal := tickets() + n
		l.until(2*time.Minute, fmt.Sprint(n, " more tickets"), func() bool { return tickets() >= goal })
	}
	more(25)
	for _, f := range faults() {
		met := f.begin(l)
		more(150)
		if n := met(); n == 0 {
			t.Errorf("%s: no packet met it", f.name)
		} else {
			t.Logf("%s: %d packets; %d tickets so far", f.name, n, tickets())
		}
		if f.name == "open connections forgotten" {
			l.untilNewLine()
		}
		f.heal(l)
		more(25)
	}
	l.kill(terminal)
	terminal, stdin := l.startTerminal(folder)
	more(50)
	l.kill(office)
	more(50)
	office = l.openOffice()
	more(25)
	begin := time.Now()
	if err := stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if err := terminal.Wait(); err != nil {
		t.Fatalf("terminal: %v: %s", err, last(terminal))
	}
	t.Logf("drained %v after the last ticket", time.Since(begin).Round(10*time.Millisecond))
	if err := office.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := office.Wait(); err != nil {
		t.Fatalf("office: %v: %s", err, last(office))
	}
	taken, _ := j.read()
	kept := slices.DeleteFunc(l.ledger(), func(name string) bool { return strings.HasSuffix(name, printName("")) })
	if err := judge(kept, [][]string{taken}, nil); err != nil {
		t.Error(err)
	}
	if len(kept) != len(taken) || len(taken) < 1000 {
		t.Errorf("%d kept of %d taken", len(kept), len(taken))
	}
}

func last(cmd *exec.Cmd) string {
	if w, ok := cmd.Stderr.(*told); ok {
		return string(w.last)
	}
	return ""
}

// untilNewLine waits until the terminal has given up what the router forgot.
func (l *lab) untilNewLine() {
	l.t.Helper()
	begin := time.Now()
	l.until(45*time.Second, "a new connection in place of those the router forgot", func() bool { return len(l.fresh()) > 0 })
	l.t.Logf("a new connection %v after the tickets", time.Since(begin).Round(time.Second))
}

// fresh lists connections that are not among the forgotten.
func (l *lab) fresh() []string {
	table := l.in(l.terminal, "nft", "list", "table", "inet", "fault")
	var fresh []string
	for _, p := range l.ports() {
		if !strings.Contains(table, p) {
			fresh = append(fresh, p)
		}
	}
	return fresh
}
