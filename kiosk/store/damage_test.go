package store_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/kiosk/store"
)

// examine runs the check in a child, as a terminal does.
func examine() func(context.Context, string) error { return store.ExamineWith(os.Args[0], "check") }

// usedFile writes a file with records that wait, jobs at hand and jobs done.
func usedFile(t *testing.T, off office) (path string, raw []byte) {
	t.Helper()
	path = newPath(t)
	o := off.options()
	s, err := store.Open(path, o)
	must(t, err)
	fill(t, s, 60)
	for id := range kiosk.PrintJobID(21) {
		must(t, s.BeginPrint(context.Background(), id+1))
		must(t, s.EndPrint(context.Background(), id+1, kiosk.Printed))
	}
	b, err := s.Next(context.Background(), live, 10, 1<<20)
	must(t, err)
	s.Acked(live, b.GetEpoch(), 10)
	shut(t, s)
	raw, err = os.ReadFile(path)
	must(t, err)
	return path, raw
}

// TestFlippedBitIsNeverASilentChange flips single bits anywhere in the file.
// Either the check finds it, or all that the file says is what it said before.
func TestFlippedBitIsNeverASilentChange(t *testing.T) {
	off := newOffice(t)
	path, raw := usedFile(t, off)
	want := told(t, path, off)
	flips := 100
	if verify() {
		flips = 2000
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	found := 0
	for range flips {
		bit := dice.IntN(len(raw) * 8)
		dup := newPath(t)
		flipped := bytes.Clone(raw)
		flipped[bit/8] ^= 1 << (bit % 8)
		must(t, os.WriteFile(dup, flipped, 0o600))
		switch err := examine()(context.Background(), dup); {
		case errors.Is(err, store.ErrDamaged):
			found++
		case err != nil:
			t.Errorf("bit %d: %v", bit, err)
		default:
			if got := told(t, dup, off); got != want {
				t.Errorf("bit %d changed silently what the file says", bit)
			}
		}
	}
	if found < flips/10 {
		t.Errorf("only %d of %d flips were found: the file is mostly empty and the test shows little", found, flips)
	}
	t.Logf("%d of %d flips mattered and were found", found, flips)
}

// told is everything that a file says, as text.
func told(t *testing.T, path string, off office) string {
	t.Helper()
	o := off.options()
	s, err := store.Open(path, o)
	must(t, err)
	defer shut(t, s)
	var all strings.Builder
	jobs, err := s.Jobs(context.Background())
	must(t, err)
	for _, j := range jobs {
		j.Ticket.IssuedAt = j.Ticket.IssuedAt.UTC()
		all.WriteString(strings.Join([]string{
			string(j.State), j.Ticket.ID, j.Ticket.Number, string(j.Ticket.Visit), string(j.Ticket.Day),
			string(j.Ticket.Item), string(j.Lang), j.Ticket.IssuedAt.String(), "\n",
		}, " "))
	}
	for _, b := range drain(t, s, live, true) {
		// What the start itself seals is never twice the same: compare what it says.
		fmt.Fprintln(&all, hex.EncodeToString(b.GetEpoch()), b.GetFirstSeq())
		for _, p := range off.payloads(t, b) {
			raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(p)
			must(t, err)
			all.Write(raw)
		}
	}
	return all.String()
}

// TestBrokenMetaPageIsFound flips bits where bbolt would fall back to the
// commit before and say nothing.
func TestBrokenMetaPageIsFound(t *testing.T) {
	_, raw := usedFile(t, newOffice(t))
	for page := range 2 {
		for at := 16; at < 80; at += 4 {
			path := newPath(t)
			flipped := bytes.Clone(raw)
			flipped[page*4096+at] ^= 1
			must(t, os.WriteFile(path, flipped, 0o600))
			if _, err := store.Check(path); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("page %d, byte %d: %v", page, at, err)
			}
		}
	}
}

func TestFileCutShortIsFound(t *testing.T) {
	_, raw := usedFile(t, newOffice(t))
	for _, keep := range []int{0, 1, 4095, 4096, 8192, 3 * 4096, len(raw) / 2} {
		path := newPath(t)
		must(t, os.WriteFile(path, raw[:keep], 0o600))
		if err := examine()(context.Background(), path); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%d bytes: %v", keep, err)
		}
	}
}

