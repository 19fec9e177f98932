package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Buckets of the file. Renaming one makes every existing file unreadable.
const (
	bucketBook = "book" // one cell: the state of the whole file
	bucketJobs = "jobs" // print jobs at work and the last few that ended
	bucketDone = "done" // print jobs that ended
	bucketLive = "live" // records that wait, by sequence
	bucketBulk = "bulk"

	bucketLeases    = "leases"    // one cell: the number leases; not in every file
	bucketPublished = "published" // revisions of content; not in every file
)

const (
	// filePage is fixed so that a card moves between machines, and because
	// 16 KiB pages, the default of some boards, cost twice the bytes.
	filePage = 4096
	// lockWait bounds the wait for another process to let the file go.
	lockWait = 2 * time.Second
	// closeWait bounds the wait for bbolt to close.
	closeWait = 5 * time.Second
	// growStep is how much the file grows at a time; see Options.MaxSize.
	growStep = 256 << 10
	// fillPercent packs pages full: keys only ever grow.
	fillPercent = 0.95
)

// file guards one bolt.DB that may be closed and opened again under its
// readers.
type file struct {
	mu sync.RWMutex // protects db: held for reading while a transaction runs
	db *bolt.DB     // nil while closed
}

func boltOptions(maxSize int) *bolt.Options {
	return &bolt.Options{
		Timeout:        lockWait,
		NoFreelistSync: true, // a synced list makes each commit rewrite all of it
		FreelistType:   bolt.FreelistMapType,
		PageSize:       filePage,
		MaxSize:        maxSize,
	}
}

func (f *file) open(path string, maxSize int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.bring(path, maxSize)
}

// bring is open for a caller that holds mu.
func (f *file) bring(path string, maxSize int) error {
	return guarded(func() error {
		db, err := openPath(path, boltOptions(maxSize))
		if err != nil {
			return fmt.Errorf("store: open %s: %w", path, err)
		}
		db.AllocSize = growStep
		f.db = db
		return nil
	})
}

// errReplaced is a file that another process has put a new one in the place of
// while this one waited for its lock. What is written to it would be lost.
var errReplaced = errors.New("another process has replaced it meanwhile")

// openPath opens the file that stands at path once its lock is held.
func openPath(path string, opts *bolt.Options) (*bolt.DB, error) {
	var held fs.FileInfo
	opts.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(name, flag, mode)
		if err != nil {
			return nil, err
		}
		if held, err = f.Stat(); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return f, nil
	}
	db, err := bolt.Open(path, 0o600, opts)
	if err != nil {
		return nil, err
	}
	stands, err := os.Stat(path)
	if err == nil && !os.SameFile(held, stands) {
		err = errReplaced
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (f *file) isOpen() bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.db != nil
}

// close is safe to call twice. It waits for readers, and at most closeWait for
// bbolt: a fault inside it can leave its locks held for ever.
func (f *file) close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.shut()
}

// shut is close for a caller that holds mu.
func (f *file) shut() error {
	if f.db == nil {
		return nil
	}
	db, closed := f.db, make(chan error, 1)
	f.db = nil
	go func() { closed <- guarded(db.Close) }()
	timer := time.NewTimer(closeWait)
	defer timer.Stop()
	select {
	case err := <-closed:
		if err != nil {
			return fmt.Errorf("store: close: %w", err)
		}
		return nil
	case <-timer.C:
		return fmt.Errorf("store: close: not done after %s", closeWait)
	}
}

// view runs fn on a snapshot. fn copies what it wants to keep: the memory is
// the file's.
func (f *file) view(fn func(*bolt.Tx) error) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.db == nil {
		return ErrClosed
	}
	return guarded(func() error { return f.db.View(fn) })
}

// update runs fn in the one writable transaction. fn says whether there is
// anything to commit.
func (f *file) update(fn func(*bolt.Tx) (commit bool, err error)) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.db == nil {
		return ErrClosed
	}
	return guarded(func() error {
		tx, err := f.db.Begin(true)
		if err != nil {
			return fmt.Errorf("store: begin: %w", err)
		}
		defer tx.Rollback() //nolint:errcheck // reports only that the commit went through
		commit, err := fn(tx)
		if err != nil || !commit {
			return err
		}
		if err := tx.Commit(); err != nil {
			return fmt.Errorf("store: commit: %w", err)
		}
		return nil
	})
}

// guarded turns what a damaged page does to its reader, a fault on mapped
// memory or a panic in bbolt, into ErrDamaged. It reaches only the calling
// goroutine.
func guarded(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}()
	return fn()
}

// create makes a new file at path, complete or not at all: it is written under
// another name, synced, and renamed.
func create(path string, st *state) error {
	making := path + makingMark
	err := writeNew(making, func(w *writer) error { return errors.Join(w.makeBuckets(), w.putState(st)) })
	if err != nil {
		return err
	}
	if err := os.Rename(making, path); err != nil {
		return fmt.Errorf("store: create: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes renames in dir durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("store: sync folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("store: sync folder: %w", err)
	}
	return nil
}

// key is how sequences and job numbers stand in the file: big-endian, so that
// their order is the order of the keys.
func key(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// bucket returns a bucket ready to append to.
func bucket(tx *bolt.Tx, name string) (*bolt.Bucket, error) {
	b := tx.Bucket([]byte(name))
	if b == nil {
		return nil, fmt.Errorf("%w: no bucket %q", ErrDamaged, name)
	}
	b.FillPercent = fillPercent
	return b, nil
}
