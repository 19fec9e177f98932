package store_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"linli/internal/crashfs"
)

// verify is set for the runs that take minutes: see make verify-durability.
func verify() bool { return os.Getenv("LINLI_VERIFY") != "" }

// TestNothingIsLostOrDoubledByAPowerCut lets a terminal work on a disk that
// remembers every write, cuts the power at each moment of it in many ways, and
// opens what is left. Every promise that was out by then must hold.
func TestNothingIsLostOrDoubledByAPowerCut(t *testing.T) {
	work, states := 4, 300
	if verify() {
		work, states = 20, 12_000
	}
	tried, failed := 0, 0
	for round := 0; tried < states; round++ {
		off := newOffice(t)
		log := recordTerminal(t, off, work, nil)
		n, failures := cutPower(t, off, log)
		for _, f := range failures[:min(len(failures), 10)] {
			t.Error(f)
		}
		t.Logf("round %d: %d calls, %d states after a power cut, %d failures", round, len(log), n, len(failures))
		tried, failed = tried+n, failed+len(failures)
		if n == 0 || failed > 100 {
			t.Fatal("no use in going on")
		}
	}
	t.Logf("%d states, %d failures", tried, failed)
}

// TestPowerCutFindsADiskThatLies shows that the test above can fail.
func TestPowerCutFindsADiskThatLies(t *testing.T) {
	off := newOffice(t)
	log := recordTerminal(t, off, 2, nil)
	if _, failures := cutPower(t, off, log.WithoutSyncs()); len(failures) == 0 {
		t.Error("a disk that syncs nothing was not found out")
	}
}

// TestPowerCutFindsAPromiseGivenTooEarly shows that the promises are held
// against the right moment.
func TestPowerCutFindsAPromiseGivenTooEarly(t *testing.T) {
	off := newOffice(t)
	log := recordTerminal(t, off, 2, nil)
	// Each receipt moves before the four calls that came before it: two writes
	// and the syncs that made them last.
	for i := range log {
		if i > 40 && log[i].Kind == crashfs.Mark && strings.HasPrefix(string(log[i].Data), "receipt") {
			m := log[i]
			copy(log[i-3:i+1], log[i-4:i])
			log[i-4] = m
		}
	}
	if _, failures := cutPower(t, off, log); len(failures) == 0 {
		t.Error("receipts that were given before the disk had them were not found out")
	}
}

// TestCallThatTheDiskRefusesLosesNoPromise makes the k-th call of a terminal
// fail, for each k: alone, as a bad sector does, or with those after it, as a
// full disk does that still syncs and renames.
func TestCallThatTheDiskRefusesLosesNoPromise(t *testing.T) {
	step := 9
	if verify() {
		step = 1
	}
	off := newOffice(t)
	calls := len(recordTerminal(t, off, 1, nil))
	runs, kept, none := 0, 0, 0
	for k := 0; k < calls; k += step {
		for _, errno := range []syscall.Errno{syscall.EIO, syscall.ENOSPC} {
			for how, last := range map[string]int{"alone": k, "and on": calls} {
				p := refused(t, off, fmt.Sprintf("%v at call %d %s", errno, k, how), from(k, last, errno))
				runs, kept, none = runs+1, kept+len(p.Receipts), none+len(p.Refused)
			}
		}
	}
	t.Logf("%d runs: %d receipts, %d visits told that nothing is kept", runs, kept, none)
	if kept == 0 || none == 0 && verify() {
		t.Error("the calls that failed were not those that matter")
	}
}

// from refuses calls first to last; of those after first only what takes room.
func from(first, last int, errno syscall.Errno) func(crashfs.Op) syscall.Errno {
	n := -1
	return func(o crashfs.Op) syscall.Errno {
		n++
		takesRoom := o.Kind == crashfs.Write || o.Kind == crashfs.Create || o.Kind == crashfs.Truncate
		if n == first || n > first && n <= last && takesRoom {
			return errno
		}
		return 0
	}
}

// refused lets a terminal work while calls fail, then opens its disk as a kill
// and as a power cut leave it.
func refused(t *testing.T, off office, how string, fail func(crashfs.Op) syscall.Errno) *promises {
	t.Helper()
	d, p := crashfs.NewDisk(), newPromises()
	for _, o := range recordTerminal(t, off, 1, fail) {
		p.hear(t, o)
		d.Apply(o)
	}
	checker := checkStates(t, off)
	for name, left := range map[string]crashfs.State{"a kill": d.Killed(), "a power cut": d.Cut()} {
		if problem := checker.check(t, left, p); problem != "" {
			t.Errorf("%s, then %s: %s", how, name, problem)
		}
	}
	return p
}

// recordTerminal lets a terminal live twice on one disk and take and print work
// tickets with each of three hands in each life. It returns what the disk saw.
func recordTerminal(t *testing.T, off office, work int, fail func(crashfs.Op) syscall.Errno) crashfs.Log {
	t.Helper()
	dir := t.TempDir()
	disk, err := crashfs.Mount(dir)
	if errors.Is(err, crashfs.ErrUnavailable) {
		t.Skip(err)
	}
	must(t, err)
	disk.Fail(fail)
	for life := range 2 {
		out, err := exec.Command(os.Args[0], "powered", dir, off.secret(), fmt.Sprint(work), fmt.Sprint(life)).CombinedOutput()
		if err != nil && fail == nil {
			t.Errorf("terminal: %v\n%s", err, out)
		}
	}
	must(t, disk.Close())
	return disk.Log()
}

