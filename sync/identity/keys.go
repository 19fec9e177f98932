package identity

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
)

// keyPair is a key for the line and the request for its certificate, as they
// wait in a file until the office has answered.
type keyPair struct {
	Key []byte `json:"key"` // PKCS #8
	CSR []byte `json:"csr"` // PKCS #10
}

func newKeyPair(device string) (keyPair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return keyPair{}, fmt.Errorf("identity: %w", err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: device}}, key)
	if err != nil {
		return keyPair{}, fmt.Errorf("identity: %w", err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return keyPair{}, fmt.Errorf("identity: %w", err)
	}
	return keyPair{Key: raw, CSR: csr}, nil
}

// publicHalf is the public key of a key for papers.
func publicHalf(k ed25519.PrivateKey) ed25519.PublicKey {
	return ed25519.PublicKey(k[ed25519.SeedSize:])
}
