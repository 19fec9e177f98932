package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"linli/sync/office"
	"linli/sync/wire/linlipb"
)

// Read implements office.Ledger. It sees one moment of the file and does not
// hold up writers.
func (l *Ledger) Read(ctx context.Context, after uint64, since time.Time, limit int) ([]office.Entry, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT position, received_ms, device, stream, epoch, seq, prev, hash,
		boot, boottime_ms, wall_ms, quality, suite, dictionary, sealing_key, sealed
		FROM entry WHERE position > ? AND received_ms >= ? ORDER BY position LIMIT ?`,
		int64(after), since.UnixMilli(), limit)
	if err != nil {
		return nil, fmt.Errorf("sqlite: read: %w", err)
	}
	defer rows.Close()
	var entries []office.Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, fmt.Errorf("sqlite: read: %w", err)
		}
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlite: read: %w", err)
	}
	return entries, nil
}

func scanEntry(rows *sql.Rows) (office.Entry, error) {
	h := &linlipb.Header{Clock: &linlipb.Clock{}}
	e := office.Entry{Header: h}
	var received, boot, boottime int64
	var hash []byte
	err := rows.Scan(&e.Position, &received, &h.Device, &h.Stream, &h.Epoch, &h.Seq, &h.Prev, &hash,
		&boot, &boottime, &h.Clock.WallMs, &h.Clock.Quality, &h.Suite, &h.Dictionary, &h.SealingKey, &e.Sealed)
	if err != nil {
		return e, err
	}
	e.ReceivedAt = time.UnixMilli(received)
	// A terminal may send any 64-bit count; SQLite has signed ones only.
	h.Clock.Boot, h.Clock.BoottimeMs = uint64(boot), uint64(boottime)
	e.Hash, err = hashOf(hash)
	return e, err
}

// Quarantine implements office.Ledger.
func (l *Ledger) Quarantine(ctx context.Context, position uint64, reason string) error {
	query, args := `DELETE FROM quarantine WHERE position = ?`, []any{int64(position)}
	if reason != "" {
		query = `INSERT INTO quarantine (position, reason) VALUES (?, ?)
			ON CONFLICT DO UPDATE SET reason = excluded.reason`
		args = append(args, reason)
	}
	if _, err := l.db.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("sqlite: quarantine: %w", err)
	}
	return nil
}

// Quarantined implements office.Ledger.
func (l *Ledger) Quarantined(ctx context.Context, limit int) ([]office.Quarantined, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT q.position, e.device, e.seq, q.reason, e.received_ms
		FROM quarantine q JOIN entry e ON e.position = q.position
		ORDER BY q.position DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("sqlite: quarantined: %w", err)
	}
	defer rows.Close()
	var all []office.Quarantined
	for rows.Next() {
		var q office.Quarantined
		var received int64
		if err := rows.Scan(&q.Position, &q.Device, &q.Seq, &q.Reason, &received); err != nil {
			return nil, fmt.Errorf("sqlite: quarantined: %w", err)
		}
		q.ReceivedAt = time.UnixMilli(received)
		all = append(all, q)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlite: quarantined: %w", err)
	}
	return all, nil
}
