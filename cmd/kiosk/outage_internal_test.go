package main

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
	"linli/kiosk/store"
)

// given is what a store says after a power cut.
type given struct {
	unended []store.Promise
	visits  map[kiosk.VisitID]store.Promise
}

func (g given) Unended() []store.Promise { return g.unended }

func (g given) PromiseTo(v kiosk.VisitID) (store.Promise, bool, error) {
	p, ok := g.visits[v]
	return p, ok, nil
}

func TestWhoWasCutOffIsToldAsLongAsAnybodyWaits(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	visit := func(at time.Time) kiosk.VisitID { return kiosk.VisitID(ulid.MustNewDefault(at).String()) }
	ticket := func(job kiosk.PrintJobID, made time.Time) store.Promise {
		return store.Promise{Receipt: kiosk.Receipt{Job: job}, Made: made, Paper: kiosk.PrintUncertain}
	}
	recent, old, ahead := now.Add(-3*time.Minute), now.Add(-10*time.Hour), now.Add(20*365*24*time.Hour)
	for _, c := range []struct {
		name   string
		marked time.Time // zero for no mark
		g      func(kiosk.VisitID) given
		cut    bool
		papers int
	}{
		{"nothing happened", time.Time{}, func(kiosk.VisitID) given { return given{} }, false, 0},
		{"somebody was filling in", recent, func(kiosk.VisitID) given { return given{} }, true, 0},
		{"somebody was yesterday", old, func(kiosk.VisitID) given { return given{} }, false, 0},
		{"the clock lost its time", ahead, func(kiosk.VisitID) given { return given{} }, true, 0},
		{"the ticket was printing", recent, func(v kiosk.VisitID) given {
			p := ticket(7, recent)
			return given{unended: []store.Promise{p}, visits: map[kiosk.VisitID]store.Promise{v: p}}
		}, false, 1},
		{"the ticket was out and still on the screen", recent, func(v kiosk.VisitID) given {
			return given{visits: map[kiosk.VisitID]store.Promise{v: ticket(7, recent)}}
		}, false, 1},
		{"papers of three visitors waited", time.Time{}, func(kiosk.VisitID) given {
			return given{unended: []store.Promise{ticket(7, recent), ticket(8, recent), ticket(9, recent)}}
		}, false, 2},
		{"a paper of last night", time.Time{}, func(kiosk.VisitID) given { return given{unended: []store.Promise{ticket(7, old)}} }, false, 0},
	} {
		mark := store.NewVisitMark(filepath.Join(t.TempDir(), "linli.db"))
		v := visit(now)
		if !c.marked.IsZero() {
			v = visit(c.marked)
			if err := mark.Mark(v); err != nil {
				t.Fatal(err)
			}
		}
		told := outage(c.g(v), mark, now, slog.New(slog.DiscardHandler))
		if told.Cut != c.cut || len(told.Papers) != c.papers {
			t.Errorf("%s: told %+v", c.name, told)
		}
		if c.papers == mostTold && told.Papers[1].Receipt.Job != 9 {
			t.Errorf("%s: the latest is %+v", c.name, told.Papers[1])
		}
	}
}
