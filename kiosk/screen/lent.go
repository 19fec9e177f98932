package screen

import (
	"errors"
	"fmt"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/shm"
	"golang.org/x/sys/unix"
)

// lentMemory is memory of ours that the X server reads (MIT-SHM). It is gone
// when both processes are, however they end.
type lentMemory struct {
	bytes []byte
	id    shm.Seg
}

// lendMemory lends size bytes to the server. It fails where the server is on
// another machine or cannot read what belongs to us.
func lendMemory(conn *xgb.Conn, size int) (*lentMemory, error) {
	if err := shm.Init(conn); err != nil {
		return nil, fmt.Errorf("screen: lend memory: %w", err)
	}
	seg, err := shm.NewSegId(conn)
	if err != nil {
		return nil, fmt.Errorf("screen: lend memory: %w", err)
	}
	own, err := unix.SysvShmGet(unix.IPC_PRIVATE, size, unix.IPC_CREAT|0o600)
	if err != nil {
		return nil, fmt.Errorf("screen: lend memory: %w", err)
	}
	bytes, err := unix.SysvShmAttach(own, 0, 0)
	if err == nil {
		if err = shm.AttachChecked(conn, seg, uint32(own), true).Check(); err != nil {
			err = errors.Join(err, unix.SysvShmDetach(bytes))
		}
	}
	// From here on it lives as long as who has attached it.
	if _, gone := unix.SysvShmCtl(own, unix.IPC_RMID, nil); gone != nil || err != nil {
		return nil, fmt.Errorf("screen: lend memory: %w", errors.Join(err, gone))
	}
	return &lentMemory{bytes: bytes, id: seg}, nil
}

// end overwrites the memory and gives it back.
func (l *lentMemory) end() {
	clear(l.bytes)
	_ = unix.SysvShmDetach(l.bytes) // it goes with the process at the latest
}
