package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/sync/office"
)

var _ office.Drawers = (*Books)(nil)

// ChangeFile implements office.Drawers. Changes of one file wait for one
// another.
func (b *Books) ChangeFile(ctx context.Context, drawer, name string, change func([]byte) ([]byte, error)) error {
	var refused error
	err := b.inTx(ctx, func(tx *sql.Tx) error {
		// A file of nothing stands for none; it is there to be locked.
		_, err := tx.ExecContext(ctx, `INSERT INTO drawer (drawer, name, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, drawer, name, []byte{})
		if err != nil {
			return err
		}
		var old, body []byte
		err = tx.QueryRowContext(ctx, `UPDATE drawer SET body = body WHERE drawer = $1 AND name = $2 RETURNING body`, drawer, name).Scan(&old)
		if err != nil {
			return err
		}
		if len(old) == 0 {
			old = nil
		}
		if body, refused = change(old); refused != nil || body == nil {
			return errUndo
		}
		_, err = tx.ExecContext(ctx, `UPDATE drawer SET body = $3 WHERE drawer = $1 AND name = $2`, drawer, name, body)
		return err
	})
	if err != nil {
		return fmt.Errorf("books: change file: %w", err)
	}
	return refused
}

// File implements office.Drawers.
func (b *Books) File(ctx context.Context, drawer, name string) ([]byte, error) {
	var body []byte
	err := b.db.QueryRowContext(ctx, `SELECT body FROM drawer WHERE drawer = $1 AND name = $2`, drawer, name).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("books: file: %w", err)
	}
	return body, nil
}

// Files implements office.Drawers.
func (b *Books) Files(ctx context.Context, drawer string) (map[string][]byte, error) {
	rows, err := b.db.QueryContext(ctx, `SELECT name, body FROM drawer WHERE drawer = $1 ORDER BY name`, drawer)
	if err != nil {
		return nil, fmt.Errorf("books: files: %w", err)
	}
	all := map[string][]byte{}
	_, err = collect(rows, "files", func(rows *sql.Rows) (string, error) {
		var name string
		var body []byte
		err := rows.Scan(&name, &body)
		all[name] = body
		return name, err
	})
	return all, err
}
