// Package postgres keeps the office's ledger in a PostgreSQL database, or in
// what speaks like one: the SQL is plain. Any number of processes may work on
// the same ledger. The schema is brought up to date when it is opened.
//
// An append locks the high-water rows of its lines, copies its entries in
// binary form, last of all says where in the ledger they stand, and commits.
// Positions are given out under the lock of one row that is held until the
// commit, and not by a sequence: a sequence counts in the order of asking, and
// a reader that has seen 7 would never see a 6 that commits later.
//
// It refuses a database that answers before its disk has, to look into sealed
// records, to delete entries and to change one.
package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"linli/sync/office"
	"linli/sync/office/ledger/books"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	openTimeout    = 5 * time.Minute // bounds migrations
	connectTimeout = 10 * time.Second
)

// queries are PostgreSQL's: the batch tells where an entry stands, and
// positions have no hole.
func queries() books.Queries {
	return books.Queries{
		First: `SELECT min(position) FROM batch WHERE received_ms >= $1`,
		Last:  `SELECT max(last_position) FROM batch`,
		Read: `SELECT b.position + e.n, e.` + strings.ReplaceAll(books.EntryColumns, ", ", ", e.") + `
			FROM batch b JOIN entry e ON e.batch = b.id AND e.n > $1::bigint - b.position AND e.n <= $1 + $3::bigint - b.position
			WHERE b.position >= (SELECT position FROM batch WHERE last_position > $1 ORDER BY last_position LIMIT 1)
				AND b.position <= $1 + $3 AND e.received_ms >= $2
			ORDER BY b.position + e.n`,
		Quarantined: `SELECT q.position, e.device, e.seq, q.reason, e.received_ms FROM quarantine q
			JOIN LATERAL (SELECT id, position FROM batch WHERE last_position >= q.position ORDER BY last_position LIMIT 1) b ON true
			JOIN entry e ON e.batch = b.id AND e.n = q.position - b.position
			ORDER BY q.position DESC LIMIT $1`,
	}
}

// ErrNotDurable is returned by Open for a database that acknowledges commits
// before they are on its disk.
var ErrNotDurable = errors.New("postgres: the database answers before its disk has: set fsync and synchronous_commit to on")

// Ledger is an open ledger. It is safe for concurrent use.
type Ledger struct {
	*books.Books

	pool *pgxpool.Pool
	db   *sql.DB // the same connections
}

var _ office.Ledger = (*Ledger)(nil)

// Open opens the ledger at url, "postgres://USER@HOST/DATABASE?...", and
// migrates it. A street office has a database or a schema (search_path) of its
// own. It may take minutes after an upgrade, milliseconds otherwise; it waits
// while another process migrates.
func Open(ctx context.Context, url string) (*Ledger, error) {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	db := stdlib.OpenDBFromPool(pool)
	l := &Ledger{Books: books.New(db, queries()), pool: pool, db: db}
	if err := errors.Join(l.checkDurable(ctx), migrate(ctx, db)); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Close ends all connections. It waits for calls that are under way.
func (l *Ledger) Close() error {
	err := l.db.Close()
	l.pool.Close()
	if err != nil {
		return fmt.Errorf("postgres: close: %w", err)
	}
	return nil
}

func (l *Ledger) checkDurable(ctx context.Context) error {
	for _, setting := range []string{"fsync", "synchronous_commit"} {
		var value string
		if err := l.pool.QueryRow(ctx, "SHOW "+setting).Scan(&value); err != nil {
			return fmt.Errorf("postgres: open: %w", err)
		}
		if value == "off" {
			return fmt.Errorf("%w: %s is off", ErrNotDurable, setting)
		}
	}
	return nil
}

// migrate brings the schema up to date, one process at a time.
func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	turn, err := lock.NewPostgresTableLocker(lock.WithTableLockTimeout(500*time.Millisecond, 600))
	if err != nil {
		return fmt.Errorf("postgres: migrate: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, steps, goose.WithLocker(turn))
	if err != nil {
		return fmt.Errorf("postgres: migrate: %w", err)
	}
	if pending, err := p.HasPending(ctx); err == nil && !pending {
		return nil
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("postgres: migrate: %w", err)
	}
	return nil
}
