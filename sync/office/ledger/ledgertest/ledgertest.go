// Package ledgertest is the contract of office.Ledger as tests. Every ledger
// runs the same suite.
//
// It refuses to know any database: it sees a ledger through its interface.
package ledgertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Ledger is everything that a database of the office keeps.
type Ledger interface {
	office.Ledger
	office.Papers
	office.Roster
	office.Numbers
	office.Publications
	office.Drawers
	office.Signs
}

// Ledgers is how a suite gets at ledgers.
type Ledgers struct {
	Open   func(*testing.T) Ledger         // an empty one at each call
	Reopen func(*testing.T, Ledger) Ledger // closes one and opens it again with all it kept
	Second func(*testing.T, Ledger) Ledger // opens one that is open, as another process would
}

// Run checks the ledgers of one database.
func Run(t *testing.T, all Ledgers) {
	for name, test := range map[string]func(*testing.T, office.Ledger){
		"keeps what admit returns":              keeps,
		"reads back every field":                readsBack,
		"tells where a line's last record is":   tellsLast,
		"places what nobody placed":             placesOld,
		"keeps lines apart":                     keepsApart,
		"keeps many lines at once":              keepsMany,
		"keeps the others when one fails":       keepsOthers,
		"shows the hash of a repeated record":   showsOverlap,
		"refuses entries out of order":          refusesDisorder,
		"keeps nothing when admit fails":        keepsNothing,
		"lets one writer at a time":             oneWriter,
		"reads in steps and since a time":       readsInSteps,
		"reads on past a clock that went wrong": readsPastOldTimes,
		"sets records aside and takes them in":  setsAside,
		"ends when its context ends":            endsWithContext,
	} {
		t.Run(name, func(t *testing.T) { test(t, all.Open(t)) })
	}
	t.Run("remembers across a restart", func(t *testing.T) {
		l := all.Open(t)
		push(t, l, line("K1"), 3)
		before := read(t, l)
		l = all.Reopen(t, l)
		if diff := cmp.Diff(before, read(t, l), protocmp.Transform()); diff != "" {
			t.Error(diff)
		}
		push(t, l, line("K1"), 1) // follows the mark that was kept
		if got := read(t, l); len(got) != 4 || got[3].Header.Seq != 4 {
			t.Errorf("after restart: %d entries", len(got))
		}
	})
	t.Run("two processes take one terminal's records once", func(t *testing.T) {
		l := all.Open(t)
		takesOnce(t, []office.Ledger{l, all.Second(t, l)})
	})
	t.Run("two processes decide nothing twice", func(t *testing.T) {
		l := all.Open(t)
		decidesOnce(t, []office.Ledger{l, all.Second(t, l)})
	})
	t.Run("a chain keeps only what was decided", func(t *testing.T) { keepsNothingUndecided(t, all.Open(t)) })
	t.Run("a reader skips nothing that commits late", func(t *testing.T) {
		l := all.Open(t)
		skipsNothing(t, []office.Ledger{l, all.Second(t, l)}, all.Second(t, l))
	})
	RunDrawers(t, func(t *testing.T) office.Drawers { return all.Open(t) })
	RunRoster(t, func(t *testing.T) office.Roster { return all.Open(t) })
	runPapers(t, all)
	runNumbers(t, all)
	runPublications(t, all)
	runSigns(t, all)
}

var day = time.UnixMilli(1_790_000_000_000)

func line(device string) office.Line {
	return office.Line{Device: device, Stream: linlipb.Stream_STREAM_LIVE, Epoch: [wire.EpochSize]byte{1}}
}

// following returns n well-chained entries after mark.
func following(l office.Line, mark office.Mark, n int) []office.Entry {
	var all []office.Entry
	prev := bytes.Clone(mark.Hash[:])
	for i := range n {
		seq := mark.Through + 1 + uint64(i)
		h := &linlipb.Header{
			Device: l.Device, Stream: l.Stream, Epoch: l.Epoch[:], Seq: seq, Prev: prev,
			Clock: &linlipb.Clock{Boot: 1<<64 - 1, BoottimeMs: 1<<63 + seq, WallMs: -5,
				Quality: linlipb.ClockQuality_CLOCK_QUALITY_UNCHECKED},
			Suite: 4_000_000_000, Dictionary: 7, SealingKey: []byte{1, 2, 3},
		}
		sealed := fmt.Append(nil, l.Device, " ", seq)
		e := office.Entry{ReceivedAt: day.Add(time.Duration(seq) * time.Second), Header: h, Sealed: sealed, Hash: wire.Hash(h, sealed),
			Made: wire.Placed{At: day.Add(time.Duration(seq) * time.Millisecond), How: wire.Placement(1 + seq%3)}}
		all = append(all, e)
		prev = bytes.Clone(e.Hash[:])
	}
	return all
}

