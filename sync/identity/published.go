package identity

import (
	"crypto/ed25519"
	"crypto/x509"
	"errors"
	"fmt"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// ErrUnsigned is wrapped by every fault in the signature of published content.
var ErrUnsigned = errors.New("identity: not signed by the office of this terminal")

// CheckPublished reports whether the office of this terminal published p, as
// it is. Like the line it asks no clock.
func (i *Identity) CheckPublished(p *linlipb.Published) error {
	if err := wire.CheckPublished(p); err != nil {
		return err
	}
	root, err := x509.ParseCertificate(i.Root)
	if err != nil {
		return fmt.Errorf("identity: root: %w", err)
	}
	publisher, err := x509.ParseCertificate(p.GetCertificate())
	if err != nil {
		return fmt.Errorf("%w: certificate: %w", ErrUnsigned, err)
	}
	if err := verifyChain(publisher, root, x509.ExtKeyUsageCodeSigning, wire.PublisherName); err != nil {
		return fmt.Errorf("%w: %w", ErrUnsigned, err)
	}
	key, ok := publisher.PublicKey.(ed25519.PublicKey)
	if !ok || !ed25519.Verify(key, wire.SignedOf(p), p.GetSignature()) {
		return fmt.Errorf("%w: %s, revision %d, was changed", ErrUnsigned, p.GetKind(), p.GetRevision())
	}
	return nil
}
