package verify

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// KeyID names a public key: the first eight bytes of its SHA-256. It finds a
// key; it proves nothing.
type KeyID [8]byte

// KeyIDOf returns the name of a public key.
func KeyIDOf(public ed25519.PublicKey) KeyID {
	sum := sha256.Sum256(public)
	return KeyID(sum[:])
}

// String returns sixteen hexadecimal digits.
func (k KeyID) String() string { return hex.EncodeToString(k[:]) }

// Certificate says that the office lets a key issue papers.
type Certificate struct {
	Name   string            // of the issuer, "K1"
	Public ed25519.PublicKey // of the issuer
	From   time.Time         // papers issued from here on; whole seconds
	Until  time.Time         // and before here
}

// certificate is the CBOR form of a Certificate, on every checker's disk.
type certificate struct {
	Name   string `cbor:"1,keyasint"`
	Public []byte `cbor:"2,keyasint"`
	From   uint32 `cbor:"3,keyasint"`
	Until  uint32 `cbor:"4,keyasint"`
}

// ErrCertificate says that a certificate or a file of roots cannot be used.
var ErrCertificate = errors.New("certificate unusable")

// Certify signs c with the office's root key and returns it as a COSE_Sign1.
// Errors wrap ErrCertificate.
func Certify(root ed25519.PrivateKey, c Certificate) ([]byte, error) {
	from, fromFits := seconds(c.From)
	until, untilFits := seconds(c.Until)
	if !fromFits || !untilFits || until <= from {
		return nil, fmt.Errorf("verify: certify %q: %w: its times", c.Name, ErrCertificate)
	}
	if len(root) != ed25519.PrivateKeySize || len(c.Public) != ed25519.PublicKeySize || !isName(c.Name) {
		return nil, fmt.Errorf("verify: certify %q: %w: its keys or its name", c.Name, ErrCertificate)
	}
	payload, err := encodeCBOR(certificate{Name: c.Name, Public: c.Public, From: from, Until: until})
	if err != nil {
		return nil, fmt.Errorf("verify: certify: %w", err)
	}
	public := ed25519.PublicKey(root[ed25519.SeedSize:])
	raw, err := signMessage(root, KeyIDOf(public), issuerContext, payload)
	if err != nil {
		return nil, fmt.Errorf("verify: certify: %w", err)
	}
	return raw, nil
}

func isName(name string) bool { return name != "" && len(name) <= 64 && isPlain(name) }

// Roots are the keys that a checker trusts, and the issuers they certified.
// A nil Roots knows nobody. It is not safe to add to one that is in use.
type Roots struct {
	roots   map[KeyID]ed25519.PublicKey
	issuers map[KeyID][]Certificate // of one key each, which may be certified again
}

// NewRoots trusts the given public keys of offices.
func NewRoots(keys ...ed25519.PublicKey) *Roots {
	r := &Roots{roots: map[KeyID]ed25519.PublicKey{}, issuers: map[KeyID][]Certificate{}}
	for _, k := range keys {
		if len(k) == ed25519.PublicKeySize {
			r.roots[KeyIDOf(k)] = k
		}
	}
	return r
}

// Add takes a certificate that Certify made for one of the roots. A key may
// have several, for several spans of time. Errors wrap ErrCertificate.
func (r *Roots) Add(raw []byte) (Certificate, error) {
	m, err := parseMessage(raw)
	if err != nil {
		return Certificate{}, fmt.Errorf("verify: %w: %w", ErrCertificate, err)
	}
	root, ok := r.roots[m.key]
	if !ok {
		return Certificate{}, fmt.Errorf("verify: %w: root %s is not trusted", ErrCertificate, m.key)
	}
	if err := m.verify(root, issuerContext); err != nil {
		return Certificate{}, fmt.Errorf("verify: %w: %w", ErrCertificate, err)
	}
	var c certificate
	if err := decodeCBOR(m.payload(), &c); err != nil {
		return Certificate{}, fmt.Errorf("verify: %w: %w", ErrCertificate, err)
	}
	if len(c.Public) != ed25519.PublicKeySize || c.Until <= c.From || !isName(c.Name) {
		return Certificate{}, fmt.Errorf("verify: %w: its key, times or name", ErrCertificate)
	}
	made := Certificate{
		Name: c.Name, Public: c.Public,
		From: time.Unix(int64(c.From), 0).UTC(), Until: time.Unix(int64(c.Until), 0).UTC(),
	}
	id := KeyIDOf(made.Public)
	if known, ok := r.public(id); ok && !known.Equal(made.Public) {
		return Certificate{}, fmt.Errorf("verify: %w: another key has the id %s", ErrCertificate, id)
	}
	r.issuers[id] = append(r.issuers[id], made)
	return made, nil
}

// public returns the key of an issuer.
func (r *Roots) public(k KeyID) (ed25519.PublicKey, bool) {
	if r == nil || len(r.issuers[k]) == 0 {
		return nil, false
	}
	return r.issuers[k][0].Public, true
}

// issuerAt returns the certificate that let k issue papers at t.
func (r *Roots) issuerAt(k KeyID, t time.Time) (Certificate, bool) {
	for _, c := range r.issuers[k] {
		if !t.Before(c.From) && t.Before(c.Until) {
			return c, true
		}
	}
	return Certificate{}, false
}

// Words that begin a line of a file of roots.
const (
	rootWord   = "root"
	issuerWord = "issuer"
)

// FormatRoots writes a file of roots: a line "root KEY" for the office's key,
// then a line "issuer CERTIFICATE" for each certificate, both in base64.
func FormatRoots(root ed25519.PublicKey, certificates [][]byte) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", rootWord, base64.StdEncoding.EncodeToString(root))
	for _, c := range certificates {
		fmt.Fprintf(&b, "%s %s\n", issuerWord, base64.StdEncoding.EncodeToString(c))
	}
	return b.String()
}

// ParseRoots reads what FormatRoots wrote. Roots of several offices may be put
// together in one file, each before its issuers; lines that begin with # are
// skipped. Errors name the line and wrap ErrCertificate.
func ParseRoots(text []byte) (*Roots, error) {
	r := NewRoots()
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := r.addLine(line); err != nil {
			return nil, fmt.Errorf("verify: roots: line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("verify: roots: %w: %w", ErrCertificate, err)
	}
	if len(r.roots) == 0 {
		return nil, fmt.Errorf("verify: roots: %w: no line begins with %q", ErrCertificate, rootWord)
	}
	return r, nil
}

func (r *Roots) addLine(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	raw, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSpace(rest))
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrCertificate, err)
	case word == rootWord && len(raw) == ed25519.PublicKeySize:
		r.roots[KeyIDOf(raw)] = raw
		return nil
	case word == issuerWord:
		_, err := r.Add(raw)
		return err
	}
	return fmt.Errorf("%w: neither a root nor an issuer", ErrCertificate)
}
