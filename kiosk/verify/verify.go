// Package verify writes and checks the codes on papers: a compact statement of
// who was given what and when, signed by the terminal that printed it. The
// terminal's key is certified by the office, so whoever knows the office's
// root can check a paper without asking anybody. A code is an upper-case URL,
// HTTPS://HOST/C/..., small enough for a QR code that a worn printer still
// draws well. The signature is COSE_Sign1 with Ed25519 (RFC 9052, section 4.2)
// over deterministic CBOR (RFC 8949, section 4.2.1): the same paper has the
// same code.
//
// It refuses to put a full name or number into a code: of the name it holds
// the first character, of the number the last four and a commitment whose salt
// stays with the office. It refuses to know files, clocks and keys of its own,
// to follow the URL in a code, and to trust anything in a code before its
// signature has been checked. A code says nothing about the paper it stands
// on: compare what it states with what is printed.
package verify

import (
	"errors"
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// Why a code is not accepted. Every error of Check wraps exactly one of them.
var (
	// ErrDamaged says that the code is no code of ours or was read with parts
	// missing: scan it again.
	ErrDamaged = errors.New("code damaged")
	// ErrUnknownIssuer says that no root at hand has certified the key, or not
	// for the day on which the paper was issued.
	ErrUnknownIssuer = errors.New("issuer unknown")
	// ErrForged says that the code was not signed by the key that it names:
	// made up, altered, or with a character misread.
	ErrForged = errors.New("signature wrong")
	// ErrRevoked says that the office withdrew the paper or its issuing key.
	ErrRevoked = errors.New("revoked")
	// ErrEarly says that the paper claims to be issued in the future: a clock
	// is wrong, here or at the issuer.
	ErrEarly = errors.New("issued in the future")
	// ErrExpired says that the paper is genuine and its time is over.
	ErrExpired = errors.New("expired")
)

// ClockTolerance is how far the clocks of issuer and checker may be apart.
const ClockTolerance = 10 * time.Minute

// CommitmentSize is the length of Statement.Commitment, in bytes.
const CommitmentSize = 16

// Statement is what a code says. All of it may be shown to whoever holds the
// paper.
type Statement struct {
	ID         string               // of the paper, a ULID
	Kind       string               // of the paper, "residence-certificate"
	Name       string               // masked: 张*
	Tail       string               // last characters of the number, four at most
	Commitment [CommitmentSize]byte // see Commit
	Issued     time.Time            // whole seconds, UTC
	Expires    time.Time            // whole seconds, UTC; the first moment at which it is void
	Issuer     string               // name of the issuer, from its certificate
	Key        KeyID                // of the issuer
}

// Check reads code, a whole URL or what follows /C/ in one, and returns what
// it states. The errors say in this order why it is not accepted: ErrDamaged,
// ErrUnknownIssuer, ErrForged, ErrRevoked, ErrEarly, ErrExpired. With one of
// the last three the Statement is genuine and returned; with the others it is
// zero. A zero revoked means that no list is at hand: nothing is revoked.
func Check(code string, roots *Roots, now time.Time, revoked Revocations) (Statement, error) {
	raw, err := decodeCode(code)
	if err != nil {
		return Statement{}, fmt.Errorf("verify: %w", err)
	}
	m, err := parseMessage(raw)
	if err != nil {
		return Statement{}, fmt.Errorf("verify: statement: %w", err)
	}
	public, ok := roots.public(m.key)
	if !ok {
		return Statement{}, fmt.Errorf("verify: key %s: %w", m.key, ErrUnknownIssuer)
	}
	if err := m.verify(public, statementContext); err != nil {
		return Statement{}, fmt.Errorf("verify: %w", err)
	}
	s, err := parseClaims(m.payload())
	if err != nil {
		return Statement{}, fmt.Errorf("verify: claims: %w", err)
	}
	issuer, ok := roots.issuerAt(m.key, s.Issued)
	if !ok {
		return Statement{}, fmt.Errorf("verify: key %s was not certified on that day: %w", m.key, ErrUnknownIssuer)
	}
	s.Issuer, s.Key = issuer.Name, m.key
	return s, judge(s, now, revoked)
}

// judge says whether a genuine statement still holds.
func judge(s Statement, now time.Time, revoked Revocations) error {
	switch {
	case revoked.Paper(s.ID):
		return fmt.Errorf("verify: paper %s: %w", s.ID, ErrRevoked)
	case revoked.Issuer(s.Key):
		return fmt.Errorf("verify: key %s: %w", s.Key, ErrRevoked)
	case s.Issued.After(now.Add(ClockTolerance)):
		return fmt.Errorf("verify: paper %s: %w", s.ID, ErrEarly)
	case !now.Before(s.Expires):
		return fmt.Errorf("verify: paper %s: %w", s.ID, ErrExpired)
	}
	return nil
}

// claims is the CBOR form of a Statement. Papers in residents' hands carry it
// for years: a number or a type that changes makes them unreadable.
type claims struct {
	ID         []byte `cbor:"1,keyasint"`
	Kind       string `cbor:"2,keyasint"`
	Name       string `cbor:"3,keyasint"`
	Tail       string `cbor:"4,keyasint"`
	Commitment []byte `cbor:"5,keyasint"`
	Issued     uint32 `cbor:"6,keyasint"` // seconds since 1970, until 2106
	Expires    uint32 `cbor:"7,keyasint"`
}

// encodeCBOR gives the one deterministic form of v.
func encodeCBOR(v any) ([]byte, error) {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		return nil, err
	}
	return mode.Marshal(v)
}

// decodeCBOR reads v and refuses fields that it does not know, twice the same
// one, and text that is no UTF-8.
func decodeCBOR(raw []byte, v any) error {
	mode, err := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		MaxMapPairs:       16,
		MaxArrayElements:  16,
	}.DecMode()
	if err != nil {
		return err
	}
	if err := mode.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}
