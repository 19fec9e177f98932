// Package sqlite keeps the office's ledger in one SQLite file. Every commit is
// on the disk before it is answered: WAL with synchronous=FULL. The schema is
// brought up to date when the file is opened.
//
// It refuses to look into sealed records, to delete entries and to change one.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver named "sqlite"

	"linli/sync/office"
	"linli/sync/office/ledger/books"
)

//go:embed migrations/*.sql
var migrations embed.FS

// openTimeout bounds migrations, which on an old file may rewrite a table.
const openTimeout = 5 * time.Minute

// queries are SQLite's: an entry carries its position, and positions may have
// holes.
func queries() books.Queries {
	return books.Queries{
		First: `SELECT min(position) FROM entry WHERE received_ms >= $1`,
		Last:  `SELECT max(position) FROM entry`,
		Read: `SELECT position, ` + books.EntryColumns + ` FROM entry
			WHERE position > $1 AND received_ms >= $2 ORDER BY position LIMIT $3`,
		Quarantined: `SELECT q.position, e.device, e.seq, q.reason, e.received_ms
			FROM quarantine q JOIN entry e ON e.position = q.position ORDER BY q.position DESC LIMIT $1`,
	}
}

// Ledger is an open ledger file. It is safe for concurrent use.
type Ledger struct {
	*books.Books

	db      *sql.DB
	ready   statements
	writing chan struct{} // holds one token while an Append of this process writes
}

var _ office.Ledger = (*Ledger)(nil)

// Open opens or makes the file at path and migrates it. It may take minutes
// after an upgrade, milliseconds otherwise.
func Open(path string) (*Ledger, error) {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", path, err)
	}
	// One writer, and readers that do not wait for it.
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(4)
	if err := migrate(db); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: migrate %s: %w", path, err), db.Close())
	}
	ready, err := prepare(db)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open %s: %w", path, err), db.Close())
	}
	return &Ledger{Books: books.New(db, queries()), db: db, ready: ready, writing: make(chan struct{}, 1)}, nil
}

// Close ends all use of the file. It waits for calls that are under way.
func (l *Ledger) Close() error {
	if err := l.db.Close(); err != nil {
		return fmt.Errorf("sqlite: close: %w", err)
	}
	return nil
}

// dsn asks for write transactions that take the lock at once, so that reading
// the mark and moving it cannot be parted. A connection may keep 16 MiB of
// pages: a commit of many terminals touches a page of the index for each, and
// one that does not fit is written twice. Pages go from the WAL into the file
// every 32 MiB, since the same ones change again and again.
func dsn(path string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"cache_size(-16384)", "wal_autocheckpoint(8192)",
	}}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func migrate(db *sql.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	defer cancel()
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, steps)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}