// triesAtOnce is how many states are looked for at each call of a log. Many
// calls leave one or two.
const triesAtOnce = 12

// cutPower opens states of log at each place and returns how many differed,
// and what was wrong with them.
func cutPower(t *testing.T, off office, log crashfs.Log) (tried int, failures []string) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	checker := checkStates(t, off)
	seen := map[[sha256.Size]byte]bool{}
	d, p := crashfs.NewDisk(), newPromises()
	for i, o := range log {
		p.hear(t, o)
		d.Apply(o)
		if o.Kind == crashfs.Mark {
			continue
		}
		for try := range min(triesAtOnce, 2+4*d.Pending()) {
			state := choose(d, chance, try)
			key := digest(state, p)
			if seen[key] {
				continue
			}
			seen[key] = true
			tried++
			if problem := checker.check(t, state, p); problem != "" {
				failures = append(failures, fmt.Sprintf("after call %d (kind %d), try %d: %s", i, o.Kind, try, problem))
			}
		}
	}
	return tried, failures
}

func choose(d *crashfs.Disk, chance *rand.Rand, try int) crashfs.State {
	switch try {
	case 0:
		return d.Cut()
	case 1:
		return d.Killed()
	case 2:
		if all := d.Without(); len(all) > 0 {
			return all[chance.IntN(len(all))]
		}
	}
	return d.Torn(chance)
}

func digest(s crashfs.State, p *promises) [sha256.Size]byte {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(h, "%s %d\n", name, len(s[name]))
		h.Write(s[name])
	}
	fmt.Fprintf(h, "%d %d %d %d %d", len(p.Receipts), len(p.Begun), len(p.Printed), len(p.Visits), len(p.Refused))
	return [sha256.Size]byte(h.Sum(nil))
}

// promises is what the world was told, and what the office holds.
type promises struct {
	Receipts map[string]string // number by visit
	Begun    []uint64          // jobs that paper may exist of
	Printed  []uint64
	Office   map[string][]string // hash of each record it keeps, by epoch
	Visits   map[string]string   // number by visit, as the office knows it
	Refused  []string            // visits that were told that nothing is kept
	Damaged  bool                // the file may be found damaged, if nothing is lost by it
}

func newPromises() *promises {
	return &promises{Receipts: map[string]string{}, Office: map[string][]string{}, Visits: map[string]string{}}
}

// hear takes the lines of a mark.
func (p *promises) hear(t *testing.T, o crashfs.Op) {
	t.Helper()
	if o.Kind != crashfs.Mark {
		return
	}
	for line := range strings.Lines(string(o.Data)) {
		word := strings.Fields(line)
		var job uint64
		switch word[0] {
		case "receipt":
			p.Receipts[word[1]] = word[2]
		case "refused":
			p.Refused = append(p.Refused, word[1])
		case "begun", "printed":
			_, err := fmt.Sscan(word[1], &job)
			must(t, err)
			if word[0] == "begun" {
				p.Begun = append(p.Begun, job)
			} else {
				p.Printed = append(p.Printed, job)
			}
		case "office":
			var seq int
			_, err := fmt.Sscan(word[2], &seq)
			must(t, err)
			kept := p.Office[word[1]]
			switch {
			case seq == len(kept)+1:
				p.Office[word[1]] = append(kept, word[3])
			case seq > len(kept) || kept[seq-1] != word[3]:
				t.Errorf("the office has %d records and gets another history at %d", len(kept), seq)
			}
			if len(word) == 6 {
				p.Visits[word[4]] = word[5]
			}
		default:
			t.Fatalf("the terminal said %q", line)
		}
	}
}

// checker is a child that opens one state after the other: a file that tears
// a program down is a failure of one state, not of the test.
type checker struct {
	dir string
	in  io.WriteCloser
	out *bufio.Scanner
	cmd *exec.Cmd
	off office
}

func checkStates(t *testing.T, off office) *checker {
	t.Helper()
	c := &checker{dir: memoryDir(t), off: off}
	t.Cleanup(c.end)
	return c
}

// memoryDir is a folder that is quick to sync, where there is one.
func memoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "linli")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// check returns what is wrong with a state, or "".
func (c *checker) check(t *testing.T, s crashfs.State, p *promises) string {
	t.Helper()
	must(t, s.WriteTo(c.dir))
	text, err := json.Marshal(p)
	must(t, err)
	if c.cmd == nil {
		c.start(t)
	}
	if _, err := fmt.Fprintf(c.in, "%s\n", text); err == nil && c.out.Scan() {
		return c.out.Text()
	}
	c.end()
	return "the program that opened it died"
}

func (c *checker) start(t *testing.T) {
	t.Helper()
	c.cmd = exec.Command(os.Args[0], "power-check", c.dir, c.off.secret())
	var err error
	c.in, err = c.cmd.StdinPipe()
	must(t, err)
	out, err := c.cmd.StdoutPipe()
	must(t, err)
	c.out = bufio.NewScanner(out)
	must(t, c.cmd.Start())
}

func (c *checker) end() {
	if c.cmd != nil {
		c.in.Close()
		c.cmd.Wait()
		c.cmd = nil
	}
}

// secret is the office's private key, which only tests may hand about.
func (o office) secret() string { return hex.EncodeToString(o.private) }
