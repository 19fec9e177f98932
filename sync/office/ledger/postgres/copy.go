package postgres

import (
	"bytes"
	"context"
	"encoding/binary"

	"github.com/jackc/pgx/v5"
)

// copyInto names the columns in the order in which rows writes them.
const copyInto = `COPY entry (position, received_ms, device, stream, epoch, seq, prev, hash, boot, boottime_ms,
	wall_ms, quality, suite, dictionary, sealing_key, sealed) FROM STDIN BINARY`

// columns is how many there are.
const columns = 16

// PostgreSQL manual, COPY, "Binary Format": signature, flags and the length of
// the header extension; a field count before each row, a length before each
// field; -1 ends.
const (
	copyHeader  = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00"
	copyTrailer = "\xff\xff"
)

// rows is a binary COPY in the making. It is written before positions are
// known, so that the lock on them is not held for it.
type rows struct {
	b         []byte
	positions []int // offsets in b
}

func (r *rows) int64(v int64) {
	r.b = binary.BigEndian.AppendUint32(r.b, 8)
	r.b = binary.BigEndian.AppendUint64(r.b, uint64(v))
}

func (r *rows) int32(v int32) {
	r.b = binary.BigEndian.AppendUint32(r.b, 4)
	r.b = binary.BigEndian.AppendUint32(r.b, uint32(v))
}

func (r *rows) int16(v int16) {
	r.b = binary.BigEndian.AppendUint32(r.b, 2)
	r.b = binary.BigEndian.AppendUint16(r.b, uint16(v))
}

func (r *rows) bytes(v []byte) {
	r.b = binary.BigEndian.AppendUint32(r.b, uint32(len(v)))
	r.b = append(r.b, v...)
}

func (r *rows) text(v string) {
	r.b = binary.BigEndian.AppendUint32(r.b, uint32(len(v)))
	r.b = append(r.b, v...)
}

// encode writes the entries of all parts without their positions.
func encode(kept []*part) *rows {
	n, size := 0, 0
	for _, p := range kept {
		for _, e := range p.entries {
			n++
			size += 256 + len(e.Header.GetDevice()) + len(e.Header.GetSealingKey()) + len(e.Sealed)
		}
	}
	r := &rows{b: make([]byte, 0, len(copyHeader)+size+len(copyTrailer)), positions: make([]int, 0, n)}
	r.b = append(r.b, copyHeader...)
	for _, p := range kept {
		for _, e := range p.entries {
			h, c := e.Header, e.Header.GetClock()
			r.b = binary.BigEndian.AppendUint16(r.b, columns)
			r.int64(0)
			r.positions = append(r.positions, len(r.b)-8)
			r.int64(e.ReceivedAt.UnixMilli())
			r.text(h.GetDevice())
			r.int16(int16(h.GetStream()))
			r.bytes(h.GetEpoch())
			r.int64(int64(h.GetSeq()))
			r.bytes(h.GetPrev())
			r.bytes(e.Hash[:])
			r.int64(int64(c.GetBoot()))
			r.int64(int64(c.GetBoottimeMs()))
			r.int64(c.GetWallMs())
			r.int32(int32(c.GetQuality()))
			r.int64(int64(h.GetSuite()))
			r.int64(int64(h.GetDictionary()))
			r.bytes(h.GetSealingKey())
			r.bytes(e.Sealed)
		}
	}
	r.b = append(r.b, copyTrailer...)
	return r
}

// send gives the rows their positions, from first on, and copies them.
func (r *rows) send(ctx context.Context, tx pgx.Tx, first int64) error {
	for i, at := range r.positions {
		binary.BigEndian.PutUint64(r.b[at:], uint64(first)+uint64(i))
	}
	_, err := tx.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(r.b), copyInto)
	return err
}
