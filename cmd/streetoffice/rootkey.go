package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"linli/kiosk/verify"
)

// pemPrivate is the type of a PEM block with a private key (RFC 7468,
// section 10).
const pemPrivate = "PRIVATE KEY"

// papersRoot returns the key that certifies the terminals' keys for papers. On
// the first start it makes one. A new key would turn all papers in residents'
// hands into unknown ones, so a folder that holds only the public half is a
// fault, not a first start.
func papersRoot(data string) (ed25519.PrivateKey, error) {
	private := filepath.Join(data, "papers-root.key")
	public := filepath.Join(data, "papers-root.txt")
	text, err := os.ReadFile(private)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(public); err == nil {
			return nil, fmt.Errorf("%s is there but %s is not: without it no paper can be checked; restore it from the backup",
				public, private)
		}
		return makeRoot(private, public)
	}
	if err != nil {
		return nil, fmt.Errorf("root key of papers: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemPrivate {
		return nil, fmt.Errorf("%s: no PEM block %q", private, pemPrivate)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", private, err)
	}
	root, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s: not an Ed25519 key", private)
	}
	return root, nil
}

func makeRoot(private, public string) (ed25519.PrivateKey, error) {
	half, root, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("root key of papers: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(root)
	if err != nil {
		return nil, fmt.Errorf("root key of papers: %w", err)
	}
	if err := writeFile(private, pem.EncodeToMemory(&pem.Block{Type: pemPrivate, Bytes: der}), 0o600); err != nil {
		return nil, err
	}
	return root, writeFile(public, []byte(verify.FormatRoots(half, nil)), 0o644)
}
