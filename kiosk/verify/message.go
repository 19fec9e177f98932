package verify

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/veraison/go-cose"
)

// Contexts go into the signature as external_aad (RFC 9052, section 4.4), so
// that a certificate cannot pass for a statement. Changing one makes every
// signature wrong.
const (
	statementContext = "linli statement 1"
	issuerContext    = "linli issuer 1"
)

// message is one COSE_Sign1 structure (RFC 9052, section 4.2).
type message struct {
	sign1 *cose.Sign1Message
	key   KeyID
}

// signMessage returns the bytes of a COSE_Sign1 that names key in its
// protected header.
func signMessage(private ed25519.PrivateKey, key KeyID, context string, payload []byte) ([]byte, error) {
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, private)
	if err != nil {
		return nil, err
	}
	m := cose.NewSign1Message()
	m.Headers.Protected.SetAlgorithm(cose.AlgorithmEdDSA)
	m.Headers.Protected[cose.HeaderLabelKeyID] = key[:]
	m.Payload = payload
	// Ed25519 draws no random number (RFC 8032, section 5.1.6).
	if err := m.Sign(rand.Reader, []byte(context), signer); err != nil {
		return nil, err
	}
	return m.MarshalCBOR()
}

// parseMessage reads a COSE_Sign1 without trusting it. It takes only the one
// form that signMessage writes, so that a statement has one code.
func parseMessage(raw []byte) (message, error) {
	m := message{sign1: cose.NewSign1Message()}
	if err := m.sign1.UnmarshalCBOR(raw); err != nil {
		return message{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	protected := m.sign1.Headers.Protected
	alg, err := protected.Algorithm()
	if err != nil || alg != cose.AlgorithmEdDSA || len(protected) != 2 || len(m.sign1.Headers.Unprotected) != 0 {
		return message{}, fmt.Errorf("%w: unexpected headers", ErrDamaged)
	}
	key, ok := protected[cose.HeaderLabelKeyID].([]byte)
	if !ok || len(key) != len(m.key) || len(m.sign1.Payload) == 0 {
		return message{}, fmt.Errorf("%w: no key or no payload", ErrDamaged)
	}
	m.key = KeyID(key)
	if again, err := m.sign1.MarshalCBOR(); err != nil || !bytes.Equal(again, raw) {
		return message{}, fmt.Errorf("%w: not in its deterministic form", ErrDamaged)
	}
	return m, nil
}

// verify returns ErrForged unless public has signed m for context.
func (m message) verify(public ed25519.PublicKey, context string) error {
	verifier, err := cose.NewVerifier(cose.AlgorithmEdDSA, public)
	if err != nil {
		return err
	}
	if err := m.sign1.Verify([]byte(context), verifier); err != nil {
		return fmt.Errorf("%w: %w", ErrForged, err)
	}
	return nil
}

func (m message) payload() []byte { return m.sign1.Payload }

// MaxCode is the longest text, in bytes, that Check looks at.
const MaxCode = 1024

// alphabet is base32 without padding (RFC 4648, section 6): URL-safe, and in
// the alphanumeric set of QR codes.
func alphabet() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }

func encodeCode(host string, raw []byte) string {
	return "HTTPS://" + strings.ToUpper(host) + "/C/" + alphabet().EncodeToString(raw)
}

// decodeCode takes what a scanner or a person hands over: the whole URL or its
// last part, in either case, with blanks and line ends in between.
func decodeCode(code string) ([]byte, error) {
	if len(code) > MaxCode {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrDamaged, MaxCode)
	}
	code = strings.ToUpper(strings.Join(strings.Fields(code), ""))
	if _, last, ok := strings.Cut(code, "/C/"); ok {
		code = last
	}
	raw, err := alphabet().DecodeString(code)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if len(raw) == 0 || alphabet().EncodeToString(raw) != code {
		return nil, fmt.Errorf("%w: not base32", ErrDamaged)
	}
	return raw, nil
}

// isHost takes names and addresses that need no escape in a code.
func isHost(host string) bool {
	name, port, _ := strings.Cut(strings.ToUpper(host), ":")
	return name != "" && len(host) <= maxHost && consistsOf(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") && consistsOf(port, "0123456789")
}
