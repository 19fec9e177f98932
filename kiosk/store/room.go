package store

import (
	"errors"
	"fmt"
	"os"
)

// layOut appends zeros to the open file at path until it has room bytes, and
// syncs it. bbolt does not look at what follows its pages. The caller holds the
// file's lock and no commit is under way. When the disk has no room for it the
// file is as long as before.
func layOut(path string, room int64) (err error) {
	info, err := os.Stat(path)
	if err != nil || info.Size() >= room {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return fmt.Errorf("store: lay out: %w", err)
	}
	zeros := make([]byte, growStep)
	for size := info.Size(); size < room && err == nil; size += int64(len(zeros)) {
		_, err = f.Write(zeros[:min(int64(len(zeros)), room-size)])
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		err = errors.Join(err, f.Truncate(info.Size()))
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("store: lay out: %w", err)
	}
	return nil
}
