package identity

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"time"

	"linli/sync/wire"
)

// newTransport is a line to the office with this root, with own as the
// terminal's certificate, or none when own is nil. It knows no proxy.
func newTransport(root [sha256.Size]byte, own *tls.Certificate) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	c := &tls.Config{
		MinVersion: tls.VersionTLS13, ServerName: wire.OfficeName,
		InsecureSkipVerify: true, //nolint:gosec // VerifyConnection does it, by the office's own root
		VerifyConnection:   func(s tls.ConnectionState) error { return checkOffice(s.PeerCertificates, root) },
	}
	if own != nil {
		c.Certificates = []tls.Certificate{*own}
	}
	return &http.Transport{
		DialContext: dialer.DialContext, TLSClientConfig: c,
		TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: 90 * time.Second,
		ForceAttemptHTTP2: true,
		// All calls share one connection. One that a router forgot swallows
		// them without a word; asked every while, it is given up for a new one.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
	}
}

// errStranger is another office, or no office at all.
var errStranger = errors.New("identity: whoever answers there is not the office of this terminal")

// checkOffice wants the certificate of an office under the root with this id.
// The office sends its root along.
func checkOffice(chain []*x509.Certificate, root [sha256.Size]byte) error {
	for _, c := range chain {
		if rootID(c.Raw) != root {
			continue
		}
		if err := verifyChain(chain[0], c, x509.ExtKeyUsageServerAuth, wire.OfficeName); err != nil {
			return errors.Join(errStranger, err)
		}
		return nil
	}
	return errStranger
}
