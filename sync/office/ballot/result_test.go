package ballot_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"linli/sync/office"
	"linli/sync/office/ballot"
	"linli/sync/office/ledger/sqlite"
)

// delayed are drawers in which something happens before the first change.
type delayed struct {
	office.Drawers
	before func()
}

func (d *delayed) ChangeFile(ctx context.Context, drawer, name string, change func([]byte) ([]byte, error)) error {
	if before := d.before; before != nil {
		d.before = nil
		before()
	}
	return d.Drawers.ChangeFile(ctx, drawer, name, change)
}

// TestVoteThatComesAfterTheCountIsRefused: it began before midnight, and the
// result was published while it waited for the database.
func TestVoteThatComesAfterTheCountIsRefused(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, d := at("2026-11-25"), &delayed{Drawers: l}
	b := ballot.New(d, []byte("a key of the tests"), item, time.UTC, func() time.Time { return c.now })
	if err := b.Cast(t.Context(), "lift", voter(1), []string{"lift:yes", "who:li"}); err != nil {
		t.Fatal(err)
	}
	var noted ballot.Result
	d.before = func() {
		c.now = at("2026-12-01").now
		if noted, err = b.Close(t.Context(), "lift", "王示例"); err != nil {
			t.Error(err)
		}
	}
	if err := b.Cast(t.Context(), "lift", voter(2), []string{"lift:yes", "who:li"}); !errors.Is(err, ballot.ErrClosed) {
		t.Errorf("the vote after the count: %v", err)
	}
	s, err := b.Look(t.Context(), "lift")
	if err != nil || noted.Turned != 1 || s.Turned != 1 || s.Counts["lift"]["yes"] != noted.Counts["lift"]["yes"] {
		t.Errorf("the box has %d votes and its result %d, %v", s.Turned, noted.Turned, err)
	}
}
