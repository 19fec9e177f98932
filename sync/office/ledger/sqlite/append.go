package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/sync/office"
	"linli/sync/wire"
)

// Append implements office.Ledger. Writers wait for one another, at most ten
// seconds.
func (l *Ledger) Append(ctx context.Context, line office.Line, upTo uint64, admit func(office.Mark) ([]office.Entry, error)) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlite: append: %w", err)
	}
	defer tx.Rollback() // after Commit it does nothing
	mark, err := readMark(ctx, tx, line, upTo)
	if err != nil {
		return fmt.Errorf("sqlite: append: mark: %w", err)
	}
	entries, err := admit(mark)
	if err != nil || len(entries) == 0 {
		return err
	}
	if err := insert(ctx, tx, line, mark, entries); err != nil {
		return fmt.Errorf("sqlite: append: %w", err)
	}
	if err := moveMark(ctx, tx, line, entries[len(entries)-1]); err != nil {
		return fmt.Errorf("sqlite: append: move mark: %w", err)
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
	if m.Hash, err = hashOf(hash); err != nil {
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
	m.Overlap, err = hashOf(hash)
	return m, err
}

func hashOf(b []byte) ([wire.HashSize]byte, error) {
	if len(b) != wire.HashSize {
		return [wire.HashSize]byte{}, fmt.Errorf("hash of %d bytes", len(b))
	}
	return [wire.HashSize]byte(b), nil
}

func insert(ctx context.Context, tx *sql.Tx, line office.Line, mark office.Mark, entries []office.Entry) error {
	st, err := tx.PrepareContext(ctx, `INSERT INTO entry
		(received_ms, device, stream, epoch, seq, prev, hash, boot, boottime_ms,
		 wall_ms, quality, suite, dictionary, sealing_key, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer st.Close()
	prev := mark.Hash
	for i, e := range entries {
		h := e.Header
		follows := h.GetSeq() == mark.Through+1+uint64(i) && bytes.Equal(h.GetPrev(), prev[:])
		if e.Line() != line || !follows {
			return office.ErrOutOfOrder
		}
		prev = e.Hash
		c := h.GetClock()
		_, err := st.ExecContext(ctx, e.ReceivedAt.UnixMilli(), line.Device, line.Stream, line.Epoch[:],
			int64(h.GetSeq()), h.GetPrev(), e.Hash[:], int64(c.GetBoot()), int64(c.GetBoottimeMs()),
			c.GetWallMs(), c.GetQuality(), h.GetSuite(), h.GetDictionary(), notNil(h.GetSealingKey()), notNil(e.Sealed))
		if err != nil {
			return err
		}
	}
	return nil
}

// notNil keeps an empty field from becoming NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func moveMark(ctx context.Context, tx *sql.Tx, line office.Line, last office.Entry) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO high_water (device, stream, epoch, through, hash)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET through = excluded.through, hash = excluded.hash`,
		line.Device, line.Stream, line.Epoch[:], int64(last.Header.GetSeq()), last.Hash[:])
	return err
}
