package rating_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/rating"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Everything here is synthetic.

// now is a Friday.
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

func event(position uint64, visit string, p *linlipb.Payload) office.Event {
	p.Visit = visit
	return office.Event{Position: position, ReceivedAt: now(), Device: "K1", Seq: position, Payload: p}
}

func graded(position uint64, visit string, grade uint32, set ...func(*linlipb.Rated)) office.Event {
	r := &linlipb.Rated{Grade: grade, Counter: "2", BusinessDay: "2026-11-20"}
	for _, f := range set {
		f(r)
	}
	return event(position, visit, &linlipb.Payload{What: &linlipb.Payload_Rated{Rated: r}})
}

func TestVisitGradesOnceHoweverOftenItArrives(t *testing.T) {
	r := rating.New(newLedger(t), plain{}, now, nil)
	for _, e := range []office.Event{graded(9, "V1", 5), graded(3, "V1", 1), graded(9, "V1", 5), graded(12, "V2", 4)} {
		r.Apply(e)
	}
	all := r.List(time.Time{})
	if len(all) != 2 || all[0].Visit != "V2" || all[1].Grade != kiosk.VeryPoor || all[1].State != rating.Open {
		t.Fatalf("%+v", all)
	}
	if due := all[1].Due.Format(time.DateOnly); due != "2026-12-11" {
		t.Errorf("15 working days after Friday 20 November end on %s", due)
	}
}

func TestNumberOnATicketTellsTheCounter(t *testing.T) {
	r := rating.New(newLedger(t), plain{}, now, nil)
	r.Apply(graded(1, "V1", 4, func(g *linlipb.Rated) { g.Counter, g.About = "", "B007" }))
	r.Apply(event(2, "V0", &linlipb.Payload{What: &linlipb.Payload_TicketTaken{TicketTaken: &linlipb.TicketTaken{
		Id: "T1", Number: "B007", Item: "old-age-allowance", BusinessDay: "2026-11-20"}}}))
	called := event(3, "V0", &linlipb.Payload{What: &linlipb.Payload_Called{Called: &linlipb.Called{Ticket: "T1", Counter: "4"}}})
	called.Device = wire.OfficeDevice
	r.Apply(called)
	if got := r.List(time.Time{})[0]; got.Counter != "4" || got.Item != "old-age-allowance" {
		t.Errorf("%+v", got)
	}
}

func TestSharesAreSaidOnlyOfEnoughAndAddUp(t *testing.T) {
	byCounter := func(r rating.Rating) string { return string(r.Counter) }
	few := []rating.Rating{{Counter: "1", Grade: 5}, {Counter: "1", Grade: 5}, {Counter: "1", Grade: 1}, {Counter: "1", Grade: 2}}
	if row := rating.Table(few, byCounter)[0]; row.Shares != nil || row.Grades != 4 || row.Low != 2 {
		t.Errorf("of four: %+v", row)
	}
	many := append(few, rating.Rating{Counter: "1", Grade: 4}, rating.Rating{Counter: "1", Grade: 3}, rating.Rating{Grade: 5})
	row := rating.Table(many, byCounter)[0]
	sum := 0
	for _, s := range row.Shares {
		sum += s
	}
	if sum != 100 || !slices.Equal(row.Of[:], []int{2, 1, 1, 1, 1}) || row.Shares[0] < 33 {
		t.Errorf("of six: %+v", row)
	}
}

// follow shows r what the office's own chain of the ledger holds.
func follow(l office.Ledger, r *rating.Ratings) func(context.Context) error {
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
			r.Apply(office.Event{Position: e.Position, ReceivedAt: e.ReceivedAt, Device: e.Header.GetDevice(), Seq: e.Header.GetSeq(), Payload: p})
		}
		return nil
	}
}

func TestLowGradeIsFollowedToItsEndOnce(t *testing.T) {
	l := newLedger(t)
	// The hall writes the same chain: somebody was called meanwhile.
	own := office.Own{Ledger: l, Stream: rating.Stream}
	if _, err := own.Append(t.Context(), 0, now(), &linlipb.Payload{What: &linlipb.Payload_Called{Called: &linlipb.Called{Ticket: "T", Counter: "1"}}}); err != nil {
		t.Fatal(err)
	}
	r := rating.New(l, plain{}, now, nil)
	r.Follow(follow(l, r))
	r.Apply(graded(70, "V1", 2))
	r.Apply(graded(71, "V2", 5))
	for _, step := range []struct {
		visit     kiosk.VisitID
		to        rating.FollowUp
		words, by string
		err       error
	}{
		{"V2", rating.Called, "x", "王示例", rating.ErrNone},
		{"V1", rating.Called, "  ", "王示例", rating.ErrNoWords},
		{"V1", rating.Called, "已致歉", "王示例", nil},
		{"V1", rating.Called, "已致歉", "王示例", nil}, // pressed twice
		{"V1", rating.Called, "别的", "李示例", rating.ErrNoMove},
		{"V1", rating.Settled, "增开窗口", "李示例", nil},
		{"V1", rating.Called, "已致歉", "王示例", rating.ErrNoMove},
	} {
		if err := r.Move(t.Context(), step.visit, step.to, step.words, step.by); !errors.Is(err, step.err) {
			t.Errorf("%s to %s %q: %v", step.visit, step.to, step.words, err)
		}
	}
	if end, err := own.End(t.Context()); err != nil || end != 3 {
		t.Errorf("the chain has %d records, %v", end, err)
	}
	again := rating.New(l, plain{}, now, nil)
	if err := follow(l, again)(t.Context()); err != nil {
		t.Fatal(err)
	}
	again.Apply(graded(70, "V1", 2))
	if got, err := again.Low("V1"); err != nil || got.State != rating.Settled || got.By != "李示例" {
		t.Errorf("rebuilt: %+v, %v", got, err)
	}
}

func TestGradeByTheCodeOfACaseNamesItsItem(t *testing.T) {
	r := rating.New(newLedger(t), plain{}, now, nil)
	r.NameCases(func(code string) kiosk.ItemID {
		return map[string]kiosk.ItemID{"7W0X-1YBM": "allowance"}[code]
	})
	byCode := func(code string) func(*linlipb.Rated) {
		return func(w *linlipb.Rated) { w.About, w.Counter = code, "" }
	}
	r.Apply(graded(1, "V1", 5, byCode("7W0X-1YBM")))
	r.Apply(graded(2, "V2", 5, byCode("0000-0000")))
	r.Apply(graded(3, "V3", 5, byCode("7W0X-1YBM"), func(w *linlipb.Rated) { w.Item = "water" }))
	var items []kiosk.ItemID
	for _, one := range r.List(time.Time{}) {
		items = append(items, one.Item)
	}
	if !slices.Equal(items, []kiosk.ItemID{"water", "", "allowance"}) {
		t.Errorf("the grades name %q", items)
	}
}

func TestHolidaysAnnouncedLaterMoveTheLimit(t *testing.T) {
	off := map[string]bool{}
	r := rating.New(newLedger(t), plain{}, now, func(t time.Time) bool {
		return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && !off[t.Format(time.DateOnly)]
	})
	r.Apply(graded(1, "V1", 1))
	for _, want := range []string{"2026-12-11", "2026-12-14"} {
		low, err := r.Low("V1")
		if err != nil || low.Due.Format(time.DateOnly) != want {
			t.Errorf("due %s, %v, want %s", low.Due.Format(time.DateOnly), err, want)
		}
		off["2026-12-11"] = true
	}
}
