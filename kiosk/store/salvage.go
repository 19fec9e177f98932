package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// salvage is what can be read from a damaged file. Pages are looked at one by
// one, also those that no tree leads to any more: bbolt never writes over the
// pages of the last commit, so what is damaged often stands in an older copy.
// Nothing is taken on trust: a state and a job bring their checksum, and a
// record counts only when its hash stands in its successor or in a state.
type salvage struct {
	pages *pages
	state *state
	jobs  map[kiosk.PrintJobID]row
	known map[anchor]bool // hashes that states vouch for
	lease []byte          // the cell with the newest number leases; nil for none
	stale bool            // the state that the newest root leads to cannot be read
	runs  [2][]recordRun  // by streams(): in order, without those that are acknowledged
}

// anchor is a hash in its place.
type anchor struct {
	stream linlipb.Stream
	epoch  string
	seq    uint64
	hash   [wire.HashSize]byte
}

// recordRun is a part of a chain without a hole.
type recordRun struct {
	first uint64
	prev  []byte
	refs  []recordRef
}

func (r *recordRun) last() uint64 { return r.first + uint64(len(r.refs)) - 1 }

// recordRef is where a record stands in the file.
type recordRef struct {
	page uint64
	prev [wire.HashSize]byte
	hash [wire.HashSize]byte
}

// openSalvage reads what can be read from the file at path. The caller closes
// the file. It returns ErrDamaged when there is no state in it, without which
// nothing can be verified.
func openSalvage(ctx context.Context, path string, zone *time.Location) (*salvage, *os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("store: rescue: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, f, fmt.Errorf("store: rescue: %w", err)
	}
	s := &salvage{
		pages: &pages{file: f, size: info.Size()},
		jobs:  map[kiosk.PrintJobID]row{}, known: map[anchor]bool{},
	}
	if err := s.each(ctx, func(_ uint64, l leaf) { s.see(l, zone) }); err != nil {
		return nil, f, err
	}
	s.preferNewest()
	if s.state == nil {
		return nil, f, fmt.Errorf("%w: no state can be read", ErrDamaged)
	}
	return s, f, s.chains(ctx)
}

// each calls fn with every cell of every leaf page that can be read.
func (s *salvage) each(ctx context.Context, fn func(page uint64, l leaf)) error {
	for id := range s.pages.count() {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("store: rescue: %w", err)
		}
		page, err := s.pages.read(id)
		if err != nil {
			continue
		}
		for l := range cells(page) {
			fn(id, l)
		}
	}
	return nil
}

// see keeps a cell if it is a state or a job.
func (s *salvage) see(l leaf, zone *time.Location) {
	if string(l.key) == stateKey {
		if st := soundState(l); st != nil {
			s.vouch(st)
			if s.state == nil || later(st, s.state) {
				s.state = st
			}
		}
		return
	}
	if string(l.key) == leasesKey {
		s.seeLeases(l)
		return
	}
	r, err := decodeRow(l.key, l.value, zone)
	if err != nil {
		return
	}
	if have, ok := s.jobs[r.ID]; !ok || progress(r.State) > progress(have.State) {
		s.jobs[r.ID] = r
	}
}

// seeLeases keeps a cell if it holds newer leases than the one before.
func (s *salvage) seeLeases(l leaf) {
	found, err := decodeLeases(l.value)
	if err != nil {
		return
	}
	if have, err := decodeLeases(s.lease); err != nil || found.Revision > have.Revision {
		s.lease = bytes.Clone(l.value)
	}
}

// soundState returns the state in a cell, or nil.
func soundState(l leaf) *state {
	body, err := unsum(l.key, l.value)
	if err != nil {
		return nil
	}
	st := new(state)
	if json.Unmarshal(body, st) != nil || st.Format != format || st.Live.check() != nil || st.Bulk.check() != nil {
		return nil
	}
	return st
}

// later orders states of one file. None of the counts ever falls.
func later(a, b *state) bool {
	count := func(st *state) []uint64 {
		return []uint64{st.Boot, uint64(st.LastJob), st.Live.Seq, st.Bulk.Seq, st.Live.Acked, st.Bulk.Acked}
	}
	return slices.Compare(count(a), count(b)) > 0
}

// progress orders the states of a job: of several copies the one that tells the
// most of the paper counts.
func progress(s kiosk.PrintState) int {
	order := []kiosk.PrintState{
		kiosk.PrintPending, kiosk.Printing, kiosk.NotPrinted, kiosk.PrintSentUnconfirmed,
		kiosk.PrintUncertain, kiosk.PrintedUncut, kiosk.Printed,
	}
	return slices.Index(order, s)
}

// vouch notes the hashes of a state.
func (s *salvage) vouch(st *state) {
	for _, stream := range streams() {
		c, _, err := st.chain(stream)
		if err != nil {
			continue
		}
		s.known[anchor{stream, string(c.Epoch), c.Seq, [wire.HashSize]byte(c.Hash)}] = true
		s.known[anchor{stream, string(c.Epoch), c.Acked, [wire.HashSize]byte(c.AckedHash)}] = true
	}
}

// preferNewest takes the state that the newest root leads to, if both roots are
// sound: a later copy elsewhere is then of a commit that never came to stand.
func (s *salvage) preferNewest() {
	both, err := s.pages.metas()
	if err != nil || !both[0].valid || !both[1].valid {
		return
	}
	newest := slices.MaxFunc(both[:], func(a, b meta) int { return cmp.Compare(a.txid, b.txid) })
	var found *state
	look := func(page []byte) {
		for l := range cells(page) {
			if string(l.key) == stateKey {
				found = cmp.Or(soundState(l), found)
			}
		}
	}
	const deep = 20 // no tree of ours is deeper
	s.pages.below(newest.root, deep, func(page []byte) {
		look(page)
		for l := range leaves(page) {
			if l.bucket && string(l.key) == bucketBook && len(l.value) >= bucketHead {
				s.pages.below(binary.NativeEndian.Uint64(l.value), deep, look)
			}
		}
	})
	s.state, s.stale = cmp.Or(found, s.state), found == nil
}

