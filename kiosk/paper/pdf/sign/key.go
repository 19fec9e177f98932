package sign

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"time"
)

// shortestRSA is the least number of bits of an RSA key.
const shortestRSA = 2048

// Key is what an office signs with.
type Key struct {
	Signer crypto.Signer       // RSA or ECDSA
	Chain  []*x509.Certificate // of Signer first, then of each issuer; the root may be left out
}

// ParseKey reads a private key (PKCS #8, PKCS #1 or SEC 1) and certificates,
// all in PEM, and checks that they belong together. It returns ErrKey; the
// error holds nothing of the key.
func ParseKey(key, certificates []byte) (Key, error) {
	block, _ := pem.Decode(key)
	if block == nil {
		return Key{}, fmt.Errorf("%w: no private key in PEM", ErrKey)
	}
	k := Key{Signer: parseSigner(block.Bytes)}
	if k.Signer == nil {
		return Key{}, fmt.Errorf("%w: %q is no private key that can sign here", ErrKey, block.Type)
	}
	for {
		block, certificates = pem.Decode(certificates)
		if block == nil {
			break
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return Key{}, fmt.Errorf("%w: %w", ErrKey, err)
		}
		k.Chain = append(k.Chain, c)
	}
	return k, k.belongs()
}

// parseSigner tries the three forms; nil for none of them.
func parseSigner(der []byte) crypto.Signer {
	if k, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		s, _ := k.(crypto.Signer)
		return s
	}
	if k, err := x509.ParseECPrivateKey(der); err == nil {
		return k
	}
	if k, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return k
	}
	return nil
}

// belongs holds the key against its certificate, and each certificate against
// its issuer's.
func (k Key) belongs() error {
	if k.Signer == nil || len(k.Chain) == 0 {
		return fmt.Errorf("%w: a key and its certificate are needed", ErrKey)
	}
	var same bool
	switch public := k.Signer.Public().(type) {
	case *rsa.PublicKey:
		if public.N.BitLen() < shortestRSA {
			return fmt.Errorf("%w: an RSA key of %d bits; %d are needed", ErrKey, public.N.BitLen(), shortestRSA)
		}
		same = public.Equal(k.Chain[0].PublicKey)
	case *ecdsa.PublicKey:
		same = public.Equal(k.Chain[0].PublicKey)
	default:
		return fmt.Errorf("%w: a %T; RSA or ECDSA is needed", ErrKey, public)
	}
	if !same {
		return fmt.Errorf("%w: the first certificate belongs to another key", ErrKey)
	}
	for i, c := range k.Chain[1:] {
		if err := k.Chain[i].CheckSignatureFrom(c); err != nil {
			return fmt.Errorf("%w: certificate %d was not issued by the next one: %w", ErrKey, i+1, err)
		}
	}
	return nil
}

// check is belongs, and wants a certificate that may sign documents and held
// at the time.
func (k Key) check(at time.Time) error {
	if err := k.belongs(); err != nil {
		return err
	}
	own := k.Chain[0]
	const may = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	switch {
	case own.KeyUsage != 0 && own.KeyUsage&may == 0:
		return fmt.Errorf("%w: the certificate is not for signing", ErrKey)
	case at.Before(own.NotBefore) || at.After(own.NotAfter):
		return fmt.Errorf("%w: the certificate holds from %s to %s", ErrKey, own.NotBefore.Format(time.DateOnly), own.NotAfter.Format(time.DateOnly))
	}
	return nil
}

// room is how many bytes a message of this key needs at most.
func (k Key) room() int {
	const attributesAndNames = 1024
	room := attributesAndNames + len(k.Chain[0].RawIssuer)
	if public, ok := k.Signer.Public().(*rsa.PublicKey); ok {
		room += public.Size()
	}
	for _, c := range k.Chain {
		room += len(c.Raw)
	}
	return room
}
