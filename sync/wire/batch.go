package wire

import (
	"bytes"
	"errors"
	"fmt"

	"linli/sync/wire/linlipb"
)

// ErrFraming is wrapped by every fault that CheckBatch finds.
var ErrFraming = errors.New("wire: batch is not framed as agreed")

// CheckBatch looks at the frame of a batch only: names, lengths and counts,
// never at what is sealed inside. A batch without records is well framed: it
// asks how far a stream is durable.
func CheckBatch(b *linlipb.PushRequest) error {
	switch {
	case !validDevice(b.GetDevice()):
		return fmt.Errorf("%w: device name", ErrFraming)
	case b.GetStream() != linlipb.Stream_STREAM_LIVE && b.GetStream() != linlipb.Stream_STREAM_BULK:
		return fmt.Errorf("%w: stream %d", ErrFraming, b.GetStream())
	case len(b.GetEpoch()) != EpochSize:
		return fmt.Errorf("%w: epoch of %d bytes", ErrFraming, len(b.GetEpoch()))
	case b.GetFirstSeq() == 0:
		return fmt.Errorf("%w: sequence begins at 1", ErrFraming)
	case b.GetFirstSeq() > 1<<62:
		return fmt.Errorf("%w: sequence %d", ErrFraming, b.GetFirstSeq())
	case len(b.GetPrev()) != HashSize:
		return fmt.Errorf("%w: prev of %d bytes", ErrFraming, len(b.GetPrev()))
	case b.GetFirstSeq() == 1 && !bytes.Equal(b.GetPrev(), make([]byte, HashSize)):
		return fmt.Errorf("%w: the first record has no predecessor", ErrFraming)
	case len(b.GetRecords()) > MaxRecords:
		return fmt.Errorf("%w: %d records", ErrFraming, len(b.GetRecords()))
	}
	return checkRecords(b.GetRecords())
}

func checkRecords(records []*linlipb.Record) error {
	total := 0
	for i, r := range records {
		if n := len(r.GetSealed()); n > MaxSealed {
			return fmt.Errorf("%w: record %d has %d bytes", ErrFraming, i, n)
		}
		if n := len(r.GetSealingKey()); n > HashSize {
			return fmt.Errorf("%w: record %d names a key by %d bytes", ErrFraming, i, n)
		}
		total += len(r.GetSealed())
	}
	if total > MaxBatchBytes {
		return fmt.Errorf("%w: %d sealed bytes", ErrFraming, total)
	}
	return nil
}

// validDevice accepts 1 to 32 letters, digits, dots, dashes and underscores.
func validDevice(name string) bool {
	if name == "" || len(name) > 32 || name == OfficeDevice {
		return false
	}
	for _, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		digit := c >= '0' && c <= '9'
		if !letter && !digit && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
