package casework

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"

	"linli/kiosk"
)

// holder tells the cases of one card from those of another. It is a hash under
// a key that is made anew with each start and never leaves the memory: nobody
// can try numbers on it elsewhere, and no number is kept.
type holder [sha256.Size]byte

// holderKey is the key of a Casework's holders.
type holderKey [32]byte

func newHolderKey() (k holderKey) {
	_, _ = rand.Read(k[:]) // never fails
	return k
}

// of returns the holder of a card, and false for no card.
func (k holderKey) of(kind, number string) (h holder, ok bool) {
	if kind == "" || number == "" {
		return holder{}, false
	}
	mac := hmac.New(sha256.New, k[:])
	mac.Write([]byte(kind))
	mac.Write([]byte{0})
	mac.Write([]byte(number))
	copy(h[:], mac.Sum(nil))
	return h, true
}

// Of returns what was put aside with a card, then the cases that were handed in
// with it, each with the one that came last first. Whoever calls it says so in a log, without the number.
func (c *Casework) Of(kind kiosk.DocumentKind, number kiosk.Private) []Case {
	card, ok := c.key.of(string(kind), number.Reveal())
	if !ok {
		return nil
	}
	var own []Case
	for _, one := range append(c.Saved(), c.List()...) {
		if one.holder == card {
			own = append(own, one)
		}
	}
	return own
}

// IsOf tells whether a case was handed in with a card.
func (c *Casework) IsOf(one Case, kind kiosk.DocumentKind, number kiosk.Private) bool {
	card, ok := c.key.of(string(kind), number.Reveal())
	return ok && one.holder == card
}