// appendTo appends to one line and returns what became of it.
func appendTo(ctx context.Context, l office.Ledger, to office.Line, upTo uint64, admit func(office.Mark) ([]office.Entry, error)) error {
	claim := &office.Claim{Line: to, UpTo: upTo, Admit: admit}
	if err := l.Append(ctx, claim); err != nil {
		return err
	}
	return claim.Err
}

func push(t *testing.T, l office.Ledger, to office.Line, n int) {
	t.Helper()
	err := appendTo(t.Context(), l, to, 0, func(m office.Mark) ([]office.Entry, error) { return following(to, m, n), nil })
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, l office.Ledger) []office.Entry {
	t.Helper()
	all, err := l.Read(t.Context(), 0, time.Time{}, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func markOf(t *testing.T, l office.Ledger, of office.Line, upTo uint64) office.Mark {
	t.Helper()
	var mark office.Mark
	err := appendTo(t.Context(), l, of, upTo, func(m office.Mark) ([]office.Entry, error) {
		mark = m
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return mark
}

func keeps(t *testing.T, l office.Ledger) {
	if m := markOf(t, l, line("K1"), 9); m != (office.Mark{}) {
		t.Errorf("mark of an empty line: %+v", m)
	}
	push(t, l, line("K1"), 2)
	push(t, l, line("K1"), 1)
	got := read(t, l)
	if len(got) != 3 {
		t.Fatalf("%d entries", len(got))
	}
	if m := markOf(t, l, line("K1"), 0); m.Through != 3 || m.Hash != got[2].Hash {
		t.Errorf("mark %d %x", m.Through, m.Hash)
	}
}

func readsBack(t *testing.T, l office.Ledger) {
	want := following(line("K1"), office.Mark{}, 2)
	want[1].Header.SealingKey, want[1].Sealed = nil, nil
	want[1].Hash = wire.Hash(want[1].Header, nil)
	err := appendTo(t.Context(), l, line("K1"), 2, func(office.Mark) ([]office.Entry, error) { return want, nil })
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, l)
	for i := range got {
		if got[i].Position == 0 || i > 0 && got[i].Position <= got[i-1].Position {
			t.Errorf("position %d does not grow", got[i].Position)
		}
		got[i].Position = 0
	}
	if diff := cmp.Diff(want, got, protocmp.Transform(), cmp.Transformer("text", func(b []byte) string { return string(b) })); diff != "" {
		t.Error(diff)
	}
}

func keepsApart(t *testing.T, l office.Ledger) {
	a := line("K1")
	b, c, d := a, a, a
	b.Device, c.Stream, d.Epoch = "K2", linlipb.Stream_STREAM_BULK, [wire.EpochSize]byte{2}
	for i, one := range []office.Line{a, b, c, d} {
		push(t, l, one, i+1)
	}
	for i, one := range []office.Line{a, b, c, d} {
		if m := markOf(t, l, one, 0); m.Through != uint64(i+1) {
			t.Errorf("line %d is at %d", i, m.Through)
		}
	}
}

func showsOverlap(t *testing.T, l office.Ledger) {
	push(t, l, line("K1"), 5)
	all := read(t, l)
	for upTo, want := range map[uint64]uint64{1: 1, 3: 3, 5: 5, 6: 5, 99: 5} {
		if m := markOf(t, l, line("K1"), upTo); m.Overlap != all[want-1].Hash {
			t.Errorf("asked about %d: overlap is not the hash of %d", upTo, want)
		}
	}
}

func refusesDisorder(t *testing.T, l office.Ledger) {
	push(t, l, line("K1"), 2)
	for name, spoil := range map[string]func([]office.Entry) []office.Entry{
		"a hole":            func(es []office.Entry) []office.Entry { return es[1:] },
		"a repetition":      func(es []office.Entry) []office.Entry { return append(es[:1], es...) },
		"a broken link":     func(es []office.Entry) []office.Entry { es[1].Header.Prev[0] ^= 1; return es },
		"another's records": func(es []office.Entry) []office.Entry { es[1].Header.Device = "K9"; return es },
	} {
		err := appendTo(t.Context(), l, line("K1"), 0, func(m office.Mark) ([]office.Entry, error) {
			return spoil(following(line("K1"), m, 3)), nil
		})
		if !errors.Is(err, office.ErrOutOfOrder) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := read(t, l); len(got) != 2 {
		t.Errorf("%d entries are kept, want 2", len(got))
	}
	push(t, l, line("K1"), 1)
}

func keepsNothing(t *testing.T, l office.Ledger) {
	cause := errors.New("refused")
	err := appendTo(t.Context(), l, line("K1"), 0, func(m office.Mark) ([]office.Entry, error) {
		return following(line("K1"), m, 1), cause
	})
	if !errors.Is(err, cause) {
		t.Errorf("got %v, want admit's own error", err)
	}
	if got := read(t, l); len(got) != 0 {
		t.Errorf("%d entries are kept", len(got))
	}
}

func oneWriter(t *testing.T, l office.Ledger) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 5 {
				to := line(fmt.Sprint("K", i%2))
				err := appendTo(t.Context(), l, to, 0, func(m office.Mark) ([]office.Entry, error) { return following(to, m, 2), nil })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := read(t, l); len(got) != 80 {
		t.Errorf("%d entries, want 80", len(got))
	}
}

func readsInSteps(t *testing.T, l office.Ledger) {
	push(t, l, line("K1"), 5)
	first, err := l.Read(t.Context(), 0, time.Time{}, 2)
	if err != nil || len(first) != 2 {
		t.Fatalf("first step: %d entries, %v", len(first), err)
	}
	rest, err := l.Read(t.Context(), first[1].Position, time.Time{}, 100)
	if err != nil || len(rest) != 3 || rest[0].Header.Seq != 3 {
		t.Fatalf("second step: %d entries, %v", len(rest), err)
	}
	late, err := l.Read(t.Context(), 0, day.Add(4*time.Second), 100)
	if err != nil || len(late) != 2 || late[0].Header.Seq != 4 {
		t.Fatalf("since: %d entries, %v", len(late), err)
	}
}

// readsPastOldTimes has more entries of an old time in the middle than a step.
func readsPastOldTimes(t *testing.T, l office.Ledger) {
	push(t, l, line("K1"), 1)
	old := line("K2")
	err := appendTo(t.Context(), l, old, 0, func(m office.Mark) ([]office.Entry, error) {
		es := following(old, m, 9)
		for i := range es {
			es[i].ReceivedAt = day.Add(-time.Hour)
		}
		return es, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	push(t, l, line("K1"), 1)
	var seen []uint64
	for after := uint64(0); ; {
		step, err := l.Read(t.Context(), after, day, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(step) == 0 {
			break
		}
		for _, e := range step {
			seen = append(seen, e.Header.Seq)
			after = e.Position
		}
	}
	if !slices.Equal(seen, []uint64{1, 2}) {
		t.Errorf("read: %v", seen)
	}
}

func setsAside(t *testing.T, l office.Ledger) {
	push(t, l, line("K1"), 3)
	all := read(t, l)
	for _, reason := range []string{"first reason", "second reason"} {
		if err := l.Quarantine(t.Context(), all[0].Position, reason); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Quarantine(t.Context(), all[2].Position, "other"); err != nil {
		t.Fatal(err)
	}
	want := []office.Quarantined{
		{Position: all[2].Position, Device: "K1", Seq: 3, Reason: "other", ReceivedAt: all[2].ReceivedAt},
		{Position: all[0].Position, Device: "K1", Seq: 1, Reason: "second reason", ReceivedAt: all[0].ReceivedAt},
	}
	for limit, want := range map[int][]office.Quarantined{-1: want, 1: want[:1]} {
		got, err := l.Quarantined(t.Context(), limit)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("limit %d: %v\n%s", limit, err, diff)
		}
	}
	for range 2 {
		if err := l.Quarantine(t.Context(), all[2].Position, ""); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := l.Quarantined(t.Context(), -1); err != nil || len(got) != 1 {
		t.Errorf("taken back: %v, %v", got, err)
	}
}

func endsWithContext(t *testing.T, l office.Ledger) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := appendTo(ctx, l, line("K1"), 0, func(m office.Mark) ([]office.Entry, error) { return following(line("K1"), m, 1), nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("append: %v", err)
	}
	if _, err := l.Read(ctx, 0, time.Time{}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("read: %v", err)
	}
}
