package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
)

const (
	// compactAbove and compactBelow are the sizes at which a file is worth
	// writing anew: it takes more than the one, and holds less than the other.
	// What it holds is mostly the jobs of keepDays days.
	compactAbove = 64 << 20
	compactBelow = 16 << 20
	// idleTime is how long nobody must have asked for anything. A ticket that
	// is asked for meanwhile waits for the copy, about 0.2 s.
	idleTime = time.Minute
)

// Compact writes a stopped terminal's file at path anew without its holes, and
// returns its size before and after in bytes. A crash leaves the old or the new
// file. A damaged file is ErrDamaged and is left alone, one that is held open
// for longer than 2 s is an error.
func Compact(ctx context.Context, path string) (before, after int64, err error) {
	rep, err := Check(path)
	if err != nil {
		return rep.Bytes, rep.Bytes, err
	}
	opts := boltOptions(0)
	opts.ReadOnly = true
	db, err := openPath(path, opts)
	if err != nil {
		return rep.Bytes, rep.Bytes, fmt.Errorf("store: compact: %w", err)
	}
	making := path + makingMark
	err = guarded(func() error {
		return db.View(func(tx *bolt.Tx) error { return writeNew(making, func(w *writer) error { return copyAll(tx, w) }) })
	})
	if err == nil {
		_, err = Check(making)
	}
	if err == nil {
		err = ctx.Err()
	}
	// The lock stays until the new file is in place.
	if err == nil {
		err = os.Rename(making, path)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return rep.Bytes, rep.Bytes, errors.Join(fmt.Errorf("store: compact: %w", err), removeIfThere(making))
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return rep.Bytes, rep.Bytes, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return rep.Bytes, rep.Bytes, fmt.Errorf("store: compact: %w", err)
	}
	return rep.Bytes, info.Size(), nil
}

// copyAll copies every bucket as it is.
func copyAll(tx *bolt.Tx, w *writer) error {
	return copyBuckets(tx, w, func([]byte, *bolt.Bucket, *writer) (bool, error) { return false, nil })
}

// tidy is what the committer does when nobody has asked for anything for a
// while: what makes the file smaller, and what holds the reserve again.
func (s *Store) tidy() {
	if !s.file.isOpen() {
		return
	}
	s.ballastAgain()
	if err := s.compactIfWorth(); err != nil {
		s.log.Error(kiosk.EventStoreTrouble, "op", "compact", "err", err)
	}
}

func (s *Store) compactIfWorth() error {
	size, used, err := s.sizes()
	worth := size > s.opts.CompactAbove && used < s.opts.CompactBelow && used < size/2
	if err != nil || !worth {
		return err
	}
	if err := s.commitAcks(); err != nil {
		return err
	}
	if err := s.remake(copyAll); err != nil {
		return err
	}
	now, _, err := s.sizes()
	s.log.Info(kiosk.EventStoreCompacted, "before", size, "after", now)
	return err
}

// sizes returns how far the file reaches and how much of that is in use, in
// bytes.
func (s *Store) sizes() (size, used int64, err error) {
	err = s.file.view(func(tx *bolt.Tx) error {
		st := tx.DB().Stats()
		size = tx.Size()
		used = size - int64(st.FreePageN+st.PendingPageN)*filePage
		return nil
	})
	return size, used, err
}
