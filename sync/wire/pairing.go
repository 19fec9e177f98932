package wire

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// OfficeName is the name in the certificate of every office, and the only one
// that terminals ask for. The root of an office certifies nobody else with it,
// so an office may move to another address and stays known.
const OfficeName = "office.linli.internal"

// CodeLength is the number of characters of a one-time code: 50 random bits.
const CodeLength = 10

// crockford are the digits of codes that people read to each other and type:
// Crockford's Base 32, which has no I, L, O and U.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewCode makes a one-time code.
func NewCode() string {
	raw := make([]byte, CodeLength)
	rand.Read(raw) //nolint:errcheck // documented never to fail
	for i, b := range raw {
		raw[i] = crockford[b%32]
	}
	return string(raw)
}

// ParseCode reads a code as people write it: small letters, spaces, dashes,
// and the letters that look like digits.
func ParseCode(text string) (string, error) {
	code := strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text))
	if len(code) != CodeLength || strings.Trim(code, crockford) != "" {
		return "", fmt.Errorf("wire: a code has %d letters and digits, for example 7K3QF-0M2XT", CodeLength)
	}
	return code, nil
}

// ShowCode writes a code in two halves.
func ShowCode(code string) string {
	if len(code) != CodeLength {
		return code
	}
	return code[:CodeLength/2] + "-" + code[CodeLength/2:]
}

// RootID names the root certificate of an office: SHA-256 of its DER.
func RootID(der []byte) [HashSize]byte { return sha256.Sum256(der) }

// Pairing is what a technician carries from the office to a terminal.
type Pairing struct {
	Office string         // address, "https://192.0.2.7:8443"
	Root   [HashSize]byte // RootID of the office
	Device string         // name the terminal is to have
	Code   string
}

// ErrPairing is wrapped by every fault in the text of a Pairing.
var ErrPairing = errors.New("wire: not the text of an enrolment code")

const pairingScheme = "linli-enrol"

// String is the text of the QR code. It is a secret as long as the code holds.
func (p Pairing) String() string {
	q := url.Values{"o": {p.Office}, "r": {hex.EncodeToString(p.Root[:])}, "d": {p.Device}, "c": {p.Code}}
	return pairingScheme + ":?" + q.Encode()
}

// ParsePairing reads what String wrote.
func ParsePairing(text string) (Pairing, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != pairingScheme {
		return Pairing{}, fmt.Errorf("%w: it does not begin with %q", ErrPairing, pairingScheme+":")
	}
	q := u.Query()
	p := Pairing{Office: q.Get("o"), Device: q.Get("d")}
	if p.Root, err = ParseRootID(q.Get("r")); err != nil {
		return Pairing{}, fmt.Errorf("%w: %w", ErrPairing, err)
	}
	if p.Code, err = ParseCode(q.Get("c")); err != nil {
		return Pairing{}, fmt.Errorf("%w: %w", ErrPairing, err)
	}
	return p, p.Check()
}

// ParseRootID reads 64 hexadecimal digits; colons and spaces between them are
// skipped.
func ParseRootID(text string) ([HashSize]byte, error) {
	raw, err := hex.DecodeString(strings.NewReplacer(":", "", " ", "").Replace(text))
	if err != nil || len(raw) != HashSize {
		return [HashSize]byte{}, fmt.Errorf("wire: the SHA-256 of the office's root has %d hexadecimal digits", 2*HashSize)
	}
	return [HashSize]byte(raw), nil
}

// Check looks at the address and the name.
func (p Pairing) Check() error {
	u, err := url.Parse(p.Office)
	switch {
	case err != nil || u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "":
		return fmt.Errorf("%w: %q is no address such as https://192.0.2.7:8443", ErrPairing, p.Office)
	case !ValidDevice(p.Device):
		return fmt.Errorf("%w: %q is no name of a terminal", ErrPairing, p.Device)
	}
	return nil
}

// ValidDevice accepts 1 to 32 letters, digits, dots, dashes and underscores,
// but not the office's own name.
func ValidDevice(name string) bool { return validDevice(name) }

// KeyWords names the two public keys of a terminal in four pronounceable words
// (proquints, of 16 bits each). Staff compare them at both ends before they
// approve. certificateKey is the SubjectPublicKeyInfo in DER.
func KeyWords(certificateKey, paperKey []byte) string {
	sum := sha256.Sum256(appendBytes(appendBytes([]byte("linli keys 1"), certificateKey), paperKey))
	words := make([]string, 4)
	for i := range words {
		words[i] = proquint(binary.BigEndian.Uint16(sum[2*i:]))
	}
	return strings.Join(words, " ")
}

// proquint spells n as consonant, vowel, consonant, vowel, consonant.
func proquint(n uint16) string {
	const consonants, vowels = "bdfghjklmnprstvz", "aiou"
	return string([]byte{
		consonants[n>>12], vowels[n>>10&3], consonants[n>>6&15], vowels[n>>4&3], consonants[n&15],
	})
}
