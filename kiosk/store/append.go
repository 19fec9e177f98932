package store

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// unsealed is a record of the batch that is not made yet.
type unsealed struct {
	header *linlipb.Header // without its place in the chain
	encode func() ([]byte, error)
	size   int // at most
	sealed []byte
	cell   []byte // as it will stand in the file, but for its predecessor
	err    error
}

// record adds a payload to the end of stream. It is sealed and chained when all
// ops of the batch are applied, so that those of many residents are sealed side
// by side. The payload is the batch's from here on.
func (b *batch) record(s linlipb.Stream, payload []byte) error {
	if len(payload) > wire.MaxPayload {
		return fmt.Errorf("store: %w", wire.ErrTooLarge)
	}
	return b.recordLater(s, len(payload)+sealCost, func() ([]byte, error) { return payload, nil })
}

// recordLater is record for a payload that is encoded side by side, too, and
// makes a record of at most size bytes. When
// encode fails nothing of the batch may stand: whatever can be wrong with what
// one resident brought is looked for before.
func (b *batch) recordLater(s linlipb.Stream, size int, encode func() ([]byte, error)) error {
	if b.envelope == nil {
		e, err := b.opts.Sealer.Envelope()
		if err != nil {
			return fmt.Errorf("store: seal: %w", err)
		}
		b.envelope = e
	}
	h := &linlipb.Header{Device: string(b.opts.Device), Stream: s, Clock: b.clock()}
	b.unsealed = append(b.unsealed, unsealed{header: h, encode: encode, size: size})
	b.waiting.add(s, int64(size+cellCost))
	b.taken += int64(size + cellCost)
	b.dirty = true
	return nil
}

// appendAll seals what record took, chains it in that order and puts it.
func (b *batch) appendAll() {
	if b.envelope == nil {
		return
	}
	b.sealAll()
	b.envelope.Close()
	for i := range b.unsealed {
		b.append(&b.unsealed[i])
	}
}

// sealAll encodes and seals with all processors, each as many as it can, and
// wipes the payloads.
func (b *batch) sealAll() {
	var next atomic.Int64
	part := func() {
		for i := next.Add(1) - 1; i < int64(len(b.unsealed)); i = next.Add(1) - 1 {
			b.unsealed[i].seal(b.envelope)
		}
	}
	var others sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (len(b.unsealed)+1)/2) - 1 {
		others.Go(part)
	}
	part()
	others.Wait()
}

func (u *unsealed) seal(e *wire.Envelope) {
	payload, err := u.encode()
	if err == nil {
		u.sealed, err = e.Seal(u.header, payload)
		clear(payload)
	}
	if err == nil {
		u.cell, err = encodeRecord(u.header, u.sealed)
	}
	u.err = err
}

// append chains a sealed record to its stream.
func (b *batch) append(u *unsealed) {
	h := u.header
	c, name, err := b.state.chain(h.GetStream())
	if err = errors.Join(u.err, err); err != nil {
		b.spoil(err)
		return
	}
	h.Epoch, h.Seq, h.Prev = c.Epoch, c.Seq+1, c.Hash
	copy(u.cell, h.Prev)
	b.put(name, key(h.Seq), u.cell)
	b.waiting.add(h.GetStream(), int64(len(u.cell)-u.size))
	hash := wire.Hash(h, u.sealed)
	c.Seq, c.Hash = h.Seq, hash[:]
	b.appended = true
}
