package store

import (
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Fill is what is taken of some room.
type Fill struct {
	Used, Room int64 // bytes
}

// Share returns how full it is: 1 and more when what is new is refused.
func (f Fill) Share() float64 {
	if f.Room <= 0 {
		return 1
	}
	return float64(f.Used) / float64(f.Room)
}

// String says it for a technician.
func (f Fill) String() string {
	return fmt.Sprintf("%d of %d MiB", f.Used>>20, max(f.Room, 0)>>20)
}

// Fullness is how full the file is, and each class within its own bound. A
// class without a bound has the room of the file.
type Fullness struct {
	File         Fill // of what MaxSize and the disk allow, whichever is less
	Tickets      Fill // of MaxLive
	Applications Fill // of MaxBulk, or of what the disk and the tickets leave of it
}

// Fullness looks how full the store is. It asks the file system, reads nothing
// of the file, and blocks as long as a commit does. It returns ErrClosed while
// the file is not open.
func (s *Store) Fullness() (Fullness, error) {
	var f Fullness
	err := s.file.view(func(tx *bolt.Tx) (err error) {
		f.File.Used, f.File.Room, err = s.opts.extent(tx, s.path)
		return err
	})
	s.mu.RLock()
	waiting := s.book.waiting
	s.mu.RUnlock()
	f.Tickets, f.Applications = f.File, f.File
	if s.opts.MaxLive != 0 {
		f.Tickets = Fill{waiting.live, int64(s.opts.MaxLive)}
	}
	left := f.File.Room - f.File.Used - s.opts.promised(waiting)
	if s.opts.MaxBulk != 0 {
		f.Applications = Fill{waiting.bulk, min(int64(s.opts.MaxBulk), waiting.bulk+left)}
	}
	return f, err
}
