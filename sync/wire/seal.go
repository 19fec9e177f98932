package wire

import (
	"bytes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"

	"linli/sync/wire/linlipb"
)

// How records are sealed. The numbers stand in records; none is ever given
// another meaning.
const (
	// SuiteX25519 is HPKE in base mode (RFC 9180) with DHKEM(X25519,
	// HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305, one context for each
	// record. It is read, and not written any more.
	SuiteX25519 uint32 = 1
	// SuiteEnvelope is HPKE with the same KEM and KDF, export-only. The records
	// of one Envelope share the encapsulated key; each can be opened alone.
	SuiteEnvelope uint32 = 2
)

const (
	padStep      = 64   // payload sizes on the wire come in steps of this
	padMark      = 0x80 // first byte of padding; the rest is zero
	encSize      = 32   // encapsulated key: RFC 9180 §7.1, Nenc of X25519
	nonceSize    = chacha20poly1305.NonceSize
	tagSize      = chacha20poly1305.Overhead
	sealOverhead = encSize + nonceSize + tagSize // of the suite that adds more
)

// What goes into the key schedule. Changing one makes every record sealed
// before unreadable.
const (
	hpkeInfo     = "linli record v1"  // "info" of RFC 9180 §5.1, suite 1
	envelopeInfo = "linli record v2"  // "info", suite 2
	exportRecord = "linli record key" // "exporter_context" of RFC 9180 §5.3, suite 2
)

// ErrTooLarge refuses to seal a payload over MaxPayload.
var ErrTooLarge = errors.New("wire: payload is too large")

// Sealer closes payloads so that only the holder of the office's private key
// can open them. It is safe for concurrent use.
type Sealer struct {
	press *press

	mu     sync.Mutex // protects the fields below
	key    hpke.PublicKey
	id     [KeyIDSize]byte
	ahead  *Envelope // ready for who comes next; nil while one is being made
	making bool
}

// NewSealer takes the office's public key: 32 bytes, X25519.
func NewSealer(publicKey []byte) (*Sealer, error) {
	p, err := newPress()
	if err != nil {
		return nil, err
	}
	s := &Sealer{press: p}
	return s, s.Use(publicKey)
}

// Use seals to another public key of the office from now on. Envelopes that
// were taken before keep theirs. On an error the key stays what it was.
func (s *Sealer) Use(publicKey []byte) error {
	k, err := kem().NewPublicKey(publicKey)
	if err != nil {
		return fmt.Errorf("wire: public key: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key, s.id, s.ahead = k, KeyID(publicKey), nil
	return nil
}

// Envelope seals records that belong together: those of one commit. They
// share one encapsulated key, which is what costs time. Keep it no longer than
// their payloads: who reads it out of memory can open them. It is safe for
// concurrent use.
type Envelope struct {
	of    *Sealer
	press *press
	enc   []byte
	aead  cipher.AEAD
	id    [KeyIDSize]byte
}

// Envelope returns a new one. It takes a microsecond when an envelope was
// closed before, and about 0.1 ms when not.
func (s *Sealer) Envelope() (*Envelope, error) {
	s.mu.Lock()
	e, key, id := s.ahead, s.key, s.id
	s.ahead = nil
	s.mu.Unlock()
	if e != nil {
		return e, nil
	}
	return s.newEnvelope(key, id)
}

// Close ends the envelope: it seals no more. The sealer makes the next one
// ahead, without any payload, in a goroutine of its own. Closing is not a duty;
// what it brings is that the next commit does not wait for its envelope, while
// this one waits for the disk anyway.
func (e *Envelope) Close() {
	s := e.of
	e.aead = nil
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ahead == nil && !s.making {
		s.making = true
		go s.makeAhead(s.key, s.id)
	}
}

func (s *Sealer) makeAhead(key hpke.PublicKey, id [KeyIDSize]byte) {
	e, err := s.newEnvelope(key, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.making = false
	if err == nil && id == s.id {
		s.ahead = e // on an error the next caller makes its own, and reports
	}
}

func (s *Sealer) newEnvelope(key hpke.PublicKey, id [KeyIDSize]byte) (*Envelope, error) {
	enc, sender, err := hpke.NewSender(key, hpke.HKDFSHA256(), hpke.ExportOnly(), []byte(envelopeInfo))
	if err != nil {
		return nil, fmt.Errorf("wire: envelope: %w", err)
	}
	aead, err := envelopeAEAD(sender)
	if err != nil {
		return nil, fmt.Errorf("wire: envelope: %w", err)
	}
	return &Envelope{of: s, press: s.press, enc: enc, aead: aead, id: id}, nil
}

// envelopeAEAD is the cipher of an envelope's records, the same at both ends.
func envelopeAEAD(context interface {
	Export(exporterContext string, length int) ([]byte, error)
}) (cipher.AEAD, error) {
	key, err := context.Export(exportRecord, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err //nolint:wrapcheck // both callers say what failed
	}
	defer clear(key)
	return chacha20poly1305.New(key) //nolint:wrapcheck // as above
}

// Seal compresses payload where that helps, pads it, seals it and binds it to
// h. It sets h's Suite, Dictionary and SealingKey to what it did; Device,
// Stream and Clock must stand before the call. Epoch, Seq and Prev are not
// bound and may be set later. It takes about 10 us. A payload over MaxPayload
// is refused with ErrTooLarge.
func (e *Envelope) Seal(h *linlipb.Header, payload []byte) (sealed []byte, err error) {
	switch {
	case e.aead == nil:
		return nil, errClosed
	case len(payload) > MaxPayload:
		return nil, ErrTooLarge
	}
	const lead = encSize + nonceSize
	sealed = make([]byte, lead, lead+len(payload)+padStep+tagSize)
	copy(sealed, e.enc)
	rand.Read(sealed[encSize:]) //nolint:errcheck // documented never to fail
	sealed, h.Dictionary = e.press.squeeze(sealed, payload)
	sealed = pad(sealed, len(sealed)-lead)
	h.Suite, h.SealingKey = SuiteEnvelope, bytes.Clone(e.id[:])
	// In place: the text is overwritten by what it is sealed into.
	return e.aead.Seal(sealed[:lead], sealed[encSize:lead], sealed[lead:], additionalData(h)), nil
}

// Seal seals one record in an envelope of its own: see Envelope.
func (s *Sealer) Seal(h *linlipb.Header, payload []byte) (sealed []byte, err error) {
	e, err := s.Envelope()
	if err != nil {
		return nil, err
	}
	defer e.Close()
	return e.Seal(h, payload)
}

// errClosed is a fault of the caller.
var errClosed = errors.New("wire: the envelope is closed")

func kem() hpke.KEM { return hpke.DHKEM(ecdh.X25519()) }

// pad appends to b, which ends in a text of size bytes, one mark and then
// zeros up to the next step. There is always at least the mark, so every text
// has exactly one padded form.
func pad(b []byte, size int) []byte {
	b = append(b, padMark)
	for size++; size%padStep != 0; size++ {
		b = append(b, 0)
	}
	return b
}
