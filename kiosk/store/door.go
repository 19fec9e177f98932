package store

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// doorMark ends the name of the socket beside a file in use.
const doorMark = ".sock"

// DoorWord is what whoever comes to the door says to get a parcel. Another word
// makes kioskctl and kiosk of different versions strangers.
const DoorWord = "parcel\n"

// Door is the path of the socket at which a running terminal gives its parcel:
// who says DoorWord gets what ExportTo writes. It is beside the file at path, and
// whoever holds the file's lock may listen there.
func Door(path string) string { return path + doorMark }

// ExportTo writes everything that waits for the office now as a parcel to w,
// beside the work of the terminal: it holds nothing while w is slow. Records
// that the office acknowledges meanwhile may be missing. It blocks as long as w
// does, and ends with ctx between two batches; what was written is no whole
// parcel then.
func (s *Store) ExportTo(ctx context.Context, w io.Writer) error {
	return fillParcel(w, func(p *wire.ParcelWriter) error {
		for _, stream := range streams() {
			if err := s.exportStream(ctx, stream, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) exportStream(ctx context.Context, stream linlipb.Stream, p *wire.ParcelWriter) error {
	s.mu.RLock()
	c, _, err := s.book.state.chain(stream)
	if err != nil {
		s.mu.RUnlock()
		return err
	}
	last, epoch := c.Seq, c.Epoch
	s.mu.RUnlock()
	for from := uint64(1); s.waits(stream, epoch, from, last); {
		batch, err := s.nextFrom(ctx, stream, from, wire.MaxRecords, wire.MaxBatchBytes)
		if err != nil {
			return err
		}
		if batch == nil || !bytes.Equal(batch.GetEpoch(), epoch) {
			continue // something was acknowledged just now: look again
		}
		if err := p.Add(batch); err != nil {
			return fmt.Errorf("store: export: %w", err)
		}
		from = batch.GetFirstSeq() + uint64(len(batch.GetRecords()))
	}
	return nil
}

// waits tells whether records from to last of an epoch wait, or some of them.
func (s *Store) waits(stream linlipb.Stream, epoch []byte, from, last uint64) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, _, err := s.book.state.chain(stream)
	return err == nil && bytes.Equal(c.Epoch, epoch) && max(from, c.Acked+1, s.acks[stream]+1) <= last
}

// Receive puts the parcel that it reads from r in place at out: whole, synced,
// or not there. It blocks as long as r does.
func Receive(r io.Reader, out string) (Exported, error) {
	x := Exported{Path: out}
	err := makeFile(out, func(f io.Writer) error {
		return wire.ReadParcel(io.TeeReader(r, f), func(batch *linlipb.PushRequest) error {
			x.receive(batch)
			return nil
		})
	})
	return x, err
}

// receive counts a batch.
func (x *Exported) receive(batch *linlipb.PushRequest) {
	x.Device = kiosk.DeviceID(batch.GetDevice())
	var st state
	_, name, err := st.chain(batch.GetStream())
	if err != nil {
		name = batch.GetStream().String()
	}
	n := len(batch.GetRecords())
	first, last := batch.GetFirstSeq(), batch.GetFirstSeq()+uint64(n)-1
	if i := len(x.Streams) - 1; i >= 0 && x.Streams[i].Name == name && x.Streams[i].Last+1 == first {
		x.Records += n
		x.Streams[i].Records += n
		x.Streams[i].Last = last
		return
	}
	x.add(name, first, last)
}
