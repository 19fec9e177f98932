package verify

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"
)

// parseClaims reads a payload whose signature holds. What is wrong all the
// same is a fault of the issuer's program.
func parseClaims(payload []byte) (Statement, error) {
	var c claims
	if err := decodeCBOR(payload, &c); err != nil {
		return Statement{}, err
	}
	if err := c.check(); err != nil {
		return Statement{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return Statement{
		ID: ulid.ULID(c.ID).String(), Kind: c.Kind, Name: c.Name, Tail: c.Tail,
		Commitment: [CommitmentSize]byte(c.Commitment),
		Issued:     time.Unix(int64(c.Issued), 0).UTC(),
		Expires:    time.Unix(int64(c.Expires), 0).UTC(),
	}, nil
}

// check holds both ends to the same limits.
func (c claims) check() error {
	switch {
	case len(c.ID) != len(ulid.ULID{}):
		return errors.New("id is no ULID")
	case c.Kind == "" || len(c.Kind) > maxKind || !consistsOf(c.Kind, "abcdefghijklmnopqrstuvwxyz0123456789-"):
		return errors.New("kind is empty, too long, or holds other signs than a-z, 0-9 and -")
	case len(c.Name) > maxName || !isPlain(c.Name):
		return errors.New("name is too long or holds signs that are not shown")
	case len(c.Tail) > 4 || !consistsOf(c.Tail, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
		return errors.New("more than four characters of a number, or strange ones")
	case len(c.Commitment) != CommitmentSize:
		return errors.New("commitment has another length")
	case c.Expires <= c.Issued:
		return errors.New("expires before it is issued")
	}
	return nil
}

// consistsOf reports whether s holds nothing but characters of set.
func consistsOf(s, set string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(set, r) })
}

// isPlain refuses control and direction signs, with which a name could turn
// round what stands beside it.
func isPlain(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
