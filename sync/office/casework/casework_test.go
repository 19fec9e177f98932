package casework_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"
	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/casework"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Everything here is synthetic: names and numbers are invented.

const (
	first  = "01KAQ3V5D8Z6P2M9R4T7W0X1YB"
	second = "01KAQ3V5D8Z6P2M9R4T7W0X1YC"
)

func now() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }

// plain opens what was never sealed.
type plain struct{}

func (plain) Open(_ *linlipb.Header, sealed []byte) ([]byte, error) { return sealed, nil }

func newLedger(t *testing.T) office.Ledger {
	t.Helper()
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func opened(position uint64, id string) office.Event {
	return office.Event{Position: position, ReceivedAt: now(), Made: taken(), Device: "K1", Seq: position, Payload: payload(id)}
}

// taken is a little after the time in first and second.
func taken() wire.Placed {
	return wire.Placed{At: ulid.Time(ulid.MustParse(first).Time()).Add(20 * time.Second), How: wire.Exact}
}

func payload(id string) *linlipb.Payload {
	return &linlipb.Payload{Visit: "V", What: &linlipb.Payload_CaseOpened{CaseOpened: &linlipb.CaseOpened{
		Id: id, Item: "temporary-assistance", BusinessDay: "2026-11-20", Language: "zh", Spared: 1, Committee: "east", Grid: "e1",
		Resident: &linlipb.Resident{DocumentKind: "resident", Name: "张示例", Number: "000000195001010011"},
		Answers:  []*linlipb.Answer{{Field: "name", Value: "张示例", Source: "card"}, {Field: "phone", Value: "0000000001", Source: "typed"}},
	}}}
}

// A terminal whose clock is 25 years off counts no time limit from 2001.
func TestCaseOfATerminalWithAWrongClockIsOpenedByTheOfficesTime(t *testing.T) {
	of2001 := ulid.MustNew(ulid.Timestamp(now().AddDate(-25, 0, 0)), ulid.DefaultEntropy()).String()
	for how, about := range map[wire.Placement]bool{wire.Exact: false, wire.ByWallClock: true, wire.Bounded: true} {
		c := casework.New(newLedger(t), plain{}, now)
		e := opened(1, of2001)
		e.Made = wire.Placed{At: now().Add(-time.Hour), How: how}
		c.Apply(e)
		got, err := c.Case(kiosk.CaseID(of2001))
		if err != nil || !got.OpenedAt.Equal(e.Made.At) || got.About != about {
			t.Errorf("placement %d: opened at %s, about %v, %v", how, got.OpenedAt, got.About, err)
		}
		if got.Day != "2026-11-20" {
			t.Errorf("the business day became %s", got.Day)
		}
	}
}

func TestCaseIsShownOnceAndFoundByItsCode(t *testing.T) {
	c := casework.New(newLedger(t), plain{}, now)
	for _, e := range []office.Event{opened(1, first), opened(5, first), opened(2, second)} {
		c.Apply(e)
	}
	all := c.List()
	if len(all) != 2 || all[0].ID != second || all[1].Position != 1 {
		t.Fatalf("list %+v", all)
	}
	got, err := c.ByCode("7w0x 1yb" + all[1].Code[8:])
	if err != nil || got.ID != first || got.Who != "张*" || got.Spared != 1 || got.Answers != 2 || got.State != kiosk.CaseSubmitted ||
		got.Where != (kiosk.Jurisdiction{Committee: "east", Grid: "e1"}) {
		t.Errorf("%+v, %v", got, err)
	}
	if got.About || taken().At.Sub(got.OpenedAt) != 20*time.Second {
		t.Errorf("opened at %s: not as it stands on the receipt", got.OpenedAt)
	}
	for _, wrong := range []string{"", "7W0X-1YB0", "0000-0000"} {
		if _, err := c.ByCode(wrong); !errors.Is(err, casework.ErrNoCase) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	c.Apply(opened(7, "01KAQ3V5D8Z6P2M9R4T"+first[19:])) // as it is
	c.Apply(opened(8, "01KBBBBBBBBBBBBBBBB"+first[19:])) // another case with the same last digits
	if _, err := c.ByCode(got.Code); !errors.Is(err, casework.ErrAmbiguous) {
		t.Errorf("a code that two cases have: %v", err)
	}
}

func TestStaffMoveACaseToItsEndWithWords(t *testing.T) {
	c := casework.New(newLedger(t), plain{}, now)
	c.Apply(opened(1, first))
	for _, step := range []struct {
		to    kiosk.CaseState
		words string
		err   error
		state kiosk.CaseState
	}{
		{kiosk.CaseDecided, "x", casework.ErrNoMove, kiosk.CaseSubmitted},
		{kiosk.CaseReturned, " ", casework.ErrNoWords, kiosk.CaseSubmitted},
		{"closed", "x", casework.ErrNoMove, kiosk.CaseSubmitted},
		{kiosk.CaseReturned, "请补医疗单据", nil, kiosk.CaseReturned},
		{kiosk.CaseReturned, "请补医疗单据", nil, kiosk.CaseReturned}, // pressed twice
		{kiosk.CaseReturned, "别的", casework.ErrNoMove, kiosk.CaseReturned},
		{kiosk.CaseAccepted, "", nil, kiosk.CaseAccepted},
		{kiosk.CaseDecided, "给予一次性救助", nil, kiosk.CaseDecided},
		{kiosk.CaseAccepted, "", casework.ErrNoMove, kiosk.CaseDecided},
	} {
		_, err := c.Move(t.Context(), first, step.to, step.words)
		got, _ := c.Case(first)
		if !errors.Is(err, step.err) || got.State != step.state {
			t.Errorf("to %s %q: %v, it is %s", step.to, step.words, err, got.State)
		}
	}
	if got, _ := c.Case(first); got.Words != "给予一次性救助" || !got.MovedAt.Equal(now()) {
		t.Errorf("%+v", got)
	}
	if _, err := c.Move(t.Context(), second, kiosk.CaseAccepted, ""); !errors.Is(err, casework.ErrNoCase) {
		t.Errorf("a case nobody knows: %v", err)
	}
}

// follow shows c what the office's own chain of the ledger holds.
func follow(l office.Ledger, c *casework.Casework) func(context.Context) error {
	return func(ctx context.Context) error {
		entries, err := l.Read(ctx, 0, time.Time{}, 1000)
		if err != nil {
			return err
		}
		for _, e := range entries {
			p := new(linlipb.Payload)
			if err := proto.Unmarshal(e.Sealed, p); err != nil {
				return err
			}
			c.Apply(office.Event{Position: e.Position, ReceivedAt: e.ReceivedAt, Device: e.Header.GetDevice(), Seq: e.Header.GetSeq(), Payload: p})
		}
		return nil
	}
}

func TestTwoProcessesNeverMoveOneCaseTwice(t *testing.T) {
	l := newLedger(t)
	var offices []*casework.Casework
	for range 2 {
		c := casework.New(l, plain{}, now)
		c.Follow(follow(l, c))
		c.Apply(opened(1, first))
		offices = append(offices, c)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	took := 0
	for i, to := range []kiosk.CaseState{kiosk.CaseAccepted, kiosk.CaseReturned} {
		all.Go(func() {
			_, err := offices[i].Move(t.Context(), first, to, "请补材料")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				took++
			} else if !errors.Is(err, casework.ErrNoMove) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, c := range offices {
		if err := follow(l, c)(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	a, _ := offices[0].Case(first)
	b, _ := offices[1].Case(first)
	if a.State != b.State || a.State == kiosk.CaseSubmitted || took == 0 {
		t.Errorf("%d moves stand, one office says %s, the other %s", took, a.State, b.State)
	}
}

func TestProjectionIsTheSameHoweverItIsShown(t *testing.T) {
	l := newLedger(t)
	c := casework.New(l, plain{}, now)
	c.Apply(opened(1, first))
	if _, err := c.Move(t.Context(), first, kiosk.CaseAccepted, ""); err != nil {
		t.Fatal(err)
	}
	again := casework.New(l, plain{}, now)
	if err := follow(l, again)(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(again.List()) > 0 {
		t.Error("a case that was only spoken of is shown")
	}
	again.Apply(opened(1, first))
	if got, _ := again.Case(first); got.State != kiosk.CaseAccepted {
		t.Errorf("shown after its move it is %s", got.State)
	}
	again.Apply(office.Event{Device: "K1", Seq: 99, Payload: &linlipb.Payload{What: &linlipb.Payload_CaseMoved{
		CaseMoved: &linlipb.CaseMoved{Case: first, State: "decided"}}}})
	if got, _ := again.Case(first); got.State != kiosk.CaseAccepted {
		t.Error("a terminal decided on a case")
	}
}

func TestAnswersAreReadFromTheLedgerWhenAskedFor(t *testing.T) {
	l := newLedger(t)
	text, err := proto.Marshal(payload(first))
	if err != nil {
		t.Fatal(err)
	}
	h := &linlipb.Header{Device: "K1", Stream: casework.Stream, Epoch: make([]byte, wire.EpochSize), Seq: 1, Prev: make([]byte, wire.HashSize), Clock: &linlipb.Clock{}}
	line := office.Line{Device: "K1", Stream: casework.Stream}
	claim := &office.Claim{Line: line, Admit: func(office.Mark) ([]office.Entry, error) {
		return []office.Entry{{ReceivedAt: now(), Header: h, Sealed: text, Hash: wire.Hash(h, text)}}, nil
	}}
	if err := errors.Join(l.Append(t.Context(), claim), claim.Err); err != nil {
		t.Fatal(err)
	}
	c := casework.New(l, plain{}, now)
	c.Apply(opened(1, first))
	a, r, err := c.Application(t.Context(), first)
	if err != nil || len(a.Answers) != 2 || a.Answers[1].Value.Reveal() != "0000000001" || r.Name.Reveal() != "张示例" {
		t.Errorf("%d answers, %v", len(a.Answers), err)
	}
	c.Apply(opened(9, second)) // not in this ledger
	if _, _, err := c.Application(t.Context(), second); !errors.Is(err, casework.ErrNoCase) {
		t.Errorf("a record that is not there: %v", err)
	}
}
