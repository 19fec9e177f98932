package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// remakeStep is how many cells of a new file go into one commit, so that a
// queue of any length needs little memory.
const remakeStep = 4096

// makingMark ends the name of a file that is being written and is not in place.
const makingMark = ".new"

// writer fills a new file, a bounded number of cells in each commit.
type writer struct {
	db     *bolt.DB
	tx     *bolt.Tx
	bucket *bolt.Bucket
	name   []byte
	cells  int
}

// begin starts a transaction, with the bucket that was being filled.
func (w *writer) begin() error {
	tx, err := w.db.Begin(true)
	if err != nil {
		return fmt.Errorf("store: remake: %w", err)
	}
	w.tx, w.cells = tx, 0
	if w.name != nil {
		return w.in(w.name)
	}
	return nil
}

// in turns to a bucket, which is made if need be.
func (w *writer) in(name []byte) error {
	b, err := w.tx.CreateBucketIfNotExists(name)
	if err != nil {
		return fmt.Errorf("store: remake: %w", err)
	}
	b.FillPercent = fillPercent
	w.bucket, w.name = b, append([]byte(nil), name...)
	return nil
}

// makeBuckets makes those that every file has.
func (w *writer) makeBuckets() error {
	for _, name := range []string{bucketBook, bucketJobs, bucketDone, bucketLive, bucketBulk} {
		if err := w.in([]byte(name)); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) put(k, cell []byte) error {
	if w.cells >= remakeStep {
		if err := w.commit(); err != nil {
			return err
		}
		if err := w.begin(); err != nil {
			return err
		}
	}
	w.cells++
	if err := w.bucket.Put(k, cell); err != nil {
		return fmt.Errorf("store: remake: %w", err)
	}
	return nil
}

func (w *writer) commit() error {
	if err := w.tx.Commit(); err != nil {
		return fmt.Errorf("store: remake: %w", err)
	}
	return nil
}

// writeNew makes a whole file at path with what fill puts into it, synced and
// closed. On an error nothing is left of it.
func writeNew(path string, fill func(*writer) error) (err error) {
	if err := removeIfThere(path); err != nil {
		return fmt.Errorf("store: remake: %w", err)
	}
	db, err := bolt.Open(path, 0o600, boltOptions(0))
	if err != nil {
		return fmt.Errorf("store: remake: %w", err)
	}
	db.AllocSize = growStep
	defer func() {
		if err != nil {
			err = errors.Join(err, removeIfThere(path))
		}
	}()
	w := &writer{db: db}
	err = w.begin()
	if err == nil {
		err = fill(w)
	}
	if err != nil {
		if w.tx != nil {
			err = errors.Join(err, ignoreClosed(w.tx.Rollback()))
		}
		return errors.Join(err, db.Close())
	}
	return errors.Join(w.commit(), db.Close())
}

// ignoreClosed drops the error of rolling back what a failed commit has ended.
func ignoreClosed(err error) error {
	if errors.Is(err, berrors.ErrTxClosed) {
		return nil
	}
	return err
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// copyBuckets copies every bucket of src; each may put a stream in its own way
// and say that it did.
func copyBuckets(src *bolt.Tx, w *writer, each func(name []byte, b *bolt.Bucket, w *writer) (done bool, err error)) error {
	return src.ForEach(func(name []byte, b *bolt.Bucket) error {
		if err := w.in(name); err != nil {
			return err
		}
		if done, err := each(name, b, w); done || err != nil {
			return err
		}
		return b.ForEach(w.put)
	})
}

// replace puts the closed file at making in the place of the open one and
// opens it; readers wait meanwhile. A crash leaves either of the two, whole.
// When the new one cannot be put in place the old one is opened again; when its
// name may not last, neither is.
func (f *file) replace(making, path string, maxSize int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.shut(); err != nil {
		return err
	}
	if err := os.Rename(making, path); err != nil {
		return errors.Join(fmt.Errorf("store: remake: %w", err), f.bring(path, maxSize))
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return err
	}
	return f.bring(path, maxSize)
}
