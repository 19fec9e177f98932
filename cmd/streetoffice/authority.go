package main

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"linli/sync/office/trust"
)

// pemCertificate is the type of a PEM block with a certificate (RFC 7468,
// section 5).
const pemCertificate = "CERTIFICATE"

// officeRoot returns the root that terminals know this office by. On the first
// start it makes one. A new root would shut all terminals out, so a folder that
// holds only the certificate is a fault, not a first start; so is a key that
// others on this machine may read.
func officeRoot(data string, now time.Time) (der []byte, key *ecdsa.PrivateKey, err error) {
	private, public := filepath.Join(data, "ca.key"), filepath.Join(data, "ca.crt")
	info, err := os.Stat(private)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(public); err == nil {
			return nil, nil, fmt.Errorf("%s is there but %s is not: without it no terminal can be let in; restore it from the backup", public, private)
		}
		return makeOfficeRoot(private, public, now)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("root of the office: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, nil, fmt.Errorf("%s may be read by others (%v): chmod 600 it, and ask who has read it", private, info.Mode().Perm())
	}
	text, err := os.ReadFile(private)
	if err != nil {
		return nil, nil, fmt.Errorf("root of the office: %w", err)
	}
	if der, key, err = decodeRoot(text); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", private, err)
	}
	return der, key, writeRootCertificate(public, der)
}

// makeOfficeRoot writes key and certificate in one file, so that a start which
// is cut short leaves both or none.
func makeOfficeRoot(private, public string, now time.Time) ([]byte, *ecdsa.PrivateKey, error) {
	der, key, err := trust.MakeRoot(now)
	if err != nil {
		return nil, nil, err
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, fmt.Errorf("root of the office: %w", err)
	}
	text := slices.Concat(
		pem.EncodeToMemory(&pem.Block{Type: pemPrivate, Bytes: raw}),
		pem.EncodeToMemory(&pem.Block{Type: pemCertificate, Bytes: der}),
	)
	if err := writeFile(private, text, 0o600); err != nil {
		return nil, nil, err
	}
	return der, key, writeRootCertificate(public, der)
}

// writeRootCertificate leaves a copy for browsers of staff.
func writeRootCertificate(path string, der []byte) error {
	return writeFile(path, pem.EncodeToMemory(&pem.Block{Type: pemCertificate, Bytes: der}), 0o644)
}

func decodeRoot(text []byte) (der []byte, key *ecdsa.PrivateKey, err error) {
	first, rest := pem.Decode(text)
	second, _ := pem.Decode(rest)
	if first == nil || second == nil || first.Type != pemPrivate || second.Type != pemCertificate {
		return nil, nil, fmt.Errorf("not a PEM block %q and then one %q", pemPrivate, pemCertificate)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(first.Bytes)
	if err != nil {
		return nil, nil, err
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, nil, errors.New("not an ECDSA key")
	}
	return second.Bytes, key, nil
}
