package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"iter"

	"linli/sync/wire/linlipb"
)

// First field of what is bound and of what is hashed. They keep the two apart
// for ever; changing one breaks every record sealed or chained before.
const (
	sealDomain   = "linli seal 1"
	recordDomain = "linli record 1"
)

// HeaderOf returns the header of batch.Records[i]. prev is the hash of the
// record before it: batch.Prev when i is 0.
func HeaderOf(batch *linlipb.PushRequest, i int, prev []byte) *linlipb.Header {
	r := batch.GetRecords()[i]
	return &linlipb.Header{
		Device:     batch.GetDevice(),
		Stream:     batch.GetStream(),
		Epoch:      batch.GetEpoch(),
		Seq:        batch.GetFirstSeq() + uint64(i),
		Prev:       prev,
		Clock:      r.GetClock(),
		Suite:      r.GetSuite(),
		Dictionary: r.GetDictionary(),
		SealingKey: r.GetSealingKey(),
	}
}

// Chain walks a batch in order and gives each record's header, complete with
// its Prev, and the record's hash.
func Chain(batch *linlipb.PushRequest) iter.Seq2[*linlipb.Header, [HashSize]byte] {
	return func(yield func(*linlipb.Header, [HashSize]byte) bool) {
		prev := batch.GetPrev()
		for i, r := range batch.GetRecords() {
			h := HeaderOf(batch, i, prev)
			hash := Hash(h, r.GetSealed())
			if !yield(h, hash) {
				return
			}
			prev = hash[:]
		}
	}
}

// Hash is the identity of a record and the Prev of the next one: SHA-256 over
// everything in the clear header and the sealed bytes.
func Hash(h *linlipb.Header, sealed []byte) [HashSize]byte {
	// Room for the fields of fixed size and a name.
	b := make([]byte, 0, 256+len(sealed))
	b = appendBytes(b, []byte(recordDomain))
	b = appendBound(b, h)
	b = appendBytes(b, h.GetEpoch())
	b = binary.BigEndian.AppendUint64(b, h.GetSeq())
	b = appendBytes(b, h.GetPrev())
	b = appendBytes(b, sealed)
	return sha256.Sum256(b)
}

// additionalData is what the seal binds: where a record comes from and how it
// was sealed. The place in the chain (epoch, seq, prev) is left to the hash,
// so that a terminal, which cannot open its own queue, can chain unsent
// records anew after the office answered "fork".
func additionalData(h *linlipb.Header) []byte {
	return appendBound(appendBytes(make([]byte, 0, 160), []byte(sealDomain)), h)
}

func appendBound(b []byte, h *linlipb.Header) []byte {
	b = appendBytes(b, []byte(h.GetDevice()))
	b = binary.BigEndian.AppendUint64(b, uint64(h.GetStream()))
	c := h.GetClock()
	b = binary.BigEndian.AppendUint64(b, c.GetBoot())
	b = binary.BigEndian.AppendUint64(b, c.GetBoottimeMs())
	b = binary.BigEndian.AppendUint64(b, uint64(c.GetWallMs()))
	b = binary.BigEndian.AppendUint64(b, uint64(c.GetQuality()))
	b = binary.BigEndian.AppendUint64(b, uint64(h.GetSuite()))
	b = binary.BigEndian.AppendUint64(b, uint64(h.GetDictionary()))
	return appendBytes(b, h.GetSealingKey())
}

// appendBytes writes a four-byte big-endian length and then v, so that no two
// lists of fields give the same bytes.
func appendBytes(b, v []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(v)))
	return append(b, v...)
}
