package wire

import (
	"crypto/sha256"
	"encoding/pem"
	"errors"
	"fmt"
)

// Type lines of the key files. A file with another line is refused, so that a
// private key never lands on a terminal by mistake.
const (
	publicType  = "LINLI SEALING PUBLIC KEY"
	privateType = "LINLI SEALING PRIVATE KEY"
)

// keySize is the length of either key of X25519.
const keySize = 32

// ErrKeyFile is wrapped by every fault in the text of a key file.
var ErrKeyFile = errors.New("wire: not the key file that was asked for")

// GenerateKey makes the key pair of an office. Terminals get the public half.
func GenerateKey() (private, public []byte, err error) {
	k, err := kem().GenerateKey()
	if err != nil {
		return nil, nil, fmt.Errorf("wire: generate key: %w", err)
	}
	private, err = k.Bytes()
	if err != nil {
		return nil, nil, fmt.Errorf("wire: generate key: %w", err)
	}
	return private, k.PublicKey().Bytes(), nil
}

// KeyID names a public key in a header: the first bytes of its SHA-256.
func KeyID(publicKey []byte) [KeyIDSize]byte {
	sum := sha256.Sum256(publicKey)
	return [KeyIDSize]byte(sum[:KeyIDSize])
}

// PublicKeyOf returns the public half of a private key.
func PublicKeyOf(privateKey []byte) ([]byte, error) {
	k, err := kem().NewPrivateKey(privateKey)
	if err != nil {
		return nil, fmt.Errorf("wire: private key: %w", err)
	}
	return k.PublicKey().Bytes(), nil
}

// EncodePublicKey writes a public key as the text of its file.
func EncodePublicKey(key []byte) []byte { return encodeKey(publicType, key) }

// EncodePrivateKey writes a private key as the text of its file.
func EncodePrivateKey(key []byte) []byte { return encodeKey(privateType, key) }

// DecodePublicKey reads the text of a public key file. It refuses a private
// key with ErrKeyFile.
func DecodePublicKey(text []byte) ([]byte, error) { return decodeKey(publicType, text) }

// DecodePrivateKey reads the text of a private key file.
func DecodePrivateKey(text []byte) ([]byte, error) { return decodeKey(privateType, text) }

func encodeKey(kind string, key []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: key})
}

func decodeKey(kind string, text []byte) ([]byte, error) {
	block, _ := pem.Decode(text)
	switch {
	case block == nil:
		return nil, fmt.Errorf("%w: no line BEGIN %s", ErrKeyFile, kind)
	case block.Type != kind:
		return nil, fmt.Errorf("%w: it holds a %s, not a %s", ErrKeyFile, block.Type, kind)
	case len(block.Bytes) != keySize:
		return nil, fmt.Errorf("%w: %d bytes instead of %d", ErrKeyFile, len(block.Bytes), keySize)
	}
	return block.Bytes, nil
}
