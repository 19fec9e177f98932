// Package books is what every ledger keeps in the same words: reading entries,
// the quarantine, papers in residents' hands, who may give which numbers, what
// was published, and the signs of the moment. Its SQL is plain enough for
// SQLite, PostgreSQL and what speaks like it; a ledger brings the tables and
// its own way to append.
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
	db      *sql.DB
	queries Queries
}

// Queries are those that differ between ledgers.
type Queries struct {
	// First answers with the lowest position of entries received at $1 (Unix
	// milliseconds) or later, or NULL. It may be a little too low.
	First string
	// Last answers with the highest position, or NULL.
	Last string
	// Read answers with EntryColumns of entries within $3 positions after $1
	// that were received at $2 or later, in order of position.
	Read string
	// Quarantined answers with position, device, seq, reason and received_ms
	// of the quarantine, newest first, at most $1.
	Quarantined string
}

// EntryColumns is what Queries.Read selects after the position.
const EntryColumns = `received_ms, device, stream, epoch, seq, prev, hash, boot, boottime_ms,
	wall_ms, quality, suite, dictionary, sealing_key, sealed, made_ms, made_how`

// New returns the books in db.
func New(db *sql.DB, queries Queries) *Books { return &Books{db: db, queries: queries} }

// Read implements office.Ledger. It sees one moment of the database and does
// not hold up writers.
func (b *Books) Read(ctx context.Context, after uint64, since time.Time, limit int) ([]office.Entry, error) {
	if after == 0 {
		first, err := b.position(ctx, b.queries.First, since.UnixMilli())
		if err != nil || first == 0 {
			return nil, err
		}
		after = first - 1
	}
	last := uint64(0)
	for {
		rows, err := b.db.QueryContext(ctx, b.queries.Read, int64(after), since.UnixMilli(), limit)
		if err != nil {
			return nil, fmt.Errorf("books: read: %w", err)
		}
		entries, err := collect(rows, "read", scanEntry)
		if err != nil || len(entries) > 0 {
			return entries, err
		}
		// All of these may be too old, by an office's clock that went wrong.
		// What is skipped was there before it was read.
		if last > 0 {
			after += uint64(limit)
		} else if last, err = b.position(ctx, b.queries.Last); err != nil {
			return nil, err
		}
		if after >= last {
			return nil, nil
		}
	}
}

// position asks for one position; 0 when there is none.
func (b *Books) position(ctx context.Context, query string, args ...any) (uint64, error) {
	var p sql.NullInt64
	if err := b.db.QueryRowContext(ctx, query, args...).Scan(&p); err != nil {
		return 0, fmt.Errorf("books: read: %w", err)
	}
	return uint64(p.Int64), nil
}

func scanEntry(rows *sql.Rows) (office.Entry, error) {
	h := &linlipb.Header{Clock: &linlipb.Clock{}}
	e := office.Entry{Header: h}
	var received, boot, boottime, made int64
	var hash []byte
	err := rows.Scan(&e.Position, &received, &h.Device, &h.Stream, &h.Epoch, &h.Seq, &h.Prev, &hash,
		&boot, &boottime, &h.Clock.WallMs, &h.Clock.Quality, &h.Suite, &h.Dictionary, &h.SealingKey, &e.Sealed, &made, &e.Made.How)
	if err != nil {
		return e, err
	}
	e.ReceivedAt = time.UnixMilli(received)
	// A terminal may send any 64-bit count; databases have signed ones only.
	h.Clock.Boot, h.Clock.BoottimeMs = uint64(boot), uint64(boottime)
	if e.Made.At = time.UnixMilli(made); e.Made.How == wire.Unplaced {
		e.Made = wire.Place([]*linlipb.Clock{h.Clock}, nil, e.ReceivedAt, wire.Anchor{})[0]
	}
	e.Hash, err = Hash(hash)
	return e, err
}

// Last is what a line's row tells of its last record.
type Last struct {
	Boot, Boottime, Wall, Made int64
	How                        wire.Placement
}

// LastOf is what is written of a record.
func LastOf(e office.Entry) Last {
	c := e.Header.GetClock()
	return Last{int64(c.GetBoot()), int64(c.GetBoottimeMs()), c.GetWallMs(), e.Made.At.UnixMilli(), e.Made.How}
}

// Anchor is what the next records are placed by: nothing after one that was
// not placed.
func (l Last) Anchor() wire.Anchor {
	if l.How == wire.Unplaced {
		return wire.Anchor{}
	}
	return wire.Anchor{
		Placed: wire.Placed{At: time.UnixMilli(l.Made), How: l.How},
		Clock:  &linlipb.Clock{Boot: uint64(l.Boot), BoottimeMs: uint64(l.Boottime), WallMs: l.Wall},
	}
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
	rows, err := b.db.QueryContext(ctx, b.queries.Quarantined, most)
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
