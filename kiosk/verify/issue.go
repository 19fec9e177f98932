package verify

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
)

// SaltSize is the length of Paper.Salt, in bytes.
const SaltSize = 16

// Limits that keep every code within QR version 13 at level M.
const (
	maxKind = 32 // bytes
	maxName = 16 // bytes of the masked name
	maxHost = 64 // bytes, with a port
)

// ErrPaper says that a Paper cannot be stated; nothing was signed.
var ErrPaper = errors.New("no such paper can be stated")

// Paper is what a terminal is about to print.
type Paper struct {
	ID      string         // ULID
	Kind    string         // lower-case letters, digits and hyphens
	Holder  kiosk.Resident // only its masked form leaves this package
	Issued  time.Time
	Expires time.Time // after Issued
	// Salt of the commitment, random and new for each paper. It goes sealed to
	// the office and nowhere else: with it and the last four digits, the whole
	// number is found by trying.
	Salt [SaltSize]byte
}

// Issuer signs for one terminal. It is safe for concurrent use.
type Issuer struct {
	key  ed25519.PrivateKey
	id   KeyID
	host string
}

// NewIssuer returns an Issuer whose codes lead to host, the name under which
// residents reach the office, "office.example" or "office.example:8443".
func NewIssuer(key ed25519.PrivateKey, host string) (*Issuer, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("verify: private key of %d bytes", len(key))
	}
	if !isHost(host) {
		return nil, fmt.Errorf("verify: %q is no host name for a code", host)
	}
	public := ed25519.PublicKey(key[ed25519.SeedSize:])
	return &Issuer{key: key, id: KeyIDOf(public), host: host}, nil
}

// Key returns the id that the issuer's certificate and codes carry.
func (i *Issuer) Key() KeyID { return i.id }

// Issue returns the code for p: upper-case letters, digits and the signs that
// QR codes hold in alphanumeric mode. Errors wrap ErrPaper.
func (i *Issuer) Issue(p Paper) (string, error) {
	c, err := p.claims()
	if err != nil {
		return "", fmt.Errorf("verify: issue: %w", err)
	}
	payload, err := encodeCBOR(c)
	if err != nil {
		return "", fmt.Errorf("verify: issue: %w", err)
	}
	raw, err := signMessage(i.key, i.id, statementContext, payload)
	if err != nil {
		return "", fmt.Errorf("verify: issue: %w", err)
	}
	return encodeCode(i.host, raw), nil
}

// claims masks the holder and checks the rest.
func (p Paper) claims() (claims, error) {
	id, err := ulid.ParseStrict(p.ID)
	if err != nil {
		return claims{}, fmt.Errorf("%w: id: %w", ErrPaper, err)
	}
	if p.Salt == [SaltSize]byte{} {
		return claims{}, fmt.Errorf("%w: the salt is missing", ErrPaper)
	}
	commitment := Commit(p.Salt, p.Holder.Number)
	c := claims{
		ID: id[:], Kind: p.Kind, Name: p.Holder.MaskedName(), Tail: tailOf(p.Holder.Number),
		Commitment: commitment[:],
	}
	var issued, expires bool
	c.Issued, issued = seconds(p.Issued)
	c.Expires, expires = seconds(p.Expires)
	if !issued || !expires {
		return claims{}, fmt.Errorf("%w: its times are outside 1970 to 2106", ErrPaper)
	}
	if err := c.check(); err != nil {
		return claims{}, fmt.Errorf("%w: %w", ErrPaper, err)
	}
	return c, nil
}

// Commit binds a paper to a whole number without telling it: 16 bytes of
// SHA-256 over salt and number. The office, which has the salt, compares it
// with a number that a holder shows.
func Commit(salt [SaltSize]byte, number kiosk.Private) [CommitmentSize]byte {
	sum := sha256.Sum256([]byte("linli number 1\x00" + string(salt[:]) + number.Reveal()))
	return [CommitmentSize]byte(sum[:])
}

// tailOf returns as much of a number's end as a masked number shows.
func tailOf(number kiosk.Private) string {
	runes := []rune(number.Reveal())
	keep := 1
	if len(runes) >= 15 {
		keep = 4
	}
	if len(runes) <= 2*keep {
		return ""
	}
	return strings.ToUpper(string(runes[len(runes)-keep:]))
}

// seconds rounds t down and says whether it fits.
func seconds(t time.Time) (uint32, bool) {
	s := t.Unix()
	return uint32(s), s >= 0 && s <= math.MaxUint32
}