// chains finds the records of both streams and joins them to runs.
func (s *salvage) chains(ctx context.Context) error {
	var found [2]map[uint64][]recordRef
	for i := range found {
		found[i] = map[uint64][]recordRef{}
	}
	err := s.each(ctx, func(page uint64, l leaf) {
		if len(l.key) != 8 {
			return
		}
		prev, rec, err := decodeRecord(l.value)
		if err != nil {
			return
		}
		seq := binary.BigEndian.Uint64(l.key)
		for i, stream := range streams() {
			c, _, err := s.state.chain(stream)
			if err != nil || seq <= c.Acked {
				continue
			}
			ref := recordRef{page: page, prev: [wire.HashSize]byte(prev)}
			ref.hash = placed(string(s.state.Device), stream, c.Epoch, seq, prev, rec)
			if !slices.ContainsFunc(found[i][seq], func(r recordRef) bool { return r.hash == ref.hash }) {
				found[i][seq] = append(found[i][seq], ref)
			}
		}
	})
	if err != nil {
		return err
	}
	for i, stream := range streams() {
		if s.stale {
			s.extend(stream, found[i])
		}
		s.runs[i] = s.join(stream, found[i])
	}
	return nil
}

// extend moves the end of a chain over the records that follow a state which
// is not the last.
func (s *salvage) extend(stream linlipb.Stream, found map[uint64][]recordRef) {
	c, _, err := s.state.chain(stream)
	if err != nil {
		return
	}
	for {
		seq := c.Seq + 1
		i := slices.IndexFunc(found[seq], func(r recordRef) bool {
			return bytes.Equal(r.prev[:], c.Hash) && s.vouched(anchor{stream, string(c.Epoch), seq, r.hash}, found[seq+1])
		})
		if i < 0 {
			return
		}
		c.Seq, c.Hash = seq, bytes.Clone(found[seq][i].hash[:])
	}
}

// join follows the chain back from its end, and begins again after each hole
// with a record that somebody vouches for.
func (s *salvage) join(stream linlipb.Stream, found map[uint64][]recordRef) []recordRun {
	c, _, err := s.state.chain(stream)
	if err != nil {
		return nil
	}
	var runs []recordRun
	next, want := c.Seq+1, [wire.HashSize]byte(c.Hash) // the successor, and what it says of the one before
	for _, seq := range slices.Backward(slices.Sorted(maps.Keys(found))) {
		if seq > c.Seq {
			continue
		}
		i := slices.IndexFunc(found[seq], func(r recordRef) bool {
			if seq+1 == next {
				return r.hash == want
			}
			return s.vouched(anchor{stream, string(c.Epoch), seq, r.hash}, found[seq+1])
		})
		if i < 0 {
			continue
		}
		if len(runs) == 0 || seq+1 != next {
			runs = append(runs, recordRun{})
		}
		r, run := found[seq][i], &runs[len(runs)-1]
		run.refs = append(run.refs, r)
		run.first, run.prev = seq, bytes.Clone(r.prev[:])
		next, want = seq, r.prev
	}
	slices.Reverse(runs)
	for _, run := range runs {
		slices.Reverse(run.refs)
	}
	return runs
}

func (s *salvage) vouched(a anchor, successors []recordRef) bool {
	return s.known[a] || slices.ContainsFunc(successors, func(r recordRef) bool { return r.prev == a.hash })
}

// head returns the run that follows what is acknowledged; empty when there is
// none.
func (s *salvage) head(i int) recordRun {
	c, _, err := s.state.chain(streams()[i])
	if err != nil || len(s.runs[i]) == 0 {
		return recordRun{}
	}
	first := s.runs[i][0]
	if first.first != c.Acked+1 || !bytes.Equal(first.prev, c.AckedHash) {
		return recordRun{}
	}
	return first
}

// missing lists the records of stream i that are not in any of runs.
func (s *salvage) missing(i int, runs []recordRun) []MissingRecord {
	c, name, err := s.state.chain(streams()[i])
	if err != nil {
		return nil
	}
	var lost []MissingRecord
	next := c.Acked + 1
	for _, r := range runs {
		if r.first > next {
			lost = append(lost, MissingRecord{name, next, r.first - 1})
		}
		next = r.last() + 1
	}
	if next <= c.Seq {
		lost = append(lost, MissingRecord{name, next, c.Seq})
	}
	return lost
}

// record reads a record again and sees that it is the same.
func (s *salvage) record(i int, run recordRun, n int) (*linlipb.Record, []byte, error) {
	stream, seq, ref := streams()[i], run.first+uint64(n), run.refs[n]
	c, _, err := s.state.chain(stream)
	if err != nil {
		return nil, nil, err
	}
	page, err := s.pages.read(ref.page)
	if err != nil {
		return nil, nil, err
	}
	for l := range cells(page) {
		if !bytes.Equal(l.key, key(seq)) {
			continue
		}
		prev, rec, err := decodeRecord(l.value)
		if err == nil && placed(string(s.state.Device), stream, c.Epoch, seq, prev, rec) == ref.hash {
			return rec, l.value, nil
		}
	}
	return nil, nil, fmt.Errorf("%w: %s: record %d is not what it was", ErrDamaged, stream, seq)
}
