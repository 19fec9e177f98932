package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"

	"linli/kiosk"
)

// ballastMark ends the name of the reserve beside the file.
const ballastMark = ".ballast"

// ballast is a file that holds room on the disk. It is given up when the disk
// is full, so that acknowledgements can be deleted and print jobs be ended, and
// held again when there is room for twice as much.
type ballast struct {
	path string
	size int64 // 0: none is wanted
	held bool
}

// hold allocates the reserve unless it is held. It reports whether it is.
func (b *ballast) hold() (bool, error) {
	if b.size == 0 || b.held {
		return true, nil
	}
	if info, err := os.Stat(b.path); err == nil && allocated(info) >= b.size {
		b.held = true
		return true, nil
	}
	var disk unix.Statfs_t
	if err := unix.Statfs(filepath.Dir(b.path), &disk); err != nil {
		return false, fmt.Errorf("store: ballast: %w", err)
	}
	if int64(disk.Bavail)*disk.Bsize < 2*b.size {
		return false, nil
	}
	if err := b.allocate(); err != nil {
		return false, errors.Join(fmt.Errorf("store: ballast: %w", err), removeIfThere(b.path))
	}
	b.held = true
	return true, nil
}

func (b *ballast) allocate() error {
	f, err := os.OpenFile(b.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = unix.Fallocate(int(f.Fd()), 0, 0, b.size)
	if errors.Is(err, unix.EOPNOTSUPP) {
		// A file system without fallocate(2) gets the bytes themselves.
		_, err = f.Write(make([]byte, b.size))
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// allocated is how many bytes of the disk a file takes.
func allocated(info os.FileInfo) int64 {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0
	}
	return st.Blocks * 512 // stat(2): in units of 512 bytes, whatever the file system
}

// giveUp frees the reserve. It reports whether there was one.
func (b *ballast) giveUp() bool {
	if !b.held {
		return false
	}
	b.held = false
	return os.Remove(b.path) == nil
}

// relieve gives the reserve up when err says that the disk is full.
func (s *Store) relieve(err error) bool {
	if !errors.Is(err, syscall.ENOSPC) || !s.ballast.giveUp() {
		return false
	}
	s.log.Error(kiosk.EventStoreBallast, "held", false)
	return true
}

// firstBallast holds the reserve as the store opens.
func (s *Store) firstBallast() {
	if held, err := s.ballast.hold(); !held {
		s.log.Error(kiosk.EventStoreBallast, "held", false, "err", err)
	}
}

// ballastAgain holds the reserve once there is room for it again.
func (s *Store) ballastAgain() {
	if !s.noRoom() {
		return
	}
	if held, err := s.ballast.hold(); held || err != nil {
		s.log.Info(kiosk.EventStoreBallast, "held", held, "err", err)
	}
}

// noRoom tells that only what frees room may be written.
func (s *Store) noRoom() bool { return s.ballast.size > 0 && !s.ballast.held }
