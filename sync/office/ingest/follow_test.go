package ingest_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/hall"
	"linli/sync/office/ingest"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

func keys(t testing.TB) (private, public []byte) {
	t.Helper()
	private, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return private, public
}

func aside(t *testing.T, o *streetOffice) []office.Quarantined {
	t.Helper()
	all, err := o.ledger.Quarantined(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRecordThatCannotBeOpenedHoldsUpNothing(t *testing.T) {
	o := newOffice(t)
	_, foreign := keys(t)
	stranger := newTerminal(t, "K1", foreign)
	for situation, c := range map[string]struct {
		queue  func(*terminal)
		reason string
	}{
		"sealed to another key":   {func(k *terminal) { k.sealer = stranger.sealer; k.take("A099") }, "another key"},
		"no message":              {func(k *terminal) { k.queue([]byte("张示例 is no protobuf")) }, "no known message"},
		"a message of later days": {func(k *terminal) { k.queue(payloadOf(t, &linlipb.Payload{Visit: "V"})) }, "no known message"},
		"a ticket without number": {func(k *terminal) {
			k.queue(payloadOf(t, &linlipb.Payload{What: &linlipb.Payload_TicketTaken{TicketTaken: &linlipb.TicketTaken{Id: "x"}}}))
		}, "is missing"},
		"a terminal that calls numbers": {func(k *terminal) {
			k.queue(payloadOf(t, &linlipb.Payload{What: &linlipb.Payload_Called{Called: &linlipb.Called{Ticket: "ID-K1-A001", Counter: "1"}}}))
		}, "is missing"},
		"a case without answers": {func(k *terminal) {
			k.queue(payloadOf(t, &linlipb.Payload{What: &linlipb.Payload_CaseOpened{CaseOpened: &linlipb.CaseOpened{Id: "x", Item: "y"}}}))
		}, "is missing"},
		"a terminal that decides on cases": {func(k *terminal) {
			k.queue(payloadOf(t, &linlipb.Payload{What: &linlipb.Payload_CaseMoved{CaseMoved: &linlipb.CaseMoved{Case: "x", State: "decided"}}}))
		}, "is missing"},
		"a broken seal": {func(k *terminal) {
			k.take("A099")
			k.records[1].Sealed[60] ^= 1
			relink(k)
		}, "seal is broken"},
	} {
		t.Run(situation, func(t *testing.T) {
			o := openOffice(t, newOffice(t).ledger, o.private, o.public)
			k := newTerminal(t, "K1", o.public)
			good := k.sealer
			k.take("A001")
			c.queue(k)
			k.sealer = good
			k.take("A002")
			if resp := push(t, o.desk, k.batch(1, 3)); resp.DurableThrough != 3 {
				t.Fatalf("through %d", resp.DurableThrough)
			}
			if got := o.numbers(t); !slices.Equal(got, []string{"A001", "A002"}) {
				t.Errorf("in the hall: %v", got)
			}
			got := aside(t, o)
			if len(got) != 1 || got[0].Seq != 2 || !strings.Contains(got[0].Reason, c.reason) {
				t.Fatalf("set aside: %+v, want record 2 because %q", got, c.reason)
			}
			if strings.Contains(got[0].Reason, "张") {
				t.Errorf("the reason quotes the record: %s", got[0].Reason)
			}
		})
	}
}

// relink chains k's records anew after one was changed.
func relink(k *terminal) {
	k.hashes = k.hashes[:0]
	for i, r := range k.records {
		seq := uint64(i) + 1
		h := &linlipb.Header{Device: k.device, Stream: live, Epoch: k.epoch, Seq: seq, Prev: k.before(seq),
			Clock: r.Clock, Suite: r.Suite, Dictionary: r.Dictionary, SealingKey: r.SealingKey}
		hash := wire.Hash(h, r.Sealed)
		k.hashes = append(k.hashes, hash[:])
	}
}

func TestRightKeyTakesRecordsOutOfQuarantine(t *testing.T) {
	o := newOffice(t)
	k := newTerminal(t, "K1", o.public)
	k.take("A001")
	push(t, o.desk, k.batch(1, 1))
	private, public := keys(t)
	wrong := openOffice(t, o.ledger, private, public) // started with another folder's key
	if got := wrong.numbers(t); len(got) != 0 || len(aside(t, wrong)) != 1 {
		t.Fatalf("with the wrong key: hall %v, aside %v", got, aside(t, wrong))
	}
	right := openOffice(t, o.ledger, o.private, o.public)
	if got := right.numbers(t); len(got) != 1 || len(aside(t, right)) != 0 {
		t.Errorf("with the right key: hall %v, aside %v", got, aside(t, right))
	}
}

func TestReplayComesToTheSameHall(t *testing.T) {
	o := newOffice(t)
	k1, k2 := newTerminal(t, "K1", o.public), newTerminal(t, "K2", o.public)
	k1.take("A001")
	k2.take("A200")
	k1.printed("A001", kiosk.Printed)
	k2.take("B001")
	k1.take("A002")
	k2.printed("A200", kiosk.PrintUncertain)
	for _, b := range []*linlipb.PushRequest{k1.batch(1, 2), k2.batch(1, 3), k1.batch(3, 3)} {
		push(t, o.desk, b)
	}
	o.numbers(t)
	for _, counter := range []kiosk.CounterID{"1", "2", "3"} {
		if _, err := o.hall.CallNext(t.Context(), counter); err != nil {
			t.Fatal(err)
		}
	}
	o.numbers(t)
	live := o.hall.State()
	again := openOffice(t, o.ledger, o.private, o.public)
	again.numbers(t)
	replayed := again.hall.State()
	live.Revision, replayed.Revision = 0, 0
	if diff := cmp.Diff(live, replayed, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Error(diff)
	}
	if len(live.Called()) != 3 || len(live.Waiting()) != 1 || live.Tickets[0].Print != kiosk.Printed {
		t.Errorf("the test itself shows too little: %+v", live)
	}
	masked := kiosk.Resident{Name: "张示例"}.MaskedName()
	if who := live.Tickets[0].Who; who != masked || strings.Contains(who, "示") {
		t.Errorf("resident is shown as %q", who)
	}
}

func TestFollowerWakesForEachCommit(t *testing.T) {
	o := newOffice(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- o.follower.Run(ctx, time.Minute) }()
	k := newTerminal(t, "K1", o.public)
	for i := range 3 {
		revision := o.hall.State().Revision
		k.take(number(i + 1))
		push(t, o.desk, k.batch(1, uint64(i+1)))
		// Far less than the follower's own look every five seconds.
		wait, stop := context.WithTimeout(ctx, 3*time.Second)
		o.hall.WaitChange(wait, revision)
		if wait.Err() != nil {
			t.Fatalf("ticket %d did not show", i+1)
		}
		stop()
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
}

func TestPullTellsTheHallAndWaitsForNews(t *testing.T) {
	o := newOffice(t)
	k := newTerminal(t, "K1", o.public)
	k.take("A001")
	k.take("B001")
	k.take("A002")
	push(t, o.desk, k.batch(1, 3))
	o.numbers(t)
	if _, err := o.hall.CallNext(t.Context(), "2"); err != nil {
		t.Fatal(err)
	}
	pull := func(after uint64, wait time.Duration) *linlipb.PullResponse {
		resp, err := o.desk.Pull(t.Context(), connect.NewRequest(&linlipb.PullRequest{
			Device: "K1", AfterRevision: after, WaitMs: uint32(wait.Milliseconds())}))
		if err != nil {
			t.Fatal(err)
		}
		return resp.Msg
	}
	first := pull(0, 50*time.Second)
	want := []*linlipb.Queue{
		{Prefix: "A", Waiting: 1, OpenCounters: 2, LastCalled: "A001"},
		{Prefix: "B", Waiting: 1, OpenCounters: 1},
	}
	for i, q := range first.Queues {
		if q.String() != want[i].String() {
			t.Errorf("queue %d: %v, want %v", i, q, want[i])
		}
	}
	if same := pull(first.Revision, time.Millisecond); same.Revision != first.Revision || len(same.Queues) != 2 {
		t.Errorf("nothing new: %v", same)
	}
	answered := make(chan *linlipb.PullResponse, 1)
	go func() { answered <- pull(first.Revision, 50*time.Second) }()
	if _, err := o.hall.CallNext(t.Context(), "3"); err != nil {
		t.Fatal(err)
	}
	if news := <-answered; news.Queues[1].Waiting != 0 || news.Queues[1].LastCalled != "B001" {
		t.Errorf("after a call: %v", news.Queues[1])
	}
}

func TestRetriedRecordShowsInTheRunningOffice(t *testing.T) {
	private, public := keys(t)
	for restored, want := range map[bool]int{true: 0, false: 1} {
		o := newOffice(t)
		k := newTerminal(t, "K1", public) // of the key that was lost, and restored
		k.take("A001")
		push(t, o.desk, k.batch(1, 1))
		fixed := o.private
		if restored {
			fixed = private
		}
		running := openOffice(t, o.ledger, fixed, o.public)
		if _, err := o.ledger.Quarantined(t.Context(), -1); err != nil {
			t.Fatal(err)
		}
		o.numbers(t) // sets it aside
		if len(aside(t, o)) != 1 {
			t.Fatal("the record opened")
		}
		opener, err := wire.NewOpener(fixed)
		if err != nil {
			t.Fatal(err)
		}
		out, stay, err := ingest.Retry(t.Context(), o.ledger, opener)
		if err != nil || len(stay) != want || len(out) != 1-want || len(aside(t, o)) != want {
			t.Errorf("restored %v: out %v, stay %v, %v", restored, out, stay, err)
		}
		if got := running.numbers(t); len(got) != 1-want {
			t.Errorf("restored %v: in the hall %v", restored, got)
		}
	}
}

// A follower that has passed a record learns within seconds that another
// process took it out of quarantine.
func TestRunningFollowerAppliesWhatWasTakenOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		k := newTerminal(t, "K1", o.public)
		k.take("A001")
		push(t, o.desk, k.batch(1, 1))
		if err := o.ledger.Quarantine(t.Context(), 1, "by an older program"); err != nil {
			t.Fatal(err)
		}
		opener, err := wire.NewOpener(o.private)
		if err != nil {
			t.Fatal(err)
		}
		// It is past the record, and knows that it was set aside.
		late := ingest.NewFollower(o.ledger, opener, o.hall, quiet(), today.AddDate(1, 0, 0))
		if err := late.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := ingest.Retry(t.Context(), o.ledger, opener); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- late.Run(ctx, time.Minute) }()
		wait, stop := context.WithTimeout(ctx, 10*time.Second)
		o.hall.WaitChange(wait, o.hall.State().Revision)
		stop()
		if got := o.shown(); len(got) != 1 {
			t.Errorf("in the hall: %v", got)
		}
		cancel()
		<-ended
	})
}

