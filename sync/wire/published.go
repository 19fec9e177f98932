package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"linli/sync/wire/linlipb"
)

// PublisherName is the name in the certificates of keys that sign what an
// office publishes. Its root certifies nobody else with it.
const PublisherName = "publisher.linli.internal"

// MaxPublished is how many bytes of published content one Pull brings, and so
// the bound of one revision. It leaves room for the rest of the answer.
const MaxPublished = 768 << 10

// maxKind is that of the store, which keeps what is published under its kind.
const maxKind = 32

// publishedDomain is the first field of what is signed. Changing it makes
// everything that was published worth nothing.
const publishedDomain = "linli published 1"

// ErrPublished is wrapped by every fault in the form of published content.
var ErrPublished = errors.New("wire: not published content")

// CheckPublished looks at the form of p: its kind, revision and sizes. It does
// not look at the signature.
func CheckPublished(p *linlipb.Published) error {
	switch {
	case !validKind(p.GetKind()):
		return fmt.Errorf("%w: kind %q", ErrPublished, p.GetKind())
	case p.GetRevision() == 0:
		return fmt.Errorf("%w: no revision", ErrPublished)
	case len(p.GetContent()) > MaxPublished:
		return fmt.Errorf("%w: %d bytes of content, at most %d", ErrPublished, len(p.GetContent()), MaxPublished)
	}
	return nil
}

// validKind accepts 1 to 32 small letters, digits and hyphens.
func validKind(kind string) bool {
	for _, c := range kind {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return kind != "" && len(kind) <= maxKind
}

// SignedOf returns the bytes that the signature of p covers.
func SignedOf(p *linlipb.Published) []byte {
	sum := sha256.Sum256(p.GetContent())
	b := appendBytes(nil, []byte(publishedDomain))
	b = appendBytes(b, []byte(p.GetKind()))
	b = binary.BigEndian.AppendUint64(b, p.GetRevision())
	return appendBytes(b, sum[:])
}
