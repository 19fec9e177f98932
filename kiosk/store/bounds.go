package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// ErrApplicationsFull refuses an application alone: tickets go on.
var ErrApplicationsFull = errors.New("store: no room for new applications")

const (
	// cellCost is what a record takes in a page besides its bytes: key and
	// element header of bbolt.
	cellCost = 8 + 16
	// shortRecord is what a record of a few fields takes at most, sealed.
	shortRecord = 512
	// sealCost is what sealing adds at most to a payload: padding, seal, clear
	// header.
	sealCost = 256
	// liveFactor is how many bytes of the file one byte of the live stream
	// may take: as much again for the row of the print job, which stays.
	liveFactor = 2
)

// sizes is how many bytes of the file's pages wait in each stream.
type sizes struct{ live, bulk int64 }

// of returns the size of a stream, or nil for one that is none.
func (w *sizes) of(s linlipb.Stream) *int64 {
	switch s {
	case linlipb.Stream_STREAM_LIVE:
		return &w.live
	case linlipb.Stream_STREAM_BULK:
		return &w.bulk
	}
	return nil
}

// add counts n more bytes of a stream, or fewer.
func (w *sizes) add(s linlipb.Stream, n int64) {
	if size := w.of(s); size != nil {
		*size = max(*size+n, 0)
	}
}

// readSizes measures the streams of an open file: it looks at the head of each
// of their pages.
func readSizes(tx *bolt.Tx) (sizes, error) {
	var w sizes
	for _, s := range streams() {
		_, name, err := new(state).chain(s)
		if err != nil {
			return w, err
		}
		bk, err := bucket(tx, name)
		if err != nil {
			return w, err
		}
		w.add(s, int64(bk.Stats().LeafInuse))
	}
	return w, nil
}

// streamOf is where the records of a job go. Applications are larger than
// tickets and nobody in the hall waits for them: they go in the bulk stream,
// and so does what becomes of their paper, or a flood of applications would
// take the room of tickets after all.
func streamOf(r *row) linlipb.Stream {
	if r.Ticket.Prefix == "" {
		return linlipb.Stream_STREAM_BULK
	}
	return linlipb.Stream_STREAM_LIVE
}

// refuses tells why a new record of at most size bytes may not join a stream;
// nil when it may. What is new in the live stream is bounded by MaxLive. What is
// new in the bulk stream is bounded by MaxBulk, and leaves alone what the live
// stream may still need of the file and the disk. What goes on, such as the end
// of a paper, does not ask.
func (b *batch) refuses(s linlipb.Stream, size int) error {
	if b.full(0) {
		return ErrFull
	}
	waiting, need := b.waiting, int64(size+cellCost)
	switch {
	case s == linlipb.Stream_STREAM_LIVE && b.opts.MaxLive != 0 && waiting.live+need > int64(b.opts.MaxLive):
		return ErrFull
	case s != linlipb.Stream_STREAM_BULK:
		return nil
	case b.opts.MaxBulk != 0 && waiting.bulk+need > int64(b.opts.MaxBulk):
		return ErrApplicationsFull
	}
	left, err := b.opts.left(b.tx, b.path)
	if err != nil {
		return err
	}
	if left-b.taken+b.released < b.opts.promised(waiting)+need {
		return ErrApplicationsFull
	}
	return nil
}

// promised is how many bytes of the file the live stream may still need.
func (o *Options) promised(w sizes) int64 {
	if o.MaxLive == 0 {
		return 0
	}
	return liveFactor * max(int64(o.MaxLive)-w.live, 0)
}

// left is how many bytes of new pages the file at path may still take: those
// that stand empty in it, and those that MaxSize and the disk allow.
func (o *Options) left(tx *bolt.Tx, path string) (int64, error) {
	used, room, err := o.extent(tx, path)
	return room - used, err
}

// extent is how many bytes of the file's pages are in use, and how many may be.
func (o *Options) extent(tx *bolt.Tx, path string) (used, room int64, err error) {
	st := tx.DB().Stats()
	used = tx.Size() - int64(st.FreePageN+st.PendingPageN)*filePage
	laidOut, err := os.Stat(path)
	if err != nil {
		return used, 0, fmt.Errorf("store: fullness: %w", err)
	}
	var disk unix.Statfs_t
	if err := unix.Statfs(filepath.Dir(path), &disk); err != nil {
		return used, 0, fmt.Errorf("store: fullness: %w", err)
	}
	room = max(laidOut.Size(), tx.Size()) + int64(disk.Bavail)*disk.Bsize
	if limit := int64(o.MaxSize); limit != 0 {
		room = min(room, limit)
	}
	return used, room - reserved, nil
}

// boundsFit tells whether both classes have their bounds within the file.
func (o *Options) boundsFit() bool {
	if o.MaxLive < 0 || o.MaxBulk < 0 {
		return false
	}
	return o.MaxSize == 0 || liveFactor*o.MaxLive+o.MaxBulk+reserved <= o.MaxSize
}

// codeOf is what a resident reads about err.
func codeOf(err error) kiosk.Code {
	if errors.Is(err, ErrApplicationsFull) {
		return kiosk.ApplicationsFull
	}
	return kiosk.StoreFailed
}
