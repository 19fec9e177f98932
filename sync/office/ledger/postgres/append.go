package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"linli/sync/office"
	"linli/sync/office/ledger/books"
	"linli/sync/wire"
)

// tries bounds how often the database may ask for another try.
const tries = 5

// errNothing undoes an append that has nothing to keep.
var errNothing = errors.New("nothing to keep")

// part is one claim and what is kept of it.
type part struct {
	*office.Claim
	mark    office.Mark
	entries []office.Entry
	n       int32 // of its first entry within the batch
}

// Append implements office.Ledger. Appends of all processes commit one after
// another; two that share a line wait for each other.
func (l *Ledger) Append(ctx context.Context, claims ...*office.Claim) error {
	parts := make([]*part, len(claims))
	for i, c := range claims {
		parts[i] = &part{Claim: c}
	}
	// In one order everywhere, so that two appends seldom lock crosswise.
	slices.SortFunc(parts, func(a, b *part) int { return compareLines(a.Line, b.Line) })
	for try := 1; ; try++ {
		err := pgx.BeginFunc(ctx, l.pool, func(tx pgx.Tx) error { return appendIn(ctx, tx, parts) })
		switch {
		case err == nil, errors.Is(err, errNothing):
			return nil
		case try == tries || !wantsAnotherTry(err):
			return fmt.Errorf("postgres: append: %w", err)
		}
	}
}

func compareLines(a, b office.Line) int {
	return cmp.Or(cmp.Compare(a.Device, b.Device), cmp.Compare(a.Stream, b.Stream), slices.Compare(a.Epoch[:], b.Epoch[:]))
}

