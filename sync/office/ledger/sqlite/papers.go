package sqlite

import (
	"context"
	"fmt"
	"strings"
	"time"

	"linli/sync/office"
)

var _ office.Papers = (*Ledger)(nil)

// Withdraw implements office.Papers.
func (l *Ledger) Withdraw(ctx context.Context, w office.Withdrawal) error {
	_, err := l.db.ExecContext(ctx, `INSERT INTO withdrawal (what, id, at_ms, reason) VALUES (?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, w.What, w.ID, w.At.UnixMilli(), w.Reason)
	if err != nil {
		return fmt.Errorf("sqlite: withdraw: %w", err)
	}
	return nil
}

// Withdrawals implements office.Papers.
func (l *Ledger) Withdrawals(ctx context.Context, what office.Withdrawn, ids ...string) ([]office.Withdrawal, error) {
	query, args := `SELECT id, at_ms, reason FROM withdrawal WHERE what = ?`, []any{what}
	if len(ids) > 0 {
		query += ` AND id IN (?` + strings.Repeat(`, ?`, len(ids)-1) + `)`
		for _, id := range ids {
			args = append(args, id)
		}
	}
	rows, err := l.db.QueryContext(ctx, query+` ORDER BY position`, args...)
	if err != nil {
		return nil, fmt.Errorf("sqlite: withdrawals: %w", err)
	}
	defer rows.Close()
	var all []office.Withdrawal
	for rows.Next() {
		w := office.Withdrawal{What: what}
		var at int64
		if err := rows.Scan(&w.ID, &at, &w.Reason); err != nil {
			return nil, fmt.Errorf("sqlite: withdrawals: %w", err)
		}
		w.At = time.UnixMilli(at)
		all = append(all, w)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlite: withdrawals: %w", err)
	}
	return all, nil
}

// AddIssuer implements office.Papers.
func (l *Ledger) AddIssuer(ctx context.Context, i office.Issuer) error {
	_, err := l.db.ExecContext(ctx, `INSERT INTO issuer (at_ms, certificate) VALUES (?, ?)`, i.At.UnixMilli(), notNil(i.Certificate))
	if err != nil {
		return fmt.Errorf("sqlite: add issuer: %w", err)
	}
	return nil
}

// Issuers implements office.Papers.
func (l *Ledger) Issuers(ctx context.Context, after uint64) ([]office.Issuer, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT position, at_ms, certificate FROM issuer WHERE position > ? ORDER BY position`, int64(after))
	if err != nil {
		return nil, fmt.Errorf("sqlite: issuers: %w", err)
	}
	defer rows.Close()
	var all []office.Issuer
	for rows.Next() {
		var i office.Issuer
		var at int64
		if err := rows.Scan(&i.Position, &at, &i.Certificate); err != nil {
			return nil, fmt.Errorf("sqlite: issuers: %w", err)
		}
		i.At = time.UnixMilli(at)
		all = append(all, i)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlite: issuers: %w", err)
	}
	return all, nil
}
