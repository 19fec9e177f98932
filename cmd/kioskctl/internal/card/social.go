package card

import (
	"errors"

	"linli/drivers/idcard"
	"linli/drivers/pcsc"
)

// AnyReader stands for the first reader that pcscd knows.
const AnyReader = "any"

// Errors of ReadSocial.
var (
	// ErrNoPCSC says that this kioskctl cannot speak to pcscd.
	ErrNoPCSC = errors.New("built without PC/SC: build with the tag pcsc, see docs/devices/readers.md")
	// ErrSocialRefused says that the card that lies there cannot be read.
	ErrSocialRefused = errors.New("card cannot be read")
)

// SocialFactsOf returns what a social-security card says without a key, masked
// unless reveal is set. A card says no more of its holder than this.
func SocialFactsOf(c pcsc.SocialCard, reveal bool) Facts {
	text := pcsc.Private.String
	if reveal {
		text = pcsc.Private.Reveal
	}
	// GB/T 2261.1, the digits of an identity card's sex.
	sex, known := map[string]idcard.Sex{"1": idcard.Male, "2": idcard.Female, "9": idcard.SexUnstated}[c.Sex.Reveal()]
	word := "unknown"
	if known {
		word = sexWord(sex)
	}
	return Facts{
		Kind: "social-security", Name: text(c.Name), Sex: word, Number: text(c.Number), CardNumber: text(c.CardNumber),
		Warnings: []idcard.Warning{},
	}
}
