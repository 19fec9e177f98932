package books

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"linli/sync/office"
)

var _ office.Papers = (*Books)(nil)

// Withdraw implements office.Papers.
func (b *Books) Withdraw(ctx context.Context, w office.Withdrawal) error {
	_, err := b.db.ExecContext(ctx, `INSERT INTO withdrawal (what, id, at_ms, reason) VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, string(w.What), w.ID, w.At.UnixMilli(), w.Reason)
	if err != nil {
		return fmt.Errorf("books: withdraw: %w", err)
	}
	return nil
}

// Withdrawals implements office.Papers.
func (b *Books) Withdrawals(ctx context.Context, what office.Withdrawn, ids ...string) ([]office.Withdrawal, error) {
	query, args := `SELECT id, at_ms, reason FROM withdrawal WHERE what = $1`, []any{string(what)}
	for i, id := range ids {
		args = append(args, id)
		query += fmt.Sprintf(`%s$%d`, []string{` AND id IN (`, `, `}[min(i, 1)], len(args))
	}
	if len(ids) > 0 {
		query += `)`
	}
	rows, err := b.db.QueryContext(ctx, query+` ORDER BY position`, args...)
	if err != nil {
		return nil, fmt.Errorf("books: withdrawals: %w", err)
	}
	return collect(rows, "withdrawals", func(rows *sql.Rows) (office.Withdrawal, error) {
		w := office.Withdrawal{What: what}
		var at int64
		err := rows.Scan(&w.ID, &at, &w.Reason)
		w.At = time.UnixMilli(at)
		return w, err
	})
}

// AddIssuer implements office.Papers.
func (b *Books) AddIssuer(ctx context.Context, i office.Issuer) error {
	_, err := b.db.ExecContext(ctx, `INSERT INTO issuer (at_ms, certificate) VALUES ($1, $2)`, i.At.UnixMilli(), NotNil(i.Certificate))
	if err != nil {
		return fmt.Errorf("books: add issuer: %w", err)
	}
	return nil
}

// Issuers implements office.Papers.
func (b *Books) Issuers(ctx context.Context, after uint64) ([]office.Issuer, error) {
	rows, err := b.db.QueryContext(ctx, `SELECT position, at_ms, certificate FROM issuer WHERE position > $1 ORDER BY position`, int64(after))
	if err != nil {
		return nil, fmt.Errorf("books: issuers: %w", err)
	}
	return collect(rows, "issuers", func(rows *sql.Rows) (office.Issuer, error) {
		var i office.Issuer
		var at int64
		err := rows.Scan(&i.Position, &at, &i.Certificate)
		i.At = time.UnixMilli(at)
		return i, err
	})
}
