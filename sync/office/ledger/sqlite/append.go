package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/sync/office"
	"linli/sync/office/ledger/books"
)

// Append implements office.Ledger. Writers wait for one another, at most ten
// seconds.
func (l *Ledger) Append(ctx context.Context, claims ...*office.Claim) error {
	// SQLite lets one writer in and has the others look again and again; ours
	// stand in line.
	select {
	case l.writing <- struct{}{}:
		defer func() { <-l.writing }()
	case <-ctx.Done():
		return fmt.Errorf("sqlite: append: %w", ctx.Err())
	}
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlite: append: %w", err)
	}
	defer tx.Rollback() // after Commit it does nothing
	w := l.writer(ctx, tx)
	for _, c := range claims {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("sqlite: append: %w", err)
		}
		if err := w.keep(c); err != nil {
			return fmt.Errorf("sqlite: append: %w", err)
		}
	}
	if w.kept == 0 {
		return nil
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("sqlite: append: commit: %w", err)
	}
	return nil
}

// statements of an Append. Parsing them each time would cost more than a row.
type statements struct{ mark, overlap, entry, move *sql.Stmt }

func prepare(db *sql.DB) (s statements, err error) {
	for _, p := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&s.mark, `SELECT through, hash, boot, boottime_ms, wall_ms, made_ms, made_how FROM high_water WHERE device = ? AND stream = ? AND epoch = ?`},
		{&s.overlap, `SELECT hash FROM entry WHERE device = ? AND stream = ? AND epoch = ? AND seq = ?`},
		{&s.entry, `INSERT INTO entry
			(received_ms, device, stream, epoch, seq, prev, hash, boot, boottime_ms,
			 wall_ms, quality, suite, dictionary, sealing_key, sealed, made_ms, made_how)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`},
		{&s.move, `INSERT INTO high_water
			(device, stream, epoch, through, hash, boot, boottime_ms, wall_ms, made_ms, made_how)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET through = excluded.through, hash = excluded.hash, boot = excluded.boot,
				boottime_ms = excluded.boottime_ms, wall_ms = excluded.wall_ms, made_ms = excluded.made_ms, made_how = excluded.made_how`},
	} {
		if *p.to, err = db.Prepare(p.query); err != nil {
			return s, err
		}
	}
	return s, nil
}

// writer is one Append under way. It asks for the end of the context between
// claims only: for each statement that could be broken off the driver starts a
// goroutine, and with one for each row the writer waits for its turn among
// thousands.
type writer struct {
	statements
	ctx  context.Context
	kept int
}

func (l *Ledger) writer(ctx context.Context, tx *sql.Tx) *writer {
	ctx = context.WithoutCancel(ctx)
	return &writer{ctx: ctx, statements: statements{
		mark: tx.StmtContext(ctx, l.ready.mark), overlap: tx.StmtContext(ctx, l.ready.overlap),
		entry: tx.StmtContext(ctx, l.ready.entry), move: tx.StmtContext(ctx, l.ready.move),
	}}
}

func (w *writer) keep(c *office.Claim) error {
	mark, err := w.readMark(c.Line, c.UpTo)
	if err != nil {
		return fmt.Errorf("mark: %w", err)
	}
	entries := c.Take(mark)
	if len(entries) == 0 {
		return nil
	}
	w.kept += len(entries)
	if err := w.insert(entries); err != nil {
		return err
	}
	last := entries[len(entries)-1]
	l := books.LastOf(last)
	_, err = w.move.ExecContext(w.ctx, c.Line.Device, c.Line.Stream, c.Line.Epoch[:], int64(last.Header.GetSeq()), last.Hash[:],
		l.Boot, l.Boottime, l.Wall, l.Made, l.How)
	if err != nil {
		return fmt.Errorf("move mark: %w", err)
	}
	return nil
}

func (w *writer) readMark(line office.Line, upTo uint64) (office.Mark, error) {
	var m office.Mark
	var hash []byte
	var last books.Last
	err := w.mark.QueryRowContext(w.ctx, line.Device, line.Stream, line.Epoch[:]).Scan(
		&m.Through, &hash, &last.Boot, &last.Boottime, &last.Wall, &last.Made, &last.How)
	if errors.Is(err, sql.ErrNoRows) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	if m.Hash, err = books.Hash(hash); err != nil {
		return m, err
	}
	m.Overlap, m.Last = m.Hash, last.Anchor()
	if upTo >= m.Through || upTo == 0 {
		return m, nil
	}
	err = w.overlap.QueryRowContext(w.ctx, line.Device, line.Stream, line.Epoch[:], int64(upTo)).Scan(&hash)
	if err != nil {
		return m, err
	}
	m.Overlap, err = books.Hash(hash)
	return m, err
}

func (w *writer) insert(entries []office.Entry) error {
	for _, e := range entries {
		h, c := e.Header, e.Header.GetClock()
		_, err := w.entry.ExecContext(w.ctx, e.ReceivedAt.UnixMilli(), h.GetDevice(), h.GetStream(), h.GetEpoch(),
			int64(h.GetSeq()), h.GetPrev(), e.Hash[:], int64(c.GetBoot()), int64(c.GetBoottimeMs()), c.GetWallMs(),
			c.GetQuality(), h.GetSuite(), h.GetDictionary(), books.NotNil(h.GetSealingKey()), books.NotNil(e.Sealed),
			e.Made.At.UnixMilli(), e.Made.How)
		if err != nil {
			return err
		}
	}
	return nil
}
