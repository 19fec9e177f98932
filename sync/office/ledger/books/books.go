// Package books is what every ledger keeps in the same words: reading entries,
// the quarantine, papers in residents' hands, and who may give which numbers.
// Its SQL is plain enough for SQLite, PostgreSQL and what speaks like it; a
// ledger brings the tables and its own way to append.
//
// It refuses to make tables, to append entries and to delete any.
package books

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"

	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Books reads and writes the tables of one database. It is safe for concurrent
// use.
type Books struct {
	db    *sql.DB
	start string
}

// New returns the books in db. start is the query that answers with the lowest
// position of entries received at $1 (Unix milliseconds) or later, or NULL.
func New(db *sql.DB, start string) *Books { return &Books{db: db, start: start} }

// Read implements office.Ledger. It sees one moment of the database and does
// not hold up writers.
func (b *Books) Read(ctx context.Context, after uint64, since time.Time, limit int) ([]office.Entry, error) {
	if after == 0 {
		var first sql.NullInt64
		if err := b.db.QueryRowContext(ctx, b.start, since.UnixMilli()).Scan(&first); err != nil {
			return nil, fmt.Errorf("books: read: %w", err)
		}
		if !first.Valid {
			return nil, nil
		}
		after = uint64(first.Int64) - 1
	}
	rows, err := b.db.QueryContext(ctx, `SELECT position, received_ms, device, stream, epoch, seq, prev, hash,
		boot, boottime_ms, wall_ms, quality, suite, dictionary, sealing_key, sealed
		FROM entry WHERE position > $1 AND received_ms >= $2 ORDER BY position LIMIT $3`,
		int64(after), since.UnixMilli(), limit)
	if err != nil {
		return nil, fmt.Errorf("books: read: %w", err)
	}
	return collect(rows, "read", scanEntry)
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
	// A terminal may send any 64-bit count; databases have signed ones only.
	h.Clock.Boot, h.Clock.BoottimeMs = uint64(boot), uint64(boottime)
	e.Hash, err = Hash(hash)
	return e, err
}

// Hash turns a column into a hash.
func Hash(b []byte) ([wire.HashSize]byte, error) {
	if len(b) != wire.HashSize {
		return [wire.HashSize]byte{}, fmt.Errorf("books: hash of %d bytes", len(b))
	}
	return [wire.HashSize]byte(b), nil
}

// NotNil keeps an empty column from becoming NULL.
func NotNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// Quarantine implements office.Ledger.
func (b *Books) Quarantine(ctx context.Context, position uint64, reason string) error {
	query, args := `DELETE FROM quarantine WHERE position = $1`, []any{int64(position)}
	if reason != "" {
		query = `INSERT INTO quarantine (position, reason) VALUES ($1, $2)
			ON CONFLICT (position) DO UPDATE SET reason = excluded.reason`
		args = append(args, reason)
	}
	if _, err := b.db.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("books: quarantine: %w", err)
	}
	return nil
}

// Quarantined implements office.Ledger.
func (b *Books) Quarantined(ctx context.Context, limit int) ([]office.Quarantined, error) {
	most := int64(limit)
	if limit < 0 {
		most = math.MaxInt64
	}
	rows, err := b.db.QueryContext(ctx, `SELECT q.position, e.device, e.seq, q.reason, e.received_ms
		FROM quarantine q JOIN entry e ON e.position = q.position
		ORDER BY q.position DESC LIMIT $1`, most)
	if err != nil {
		return nil, fmt.Errorf("books: quarantined: %w", err)
	}
	return collect(rows, "quarantined", func(rows *sql.Rows) (office.Quarantined, error) {
		var q office.Quarantined
		var received int64
		err := rows.Scan(&q.Position, &q.Device, &q.Seq, &q.Reason, &received)
		q.ReceivedAt = time.UnixMilli(received)
		return q, err
	})
}

// collect reads all rows and closes them.
func collect[T any](rows *sql.Rows, what string, scan func(*sql.Rows) (T, error)) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("books: %s: %w", what, err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("books: %s: %w", what, err)
	}
	return all, nil
}
