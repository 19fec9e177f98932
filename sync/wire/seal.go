package wire

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"errors"
	"fmt"

	"linli/sync/wire/linlipb"
)

// SuiteX25519 is the one suite there is: HPKE in base mode (RFC 9180) with
// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305. The number
// stands in records; it is never given another meaning.
const SuiteX25519 uint32 = 1

const (
	padStep      = 64      // payload sizes on the wire come in steps of this
	padMark      = 0x80    // first byte of padding; the rest is zero
	encSize      = 32      // encapsulated key: RFC 9180 §7.1, Nenc of X25519
	sealOverhead = 32 + 16 // encapsulated key and Poly1305 tag
)

// hpkeInfo is the application's "info" of RFC 9180 §5.1. Changing it makes
// every record sealed before unreadable.
const hpkeInfo = "linli record v1"

// Why a record cannot be opened.
var (
	ErrSuite     = errors.New("wire: sealed with a suite or dictionary this office does not know")
	ErrKey       = errors.New("wire: sealed to another key")
	ErrSeal      = errors.New("wire: seal is broken")
	ErrPadding   = errors.New("wire: padding is wrong")
	ErrTooLarge  = errors.New("wire: payload is too large")
	ErrTruncated = errors.New("wire: sealed record is too short")
)

// Sealer closes payloads so that only the holder of the office's private key
// can open them. It keeps no secret and is safe for concurrent use.
type Sealer struct {
	key hpke.PublicKey
	id  [KeyIDSize]byte
}

// NewSealer takes the office's public key: 32 bytes, X25519.
func NewSealer(publicKey []byte) (*Sealer, error) {
	k, err := kem().NewPublicKey(publicKey)
	if err != nil {
		return nil, fmt.Errorf("wire: public key: %w", err)
	}
	return &Sealer{key: k, id: KeyID(publicKey)}, nil
}

// Seal pads payload, seals it and binds it to h. It sets h's Suite, Dictionary
// and SealingKey to what it did; Device, Stream and Clock must stand before
// the call. Epoch, Seq and Prev are not bound and may be set later. It takes
// about 0.2 ms. A payload over MaxPayload is refused with ErrTooLarge.
func (s *Sealer) Seal(h *linlipb.Header, payload []byte) (sealed []byte, err error) {
	if len(payload) > MaxPayload {
		return nil, ErrTooLarge
	}
	h.Suite, h.Dictionary, h.SealingKey = SuiteX25519, 0, bytes.Clone(s.id[:])
	enc, sender, err := hpke.NewSender(s.key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte(hpkeInfo))
	if err != nil {
		return nil, fmt.Errorf("wire: seal: %w", err)
	}
	padded := pad(payload)
	defer clear(padded)
	text, err := sender.Seal(additionalData(h), padded)
	if err != nil {
		return nil, fmt.Errorf("wire: seal: %w", err)
	}
	return append(enc, text...), nil
}

// Opener opens what was sealed to its key. It is safe for concurrent use.
type Opener struct {
	key hpke.PrivateKey
	id  [KeyIDSize]byte
}

// NewOpener takes the office's private key: 32 bytes, X25519.
func NewOpener(privateKey []byte) (*Opener, error) {
	k, err := kem().NewPrivateKey(privateKey)
	if err != nil {
		return nil, fmt.Errorf("wire: private key: %w", err)
	}
	return &Opener{key: k, id: KeyID(k.PublicKey().Bytes())}, nil
}

// Open returns the payload of a sealed record. It returns ErrSuite, ErrKey,
// ErrTruncated, ErrSeal or ErrPadding when it cannot, and takes about 0.1 ms.
func (o *Opener) Open(h *linlipb.Header, sealed []byte) ([]byte, error) {
	switch {
	case h.GetSuite() != SuiteX25519 || h.GetDictionary() != 0:
		return nil, ErrSuite
	case !bytes.Equal(h.GetSealingKey(), o.id[:]):
		return nil, ErrKey
	case len(sealed) < sealOverhead+padStep:
		return nil, ErrTruncated
	}
	r, err := hpke.NewRecipient(sealed[:encSize], o.key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte(hpkeInfo))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSeal, err)
	}
	padded, err := r.Open(additionalData(h), sealed[encSize:])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSeal, err)
	}
	return unpad(padded)
}

func kem() hpke.KEM { return hpke.DHKEM(ecdh.X25519()) }

// pad appends one mark and then zeros up to the next step. There is always at
// least the mark, so every payload has exactly one padded form.
func pad(payload []byte) []byte {
	size := (len(payload)/padStep + 1) * padStep
	padded := make([]byte, size)
	copy(padded, payload)
	padded[len(payload)] = padMark
	return padded
}

func unpad(padded []byte) ([]byte, error) {
	end := len(bytes.TrimRight(padded, "\x00")) - 1
	if end < 0 || padded[end] != padMark || len(padded) != (end/padStep+1)*padStep {
		return nil, ErrPadding
	}
	return padded[:end], nil
}
