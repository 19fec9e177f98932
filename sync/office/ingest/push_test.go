package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"connectrpc.com/connect"
	"pgregory.net/rapid"

	"linli/sync/office"
	"linli/sync/office/ingest"
	"linli/sync/wire/linlipb"
)

func push(t testing.TB, d *ingest.Desk, b *linlipb.PushRequest) *linlipb.PushResponse {
	t.Helper()
	resp, err := d.Push(context.Background(), connect.NewRequest(b))
	if err != nil {
		t.Fatal(err)
	}
	return resp.Msg
}

func TestPushAnswersHowFarTheLineIsKept(t *testing.T) {
	o := newOffice(t)
	k := newTerminal(t, "K1", o.public)
	for i := range 9 {
		k.take(number(i + 1))
	}
	for _, step := range []struct {
		situation   string
		first, last uint64
		through     uint64
	}{
		{"a gap before the first record", 3, 4, 0},
		{"the first records", 1, 3, 3},
		{"the same again: the answer was lost", 1, 3, 3},
		{"an older part again", 2, 2, 3},
		{"overlap and news", 2, 5, 5},
		{"a gap: reordered on the way", 8, 9, 5},
		{"a question without records", 6, 5, 5},
		{"what the gap lacked", 6, 7, 7},
		{"the reordered ones once more", 8, 9, 9},
		{"everything again", 1, 9, 9},
	} {
		resp := push(t, o.desk, k.batch(step.first, step.last))
		if resp.DurableThrough != step.through || resp.Fork {
			t.Errorf("%s: through %d, fork %v; want %d", step.situation, resp.DurableThrough, resp.Fork, step.through)
		}
		if resp.ServerMs != today.UnixMilli() || resp.MaxBatch == 0 {
			t.Errorf("%s: server time %d, largest batch %d", step.situation, resp.ServerMs, resp.MaxBatch)
		}
	}
	if got := o.numbers(t); !slices.Equal(got, []string{"A001", "A002", "A003", "A004", "A005", "A006", "A007", "A008", "A009"}) {
		t.Errorf("in the hall: %v", got)
	}
}

func TestOtherHistoryUnderKeptNumbersIsAFork(t *testing.T) {
	o := newOffice(t)
	k := newTerminal(t, "K1", o.public)
	k.take("A001")
	k.take("A002")
	other := k.clone()
	k.take("A003")
	k.take("A004")
	other.take("A005")
	other.take("A006")
	other.take("A007")
	push(t, o.desk, k.batch(1, 4))
	before := o.kept(t, "K1")
	for situation, b := range map[string]*linlipb.PushRequest{
		"the same numbers":            other.batch(3, 4),
		"older records and then fork": other.batch(1, 3),
		"fork and then news":          other.batch(3, 5),
		"news on another history":     other.batch(5, 5),
	} {
		resp := push(t, o.desk, b)
		if !resp.Fork || resp.DurableThrough != 4 {
			t.Errorf("%s: fork %v, through %d", situation, resp.Fork, resp.DurableThrough)
		}
	}
	if !slices.Equal(o.kept(t, "K1"), before) {
		t.Error("a fork changed the ledger")
	}
	other.epoch = bytes.Repeat([]byte{2}, 16) // what a forked terminal does: a new epoch
	fresh := newTerminal(t, "K1", o.public)
	fresh.epoch = other.epoch
	fresh.take("A005")
	if resp := push(t, o.desk, fresh.batch(1, 1)); resp.Fork || resp.DurableThrough != 1 {
		t.Errorf("new epoch: fork %v, through %d", resp.Fork, resp.DurableThrough)
	}
}

func TestBadFrameIsRefusedAsInvalid(t *testing.T) {
	o := newOffice(t)
	k := newTerminal(t, "K1", o.public)
	k.take("A001")
	b := k.batch(1, 1)
	b.Epoch = b.Epoch[1:]
	_, err := o.desk.Push(t.Context(), connect.NewRequest(b))
	if connect.CodeOf(err) != connect.CodeInvalidArgument {
		t.Errorf("got %v", err)
	}
}

// brokenLedger fails every Append after doing it, or before.
type brokenLedger struct {
	office.Ledger
	after bool
}

func (b brokenLedger) Append(ctx context.Context, claims ...*office.Claim) error {
	if b.after {
		if err := b.Ledger.Append(ctx, claims...); err != nil {
			return err
		}
	}
	return errors.New("disk full; secret detail")
}

