package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"

	"google.golang.org/protobuf/proto"

	"linli/sync/wire/linlipb"
)

// A parcel is a file of batches, for a way without a line:
//
//	magic    8 bytes, "LINLIPAR"
//	version  4 bytes, big-endian, 1
//	batches  each: length in 4 bytes, big-endian, then a PushRequest
//	end      4 zero bytes, the number of batches in 4 bytes, big-endian,
//	         SHA-256 of everything before it
//
// The sum tells a torn copy, not a forger: the seal and the chain do that.
// Changing any of it makes the parcels on their way unreadable.
const (
	parcelMagic   = "LINLIPAR"
	parcelVersion = 1
)

// ErrParcel is wrapped by every fault in the form of a parcel.
var ErrParcel = errors.New("wire: not a whole parcel")

// ParcelWriter writes a parcel. It buffers nothing.
type ParcelWriter struct {
	out   io.Writer
	sum   hash.Hash
	count uint32
}

// NewParcelWriter begins a parcel on w.
func NewParcelWriter(w io.Writer) (*ParcelWriter, error) {
	p := &ParcelWriter{sum: sha256.New()}
	p.out = io.MultiWriter(w, p.sum)
	return p, p.write(binary.BigEndian.AppendUint32([]byte(parcelMagic), parcelVersion))
}

// Add writes one batch, of any terminal and stream. It returns ErrFraming for
// one that no office would take.
func (p *ParcelWriter) Add(batch *linlipb.PushRequest) error {
	if err := CheckBatch(batch); err != nil {
		return err
	}
	raw, err := proto.Marshal(batch)
	if err != nil {
		return fmt.Errorf("wire: parcel: %w", err)
	}
	p.count++
	return p.write(append(binary.BigEndian.AppendUint32(nil, uint32(len(raw))), raw...))
}

// Close writes the end of the parcel. It leaves the file to its owner.
func (p *ParcelWriter) Close() error {
	if err := p.write(binary.BigEndian.AppendUint32(make([]byte, 4), p.count)); err != nil {
		return err
	}
	return p.write(p.sum.Sum(nil))
}

func (p *ParcelWriter) write(b []byte) error {
	if _, err := p.out.Write(b); err != nil {
		return fmt.Errorf("wire: parcel: %w", err)
	}
	return nil
}

// ReadParcel calls each with the batches of a parcel in order, every one of
// them well framed, and verifies the end. Whoever must not act on a torn
// parcel reads it twice. An error of each is returned as it is; anything wrong
// with the parcel is ErrParcel.
func ReadParcel(r io.Reader, each func(*linlipb.PushRequest) error) error {
	sum := sha256.New()
	in := io.TeeReader(r, sum)
	head := make([]byte, len(parcelMagic)+4)
	if _, err := io.ReadFull(in, head); err != nil {
		return fmt.Errorf("%w: %w", ErrParcel, err)
	}
	if string(head[:len(parcelMagic)]) != parcelMagic {
		return fmt.Errorf("%w: it does not begin as one", ErrParcel)
	}
	if v := binary.BigEndian.Uint32(head[len(parcelMagic):]); v != parcelVersion {
		return fmt.Errorf("%w: version %d, this program knows %d", ErrParcel, v, parcelVersion)
	}
	for count := uint32(0); ; count++ {
		size, err := readNumber(in)
		if err != nil {
			return err
		}
		if size == 0 {
			return endParcel(in, r, sum, count)
		}
		batch, err := readBatch(in, size)
		if err != nil {
			return err
		}
		if err := each(batch); err != nil {
			return err
		}
	}
}

func readNumber(in io.Reader) (uint32, error) {
	var b [4]byte
	if _, err := io.ReadFull(in, b[:]); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrParcel, err)
	}
	return binary.BigEndian.Uint32(b[:]), nil
}

func readBatch(in io.Reader, size uint32) (*linlipb.PushRequest, error) {
	if size > MaxMessage {
		return nil, fmt.Errorf("%w: batch of %d bytes", ErrParcel, size)
	}
	raw := make([]byte, size)
	if _, err := io.ReadFull(in, raw); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrParcel, err)
	}
	batch := new(linlipb.PushRequest)
	if err := proto.Unmarshal(raw, batch); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrParcel, err)
	}
	if err := CheckBatch(batch); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrParcel, err)
	}
	return batch, nil
}

// endParcel reads what stands after the last batch.
func endParcel(in, r io.Reader, sum hash.Hash, count uint32) error {
	told, err := readNumber(in)
	if err != nil {
		return err
	}
	want := sum.Sum(nil)
	got := make([]byte, len(want)+1)
	n, err := io.ReadFull(r, got)
	switch {
	case !errors.Is(err, io.ErrUnexpectedEOF) || n != len(want):
		return fmt.Errorf("%w: it does not end with its sum", ErrParcel)
	case told != count || !bytes.Equal(got[:n], want):
		return fmt.Errorf("%w: it changed on its way", ErrParcel)
	}
	return nil
}
