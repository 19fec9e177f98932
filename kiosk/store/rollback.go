package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// rollBack copies the file at path to making and takes it one commit back, or
// mends a root that is broken by the other: bbolt never writes over the pages
// of the commit before the last. It returns nil when the copy is sound, and
// else leaves nothing behind. What the commit that is undone had appended may
// be at the office already; the next push will tell.
func rollBack(ctx context.Context, path, making string, o *Options) error {
	err := copyWithRoot(path, making)
	if err == nil {
		err = o.Examine(ctx, making)
	}
	if err != nil {
		return errors.Join(err, removeIfThere(making))
	}
	return nil
}

// copyWithRoot copies path and puts the older sound root, or the only one, over
// the other.
func copyWithRoot(path, making string) (err error) {
	from, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("store: roll back: %w", err)
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return fmt.Errorf("store: roll back: %w", err)
	}
	p := &pages{file: from, size: info.Size()}
	both, err := p.metas()
	if err != nil {
		return err
	}
	good, ok := rootToKeep(both)
	if !ok {
		return fmt.Errorf("%w: no root is sound", ErrDamaged)
	}
	to, err := os.OpenFile(making, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("store: roll back: %w", err)
	}
	_, err = io.Copy(to, from)
	if err == nil {
		err = putRoot(to, 1-good, both[good])
	}
	if err := errors.Join(err, to.Sync(), to.Close()); err != nil {
		return fmt.Errorf("store: roll back: %w", err)
	}
	return nil
}

// rootToKeep returns the older of two sound roots, or the only sound one.
func rootToKeep(both [2]meta) (int, bool) {
	switch {
	case both[0].valid && both[1].valid && both[0].txid > both[1].txid:
		return 1, true
	case both[0].valid:
		return 0, true
	default:
		return 1, both[1].valid
	}
}

// putRoot writes m as the meta of page i.
func putRoot(to io.WriterAt, i int, m meta) error {
	page := make([]byte, pageHead, pageHead+metaLen)
	binary.NativeEndian.PutUint64(page, uint64(i))
	binary.NativeEndian.PutUint16(page[8:], pageMeta)
	_, err := to.WriteAt(append(page, m.raw...), int64(i)*filePage)
	return err
}
