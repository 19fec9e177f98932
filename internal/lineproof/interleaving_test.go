package lineproof_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// step is one thing that happens to one of the machines.
type step struct {
	what    string
	machine int
	n       int
}

func (s step) String() string { return fmt.Sprintf("%s(%d,%d)", s.what, s.machine, s.n) }

func whats() []string {
	return []string{"take", "take", "take", "line", "line", "wait", "wait", "reboot", "kill",
		"clone", "image", "restore", "clock", "midnight", "office restarts"}
}

func drawScript(rt *rapid.T) []step {
	n := rapid.IntRange(3, 25).Draw(rt, "steps")
	script := make([]step, n)
	for i := range script {
		script[i] = step{rapid.SampledFrom(whats()).Draw(rt, "what"),
			rapid.IntRange(0, 2).Draw(rt, "machine"), rapid.IntRange(0, 9).Draw(rt, "n")}
	}
	return script
}

// world is an office and the machines that bear one name: a terminal and its
// clones.
type world struct {
	office   *streetOffice
	machines []*machine
	visits   int
	images   map[*machine]image
	// What restored machines had written down before, and what of it their
	// images know nothing of: it may be in the ledger, once and in its order.
	forgotten [][]string
	optional  map[string]bool
}

// image is a copy of a machine's file for later.
type image struct {
	path    string
	history []string
}

const mostMachines = 3

// play runs a script, heals everything, and judges the ledger. sabotage may
// spoil the first machine.
func play(dir string, script []step, sabotage func(*machine)) (err error) {
	o, err := openOffice(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.ledger.Close()) }()
	w := &world{office: o, images: map[*machine]image{}, optional: map[string]bool{}}
	first := &machine{office: o, path: filepath.Join(dir, "linli.db"), line: &badLine{office: o}, visits: &w.visits}
	if sabotage != nil {
		sabotage(first)
	}
	w.machines = append(w.machines, first)
	if err := first.start(); err != nil {
		return err
	}
	defer func() {
		for _, m := range w.machines {
			m.stop()
			err = errors.Join(err, m.books.Close())
		}
	}()
	for _, s := range script {
		if err := w.do(s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return w.settle(sabotage != nil)
}

func (w *world) do(s step) error {
	m := w.machines[s.machine%len(w.machines)]
	switch s.what {
	case "take":
		return m.take(1 + s.n)
	case "line":
		m.line.set(s.n % answeredUnkept)
	case "wait":
		time.Sleep([]time.Duration{50 * time.Millisecond, time.Second, time.Minute, time.Hour, 26 * time.Hour}[s.n%5])
	case "reboot":
		return m.reboot()
	case "kill":
		return m.kill()
	case "clone":
		return w.clone(m)
	case "image":
		path, err := m.image()
		w.images[m] = image{path, slices.Clone(m.history)}
		return err
	case "restore":
		return w.restore(m)
	case "clock":
		m.clock = time.Duration(s.n-5) * 17 * time.Hour
	case "midnight":
		now := time.Now().In(zone)
		time.Sleep(now.Truncate(24 * time.Hour).Add(16 * time.Hour).Sub(now).Abs())
	case "office restarts":
		synctest.Wait()
		return w.office.restart()
	}
	return nil
}

// clone boots a copy of m beside it: two terminals of one name.
func (w *world) clone(m *machine) error {
	if len(w.machines) == mostMachines {
		return nil
	}
	path, err := m.image()
	if err != nil {
		return err
	}
	twin := &machine{office: m.office, path: path, line: &badLine{office: m.office}, visits: m.visits,
		clock: m.clock, history: slices.Clone(m.history)}
	w.machines = append(w.machines, twin)
	return twin.start()
}

// restore puts m's older image in its place: what came after it is forgotten,
// unless the office has it.
func (w *world) restore(m *machine) error {
	im, there := w.images[m]
	if !there {
		return nil
	}
	m.stop()
	if err := m.books.Close(); err != nil {
		return err
	}
	for _, name := range m.history[len(im.history):] {
		w.optional[name] = true
	}
	w.forgotten = append(w.forgotten, m.history)
	m.path, m.history = im.path, slices.Clone(im.history)
	delete(w.images, m)
	return m.start()
}

// settle heals all lines, waits until nothing waits, and judges.
func (w *world) settle(sabotaged bool) error {
	for _, m := range w.machines {
		if !sabotaged {
			m.line.set(lineGood)
		}
	}
	for range 240 {
		time.Sleep(time.Minute)
		if w.waiting() == 0 {
			break
		}
	}
	if n := w.waiting(); n > 0 {
		return fmt.Errorf("%d records still wait after four hours", n)
	}
	kept, err := w.office.kept(context.Background())
	if err != nil {
		return err
	}
	histories := w.forgotten
	for _, m := range w.machines {
		histories = append(histories, m.history)
	}
	return judge(kept, histories, w.optional)
}

func (w *world) waiting() int {
	n := 0
	for _, m := range w.machines {
		n += m.waiting()
	}
	return n
}

// Whatever happens to line, machine, clock and office, in any order: the
// ledger holds what was written down, each record once, in order.
func TestAnyInterleavingEndsWithEachRecordOnceInOrder(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		script := drawScript(rt)
		for _, s := range script {
			seen[s.what]++
		}
		if err := inBubble(t, script, nil); err != nil {
			rt.Fatalf("%v\nafter %v", err, script)
		}
	})
	for _, what := range whats() {
		if seen[what] == 0 {
			t.Errorf("no script had a %s; there were %v", what, slices.Sorted(maps.Keys(seen)))
		}
	}
}

func inBubble(t *testing.T, script []step, sabotage func(*machine)) (err error) {
	dir := t.TempDir()
	synctest.Test(t, func(*testing.T) { err = play(dir, script, sabotage) })
	return err
}

// A proof that cannot fail proves nothing.
func TestSabotageIsFound(t *testing.T) {
	for situation, c := range map[string]struct {
		sabotage func(*machine)
		script   []step
		want     string
	}{
		"the office answers before it keeps": {
			func(m *machine) { m.line.mode = answeredUnkept },
			[]step{{"take", 0, 3}, {"wait", 0, 1}}, "is lost"},
		"the terminal chains anew after each failure": {
			func(m *machine) { m.chainEachTime = true },
			[]step{{"line", 0, answerLost}, {"take", 0, 3}, {"wait", 0, 2}, {"line", 0, lineGood}, {"wait", 0, 3}}, "stands at"},
	} {
		err := inBubble(t, c.script, c.sabotage)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want one that %s", situation, err, c.want)
		}
	}
}
