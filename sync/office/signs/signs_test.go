package signs_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linli/sync/office"
	"linli/sync/office/signs"
)

// table is a database in memory.
type table struct {
	mu    sync.Mutex // protects the fields below
	last  uint64
	rows  []office.Sign // in order of revision
	fault error
}

func (d *table) PutSigns(_ context.Context, all []office.Sign) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range all {
		d.last++
		all[i].Revision = d.last
		d.rows = slices.DeleteFunc(d.rows, func(o office.Sign) bool { return o.Kind == all[i].Kind && o.Name == all[i].Name })
		d.rows = append(d.rows, all[i])
	}
	return d.fault
}

func (d *table) TakeSign(_ context.Context, kind, name string, revision uint64, at time.Time) (bool, error) {
	if !slices.ContainsFunc(d.rows, func(o office.Sign) bool { return o.Revision == revision }) {
		return false, nil
	}
	return true, d.PutSigns(context.Background(), []office.Sign{{Kind: kind, Name: name, At: at}})
}

func (d *table) ChangedSigns(_ context.Context, after uint64) ([]office.Sign, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(d.rows), func(o office.Sign) bool { return o.Revision <= after }), d.fault
}

func (d *table) ForgetSigns(_ context.Context, before time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rows = slices.DeleteFunc(d.rows, func(o office.Sign) bool { return o.At.Before(before) })
	return nil
}

func sign(name string) office.Sign {
	return office.Sign{Kind: "help", Name: name, At: time.Now(), Body: []byte("x")}
}

func names(b *signs.Board) string {
	all, _ := b.List("help", time.Time{})
	text := ""
	for _, s := range all {
		text += s.Name + " "
	}
	return text
}

func TestSignsOfOtherProcessesAreSeenWithinASecondAndForgottenInTwoDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, log := &table{}, slog.New(slog.DiscardHandler)
		here, there := signs.New(d, log, time.Now), signs.New(d, log, time.Now)
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { there.Run(ctx) })
		defer running.Wait()
		defer stop()
		if err := here.Put(ctx, sign("K1"), sign("K2")); err != nil {
			t.Fatal(err)
		}
		if got := names(here); got != "K1 K2 " {
			t.Errorf("here at once: %q", got)
		}
		time.Sleep(time.Second) // of the bubble's clock
		if got := names(there); got != "K1 K2 " {
			t.Errorf("there after a second: %q", got)
		}
		all, before := there.List("help", time.Time{})
		if took, err := there.Take(ctx, all[0].Sign); !took || err != nil {
			t.Fatal(took, err)
		}
		if _, after := there.List("help", time.Time{}); after == before || names(there) != "K2 " {
			t.Errorf("after one was taken down: %q, revision %d after %d", names(there), after, before)
		}
		if s, ok := there.Find("help", "K1"); ok {
			t.Errorf("found %+v", s)
		}
		time.Sleep(50 * time.Hour)
		if got := names(there); got != "" || len(d.rows) != 0 {
			t.Errorf("after two days: %q, and %d in the database", got, len(d.rows))
		}
	})
}

func TestSignThatStoodBeforeAProcessBeganIsAsOldAsItSays(t *testing.T) {
	d, log := &table{}, slog.New(slog.DiscardHandler)
	old := sign("K1")
	old.At = old.At.Add(-time.Hour)
	if err := d.PutSigns(t.Context(), []office.Sign{old}); err != nil {
		t.Fatal(err)
	}
	b := signs.New(d, log, time.Now)
	if err := b.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s, ok := b.Find("help", "K1"); !ok || !s.Seen.Equal(old.At) {
		t.Errorf("seen at %v, put up at %v", s.Seen, old.At)
	}
	if all, _ := b.List("help", time.Now().Add(-time.Minute)); len(all) != 0 {
		t.Errorf("of the last minute: %v", all)
	}
}

func TestSignThatTheDatabaseDoesNotTakeIsNotShown(t *testing.T) {
	d := &table{fault: errors.New("away")}
	b := signs.New(d, slog.New(slog.DiscardHandler), time.Now)
	if err := b.Put(t.Context(), sign("K1")); err == nil || names(b) != "" {
		t.Errorf("%q, %v", names(b), err)
	}
	if err := b.Look(t.Context()); err == nil {
		t.Error("a database that is away was looked at")
	}
}