// wantsAnotherTry knows the codes of class 40, transaction rollback.
func wantsAnotherTry(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

func appendIn(ctx context.Context, tx pgx.Tx, parts []*part) error {
	if err := lockMarks(ctx, tx, parts); err != nil {
		return fmt.Errorf("marks: %w", err)
	}
	var kept []*part
	for _, p := range parts {
		if p.entries = p.Take(p.mark); len(p.entries) > 0 {
			kept = append(kept, p)
		}
	}
	if len(kept) == 0 {
		return errNothing
	}
	var batch int64
	if err := tx.QueryRow(ctx, `SELECT nextval('batch_id')`).Scan(&batch); err != nil {
		return fmt.Errorf("batch: %w", err)
	}
	if err := copyEntries(ctx, tx, kept, batch); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	if err := place(ctx, tx, kept, batch); err != nil {
		return fmt.Errorf("place: %w", err)
	}
	return nil
}

// lines are the key columns of parts, one array each.
func lines(parts []*part) []any {
	devices, streams, epochs := make([]string, len(parts)), make([]int16, len(parts)), make([][]byte, len(parts))
	for i, p := range parts {
		devices[i], streams[i], epochs[i] = p.Line.Device, int16(p.Line.Stream), p.Line.Epoch[:]
	}
	return []any{devices, streams, epochs}
}

// lockMarks locks the rows of all lines, makes those that are missing, and
// fills in the marks.
func lockMarks(ctx context.Context, tx pgx.Tx, parts []*part) error {
	found, err := readMarks(ctx, tx, parts)
	if err != nil {
		return err
	}
	if found < len(parts) {
		_, err := tx.Exec(ctx, `INSERT INTO high_water (device, stream, epoch, through, hash)
			SELECT q.device, q.stream, q.epoch, 0, $4
			FROM unnest($1::text[], $2::smallint[], $3::bytea[]) AS q (device, stream, epoch)
			ON CONFLICT DO NOTHING`, append(lines(parts), make([]byte, wire.HashSize))...)
		if err != nil {
			return err
		}
		if _, err := readMarks(ctx, tx, parts); err != nil {
			return err
		}
	}
	for _, p := range parts {
		p.mark.Overlap = p.mark.Hash
		if p.UpTo == 0 || p.UpTo >= p.mark.Through {
			continue
		}
		if p.mark.Overlap, err = hashAt(ctx, tx, p.Line, p.UpTo); err != nil {
			return err
		}
	}
	return nil
}

func readMarks(ctx context.Context, tx pgx.Tx, parts []*part) (found int, err error) {
	byLine := make(map[office.Line]*part, len(parts))
	for _, p := range parts {
		byLine[p.Line] = p
	}
	if len(byLine) < len(parts) {
		return 0, errors.New("two claims on one line")
	}
	rows, err := tx.Query(ctx, `SELECT h.device, h.stream, h.epoch, h.through, h.hash,
		h.boot, h.boottime_ms, h.wall_ms, h.made_ms, h.made_how
		FROM high_water h JOIN unnest($1::text[], $2::smallint[], $3::bytea[]) AS q (device, stream, epoch)
		ON h.device = q.device AND h.stream = q.stream AND h.epoch = q.epoch
		ORDER BY h.device, h.stream, h.epoch FOR UPDATE OF h`, lines(parts)...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var line office.Line
		var epoch, hash []byte
		var through uint64
		var last books.Last
		err := rows.Scan(&line.Device, &line.Stream, &epoch, &through, &hash, &last.Boot, &last.Boottime, &last.Wall, &last.Made, &last.How)
		if err != nil {
			return 0, err
		}
		copy(line.Epoch[:], epoch)
		p := byLine[line]
		p.mark.Through, p.mark.Last = through, last.Anchor()
		if p.mark.Hash, err = books.Hash(hash); err != nil {
			return 0, err
		}
		found++
	}
	return found, rows.Err()
}

// hashAt returns the hash of a kept record, found by the run it came in.
func hashAt(ctx context.Context, tx pgx.Tx, line office.Line, seq uint64) (hash [wire.HashSize]byte, err error) {
	var b []byte
	err = tx.QueryRow(ctx, `SELECT e.hash FROM entry e JOIN (
		SELECT batch, n + $4 - first_seq AS n FROM run
		WHERE device = $1 AND stream = $2 AND epoch = $3 AND first_seq <= $4
		ORDER BY first_seq DESC LIMIT 1) r ON e.batch = r.batch AND e.n = r.n`,
		line.Device, int16(line.Stream), line.Epoch[:], int64(seq)).Scan(&b)
	if err != nil {
		return hash, err
	}
	return books.Hash(b)
}

// place writes the new marks, notes where the entries of each line are, and
// last gives the batch its place in the ledger. From then until the commit no
// other append gets one.
func place(ctx context.Context, tx pgx.Tx, kept []*part, batch int64) error {
	var from, through, boots, boottimes, walls, mades []int64
	var ns []int32
	var hows []int16
	var hashes [][]byte
	count, newest := 0, int64(0)
	for _, p := range kept {
		last := p.entries[len(p.entries)-1]
		from = append(from, int64(p.entries[0].Header.GetSeq()))
		through = append(through, int64(last.Header.GetSeq()))
		ns = append(ns, p.n)
		hashes = append(hashes, last.Hash[:])
		l := books.LastOf(last)
		boots, boottimes, walls = append(boots, l.Boot), append(boottimes, l.Boottime), append(walls, l.Wall)
		mades, hows = append(mades, l.Made), append(hows, int16(l.How))
		count += len(p.entries)
		newest = max(newest, last.ReceivedAt.UnixMilli())
	}
	var b pgx.Batch
	b.Queue(`UPDATE high_water h SET through = q.through, hash = q.hash,
			boot = q.boot, boottime_ms = q.boottime_ms, wall_ms = q.wall_ms, made_ms = q.made_ms, made_how = q.made_how
		FROM unnest($1::text[], $2::smallint[], $3::bytea[], $4::bigint[], $5::bytea[],
			$6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::smallint[])
			AS q (device, stream, epoch, through, hash, boot, boottime_ms, wall_ms, made_ms, made_how)
		WHERE h.device = q.device AND h.stream = q.stream AND h.epoch = q.epoch`, append(lines(kept), through, hashes, boots, boottimes, walls, mades, hows)...)
	b.Queue(`INSERT INTO run (device, stream, epoch, first_seq, batch, n)
		SELECT q.device, q.stream, q.epoch, q.first_seq, $6::bigint, q.n
		FROM unnest($1::text[], $2::smallint[], $3::bytea[], $4::bigint[], $5::int[]) AS q (device, stream, epoch, first_seq, n)`,
		append(lines(kept), from, ns, batch)...)
	b.Queue(`WITH head AS (UPDATE head SET last = last + $2 WHERE name = 'entry' RETURNING last)
		INSERT INTO batch (id, position, last_position, received_ms)
		SELECT $1::bigint, last - $2 + 1, last, $3::bigint FROM head`, batch, int64(count), newest)
	return tx.SendBatch(ctx, &b).Close()
}
