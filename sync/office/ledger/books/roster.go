package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/sync/office"
)

var _ office.Roster = (*Books)(nil)

// ChangeNote implements office.Roster. Changes wait for one another.
func (b *Books) ChangeNote(ctx context.Context, device string, change func([]byte) ([]byte, error)) error {
	var refused error
	err := b.inTx(ctx, func(tx *sql.Tx) error {
		revision, err := count(ctx, tx, "roster")
		if err != nil {
			return err
		}
		var old, body []byte
		err = tx.QueryRowContext(ctx, `SELECT body FROM roster WHERE device = $1`, device).Scan(&old)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if body, refused = change(old); refused != nil || body == nil {
			return errUndo
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO roster (device, revision, body) VALUES ($1, $2, $3)
			ON CONFLICT (device) DO UPDATE SET revision = excluded.revision, body = excluded.body`, device, revision, body)
		return err
	})
	if err != nil {
		return fmt.Errorf("books: change note: %w", err)
	}
	return refused
}

// Notes implements office.Roster.
func (b *Books) Notes(ctx context.Context, after uint64) ([]office.Note, error) {
	rows, err := b.db.QueryContext(ctx, `SELECT device, revision, body FROM roster WHERE revision > $1 ORDER BY revision`, int64(after))
	if err != nil {
		return nil, fmt.Errorf("books: notes: %w", err)
	}
	return collect(rows, "notes", func(rows *sql.Rows) (office.Note, error) {
		var n office.Note
		err := rows.Scan(&n.Device, &n.Revision, &n.Body)
		return n, err
	})
}
