package books

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"linli/sync/office"
)

var _ office.Signs = (*Books)(nil)

// PutSigns implements office.Signs. Changes wait for one another.
func (b *Books) PutSigns(ctx context.Context, signs []office.Sign) error {
	if len(signs) == 0 {
		return nil
	}
	var last int64
	err := b.inTx(ctx, func(tx *sql.Tx) error {
		var err error
		if last, err = signRevision(ctx, tx, len(signs)); err != nil {
			return err
		}
		put, err := tx.PrepareContext(ctx, `INSERT INTO sign (kind, name, revision, at_ms, body) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (kind, name) DO UPDATE SET revision = excluded.revision, at_ms = excluded.at_ms, body = excluded.body`)
		if err != nil {
			return err
		}
		defer put.Close()
		for i, s := range signs {
			if _, err := put.ExecContext(ctx, s.Kind, s.Name, last-int64(len(signs)-1-i), s.At.UnixMilli(), NotNil(s.Body)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("books: put signs: %w", err)
	}
	for i := range signs {
		signs[i].Revision = uint64(last) - uint64(len(signs)-1-i)
	}
	return nil
}

// TakeSign implements office.Signs.
func (b *Books) TakeSign(ctx context.Context, kind, name string, revision uint64, at time.Time) (taken bool, err error) {
	err = b.inTx(ctx, func(tx *sql.Tx) error {
		next, err := signRevision(ctx, tx, 1)
		if err != nil {
			return err
		}
		done, err := tx.ExecContext(ctx, `UPDATE sign SET revision = $4, at_ms = $5, body = $6
			WHERE kind = $1 AND name = $2 AND revision = $3`, kind, name, int64(revision), next, at.UnixMilli(), []byte{})
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err == nil && n == 0 {
			return errUndo
		}
		taken = err == nil
		return err
	})
	if err != nil {
		return false, fmt.Errorf("books: take sign: %w", err)
	}
	return taken, nil
}

// signRevision gives out n revisions and returns the last. Whoever comes after
// waits until tx has ended.
func signRevision(ctx context.Context, tx *sql.Tx, n int) (int64, error) {
	var last int64
	err := tx.QueryRowContext(ctx, `UPDATE head SET last = last + $1 WHERE name = 'sign' RETURNING last`, n).Scan(&last)
	return last, err
}

// ChangedSigns implements office.Signs.
func (b *Books) ChangedSigns(ctx context.Context, after uint64) ([]office.Sign, error) {
	rows, err := b.db.QueryContext(ctx, `SELECT kind, name, revision, at_ms, body FROM sign WHERE revision > $1 ORDER BY revision`, int64(after))
	if err != nil {
		return nil, fmt.Errorf("books: signs: %w", err)
	}
	return collect(rows, "signs", func(rows *sql.Rows) (office.Sign, error) {
		var s office.Sign
		var at int64
		err := rows.Scan(&s.Kind, &s.Name, &s.Revision, &at, &s.Body)
		s.At = time.UnixMilli(at)
		return s, err
	})
}

// ForgetSigns implements office.Signs.
func (b *Books) ForgetSigns(ctx context.Context, before time.Time) error {
	if _, err := b.db.ExecContext(ctx, `DELETE FROM sign WHERE at_ms < $1`, before.UnixMilli()); err != nil {
		return fmt.Errorf("books: forget signs: %w", err)
	}
	return nil
}
