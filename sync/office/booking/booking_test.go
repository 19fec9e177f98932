package booking_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/booking"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

var today = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

func now() time.Time { return today }

// listing knows one item that picks a course.
func listing(item kiosk.ItemID, field string) string {
	if item == "sign-up" && field == "course" {
		return "courses"
	}
	return ""
}

// signedUp is the application number n of a terminal, which the ledger has at
// that position.
func signedUp(n int, course string, change ...func(*linlipb.CaseOpened)) office.Event {
	o := &linlipb.CaseOpened{Id: fmt.Sprint("C", n), Item: "sign-up", Answers: []*linlipb.Answer{
		{Field: "course", Value: course}, {Field: "name", Value: course},
	}}
	for _, c := range change {
		c(o)
	}
	return office.Event{Position: uint64(n), ReceivedAt: today, Device: "K1", Seq: uint64(n),
		Payload: &linlipb.Payload{What: &linlipb.Payload_CaseOpened{CaseOpened: o}}}
}

func moved(seq uint64, n int, to kiosk.CaseState) office.Event {
	return office.Event{Position: 100 + seq, ReceivedAt: today, Device: wire.OfficeDevice, Seq: seq,
		Payload: &linlipb.Payload{What: &linlipb.Payload_CaseMoved{CaseMoved: &linlipb.CaseMoved{Case: fmt.Sprint("C", n), State: string(to)}}}}
}

// ranks are those of the applications 1 to most.
func ranks(b *booking.Book, most int) []int {
	var all []int
	for n := 1; n <= most; n++ {
		for _, one := range b.Of(kiosk.CaseID(fmt.Sprint("C", n))) {
			all = append(all, one.Rank)
		}
	}
	return all
}

func TestApplicationsStandInTheOrderTheyCame(t *testing.T) {
	b := booking.New(listing, now)
	again := signedUp(1, "tai-chi")
	again.Position = 50 // under another epoch
	for _, e := range []office.Event{
		signedUp(1, "tai-chi"), signedUp(2, "brush"), signedUp(3, "tai-chi"), again, signedUp(3, "tai-chi"),
		signedUp(4, "tai-chi", func(o *linlipb.CaseOpened) { o.Saved = true }),
		signedUp(5, "tai-chi", func(o *linlipb.CaseOpened) { o.Item = "another" }),
		signedUp(6, "tai-chi"),
	} {
		b.Apply(e)
	}
	if got, want := b.Taken("courses"), map[string]int{"tai-chi": 3, "brush": 1}; !maps.Equal(got, want) {
		t.Errorf("taken %v, want %v", got, want)
	}
	if got, want := ranks(b, 6), []int{1, 1, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("they stand at %v, want %v", got, want)
	}
	if got := b.Taken("vacancies"); len(got) != 0 {
		t.Errorf("of a listing that nobody picks from: %v", got)
	}
}

func TestReturnedApplicationGivesItsPlaceToTheNext(t *testing.T) {
	b := booking.New(listing, now)
	for n := 1; n <= 3; n++ {
		b.Apply(signedUp(n, "tai-chi"))
	}
	for i, step := range []struct {
		to    kiosk.CaseState
		taken int
		ranks []int
	}{
		{kiosk.CaseAccepted, 3, []int{1, 2, 3}}, {kiosk.CaseReturned, 2, []int{0, 1, 2}}, {kiosk.CaseAccepted, 3, []int{1, 2, 3}}, {kiosk.CaseDecided, 3, []int{1, 2, 3}},
	} {
		b.Apply(moved(uint64(i+1), 1, step.to))
		if got := b.Taken("courses")["tai-chi"]; got != step.taken || !slices.Equal(ranks(b, 3), step.ranks) {
			t.Errorf("%s: %d taken, at %v; want %d, %v", step.to, got, ranks(b, 3), step.taken, step.ranks)
		}
	}
	forged := moved(99, 2, kiosk.CaseReturned)
	forged.Device = "K1"
	b.Apply(forged)
	if got := b.Taken("courses")["tai-chi"]; got != 3 {
		t.Errorf("a terminal gave a place away: %d", got)
	}
}

func TestBookIsTheSameHoweverItIsShown(t *testing.T) {
	events := []office.Event{
		signedUp(1, "tai-chi"), signedUp(2, "tai-chi"), signedUp(3, "tai-chi"), signedUp(4, "brush"),
		moved(1, 1, kiosk.CaseReturned), moved(2, 1, kiosk.CaseAccepted), moved(3, 2, kiosk.CaseReturned),
	}
	want := []int{1, 0, 2, 1}
	for range 50 {
		b := booking.New(listing, now)
		rand.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		for range 2 {
			for _, e := range events {
				b.Apply(e)
			}
		}
		if got := ranks(b, 4); !slices.Equal(got, want) {
			t.Fatalf("in another order they stand at %v, want %v", got, want)
		}
	}
}

func TestOldApplicationsTakeNoPlace(t *testing.T) {
	at := today
	b := booking.New(listing, func() time.Time { return at })
	b.Apply(signedUp(1, "tai-chi"))
	at = at.Add(booking.Keep + time.Hour)
	if got := b.Taken("courses"); len(got) != 0 {
		t.Errorf("after two years: %v", got)
	}
}
