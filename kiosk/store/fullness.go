package store

import (
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// Fullness is what is taken of the room that new tickets have.
type Fullness struct {
	Used, Room int64 // bytes; Room is what MaxSize and the disk allow, whichever is less
}

// Share returns how full it is: 1 and more when new tickets are refused.
func (f Fullness) Share() float64 {
	if f.Room <= 0 {
		return 1
	}
	return float64(f.Used) / float64(f.Room)
}

// String says it for a technician.
func (f Fullness) String() string {
	return fmt.Sprintf("%d of %d MiB", f.Used>>20, max(f.Room, 0)>>20)
}

// Fullness looks how full the store is. It asks the file system, reads nothing
// of the file, and blocks as long as a commit does. It returns ErrClosed while
// the file is not open.
func (s *Store) Fullness() (Fullness, error) {
	var f Fullness
	err := s.file.view(func(tx *bolt.Tx) error {
		st := tx.DB().Stats()
		f.Used = tx.Size() - int64(st.FreePageN+st.PendingPageN)*filePage
		laidOut, err := os.Stat(s.path)
		if err != nil {
			return fmt.Errorf("store: fullness: %w", err)
		}
		var disk unix.Statfs_t
		if err := unix.Statfs(filepath.Dir(s.path), &disk); err != nil {
			return fmt.Errorf("store: fullness: %w", err)
		}
		f.Room = max(laidOut.Size(), tx.Size()) + int64(disk.Bavail)*disk.Bsize
		return nil
	})
	if limit := int64(s.opts.MaxSize); limit != 0 {
		f.Room = min(f.Room, limit)
	}
	f.Room -= reserved
	return f, err
}
