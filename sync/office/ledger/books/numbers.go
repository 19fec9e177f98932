package books

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"linli/kiosk"
	"linli/sync/office"
)

var _ office.Numbers = (*Books)(nil)

// LeaseNumbers implements office.Numbers. Leases of one prefix and day wait for
// one another.
func (b *Books) LeaseNumbers(ctx context.Context, device string, revision uint64, wants []office.NumberWant) error {
	left, err := b.stillLeft(ctx, wants)
	if err != nil || len(left) == 0 {
		return err
	}
	// In one order everywhere, so that two leases do not lock crosswise.
	slices.SortFunc(left, func(x, y office.NumberWant) int {
		return cmp.Or(cmp.Compare(x.Day, y.Day), cmp.Compare(x.Prefix, y.Prefix))
	})
	err = b.inTx(ctx, func(tx *sql.Tx) error {
		if err := raise(ctx, tx, device, revision); err != nil {
			return err
		}
		given := false
		for _, w := range left {
			one, err := lease(ctx, tx, device, w)
			if err != nil {
				return err
			}
			given = given || one
		}
		if !given {
			return errUndo
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("books: lease numbers: %w", err)
	}
	return nil
}

// stillLeft drops the wants for which nothing is left. Ten thousand terminals
// that ask in vain then cost no commit.
func (b *Books) stillLeft(ctx context.Context, wants []office.NumberWant) ([]office.NumberWant, error) {
	if len(wants) == 0 {
		return nil, nil
	}
	first, last := wants[0].Day, wants[0].Day
	for _, w := range wants {
		first, last = min(first, w.Day), max(last, w.Day)
	}
	type series struct {
		prefix string
		day    kiosk.BusinessDay
	}
	through := map[series]int{}
	rows, err := b.db.QueryContext(ctx, `SELECT prefix, business_day, through FROM number_series
		WHERE business_day >= $1 AND business_day <= $2`, string(first), string(last))
	if err != nil {
		return nil, fmt.Errorf("books: lease numbers: %w", err)
	}
	_, err = collect(rows, "lease numbers", func(rows *sql.Rows) (series, error) {
		var s series
		var n int
		err := rows.Scan(&s.prefix, &s.day, &n)
		through[s] = n
		return s, err
	})
	return slices.DeleteFunc(slices.Clone(wants), func(w office.NumberWant) bool {
		return through[series{w.Prefix, w.Day}] >= w.Last
	}), err
}

// raise raises the revision of a device, and undoes all when it is another.
func raise(ctx context.Context, tx *sql.Tx, device string, revision uint64) error {
	query := `UPDATE number_holder SET revision = revision + 1 WHERE device = $1 AND revision = $2`
	if revision == 0 {
		query = `INSERT INTO number_holder (device, revision) VALUES ($1, $2 + 1) ON CONFLICT DO NOTHING`
	}
	done, err := tx.ExecContext(ctx, query, device, int64(revision))
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil {
		return err
	} else if n == 0 {
		return errUndo
	}
	return nil
}

// lease gives the next run of a series, which stays locked until the commit.
func lease(ctx context.Context, tx *sql.Tx, device string, w office.NumberWant) (given bool, err error) {
	_, err = tx.ExecContext(ctx, `INSERT INTO number_series (prefix, business_day, through) VALUES ($1, $2, 0)
		ON CONFLICT DO NOTHING`, w.Prefix, string(w.Day))
	if err != nil {
		return false, err
	}
	var through int
	err = tx.QueryRowContext(ctx, `UPDATE number_series SET through = through
		WHERE prefix = $1 AND business_day = $2 RETURNING through`, w.Prefix, string(w.Day)).Scan(&through)
	if err != nil {
		return false, err
	}
	first := max(through+1, w.First)
	last := min(first+w.Size-1, w.Last)
	if first > last {
		return false, nil
	}
	_, err = tx.ExecContext(ctx, `UPDATE number_series SET through = $3 WHERE prefix = $1 AND business_day = $2`, w.Prefix, string(w.Day), last)
	if err != nil {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO number_lease (prefix, business_day, first, last, device)
		VALUES ($1, $2, $3, $4, $5)`, w.Prefix, string(w.Day), first, last, device)
	return err == nil, err
}

// LeasedNumbers implements office.Numbers.
func (b *Books) LeasedNumbers(ctx context.Context, device string, from kiosk.BusinessDay) (revision uint64, runs []office.NumberRun, err error) {
	// The revision first: what is leased in between is told with the next.
	err = b.db.QueryRowContext(ctx, `SELECT revision FROM number_holder WHERE device = $1`, device).Scan(&revision)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, fmt.Errorf("books: leased numbers: %w", err)
	}
	rows, err := b.db.QueryContext(ctx, `SELECT prefix, business_day, first, last FROM number_lease
		WHERE device = $1 AND business_day >= $2 ORDER BY business_day, prefix, first`, device, string(from))
	if err != nil {
		return 0, nil, fmt.Errorf("books: leased numbers: %w", err)
	}
	runs, err = collect(rows, "leased numbers", func(rows *sql.Rows) (office.NumberRun, error) {
		var r office.NumberRun
		err := rows.Scan(&r.Prefix, &r.Day, &r.First, &r.Last)
		return r, err
	})
	return revision, runs, err
}
