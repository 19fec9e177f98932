package wire

import (
	_ "embed" // the dictionaries
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Dictionaries. Their numbers stand in headers: 0 is a payload as it is, 1 one
// zstd frame (RFC 8878) with dictionary1 as raw content and no number of its
// own. A dictionary never changes and never goes: another one gets another
// number.
const newestDictionary uint32 = 1

// dictionary1 is what payloads of all kinds have in common, the commonest last.
//
//go:embed dictionary/1.bin
var dictionary1 string

// press makes payloads small and large again. It is safe for concurrent use
// and holds nothing of them.
type press struct {
	in  *zstd.Encoder
	out *zstd.Decoder
}

// newPress prepares for payloads up to MaxPayload. It starts no goroutine.
func newPress() (*press, error) {
	in, err := zstd.NewWriter(nil,
		zstd.WithEncoderDictRaw(0, []byte(dictionary1)),
		zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithEncoderCRC(false), // the seal is stronger
		// Codes for literals make payloads of a few hundred bytes no shorter, and
		// would cost as much as all the rest.
		zstd.WithNoEntropyCompression(true),
		zstd.WithSingleSegment(true),
		zstd.WithWindowSize(MaxPayload),
		zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, fmt.Errorf("wire: dictionary: %w", err)
	}
	out, err := zstd.NewReader(nil,
		zstd.WithDecoderDictRaw(0, []byte(dictionary1)),
		zstd.WithDecoderMaxMemory(MaxPayload),
		zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, fmt.Errorf("wire: dictionary: %w", err)
	}
	return &press{in, out}, nil
}

// squeeze appends payload to b, compressed when that makes it shorter, and
// returns the dictionary that it used.
func (p *press) squeeze(b, payload []byte) ([]byte, uint32) {
	frame := p.in.EncodeAll(payload, b)
	if len(frame)-len(b) >= len(payload) {
		return append(b, payload...), 0
	}
	return frame, newestDictionary
}

// loosen undoes squeeze. What would grow over MaxPayload is ErrPacked before it
// does.
func (p *press) loosen(dictionary uint32, text []byte) ([]byte, error) {
	if dictionary == 0 {
		return text, nil
	}
	payload, err := p.out.DecodeAll(text, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPacked, err)
	}
	return payload, nil
}
