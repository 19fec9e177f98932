package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// twinDays is for how many days after a fork no number of a block or lease is
// given: a twin that the office does not know of yet may give the same ones.
const twinDays = 14

// NewEpoch chains everything that waits in stream anew, from sequence 1, under
// wire.NextEpoch of the epoch it has. Call it when the office answered that the
// oldest waiting record, sent in a batch of its own, is not the record it keeps
// under that number: in a longer batch, records before the fork may be kept
// already and would be sent twice. Numbers come from the overflow series for
// twinDays, because a copy of this terminal may be at work.
//
// Nothing is done when epoch is not the stream's any more, or nothing waits.
// The whole file is written anew and renamed: a crash leaves the old or the new
// one. It blocks for that long, tickets wait meanwhile: about 13 us a record.
// After an error either of the two stands, whole; without one the new epoch is
// durable.
func (s *Store) NewEpoch(ctx context.Context, stream linlipb.Stream, epoch []byte) error {
	return s.chore(ctx, func() error { return s.newEpoch(stream, epoch) })
}

func (s *Store) newEpoch(stream linlipb.Stream, epoch []byte) error {
	if err := s.reattach(); err != nil {
		return err
	}
	if err := s.commitAcks(); err != nil {
		return err
	}
	st := s.book.state // the committer alone writes it, and this is its goroutine
	c, name, err := st.chain(stream)
	if err != nil || !bytes.Equal(c.Epoch, epoch) || c.Seq == c.Acked {
		return err
	}
	old := *c
	r := rechaining{device: string(st.Device), stream: stream, from: old}
	err = s.remake(func(tx *bolt.Tx, w *writer) error {
		err := copyBuckets(tx, w, func(bucket []byte, b *bolt.Bucket, w *writer) (bool, error) {
			if string(bucket) != name {
				return false, nil
			}
			return true, r.run(b, w)
		})
		*c = r.to
		st.distrustNumbers(s.opts.Now(), s.opts.Zone, twinDays)
		return errors.Join(err, w.putState(&st))
	})
	if err != nil {
		return fmt.Errorf("store: new epoch: %w", err)
	}
	s.log.Warn(kiosk.EventStoreNewEpoch, "stream", stream.String(), "acked", old.Acked, "records", r.to.Seq)
	return nil
}

// commitAcks brings every acknowledgement that waits into the file.
func (s *Store) commitAcks() error {
	for {
		due := false
		s.mu.RLock()
		for stream, through := range s.acks {
			c, _, err := s.book.state.chain(stream)
			due = due || err == nil && through > c.Acked
		}
		s.mu.RUnlock()
		if !due {
			return nil
		}
		if err := s.apply(nil); err != nil {
			s.settle(nil, err)
			return err
		}
	}
}

// remake writes the file anew by fill, puts it in place and reads it. Only the
// committer calls it.
func (s *Store) remake(fill func(*bolt.Tx, *writer) error) error {
	making := s.path + makingMark
	err := s.file.view(func(tx *bolt.Tx) error {
		return writeNew(making, func(w *writer) error { return fill(tx, w) })
	})
	if err == nil {
		err = s.opts.point("remade")
	}
	if err != nil {
		return errors.Join(err, removeIfThere(making))
	}
	if err := s.file.replace(making, s.path, s.opts.MaxSize); err != nil {
		return errors.Join(err, s.reattach())
	}
	b, err := s.readBook()
	if err != nil {
		return errors.Join(err, s.file.close())
	}
	s.adopt(b, false)
	signal(s.wake)
	return nil
}

// adopt makes b what stands. Acknowledgements of epochs that are no more go, or
// all of them when another history stands now.
func (s *Store) adopt(b *book, another bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for stream := range s.acks {
		was, _, _ := s.book.state.chain(stream)
		is, _, _ := b.state.chain(stream)
		if another || !bytes.Equal(was.Epoch, is.Epoch) {
			delete(s.acks, stream)
		}
	}
	s.book = b
}

// putState writes the state as the last cell of a new file.
func (w *writer) putState(st *state) error {
	if err := w.in([]byte(bucketBook)); err != nil {
		return err
	}
	return putState(w.tx, st)
}

// distrustNumbers turns to an overflow series of its own for days more days
// than the latest that may have seen a number.
func (st *state) distrustNumbers(now time.Time, zone *time.Location, days int) {
	st.Generation++
	st.OverflowThrough = max(st.OverflowThrough, kiosk.BusinessDayOf(now.AddDate(0, 0, days), zone))
}

// rechaining gives the records of one stream their place in another epoch.
type rechaining struct {
	device string
	stream linlipb.Stream
	from   chain
	to     chain // stands after run
}

// run reads the records of b, verifies the old chain on the way, and puts them
// into w under their new sequences.
func (r *rechaining) run(b *bolt.Bucket, w *writer) error {
	seq, prev := r.from.Acked, r.from.AckedHash
	err := b.ForEach(func(k, cell []byte) error {
		before, rec, err := decodeRecord(cell)
		if err != nil {
			return err
		}
		seq++
		if len(k) != 8 || binary.BigEndian.Uint64(k) != seq || !bytes.Equal(before, prev) {
			return fmt.Errorf("%w: %s: record %d does not follow its predecessor", ErrDamaged, r.stream, seq)
		}
		hash := placed(r.device, r.stream, r.from.Epoch, seq, prev, rec)
		prev = hash[:]
		if r.to.Epoch == nil {
			r.begin(hash)
		}
		return r.put(w, rec, cell)
	})
	if err == nil && (seq != r.from.Seq || !bytes.Equal(prev, r.from.Hash)) {
		return fmt.Errorf("%w: %s: chain ends at record %d of %d", ErrDamaged, r.stream, seq, r.from.Seq)
	}
	return err
}

// begin opens the new epoch at the first record, whose hash is in the old one.
func (r *rechaining) begin(first [wire.HashSize]byte) {
	epoch := wire.NextEpoch(r.from.Epoch, first)
	zero := make([]byte, wire.HashSize)
	r.to = chain{Epoch: epoch[:], Hash: zero, AckedHash: zero}
}

func (r *rechaining) put(w *writer, rec *linlipb.Record, cell []byte) error {
	anew := append(append([]byte(nil), r.to.Hash...), cell[wire.HashSize:]...)
	hash := placed(r.device, r.stream, r.to.Epoch, r.to.Seq+1, r.to.Hash, rec)
	r.to.Seq, r.to.Hash = r.to.Seq+1, hash[:]
	return w.put(key(r.to.Seq), anew)
}

// placed is the hash of a record in its place.
func placed(device string, stream linlipb.Stream, epoch []byte, seq uint64, prev []byte, rec *linlipb.Record) [wire.HashSize]byte {
	alone := &linlipb.PushRequest{
		Device: device, Stream: stream, Epoch: epoch, FirstSeq: seq, Records: []*linlipb.Record{rec},
	}
	return wire.Hash(wire.HeaderOf(alone, 0, prev), rec.GetSealed())
}

// chore is work of the committer that is more than one transaction.
type chore struct {
	do   func() error
	done chan error // holds one
}

// chore has the committer do something between two commits, and waits for it
// until ctx ends; the work itself goes on to its end.
func (s *Store) chore(ctx context.Context, do func() error) error {
	c := &chore{do: do, done: make(chan error, 1)}
	select {
	case s.chores <- c:
	case <-s.ended:
		return ErrClosed
	case <-ctx.Done():
		return fmt.Errorf("store: the disk is busy: %w", ctx.Err())
	}
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrUnknown, ctx.Err())
	}
}
