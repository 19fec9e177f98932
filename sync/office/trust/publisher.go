package trust

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"

	"linli/sync/wire"
)

// Publisher signs one revision of published content.
type Publisher struct {
	// Certificate is that of the key, in DER. It lets terminals see that the
	// office signed.
	Certificate []byte
	key         ed25519.PrivateKey
}

// Publisher makes a key, certifies it and forgets it with the Publisher. No
// key that could publish lies anywhere but the root's.
func (a *Authority) Publisher() (*Publisher, error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("trust: publisher: %w", err)
	}
	now := a.now()
	template := &x509.Certificate{
		SerialNumber: newSerial(), Subject: pkix.Name{CommonName: wire.PublisherName},
		NotBefore: now.Add(-backdate), NotAfter: a.root.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning},
		DNSNames: []string{wire.PublisherName},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, public, a.key)
	if err != nil {
		return nil, fmt.Errorf("trust: publisher: %w", err)
	}
	return &Publisher{Certificate: der, key: key}, nil
}

// Sign signs what wire.SignedOf returns.
func (p *Publisher) Sign(message []byte) []byte { return ed25519.Sign(p.key, message) }