func TestLedgerTroubleAsksTheTerminalToComeAgain(t *testing.T) {
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprintf("kept=%v", after), func(t *testing.T) {
			o := newOffice(t)
			k := newTerminal(t, "K1", o.public)
			k.take("A001")
			broken := openOffice(t, brokenLedger{o.ledger, after}, o.private, o.public)
			_, err := broken.desk.Push(t.Context(), connect.NewRequest(k.batch(1, 1)))
			if connect.CodeOf(err) != connect.CodeUnavailable || bytes.Contains([]byte(err.Error()), []byte("secret")) {
				t.Errorf("got %v", err)
			}
			if resp := push(t, o.desk, k.batch(1, 1)); resp.DurableThrough != 1 {
				t.Errorf("through %d", resp.DurableThrough)
			}
			if got := o.numbers(t); !slices.Equal(got, []string{"A001"}) {
				t.Errorf("in the hall: %v", got)
			}
		})
	}
}

func TestTerminalThatHangsUpDoesNotUndoItsRecords(t *testing.T) {
	o := newOffice(t)
	k := newTerminal(t, "K1", o.public)
	k.take("A001")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := o.desk.Push(gone, connect.NewRequest(k.batch(1, 1))); err != nil {
		t.Fatal(err)
	}
	if got := o.numbers(t); len(got) != 1 {
		t.Errorf("in the hall: %v", got)
	}
}

// Whatever a line does to batches, the ledger holds the terminal's log from its
// beginning, each record once and in order, and says so truly.
func TestAnyLossRepetitionAndReorderingKeepsTheLog(t *testing.T) {
	o := newOffice(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		k := newTerminal(t, fmt.Sprint("K", run), o.public)
		for i := range 12 {
			k.queue(fmt.Append(nil, i))
		}
		kept := uint64(0)
		for range rapid.IntRange(1, 12).Draw(rt, "batches") {
			first := rapid.Uint64Range(1, 12).Draw(rt, "first")
			last := rapid.Uint64Range(first-1, 12).Draw(rt, "last")
			if first <= kept+1 {
				kept = max(kept, last)
			}
			resp := push(t, o.desk, k.batch(first, last))
			if resp.Fork || resp.DurableThrough != kept {
				rt.Fatalf("batch %d-%d: through %d, fork %v; want %d", first, last, resp.DurableThrough, resp.Fork, kept)
			}
		}
		got := o.kept(t, k.device)
		if len(got) != int(kept) {
			rt.Fatalf("%d records kept, answered %d", len(got), kept)
		}
		for i, sealed := range got {
			if sealed != string(k.records[i].GetSealed()) {
				rt.Fatalf("place %d holds another record", i)
			}
		}
	})
}

// leases is a desk of numbers that has one answer.
type leases struct {
	revision uint64
	err      error
}

func (l leases) Lease(context.Context, *linlipb.PullRequest) (uint64, []*linlipb.NumberLease, error) {
	return l.revision, []*linlipb.NumberLease{{Prefix: "A", BusinessDay: "2026-11-20", First: 1, Last: 40}}, l.err
}

func TestPullBringsNumbersAndIsAnsweredAtOnceWhenTheyChanged(t *testing.T) {
	for situation, c := range map[string]struct {
		leases ingest.Leases
		asked  uint64
		told   uint64
		leased int
		atOnce bool
	}{
		"new numbers":                  {leases{revision: 4}, 3, 4, 1, true},
		"a terminal that takes none":   {leases{revision: 4}, 0, 4, 1, false},
		"no numbers here":              {nil, 3, 3, 0, false},
		"trouble with the database":    {leases{err: errors.New("disk full")}, 3, 3, 0, false},
		"trouble before the first one": {leases{err: errors.New("disk full")}, 0, 0, 0, false},
	} {
		t.Run(situation, func(t *testing.T) {
			o := newOffice(t)
			if c.leases != nil {
				o.desk.LeaseFrom(c.leases)
			}
			wait := 20 * time.Millisecond
			if c.atOnce {
				wait = time.Minute // the test would not end
			}
			resp, err := o.desk.Pull(t.Context(), connect.NewRequest(&linlipb.PullRequest{Device: "K1",
				AfterRevision: o.hall.State().Revision, WaitMs: uint32(wait.Milliseconds()), LeaseRevision: c.asked}))
			if err != nil {
				t.Fatal(err)
			}
			if resp.Msg.GetLeaseRevision() != c.told || len(resp.Msg.GetLeases()) != c.leased {
				t.Errorf("revision %d, leases %v", resp.Msg.GetLeaseRevision(), resp.Msg.GetLeases())
			}
		})
	}
}
