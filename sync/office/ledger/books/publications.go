package books

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"linli/sync/office"
)

var _ office.Publications = (*Books)(nil)

// Publish implements office.Publications. Whoever publishes waits for the one
// before.
func (b *Books) Publish(ctx context.Context, above uint64, compose func(uint64) (office.Publication, error)) error {
	var refused error
	err := b.inTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE head SET last = $1 WHERE name = 'publication' AND last < $1`, int64(above))
		if err != nil {
			return err
		}
		revision, err := count(ctx, tx, "publication")
		if err != nil {
			return err
		}
		var p office.Publication
		if p, refused = compose(uint64(revision)); refused != nil {
			return errUndo
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO publication (revision, kind, at_ms, note, content, signature, certificate)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			revision, p.Kind, p.At.UnixMilli(), p.Note, NotNil(p.Content), NotNil(p.Signature), NotNil(p.Certificate))
		return err
	})
	if err != nil {
		return fmt.Errorf("books: publish: %w", err)
	}
	return refused
}

// Newest implements office.Publications.
func (b *Books) Newest(ctx context.Context, after uint64) ([]office.Publication, error) {
	return b.publications(ctx, `SELECT revision, kind, at_ms, note, content, signature, certificate FROM publication
		WHERE revision > $1 AND revision IN (SELECT max(revision) FROM publication GROUP BY kind) ORDER BY revision`, int64(after))
}

// Publications implements office.Publications.
func (b *Books) Publications(ctx context.Context) ([]office.Publication, error) {
	return b.publications(ctx, `SELECT revision, kind, at_ms, note, NULL, signature, certificate FROM publication ORDER BY revision`)
}

// Publication implements office.Publications.
func (b *Books) Publication(ctx context.Context, revision uint64) (office.Publication, bool, error) {
	all, err := b.publications(ctx, `SELECT revision, kind, at_ms, note, content, signature, certificate FROM publication
		WHERE revision = $1`, int64(revision))
	if err != nil || len(all) == 0 {
		return office.Publication{}, false, err
	}
	return all[0], true, nil
}

func (b *Books) publications(ctx context.Context, query string, args ...any) ([]office.Publication, error) {
	rows, err := b.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("books: publications: %w", err)
	}
	return collect(rows, "publications", func(rows *sql.Rows) (office.Publication, error) {
		var p office.Publication
		var at int64
		err := rows.Scan(&p.Revision, &p.Kind, &at, &p.Note, &p.Content, &p.Signature, &p.Certificate)
		p.At = time.UnixMilli(at)
		return p, err
	})
}
