package drivertest

import (
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"unicode/utf16"
)

// specimens holds the cards of SpecimenCard: every person and number in it is
// invented.
//
//go:embed specimens.json
var specimens []byte

// Sizes of what a card holds, in bytes (GA/T 490, machine-readable data).
const (
	recordSize  = 256
	photoSize   = 1024
	addressSize = 70
)

// Card is what a card in the module's field holds.
type Card struct {
	Name    string // of the specimen, "A"; "" for one made elsewhere
	About   string // which kind of document it is
	Text    [recordSize]byte
	Photo   [photoSize]byte
	Address []byte // newest additional address, 70 bytes; nil when there is none
}

// Field is one piece of text at its place in a card's record.
type Field struct {
	Offset int    `json:"offset"` // bytes
	Length int    `json:"length"` // bytes; the rest of it is filled with spaces
	Text   string `json:"text"`
}

// SpecimenCard returns a ready card: A of a resident, B of a foreigner in the
// layout of 2023, C a permit for Hong Kong, Macao and Taiwan, D of a kind no
// terminal knows. It reports false for any other name.
func SpecimenCard(name string) (Card, bool) {
	cards, err := readSpecimens(specimens)
	if err != nil {
		return Card{}, false
	}
	for _, c := range cards {
		if c.Name == name {
			return c, true
		}
	}
	return Card{}, false
}

// NewCard returns a card of the given fields, with a photo and without an
// additional address.
func NewCard(fields ...Field) (Card, error) {
	var c Card
	for i := 0; i < recordSize; i += 2 {
		c.Text[i] = ' '
	}
	for _, f := range fields {
		if f.Offset < 0 || f.Length < 0 || f.Offset+f.Length > recordSize {
			return Card{}, fmt.Errorf("drivertest: field at %d+%d lies outside the record", f.Offset, f.Length)
		}
		if err := encode(c.Text[f.Offset:f.Offset+f.Length], f.Text); err != nil {
			return Card{}, err
		}
	}
	c.Photo = specimenPhoto()
	return c, nil
}

// readSpecimens reads the cards of a file like specimens.json.
func readSpecimens(file []byte) ([]Card, error) {
	var content struct {
		Cards []struct {
			Name, About, Address string
			Fields               []Field
		}
	}
	if err := json.Unmarshal(file, &content); err != nil {
		return nil, fmt.Errorf("drivertest: specimens: %w", err)
	}
	cards := make([]Card, 0, len(content.Cards))
	for _, s := range content.Cards {
		c, err := NewCard(s.Fields...)
		if err != nil {
			return nil, fmt.Errorf("drivertest: specimen %s: %w", s.Name, err)
		}
		c.Name, c.About = s.Name, s.About
		if s.Address != "" {
			c.Address = make([]byte, addressSize)
			if err := encode(c.Address, s.Address); err != nil {
				return nil, fmt.Errorf("drivertest: specimen %s: %w", s.Name, err)
			}
		}
		cards = append(cards, c)
	}
	return cards, nil
}

// encode writes text into b as UTF-16LE and fills the rest with spaces.
func encode(b []byte, text string) error {
	units := utf16.Encode([]rune(text))
	if 2*len(units) > len(b) {
		return fmt.Errorf("drivertest: %d characters do not fit %d bytes", len(units), len(b))
	}
	for i := range len(b) / 2 {
		unit := uint16(' ')
		if i < len(units) {
			unit = units[i]
		}
		binary.LittleEndian.PutUint16(b[2*i:], unit)
	}
	return nil
}

// specimenPhoto is no picture: the head of one, then a pattern that holds the
// preamble of a frame many times over, to catch a decoder that takes it for
// the real one.
func specimenPhoto() (photo [photoSize]byte) {
	pattern := []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x04, 0x00, 0x00, 0x90, 0x94, 0x00, 0xAA}
	for i := range photo {
		photo[i] = pattern[i%len(pattern)]
	}
	copy(photo[:], []byte{'W', 'L', 102, 0, 126, 0})
	return photo
}
