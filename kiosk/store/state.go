package store

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// format is the layout that this code reads and writes. A file of another
// format is refused, not guessed at.
const format = 1

// state is the one cell of bucketBook. Its JSON names stand in files.
type state struct {
	Format int            `json:"format"`
	Device kiosk.DeviceID `json:"device"`
	Boot   uint64         `json:"boot"` // times this file was opened

	// Generation counts the damaged files that this one follows, and
	// OverflowThrough is the last business day on which one of them may have
	// given numbers: see nextNumber.
	Generation      int               `json:"generation,omitempty"`
	OverflowThrough kiosk.BusinessDay `json:"overflowThrough,omitempty"`

	TrustedMs int64 `json:"trustedMs,omitempty"` // Unix; see Heard

	LastJob kiosk.PrintJobID `json:"lastJob"`
	Jobs    int              `json:"jobs"` // rows in bucketJobs and bucketDone
	Live    chain            `json:"live"`
	Bulk    chain            `json:"bulk"`
}

// chain is where a stream stands: what was appended last and what the office
// has acknowledged. The records between the two are in the stream's bucket.
type chain struct {
	Epoch     []byte `json:"epoch"`
	Seq       uint64 `json:"seq"`
	Hash      []byte `json:"hash"` // of record Seq
	Acked     uint64 `json:"acked"`
	AckedHash []byte `json:"ackedHash"` // of record Acked: the anchor of the chain
}

func newState(device kiosk.DeviceID) *state {
	return &state{Format: format, Device: device, Live: newChain(), Bulk: newChain()}
}

// newChain begins a stream. The epoch is random, so that two files never
// continue each other by chance.
func newChain() chain {
	epoch := make([]byte, wire.EpochSize)
	rand.Read(epoch) //nolint:errcheck // documented never to fail
	zero := make([]byte, wire.HashSize)
	return chain{Epoch: epoch, Hash: zero, AckedHash: zero}
}

// chain returns the chain of a stream and its bucket.
func (st *state) chain(s linlipb.Stream) (*chain, string, error) {
	switch s {
	case linlipb.Stream_STREAM_LIVE:
		return &st.Live, bucketLive, nil
	case linlipb.Stream_STREAM_BULK:
		return &st.Bulk, bucketBulk, nil
	default:
		return nil, "", fmt.Errorf("store: no stream %d", s)
	}
}

func (c *chain) check() error {
	switch {
	case len(c.Epoch) != wire.EpochSize || len(c.Hash) != wire.HashSize || len(c.AckedHash) != wire.HashSize:
		return fmt.Errorf("%w: chain has fields of wrong length", ErrDamaged)
	case c.Acked > c.Seq || (c.Acked == c.Seq && !bytes.Equal(c.Hash, c.AckedHash)):
		return fmt.Errorf("%w: chain ends at %d but %d is acknowledged", ErrDamaged, c.Seq, c.Acked)
	}
	return nil
}

const stateKey = "state"

func putState(tx *bolt.Tx, st *state) error {
	b, err := bucket(tx, bucketBook)
	if err != nil {
		return err
	}
	body, err := json.Marshal(st)
	if err != nil {
		return fmt.Errorf("store: encode state: %w", err)
	}
	if err := b.Put([]byte(stateKey), sum([]byte(stateKey), body)); err != nil {
		return fmt.Errorf("store: put state: %w", err)
	}
	return nil
}

func readState(tx *bolt.Tx) (*state, error) {
	b, err := bucket(tx, bucketBook)
	if err != nil {
		return nil, err
	}
	body, err := unsum([]byte(stateKey), b.Get([]byte(stateKey)))
	if err != nil {
		return nil, fmt.Errorf("%w: state", err)
	}
	var st state
	if err := json.Unmarshal(body, &st); err != nil {
		return nil, fmt.Errorf("%w: state: %w", ErrDamaged, err)
	}
	if st.Format != format {
		return nil, fmt.Errorf("store: file has format %d, this program knows %d", st.Format, format)
	}
	if err := st.Live.check(); err != nil {
		return nil, err
	}
	return &st, st.Bulk.check()
}

// sum appends the CRC-32C of key and body. bbolt has no checksum on its data
// pages, so each cell brings its own; records have their hash chain.
func sum(key, body []byte) []byte {
	return binary.BigEndian.AppendUint32(body[:len(body):len(body)], crc(key, body))
}

// unsum returns the body without its sum, or ErrDamaged. The body is still the
// file's memory.
func unsum(key, cell []byte) ([]byte, error) {
	if len(cell) < 4 {
		return nil, fmt.Errorf("%w: cell of %d bytes", ErrDamaged, len(cell))
	}
	body, tail := cell[:len(cell)-4], cell[len(cell)-4:]
	if binary.BigEndian.Uint32(tail) != crc(key, body) {
		return nil, fmt.Errorf("%w: checksum", ErrDamaged)
	}
	return body, nil
}

func crc(key, body []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Update(0, table, key), table, body)
}
