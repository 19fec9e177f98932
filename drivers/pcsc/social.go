// Package pcsc reads the records of a social-security card that need no key:
// the card's number, and the holder's name, number and sex. The dialogue works
// over anything that carries APDUs; Open, which is there only in builds with
// the tag pcsc, because PC/SC needs a C compiler, takes a reader of pcscd.
//
// It refuses every record behind a key, and PINs: addresses, insurance and
// medical data need the authority's own module. It does not write, keeps
// nothing between two cards, and does not check the number it reads.
//
// # Documents
//
//   - LD/T 32, the social-security card: application SSSE, files EF05 and EF06,
//     records by their tag (as public reading programs use them)
//   - ISO/IEC 7816-4: SELECT, READ RECORD, GET RESPONSE, status words
package pcsc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Why a card was not read. Errors of the transmitter are wrapped and passed on.
var (
	// ErrOtherCard says that the card has no social-security application.
	ErrOtherCard = errors.New("no social-security card")
	// ErrRefused says that the card did not give out a record.
	ErrRefused = errors.New("record refused")
	// ErrDamaged says that an answer does not have the form of a record.
	ErrDamaged = errors.New("record damaged")
)

// Transmitter carries one APDU to the card and its answer back, status words
// included. It blocks as long as the reader lets it.
type Transmitter interface {
	Transmit(apdu []byte) ([]byte, error)
}

// Private is one personal text of a card. Whatever prints, logs or encodes it
// gets mask signs; Reveal is the only way to the text.
type Private string

// Reveal returns the text itself.
func (p Private) Reveal() string { return string(p) }

// String returns mask signs, or "" for an empty value.
func (p Private) String() string {
	if p == "" {
		return ""
	}
	return "***"
}

// GoString masks %#v.
func (p Private) GoString() string { return p.String() }

// Format masks every verb.
func (p Private) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.String()) }

// LogValue masks the value in structured logs.
func (p Private) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalText masks JSON and its like. It never fails.
func (p Private) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// SocialCard is what a social-security card tells without a key.
type SocialCard struct {
	CardNumber Private // on the face of the card
	Number     Private // the holder's social-security number, mostly the citizen's number
	Name       Private
	Sex        Private // the digit of GB/T 2261.1
}

// Records, by their tag (LD/T 32, files EF05 and EF06).
const (
	cardFile   = 0x05
	holderFile = 0x06

	tagCardNumber = 0x07
	tagNumber     = 0x08
	tagName       = 0x09
	tagSex        = 0x0A
)

// application is the name of SSSE: "sx1.sh." and 社会保障 in GBK (LD/T 32).
const application = "sx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF"

// ReadSocialCard selects the application and reads the four records. It looks
// at ctx between commands; one command lasts as long as t lets it. On an error
// nothing of the card is returned.
func ReadSocialCard(ctx context.Context, t Transmitter) (SocialCard, error) {
	c, err := readSocialCard(ctx, dialogue{t})
	if err != nil {
		return SocialCard{}, fmt.Errorf("pcsc: %w", err)
	}
	return c, nil
}

func readSocialCard(ctx context.Context, d dialogue) (SocialCard, error) {
	var c SocialCard
	// SELECT by name (ISO/IEC 7816-4, P1 04).
	if _, err := d.send(0x00, 0xA4, 0x04, 0x00, []byte(application)); err != nil {
		if errors.Is(err, ErrRefused) {
			err = ErrOtherCard
		}
		return c, err
	}
	selected := 0
	for _, r := range []struct {
		file int
		tag  byte
		to   *Private
	}{
		{cardFile, tagCardNumber, &c.CardNumber},
		{holderFile, tagNumber, &c.Number},
		{holderFile, tagName, &c.Name},
		{holderFile, tagSex, &c.Sex},
	} {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		if r.file != selected {
			// SELECT an elementary file below the application (P1 02).
			if _, err := d.send(0x00, 0xA4, 0x02, 0x00, []byte{0xEF, byte(r.file)}); err != nil {
				return c, fmt.Errorf("file EF%02X: %w", r.file, err)
			}
			selected = r.file
		}
		raw, err := d.send(0x00, 0xB2, r.tag, 0x00, nil)
		if err == nil {
			*r.to, err = parseRecord(r.tag, raw)
		}
		if err != nil {
			return c, fmt.Errorf("record %02X: %w", r.tag, err)
		}
	}
	return c, nil
}

// parseRecord takes the text out of a record: tag, length, value. Values are
// GBK, padded with zeros, spaces or FF.
func parseRecord(tag byte, raw []byte) (Private, error) {
	if len(raw) < 2 || raw[0] != tag || int(raw[1]) > len(raw)-2 {
		return "", ErrDamaged
	}
	value := raw[2 : 2+int(raw[1])]
	for len(value) > 0 && slices.Contains([]byte{0x00, ' ', 0xFF}, value[len(value)-1]) {
		value = value[:len(value)-1]
	}
	text, err := simplifiedchinese.GBK.NewDecoder().String(string(value))
	if err != nil || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '\uFFFD' }) {
		return "", ErrDamaged
	}
	return Private(text), nil
}
