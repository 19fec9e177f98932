package ingest

import (
	"context"
	"fmt"
	"time"

	"linli/sync/office"
)

// Retry opens once more what is in quarantine, after a key was restored or the
// program was updated, and takes out what can be read now. A Follower that is
// running applies it within seconds. It returns what was taken out and, with
// their reasons of now, what stays. It blocks for reading each record.
func Retry(ctx context.Context, ledger office.Ledger, opener Opener) (out, stay []office.Quarantined, err error) {
	all, err := ledger.Quarantined(ctx, -1)
	if err != nil {
		return nil, nil, fmt.Errorf("ingest: retry: %w", err)
	}
	for _, q := range all {
		e, err := entryAt(ctx, ledger, q.Position)
		if err != nil {
			return out, stay, fmt.Errorf("ingest: retry: %w", err)
		}
		_, fault := open(opener, e)
		q.Reason = ""
		if fault != nil {
			q.Reason = fault.Error()
			stay = append(stay, q)
		} else {
			out = append(out, q)
		}
		if err := ledger.Quarantine(ctx, q.Position, q.Reason); err != nil {
			return out, stay, fmt.Errorf("ingest: retry: %w", err)
		}
	}
	return out, stay, nil
}

func entryAt(ctx context.Context, ledger office.Ledger, position uint64) (office.Entry, error) {
	entries, err := ledger.Read(ctx, position-1, time.Time{}, 1)
	if err != nil {
		return office.Entry{}, err
	}
	if len(entries) == 0 || entries[0].Position != position {
		return office.Entry{}, fmt.Errorf("no entry at position %d", position)
	}
	return entries[0], nil
}

// takeOut applies what was taken out of quarantine since the last look, here or
// by another process, and learns what was put in.
func (f *Follower) takeOut(ctx context.Context) error {
	before := f.aside
	f.aside = nil
	if err := f.readQuarantine(ctx); err != nil {
		f.aside = before
		return err
	}
	for position, was := range before {
		if !was || f.aside[position] {
			continue
		}
		e, err := entryAt(ctx, f.ledger, position)
		if err != nil {
			return fmt.Errorf("ingest: follow: %w", err)
		}
		if err := f.apply(ctx, e); err != nil {
			return err
		}
	}
	return nil
}
