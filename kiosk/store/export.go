package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Exported is what stands in a parcel of one file.
type Exported struct {
	Path    string          `json:"path"`   // of the parcel
	Device  kiosk.DeviceID  `json:"device"` // whose records they are
	Records int             `json:"records"`
	Streams []StreamParcel  `json:"streams,omitempty"`
	Lost    []MissingRecord `json:"lost,omitempty"` // by Rescue only
}

// StreamParcel is the part of one stream.
type StreamParcel struct {
	Name    string `json:"name"`
	First   uint64 `json:"first"`
	Last    uint64 `json:"last"`
	Records int    `json:"records"`
}

// MissingRecord is a run of sequences that could not be read.
type MissingRecord struct {
	Name  string `json:"name"` // of the stream
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
}

// Export writes everything that waits for the office in the file at path into
// a parcel at out, and changes nothing in the file: what the office has got by
// parcel it answers as durable when the line is back. The parcel is whole,
// synced, and in place when it returns, or not there. The terminal must not run:
// a file that is held open for longer than 2 s is an error. A damaged file is
// ErrDamaged; see Rescue.
func Export(ctx context.Context, path, out string) (Exported, error) {
	x := Exported{Path: out}
	if _, err := Check(path); err != nil {
		return x, err
	}
	opts := boltOptions(0)
	opts.ReadOnly = true
	db, err := bolt.Open(path, 0, opts)
	if err != nil {
		return x, fmt.Errorf("store: export: %w", err)
	}
	defer db.Close() //nolint:errcheck // opened for reading: nothing can be lost
	err = writeParcel(out, func(w *wire.ParcelWriter) error {
		return guarded(func() error {
			return db.View(func(tx *bolt.Tx) error { return x.waiting(ctx, tx, w) })
		})
	})
	return x, err
}

// waiting adds what waits in both streams.
func (x *Exported) waiting(ctx context.Context, tx *bolt.Tx, w *wire.ParcelWriter) error {
	st, err := readState(tx)
	if err != nil {
		return err
	}
	x.Device = st.Device
	for _, s := range streams() {
		c, name, err := st.chain(s)
		if err != nil {
			return err
		}
		bk, err := bucket(tx, name)
		if err != nil {
			return err
		}
		read := walk{device: string(st.Device), stream: s, chain: c, cursor: bk.Cursor()}
		for from := c.Acked + 1; from <= c.Seq; {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("store: export: %w", err)
			}
			batch, err := read.read(from, wire.MaxRecords, wire.MaxBatchBytes)
			if err != nil {
				return err
			}
			if err := w.Add(batch); err != nil {
				return err
			}
			from += uint64(len(batch.GetRecords()))
		}
		x.add(name, c.Acked+1, c.Seq)
	}
	return nil
}

// add counts the records first to last, if there are any.
func (x *Exported) add(name string, first, last uint64) {
	if last < first {
		return
	}
	n := int(last - first + 1)
	x.Records += n
	x.Streams = append(x.Streams, StreamParcel{Name: name, First: first, Last: last, Records: n})
}

func streams() [2]linlipb.Stream {
	return [2]linlipb.Stream{linlipb.Stream_STREAM_LIVE, linlipb.Stream_STREAM_BULK}
}

// writeParcel puts a whole parcel in place or none.
func writeParcel(out string, fill func(*wire.ParcelWriter) error) error {
	return makeFile(out, func(f io.Writer) error { return fillParcel(f, fill) })
}

// makeFile puts a whole file in place or none.
func makeFile(out string, fill func(io.Writer) error) (err error) {
	making := out + makingMark
	f, err := os.OpenFile(making, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("store: parcel: %w", err)
	}
	err = fill(f)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, removeIfThere(making))
	}
	if err := os.Rename(making, out); err != nil {
		return errors.Join(fmt.Errorf("store: parcel: %w", err), removeIfThere(making))
	}
	return syncDir(filepath.Dir(out))
}

func fillParcel(f io.Writer, fill func(*wire.ParcelWriter) error) error {
	w, err := wire.NewParcelWriter(f)
	if err != nil {
		return err
	}
	if err := fill(w); err != nil {
		return err
	}
	return w.Close()
}
