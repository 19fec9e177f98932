package store

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"time"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

const (
	// ackDelay is how long an acknowledgement waits for a commit to ride on.
	// Losing it to a power cut costs a resend, no more.
	ackDelay = time.Second
	// maxAckDeletes bounds the deletes of one stream in one commit.
	maxAckDeletes = 4096
)

// Next returns the oldest records of a stream that wait, at most count of them
// and at most size sealed bytes but always one, or nil when none waits. The
// chain is verified on the way: a record that changed on disk is ErrDamaged,
// never sent. It blocks for reading that much.
func (s *Store) Next(ctx context.Context, stream linlipb.Stream, count, size int) (*linlipb.PushRequest, error) {
	return s.nextFrom(ctx, stream, 0, count, size)
}

// nextFrom is Next for records of sequence first and above.
func (s *Store) nextFrom(ctx context.Context, stream linlipb.Stream, first uint64, count, size int) (*linlipb.PushRequest, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("store: next: %w", err)
	}
	s.mu.RLock()
	published, _, err := s.book.state.chain(stream)
	if err != nil {
		s.mu.RUnlock()
		return nil, err
	}
	from, last, epoch := max(published.Acked+1, s.acks[stream]+1, first), published.Seq, published.Epoch
	s.mu.RUnlock()
	var batch *linlipb.PushRequest
	err = s.file.view(func(tx *bolt.Tx) error {
		st, err := readState(tx)
		if err != nil {
			return err
		}
		c, name, err := st.chain(stream)
		if err != nil {
			return err
		}
		bk, err := bucket(tx, name)
		if err != nil {
			return err
		}
		// What is in the file but not in the book yet is for the next call; a
		// new file may have come in between.
		if from > last || from <= c.Acked || last > c.Seq || !bytes.Equal(epoch, c.Epoch) {
			return nil
		}
		count = int(min(uint64(max(count, 1)), last-from+1))
		w := walk{device: string(st.Device), stream: stream, chain: c, cursor: bk.Cursor()}
		batch, err = w.read(from, count, size)
		return err
	})
	return batch, err
}

// Acked tells that the office keeps the stream durably up to and including
// through. The records are deleted with the next commit, or within a second. It
// does not block; an epoch that is not the file's, or a sequence that was never
// appended, is ignored.
func (s *Store) Acked(stream linlipb.Stream, epoch []byte, through uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, _, err := s.book.state.chain(stream)
	if err != nil || !bytes.Equal(c.Epoch, epoch) {
		return
	}
	if through > c.Seq {
		s.log.Error(kiosk.EventStoreTrouble, "op", "acknowledge", "stream", stream.String(), "through", through, "seq", c.Seq)
		return
	}
	s.acks[stream] = max(through, s.acks[stream])
	if through > c.Acked {
		s.commitAcksLater()
	}
}

// commitAcksLater starts the timer unless it runs. The caller holds mu.
func (s *Store) commitAcksLater() {
	if s.ackSet {
		return
	}
	s.ackSet = true
	time.AfterFunc(ackDelay, func() {
		s.mu.Lock()
		s.ackSet = false
		s.mu.Unlock()
		signal(s.ackDue)
	})
}

// Pending returns how many records of a stream wait for the office.
func (s *Store) Pending(stream linlipb.Stream) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, _, err := s.book.state.chain(stream)
	if err != nil {
		return 0, err
	}
	return int(c.Seq - max(c.Acked, s.acks[stream])), nil
}

func (s *Store) pendingAcks() map[linlipb.Stream]uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return maps.Clone(s.acks)
}

// applyAcks deletes what the office keeps and moves the anchors.
func (b *batch) applyAcks(due map[linlipb.Stream]uint64) error {
	for stream, through := range due {
		c, name, err := b.state.chain(stream)
		if err != nil {
			return err
		}
		if through = min(through, c.Seq); through <= c.Acked {
			continue
		}
		if through-c.Acked > maxAckDeletes {
			through, b.moreAcks = c.Acked+maxAckDeletes, true
		}
		bk, err := bucket(b.tx, name)
		if err != nil {
			return err
		}
		anchor := c.Hash
		if through < c.Seq {
			if anchor, _, err = decodeRecord(bk.Get(key(through + 1))); err != nil {
				return err
			}
		}
		for seq := c.Acked + 1; seq <= through; seq++ {
			size := int64(len(bk.Get(key(seq))) + cellCost)
			b.released += size
			b.waiting.add(stream, -size)
			b.delete(name, key(seq))
		}
		c.Acked, c.AckedHash = through, anchor
	}
	return b.broken
}

// walk reads records of one stream in order and verifies their chain.
type walk struct {
	device string
	stream linlipb.Stream
	chain  *chain
	cursor *bolt.Cursor
}

// read returns records from sequence from on.
func (w *walk) read(from uint64, count, size int) (*linlipb.PushRequest, error) {
	k, cell := w.cursor.Seek(key(from))
	if !bytes.Equal(k, key(from)) {
		return nil, fmt.Errorf("%w: %s: record %d is missing", ErrDamaged, w.stream, from)
	}
	prev, rec, err := decodeRecord(cell)
	if err != nil {
		return nil, err
	}
	batch := &linlipb.PushRequest{
		Device: w.device, Stream: w.stream, Epoch: w.chain.Epoch, FirstSeq: from, Prev: prev,
	}
	for {
		batch.Records = append(batch.Records, rec)
		size -= len(rec.GetSealed())
		seq := from + uint64(len(batch.Records)) - 1
		next, nextRec, err := w.after(seq)
		if err != nil {
			return nil, err
		}
		i := len(batch.Records) - 1
		hash := wire.Hash(wire.HeaderOf(batch, i, prev), rec.GetSealed())
		if !bytes.Equal(hash[:], next) {
			return nil, fmt.Errorf("%w: %s: record %d is not what was written", ErrDamaged, w.stream, seq)
		}
		if nextRec == nil || len(batch.Records) >= count || size < len(nextRec.GetSealed()) {
			return batch, nil
		}
		prev, rec = next, nextRec
	}
}

// after returns the record that follows seq and the hash it holds of seq: at
// the end of the chain no record, and the hash from the state.
func (w *walk) after(seq uint64) ([]byte, *linlipb.Record, error) {
	k, cell := w.cursor.Next()
	if seq == w.chain.Seq {
		if k != nil {
			return nil, nil, fmt.Errorf("%w: %s: a record follows the last", ErrDamaged, w.stream)
		}
		return w.chain.Hash, nil, nil
	}
	if !bytes.Equal(k, key(seq+1)) {
		return nil, nil, fmt.Errorf("%w: %s: record %d is missing", ErrDamaged, w.stream, seq+1)
	}
	return decodeRecord(cell)
}
