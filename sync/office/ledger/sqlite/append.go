package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/sync/office"
	"linli/sync/office/ledger/books"
)

// Append implements office.Ledger. Writers wait for one another, at most ten
// seconds.
func (l *Ledger) Append(ctx context.Context, claims ...*office.Claim) error {
	// SQLite lets one writer in and has the others look again and again; ours
	// stand in line.
	select {
	case l.writing <- struct{}{}:
		defer func() { <-l.writing }()
	case <-ctx.Done():
		return fmt.Errorf("sqlite: append: %w", ctx.Err())
	}
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlite: append: %w", err)
	}
	defer tx.Rollback() // after Commit it does nothing
	kept := 0
	for _, c := range claims {
		mark, err := readMark(ctx, tx, c.Line, c.UpTo)
		if err != nil {
			return fmt.Errorf("sqlite: append: mark: %w", err)
		}
		entries := c.Take(mark)
		if len(entries) == 0 {
			continue
		}
		kept += len(entries)
		if err := insert(ctx, tx, entries); err != nil {
			return fmt.Errorf("sqlite: append: %w", err)
		}
		if err := moveMark(ctx, tx, c.Line, entries[len(entries)-1]); err != nil {
			return fmt.Errorf("sqlite: append: move mark: %w", err)
		}
	}
	if kept == 0 {
		return nil
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("sqlite: append: commit: %w", err)
	}
	return nil
}

func readMark(ctx context.Context, tx *sql.Tx, line office.Line, upTo uint64) (office.Mark, error) {
	var m office.Mark
	var hash []byte
	err := tx.QueryRowContext(ctx,
		`SELECT through, hash FROM high_water WHERE device = ? AND stream = ? AND epoch = ?`,
		line.Device, line.Stream, line.Epoch[:]).Scan(&m.Through, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	if m.Hash, err = books.Hash(hash); err != nil {
		return m, err
	}
	m.Overlap = m.Hash
	if upTo >= m.Through || upTo == 0 {
		return m, nil
	}
	err = tx.QueryRowContext(ctx,
		`SELECT hash FROM entry WHERE device = ? AND stream = ? AND epoch = ? AND seq = ?`,
		line.Device, line.Stream, line.Epoch[:], int64(upTo)).Scan(&hash)
	if err != nil {
		return m, err
	}
	m.Overlap, err = books.Hash(hash)
	return m, err
}

func insert(ctx context.Context, tx *sql.Tx, entries []office.Entry) error {
	st, err := tx.PrepareContext(ctx, `INSERT INTO entry
		(received_ms, device, stream, epoch, seq, prev, hash, boot, boottime_ms,
		 wall_ms, quality, suite, dictionary, sealing_key, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer st.Close()
	for _, e := range entries {
		h, c := e.Header, e.Header.GetClock()
		_, err := st.ExecContext(ctx, e.ReceivedAt.UnixMilli(), h.GetDevice(), h.GetStream(), h.GetEpoch(),
			int64(h.GetSeq()), h.GetPrev(), e.Hash[:], int64(c.GetBoot()), int64(c.GetBoottimeMs()), c.GetWallMs(),
			c.GetQuality(), h.GetSuite(), h.GetDictionary(), books.NotNil(h.GetSealingKey()), books.NotNil(e.Sealed))
		if err != nil {
			return err
		}
	}
	return nil
}

func moveMark(ctx context.Context, tx *sql.Tx, line office.Line, last office.Entry) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO high_water (device, stream, epoch, through, hash)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET through = excluded.through, hash = excluded.hash`,
		line.Device, line.Stream, line.Epoch[:], int64(last.Header.GetSeq()), last.Hash[:])
	return err
}
