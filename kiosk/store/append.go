package store

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// unsealed is a record of the batch whose payload still stands in memory.
type unsealed struct {
	header  *linlipb.Header // without its place in the chain
	payload []byte
	sealed  []byte
	cell    []byte // as it will stand in the file, but for its predecessor
	err     error
}

// record adds a payload to the end of stream. It is sealed and chained when all
// ops of the batch are applied, so that those of many residents are sealed side
// by side. The payload is the batch's from here on.
func (b *batch) record(s linlipb.Stream, payload []byte) error {
	if len(payload) > wire.MaxPayload {
		return fmt.Errorf("store: %w", wire.ErrTooLarge)
	}
	if b.envelope == nil {
		e, err := b.opts.Sealer.Envelope()
		if err != nil {
			return fmt.Errorf("store: seal: %w", err)
		}
		b.envelope = e
	}
	h := &linlipb.Header{Device: string(b.opts.Device), Stream: s, Clock: b.clock()}
	b.unsealed = append(b.unsealed, unsealed{header: h, payload: payload})
	b.dirty = true
	return nil
}

// appendAll seals what record took, chains it in that order and puts it.
func (b *batch) appendAll() {
	b.sealAll()
	for i := range b.unsealed {
		b.append(&b.unsealed[i])
	}
}

// sealAll seals and encodes with all processors, and wipes the payloads.
func (b *batch) sealAll() {
	workers := min(runtime.GOMAXPROCS(0), (len(b.unsealed)+1)/2)
	part := func(from int) {
		for i := from; i < len(b.unsealed); i += workers {
			b.unsealed[i].seal(b.envelope)
		}
	}
	var others sync.WaitGroup
	for from := 1; from < workers; from++ {
		others.Go(func() { part(from) })
	}
	part(0)
	others.Wait()
}

func (u *unsealed) seal(e *wire.Envelope) {
	u.sealed, u.err = e.Seal(u.header, u.payload)
	clear(u.payload)
	if u.err == nil {
		u.cell, u.err = encodeRecord(u.header, u.sealed)
	}
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
	hash := wire.Hash(h, u.sealed)
	c.Seq, c.Hash = h.Seq, hash[:]
	b.appended = true
}
