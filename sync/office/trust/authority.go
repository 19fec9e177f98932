package trust

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"

	"linli/sync/wire"
)

// rootLife is that of the root: longer than any terminal's. Its key lies where
// the ledger lies, and who has it has the office.
const rootLife = 30 * 365 * 24 * time.Hour

// backdate allows for clocks that are a little behind the office's.
const backdate = time.Hour

// MakeRoot makes the root of an office. There is one per office and for ever:
// terminals know the office by it.
func MakeRoot(now time.Time) (der []byte, key *ecdsa.PrivateKey, err error) {
	key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("trust: root: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: newSerial(), Subject: pkix.Name{CommonName: "Linli office root"},
		NotBefore: now.Add(-backdate), NotAfter: now.Add(rootLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign,
	}
	if der, err = x509.CreateCertificate(rand.Reader, template, template, key.Public(), key); err != nil {
		return nil, nil, fmt.Errorf("trust: root: %w", err)
	}
	return der, key, nil
}

// Authority signs certificates with the root. It is safe for concurrent use.
type Authority struct {
	root  *x509.Certificate
	key   *ecdsa.PrivateKey
	now   func() time.Time
	names []string // of the office, for browsers; wire.OfficeName is always one

	mu     sync.Mutex // protects the fields below
	server *tls.Certificate
	renew  time.Time // when server is made anew
}

// NewAuthority takes what MakeRoot made. names are the host names and
// addresses under which browsers reach the office.
func NewAuthority(root []byte, key *ecdsa.PrivateKey, names []string, now func() time.Time) (*Authority, error) {
	c, err := x509.ParseCertificate(root)
	if err != nil {
		return nil, fmt.Errorf("trust: root: %w", err)
	}
	if public, ok := c.PublicKey.(*ecdsa.PublicKey); !ok || !public.Equal(key.Public()) || !c.IsCA {
		return nil, errors.New("trust: root: certificate and key are no pair")
	}
	return &Authority{root: c, key: key, names: names, now: now}, nil
}

// Root returns the root's certificate in DER.
func (a *Authority) Root() []byte { return a.root.Raw }

// serverCertificate returns the office's own certificate and makes a new one
// when two thirds of its life are over. Its key never leaves the process.
func (a *Authority) serverCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if a.server != nil && now.Before(a.renew) {
		return a.server, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("trust: server certificate: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: newSerial(), Subject: pkix.Name{CommonName: wire.OfficeName},
		NotBefore: now.Add(-backdate), NotAfter: now.Add(CertificateLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{wire.OfficeName},
	}
	for _, name := range a.names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, key.Public(), a.key)
	if err != nil {
		return nil, fmt.Errorf("trust: server certificate: %w", err)
	}
	// The root goes along: a terminal that enrols knows only its hash.
	a.server = &tls.Certificate{Certificate: [][]byte{der, a.root.Raw}, PrivateKey: key}
	a.renew = now.Add(CertificateLife * 2 / 3)
	return a.server, nil
}

// certify makes a certificate for the terminal that wrote csr.
func (a *Authority) certify(device string, csr *x509.CertificateRequest) (*x509.Certificate, error) {
	now := a.now()
	template := &x509.Certificate{
		SerialNumber: newSerial(), Subject: pkix.Name{CommonName: device},
		NotBefore: now.Add(-backdate), NotAfter: now.Add(CertificateLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, csr.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("trust: certify %s: %w", device, err)
	}
	return x509.ParseCertificate(der)
}

// checkClient reports whether c was made by certify, whatever its times say.
func (a *Authority) checkClient(c *x509.Certificate) error {
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	at := c.NotBefore
	if at.Before(a.root.NotBefore) { // the office's clock was set back
		at = a.root.NotBefore
	}
	_, err := c.Verify(x509.VerifyOptions{
		Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, CurrentTime: at,
	})
	return err
}

// readCSR checks a request: it must be signed with the P-256 key it is for,
// and name a terminal.
func readCSR(der []byte) (*x509.CertificateRequest, error) {
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, fmt.Errorf("certificate request: %w", err)
	}
	key, ok := csr.PublicKey.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, errors.New("certificate request: not for a P-256 key")
	}
	if err := csr.CheckSignature(); err != nil {
		return nil, fmt.Errorf("certificate request: %w", err)
	}
	if !wire.ValidDevice(csr.Subject.CommonName) {
		return nil, errors.New("certificate request: names no terminal")
	}
	return csr, nil
}

// keyHash names the public key of a request or certificate.
func keyHash(spki []byte) []byte {
	sum := sha256.Sum256(spki)
	return sum[:]
}

func newSerial() *big.Int {
	raw := make([]byte, 16)
	rand.Read(raw) //nolint:errcheck // documented never to fail
	raw[0] &= 0x7f // RFC 5280, section 4.1.2.2: positive
	raw[0] |= 0x40 // and always of the same length
	return new(big.Int).SetBytes(raw)
}

func serialOf(c *x509.Certificate) string { return hex.EncodeToString(c.SerialNumber.Bytes()) }
