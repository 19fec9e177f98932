package postgres

import (
	"bytes"
	"context"
	"encoding/binary"

	"github.com/jackc/pgx/v5"

	"linli/sync/office"
)

// copyInto names the columns in the order in which rows writes them.
const copyInto = `COPY entry (batch, n, received_ms, device, stream, epoch, seq, prev, hash, boot, boottime_ms,
	wall_ms, quality, suite, dictionary, sealing_key, sealed, made_ms, made_how) FROM STDIN BINARY`

// columns is how many there are.
const columns = 19

// PostgreSQL manual, COPY, "Binary Format": signature, flags and the length of
// the header extension; a field count before each row, a length before each
// field; -1 ends.
const (
	copyHeader  = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00"
	copyTrailer = "\xff\xff"
)

// rows is a binary COPY in the making.
type rows []byte

func (r *rows) int64(v int64) {
	*r = binary.BigEndian.AppendUint32(*r, 8)
	*r = binary.BigEndian.AppendUint64(*r, uint64(v))
}

func (r *rows) int32(v int32) {
	*r = binary.BigEndian.AppendUint32(*r, 4)
	*r = binary.BigEndian.AppendUint32(*r, uint32(v))
}

func (r *rows) int16(v int16) {
	*r = binary.BigEndian.AppendUint32(*r, 2)
	*r = binary.BigEndian.AppendUint16(*r, uint16(v))
}

func (r *rows) bytes(v []byte) {
	*r = binary.BigEndian.AppendUint32(*r, uint32(len(v)))
	*r = append(*r, v...)
}

// copyEntries writes the entries of all parts, in order, as those of a batch.
func copyEntries(ctx context.Context, tx pgx.Tx, kept []*part, batch int64) error {
	size := len(copyHeader) + len(copyTrailer)
	for _, p := range kept {
		for _, e := range p.entries {
			size += 256 + len(e.Header.GetDevice()) + len(e.Header.GetSealingKey()) + len(e.Sealed)
		}
	}
	r := make(rows, 0, size)
	r = append(r, copyHeader...)
	n := int32(0)
	for _, p := range kept {
		p.n = n
		for _, e := range p.entries {
			r.entry(batch, n, e)
			n++
		}
	}
	r = append(r, copyTrailer...)
	_, err := tx.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(r), copyInto)
	return err
}

func (r *rows) entry(batch int64, n int32, e office.Entry) {
	h, c := e.Header, e.Header.GetClock()
	*r = binary.BigEndian.AppendUint16(*r, columns)
	r.int64(batch)
	r.int32(n)
	r.int64(e.ReceivedAt.UnixMilli())
	r.bytes([]byte(h.GetDevice()))
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
	r.int64(e.Made.At.UnixMilli())
	r.int16(int16(e.Made.How))
}
