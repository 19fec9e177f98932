package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"linli/kiosk"
	"linli/kiosk/store"
)

// errRunning means that another kiosk has the store and, most likely, the glass:
// this one must not cover it with a notice.
var errRunning = errors.New("another kiosk runs on this data folder")

// Bounds of one parcel through the door: the stick it goes to may be slow.
const (
	chunkWithin  = 30 * time.Second
	parcelWithin = 30 * time.Minute
)

// storePath is where the terminal's file is.
func storePath(s settings) string { return filepath.Join(s.Data, "linli.db") }

// answers tells whether somebody stands behind the door of the file at path.
func answers(path string) bool {
	conn, err := net.DialTimeout("unix", store.Door(path), time.Second)
	if err != nil {
		return false
	}
	_ = conn.Close() // nothing was asked
	return true
}

// keepDoor gives a parcel of what waits to whoever may connect to the socket
// beside the store, one after another, until ctx ends. The terminal goes on
// without a door: it serves technicians alone.
func keepDoor(ctx context.Context, path string, books *store.Store, log *slog.Logger) {
	door, err := openDoor(path)
	if err != nil {
		log.Warn(kiosk.EventStoreTrouble, "op", "open the door", "err", err)
		return
	}
	defer context.AfterFunc(ctx, func() { _ = door.Close() })() // it takes the socket away
	for {
		conn, err := door.Accept()
		if err != nil {
			if ctx.Err() == nil {
				log.Warn(kiosk.EventStoreTrouble, "op", "keep the door", "err", err)
			}
			return
		}
		if err := handOut(ctx, conn, books); err != nil && ctx.Err() == nil {
			log.Warn(kiosk.EventStoreTrouble, "op", "export", "err", err)
		}
	}
}

// openDoor listens for whoever may read the file itself. This process holds the
// file's lock, so a socket that is there is one that a crash has left.
func openDoor(path string) (net.Listener, error) {
	at := store.Door(path)
	if err := os.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	door, err := net.Listen("unix", at)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(at, 0o600); err != nil {
		return nil, errors.Join(err, door.Close())
	}
	return door, nil
}

// handOut gives one parcel. Whoever only knocks, and hangs up without the word,
// gets none.
func handOut(ctx context.Context, conn net.Conn, books *store.Store) error {
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, parcelWithin)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := conn.SetReadDeadline(time.Now().Add(chunkWithin)); err != nil {
		return err
	}
	word := make([]byte, len(store.DoorWord))
	if _, err := io.ReadFull(conn, word); err != nil || string(word) != store.DoorWord {
		return nil
	}
	if err := books.ExportTo(ctx, patient{conn}); err != nil {
		return fmt.Errorf("door: %w", err)
	}
	return nil
}

// patient gives each write its own deadline.
type patient struct{ net.Conn }

func (p patient) Write(b []byte) (int, error) {
	if err := p.SetWriteDeadline(time.Now().Add(chunkWithin)); err != nil {
		return 0, err
	}
	return p.Conn.Write(b)
}