func TestFileThatIsNoStoreIsFound(t *testing.T) {
	for name, content := range map[string][]byte{
		"zeros": make([]byte, 64<<10), "text": bytes.Repeat([]byte("not a store\n"), 4096),
	} {
		path := newPath(t)
		must(t, os.WriteFile(path, content, 0o600))
		if err := examine()(context.Background(), path); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDamagedFileIsPutAsideAndNumbersDoNotMeet(t *testing.T) {
	off := newOffice(t)
	path := newPath(t)
	o := off.options()
	o.Examine, o.Numbers = examine(), store.Block{First: 1, Last: 3}
	given := map[string]bool{}
	for life := range 3 {
		s, err := store.Open(path, o)
		must(t, err)
		out := s.Opened()
		if out.Created != (life == 0) || (life > 0) != errors.Is(out.Damage, store.ErrDamaged) || out.Lost > 0 {
			t.Errorf("life %d: %+v", life, out)
		}
		for i := range 5 {
			r := submit(t, s, on(submission(visitName(10*life+i)), today(o)))
			if given[r.Ticket.Number] {
				t.Errorf("number %s was given twice", r.Ticket.Number)
			}
			given[r.Ticket.Number] = true
		}
		if r := submit(t, s, on(submission("tomorrow"), "2999-01-01")); r.Ticket.Number != "A001" {
			t.Errorf("on a later day: %s", r.Ticket.Number)
		}
		shut(t, s)
		spoil(t, path)
		if life > 0 {
			if kept, err := os.ReadFile(out.Quarantined); err != nil || len(kept) == 0 {
				t.Errorf("the damaged file is gone: %v", err)
			}
		}
	}
	aside, err := filepath.Glob(path + ".damaged-*")
	must(t, err)
	if len(aside) != 2 {
		t.Errorf("put aside: %v", aside)
	}
}

// today is the day on which files written by this test change last.
func today(o *store.Options) kiosk.BusinessDay { return kiosk.BusinessDayOf(time.Now(), o.Zone) }

// spoil breaks a closed file so that bbolt refuses it.
func spoil(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	for page := int64(0); page < 2; page++ {
		_, err = f.WriteAt([]byte("spoilt"), page*4096+40)
		must(t, err)
	}
	must(t, f.Close())
}

func TestPreflightTouchesNothingWhenItCannotTell(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	submit(t, s, submission("v1"))
	shut(t, s)
	for name, examine := range map[string]func(context.Context, string) error{
		"no such command": store.ExamineWith(filepath.Join(t.TempDir(), "nothing")),
		"fails otherwise": store.ExamineWith("sh", "-c", "echo usage >&2; exit 2"),
		"fails silently":  store.ExamineWith("false"),
		"says nothing":    store.ExamineWith("true"),
		"is killed":       store.ExamineWith("sh", "-c", "kill -9 $$"),
	} {
		o := off.options()
		o.Examine = examine
		out, err := store.Preflight(context.Background(), path, o)
		if err == nil || errors.Is(err, store.ErrDamaged) || out != (store.Outcome{}) {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := examine()(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("after its context: %v", err)
	}
	if err := examine()(context.Background(), path); err != nil {
		t.Errorf("a sound file: %v", err)
	}
}

func TestCheckerThatDiesOfTheFileMeansDamage(t *testing.T) {
	for name, script := range map[string]string{
		"bus error": "kill -BUS $$",
		"panic":     "echo 'panic: freepages: failed' >&2; exit 2",
		"fault":     "echo 'unexpected fault address 0x7f' >&2; exit 2",
	} {
		err := store.ExamineWith("sh", "-c", script)(context.Background(), "/nowhere")
		if !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckOfNoFileIsNotDamage(t *testing.T) {
	if _, err := store.Check(newPath(t)); !errors.Is(err, os.ErrNotExist) || errors.Is(err, store.ErrDamaged) {
		t.Error(err)
	}
	if code := store.RunCheck(new(bytes.Buffer), newPath(t)); code != store.ExitUnclear {
		t.Error(code)
	}
}

func TestRecordThatChangedOnDiskIsNotSent(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	o := off.options()
	o.Examine = func(context.Context, string) error { return nil }
	s, err := store.Open(path, o)
	must(t, err)
	submit(t, s, submission("v1"))
	b, err := s.Next(context.Background(), live, 1, 1)
	must(t, err)
	shut(t, s)
	raw, err := os.ReadFile(path)
	must(t, err)
	sealed := b.GetRecords()[0].GetSealed()
	for at := bytes.Index(raw, sealed); at >= 0; at = bytes.Index(raw, sealed) {
		raw[at+len(sealed)/2] ^= 1
	}
	must(t, os.WriteFile(path, raw, 0o600))
	s, err = store.Open(path, o)
	must(t, err)
	defer shut(t, s)
	if b, err := s.Next(context.Background(), live, 1, 1); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("%v, %v", b, err)
	}
}

func TestLongCheckTellsHowFarItIs(t *testing.T) {
	path := newPath(t)
	s, err := store.Open(path, newOffice(t).options())
	must(t, err)
	fill(t, s, 1000)
	shut(t, s)
	for name, check := range map[string]func(store.Progress) error{
		"here": func(tell store.Progress) error {
			_, err := store.CheckTelling(path, tell)
			return err
		},
		"in a child": func(tell store.Progress) error {
			return store.ExamineTelling(tell, os.Args[0], "check-telling")(context.Background(), path)
		},
	} {
		var told []uint64
		must(t, check(func(done, total uint64) {
			if total != 2000 {
				t.Errorf("%s: %d of %d", name, done, total)
			}
			told = append(told, done)
		}))
		if len(told) < 2 || !slices.IsSorted(told) || told[len(told)-1] != 2000 { // a record and a job of each
			t.Errorf("%s: %v", name, told)
		}
	}
}
