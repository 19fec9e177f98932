package wire

import (
	"bytes"
	"crypto/hpke"
	"errors"
	"fmt"

	"linli/sync/wire/linlipb"
)

// Why a record cannot be opened.
var (
	ErrSuite     = errors.New("wire: sealed with a suite or dictionary this office does not know")
	ErrKey       = errors.New("wire: sealed to another key")
	ErrSeal      = errors.New("wire: seal is broken")
	ErrPadding   = errors.New("wire: padding is wrong")
	ErrPacked    = errors.New("wire: compressed payload is broken or too large")
	ErrTruncated = errors.New("wire: sealed record is too short")
)

// Opener opens what was sealed to its key. It is safe for concurrent use.
type Opener struct {
	key   hpke.PrivateKey
	id    [KeyIDSize]byte
	press *press
}

// NewOpener takes the office's private key: 32 bytes, X25519.
func NewOpener(privateKey []byte) (*Opener, error) {
	k, err := kem().NewPrivateKey(privateKey)
	if err != nil {
		return nil, fmt.Errorf("wire: private key: %w", err)
	}
	p, err := newPress()
	if err != nil {
		return nil, err
	}
	return &Opener{key: k, id: KeyID(k.PublicKey().Bytes()), press: p}, nil
}

// Open returns the payload of a sealed record, at most MaxPayload bytes of it.
// It returns ErrSuite, ErrKey, ErrTruncated, ErrSeal, ErrPadding or ErrPacked
// when it cannot, and takes about 0.1 ms.
func (o *Opener) Open(h *linlipb.Header, sealed []byte) ([]byte, error) {
	open := o.openAlone
	lead := encSize
	switch h.GetSuite() {
	case SuiteX25519:
	case SuiteEnvelope:
		open, lead = o.openEnvelope, encSize+nonceSize
	default:
		return nil, ErrSuite
	}
	switch {
	case h.GetDictionary() > newestDictionary:
		return nil, ErrSuite
	case !bytes.Equal(h.GetSealingKey(), o.id[:]):
		return nil, ErrKey
	case len(sealed) < lead+padStep+tagSize:
		return nil, ErrTruncated
	case len(sealed) > MaxSealed:
		return nil, ErrTooLarge
	}
	padded, err := open(sealed, additionalData(h))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSeal, err)
	}
	text, err := unpad(padded)
	if err != nil {
		return nil, err
	}
	return o.press.loosen(h.GetDictionary(), text)
}

// openAlone opens suite 1.
func (o *Opener) openAlone(sealed, bound []byte) ([]byte, error) {
	r, err := hpke.NewRecipient(sealed[:encSize], o.key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte(hpkeInfo))
	if err != nil {
		return nil, err //nolint:wrapcheck // Open says what failed
	}
	return r.Open(bound, sealed[encSize:]) //nolint:wrapcheck // as above
}

// openEnvelope opens suite 2.
func (o *Opener) openEnvelope(sealed, bound []byte) ([]byte, error) {
	r, err := hpke.NewRecipient(sealed[:encSize], o.key, hpke.HKDFSHA256(), hpke.ExportOnly(), []byte(envelopeInfo))
	if err != nil {
		return nil, err //nolint:wrapcheck // Open says what failed
	}
	aead, err := envelopeAEAD(r)
	if err != nil {
		return nil, err
	}
	const lead = encSize + nonceSize
	return aead.Open(nil, sealed[encSize:lead], sealed[lead:], bound) //nolint:wrapcheck // as above
}

func unpad(padded []byte) ([]byte, error) {
	end := len(bytes.TrimRight(padded, "\x00")) - 1
	if end < 0 || padded[end] != padMark || len(padded) != (end/padStep+1)*padStep {
		return nil, ErrPadding
	}
	return padded[:end], nil
}
