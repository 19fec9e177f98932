package books

import (
	"context"
	"database/sql"
	"errors"
)

// errUndo ends a transaction that has nothing to keep.
var errUndo = errors.New("nothing to keep")

// inTx commits what do did, or undoes it when do fails. errUndo is no error to
// the caller.
func (b *Books) inTx(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to undo
	if err := do(tx); errors.Is(err, errUndo) {
		return nil
	} else if err != nil {
		return err
	}
	return tx.Commit()
}

// count gives out the next count of name. Whoever comes after waits until tx
// has ended, so counts are in order of commit and without a hole.
func count(ctx context.Context, tx *sql.Tx, name string) (int64, error) {
	var n int64
	err := tx.QueryRowContext(ctx, `UPDATE head SET last = last + 1 WHERE name = $1 RETURNING last`, name).Scan(&n)
	return n, err
}