func TestPassShowsWhatAnotherProcessWrote(t *testing.T) {
	o := newOffice(t)
	other := openOffice(t, o.ledger, o.private, o.public)
	k := newTerminal(t, "K1", o.public)
	k.take("A001")
	push(t, other.desk, k.batch(1, 1)) // wakes the other's follower only
	short, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	if err := o.follower.Pass(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("nobody runs: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	ended := make(chan error, 1)
	go func() { ended <- o.follower.Run(ctx, time.Hour) }()
	for i := range 3 {
		if err := o.follower.Pass(ctx); err != nil {
			t.Fatal(err)
		}
		if got := o.shown(); len(got) != i+1 {
			t.Fatalf("after pass %d: %v", i, got)
		}
		k.take(number(i + 2))
		push(t, other.desk, k.batch(1, uint64(i+2)))
	}
	cancel()
	<-ended
}

// However often the office restarts and wherever it had come to, its hall is
// that of the whole ledger.
func TestRestartAtAnyPointComesToTheSameHall(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := newOffice(t)
		k := newTerminal(t, "K1", o.public)
		restarted := openOffice(t, o.ledger, o.private, o.public)
		taken := 0
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			switch rapid.IntRange(0, 3).Draw(rt, "step") {
			case 0:
				taken++
				k.take(number(taken))
			case 1:
				if taken > 0 {
					k.printed(number(rapid.IntRange(1, taken).Draw(rt, "paper")), kiosk.Printed)
				}
			case 2:
				restarted.numbers(t)
				if _, err := restarted.hall.CallNext(t.Context(), "1"); err != nil && !errors.Is(err, hall.ErrNobodyWaits) {
					rt.Fatal(err)
				}
			case 3:
				restarted = openOffice(t, o.ledger, o.private, o.public)
			}
			push(t, o.desk, k.batch(1, uint64(len(k.records))))
		}
		restarted.numbers(t)
		o.numbers(t) // never restarted, and shown nothing until now
		live, replayed := restarted.hall.State(), o.hall.State()
		live.Revision, replayed.Revision = 0, 0 // papers that ended between two calls are news or not
		if diff := cmp.Diff(replayed, live, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func TestFollowerOfOneStreamPassesByTheOthers(t *testing.T) {
	o := newOffice(t)
	o.follower.Only(linlipb.Stream_STREAM_BULK)
	k := newTerminal(t, "K1", o.public)
	k.take("A001")
	k.queue([]byte("no message"))
	if _, err := o.desk.Push(t.Context(), connect.NewRequest(k.batch(1, 2))); err != nil {
		t.Fatal(err)
	}
	if got := o.numbers(t); len(got) != 0 {
		t.Errorf("tickets of another stream were shown: %v", got)
	}
	if got := aside(t, o); len(got) != 0 {
		t.Errorf("records of another stream were set aside: %v", got)
	}
	o = openOffice(t, o.ledger, o.private, o.public)
	o.follower.Only(linlipb.Stream_STREAM_LIVE)
	if got := o.numbers(t); !slices.Equal(got, []string{"A001"}) || len(aside(t, o)) != 1 {
		t.Errorf("shown %v, set aside %v", got, aside(t, o))
	}
}
