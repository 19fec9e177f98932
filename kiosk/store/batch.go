package store

import (
	"fmt"

	bolt "go.etcd.io/bbolt"
	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// batch is one transaction under construction: the durable book below, what
// this transaction adds on top. It lives in the committer only.
type batch struct {
	opts  *Options
	tx    *bolt.Tx
	below *book
	state state // a copy; its slices are replaced, never written into

	added     []row // new jobs, in order
	visits    map[kiosk.VisitID]kiosk.PrintJobID
	tallies   map[series]tally
	days      map[kiosk.BusinessDay]bool            // begun in this batch
	forgotten map[kiosk.BusinessDay][]kiosk.VisitID // days given up, with their visits
	leases    *leases                               // when they are others than below
	published uint64                                // the highest revision that is new

	envelope *wire.Envelope // of this commit's records; nil before the first
	unsealed []unsealed     // in order; appendAll seals and chains them

	path     string // of the file
	waiting  sizes  // what this batch leaves waiting, or will once it is sealed, at most
	taken    int64  // bytes that this batch will add
	released int64  // bytes of records that this batch deletes
	synced   bool   // the office was heard since the start
	dirty    bool   // there is something to commit
	noRoom   bool   // the disk is full: only what frees room may be written
	appended bool   // a record was appended
	moreAcks bool   // acknowledgements are left for another commit
	broken   error  // a put failed: nothing of the batch may stand
}

func (s *Store) newBatch(tx *bolt.Tx) *batch {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b := &batch{
		opts: &s.opts, path: s.path, tx: tx, below: s.book, state: s.book.state, noRoom: s.noRoom(),
		waiting:   s.book.waiting,
		visits:    map[kiosk.VisitID]kiosk.PrintJobID{},
		tallies:   map[series]tally{},
		days:      map[kiosk.BusinessDay]bool{},
		forgotten: map[kiosk.BusinessDay][]kiosk.VisitID{},
	}
	b.keepTrusted(s.heard)
	return b
}

func (b *batch) visitJob(v kiosk.VisitID) (kiosk.PrintJobID, bool) {
	if id, ok := b.visits[v]; ok {
		return id, true
	}
	id, ok := b.below.visits[v]
	return id, ok
}

func (b *batch) tally(s series) tally {
	if t, ok := b.tallies[s]; ok {
		return t
	}
	return b.below.tallies[s]
}

// put stores a cell; a fault spoils the batch.
func (b *batch) put(name string, k, cell []byte) {
	b.dirty = true
	bk, err := bucket(b.tx, name)
	if err == nil {
		err = bk.Put(k, cell)
	}
	b.spoil(err)
}

func (b *batch) delete(name string, k []byte) {
	b.dirty = true
	bk, err := bucket(b.tx, name)
	if err == nil {
		err = bk.Delete(k)
	}
	b.spoil(err)
}

// makeBucket makes a bucket that older files lack.
func (b *batch) makeBucket(name string) {
	_, err := b.tx.CreateBucketIfNotExists([]byte(name))
	b.spoil(err)
}

func (b *batch) spoil(err error) {
	if err != nil && b.broken == nil {
		b.broken = fmt.Errorf("store: %w", err)
	}
}

func (b *batch) putRow(name string, r *row) {
	k := key(uint64(r.ID))
	b.put(name, k, sum(k, r.encode()))
}

// encodeRecord writes a cell of a stream's bucket: room for the hash of the
// record before, then linlipb.Record. The sequence is the key, the rest of the
// header is in the state.
func encodeRecord(h *linlipb.Header, sealed []byte) ([]byte, error) {
	rec := &linlipb.Record{
		Clock: h.GetClock(), Suite: h.GetSuite(), Dictionary: h.GetDictionary(),
		SealingKey: h.GetSealingKey(), Sealed: sealed,
	}
	room := make([]byte, wire.HashSize, wire.HashSize+len(sealed)+64)
	cell, err := proto.MarshalOptions{}.MarshalAppend(room, rec)
	if err != nil {
		return nil, fmt.Errorf("store: encode record: %w", err)
	}
	return cell, nil
}

// decodeRecord copies a cell out of the file's memory.
func decodeRecord(cell []byte) (prev []byte, rec *linlipb.Record, err error) {
	if len(cell) < wire.HashSize {
		return nil, nil, fmt.Errorf("%w: record of %d bytes", ErrDamaged, len(cell))
	}
	rec = new(linlipb.Record)
	if err := proto.Unmarshal(cell[wire.HashSize:], rec); err != nil {
		return nil, nil, fmt.Errorf("%w: record: %w", ErrDamaged, err)
	}
	return append([]byte(nil), cell[:wire.HashSize]...), rec, nil
}
