package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/sync/office"
)

var _ office.Roster = (*Ledger)(nil)

// ChangeNote implements office.Roster. Write transactions take the lock when
// they begin, so that reading and writing cannot be parted.
func (l *Ledger) ChangeNote(ctx context.Context, device string, change func([]byte) ([]byte, error)) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlite: change note: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to undo
	var old []byte
	err = tx.QueryRowContext(ctx, `SELECT body FROM roster WHERE device = ?`, device).Scan(&old)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("sqlite: change note: %w", err)
	}
	body, err := change(old)
	if err != nil || body == nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO roster (device, revision, body)
		VALUES (?, (SELECT coalesce(max(revision), 0) + 1 FROM roster), ?)
		ON CONFLICT (device) DO UPDATE SET revision = excluded.revision, body = excluded.body`, device, body)
	if err != nil {
		return fmt.Errorf("sqlite: change note: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("sqlite: change note: %w", err)
	}
	return nil
}

// Notes implements office.Roster.
func (l *Ledger) Notes(ctx context.Context, after uint64) ([]office.Note, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT device, revision, body FROM roster WHERE revision > ? ORDER BY revision`, int64(after))
	if err != nil {
		return nil, fmt.Errorf("sqlite: notes: %w", err)
	}
	defer rows.Close()
	var all []office.Note
	for rows.Next() {
		var n office.Note
		if err := rows.Scan(&n.Device, &n.Revision, &n.Body); err != nil {
			return nil, fmt.Errorf("sqlite: notes: %w", err)
		}
		all = append(all, n)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlite: notes: %w", err)
	}
	return all, nil
}
