package pdf

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"github.com/tdewolff/font"
)

// Font is a TrueType font that pages draw with. It is never changed and may be
// used by many goroutines.
type Font struct {
	sfnt         *font.SFNT
	name, family string
}

// ParseFont reads a TrueType font with outlines in a glyf table. Name is its
// PostScript name, family the name people know. It returns ErrFont. The data
// must not be changed afterwards.
func ParseFont(data []byte, name, family string) (*Font, error) {
	sfnt, err := font.ParseSFNT(data, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFont, err)
	}
	if !sfnt.IsTrueType || sfnt.Head.UnitsPerEm == 0 {
		return nil, fmt.Errorf("%w: no TrueType outlines", ErrFont)
	}
	return &Font{sfnt: sfnt, name: name, family: family}, nil
}

// Has reports whether the font can draw a character.
func (f *Font) Has(r rune) bool { return f.sfnt.GlyphIndex(r) != 0 }

// Width returns how long a text is at a size, and 0 for a character that the
// font cannot draw.
func (f *Font) Width(text string, size Length) Length {
	units := 0
	for _, r := range text {
		if g := f.sfnt.GlyphIndex(r); g != 0 {
			units += int(f.sfnt.GlyphAdvance(g))
		}
	}
	return Length(units) * size / Length(f.sfnt.Head.UnitsPerEm)
}

func (f *Font) check(text string) error {
	for _, r := range text {
		if !f.Has(r) {
			return fmt.Errorf("%w: %U", ErrMissingGlyph, r)
		}
	}
	return nil
}

// perMille scales font units to the thousandths of an em that PDF counts in.
func (f *Font) perMille(units int) int { return units * 1000 / int(f.sfnt.Head.UnitsPerEm) }

// subset returns a font file with the glyphs of chars alone, in their order
// after glyph 0. Characters that share a glyph each have it once.
func (f *Font) subset(chars []rune) (file []byte, gids []uint16, err error) {
	glyphs := []uint16{0}
	place := map[uint16]uint16{0: 0}
	for _, r := range chars {
		g := f.sfnt.GlyphIndex(r)
		if _, ok := place[g]; !ok {
			place[g] = uint16(len(glyphs))
			glyphs = append(glyphs, g)
		}
		gids = append(gids, place[g])
	}
	small, err := f.sfnt.Subset(glyphs, font.SubsetOptions{Tables: font.KeepPDFTables})
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrFont, err)
	}
	return assemble(small.Tables), gids, nil
}

// Places in font files: OpenType 1.9, "Organization of an OpenType Font" and
// "head - Font Header Table".
const (
	directoryAt      = 12
	directoryRow     = 16
	headAdjustmentAt = 8
	headModifiedAt   = 28
	headModifiedEnd  = 36
	checksumMagic    = 0xB1B0AFBA
)

// assemble writes a font file from its tables. The font module would write the
// time of day into it, and no two documents would be the same.
func assemble(tables map[string][]byte) []byte {
	tags := slices.Sorted(maps.Keys(tables))
	n, power := len(tags), 0
	for 2<<power <= n {
		power++
	}
	file := []byte{0, 1, 0, 0}
	for _, v := range []int{n, 16 << power, power, 16*n - 16<<power} {
		file = binary.BigEndian.AppendUint16(file, uint16(v))
	}
	file = append(file, make([]byte, n*directoryRow)...)
	head := 0
	for i, tag := range tags {
		table := slices.Clone(tables[tag])
		if tag == "head" {
			head = len(file)
			clear(table[headAdjustmentAt : headAdjustmentAt+4])
			clear(table[headModifiedAt:headModifiedEnd])
		}
		row := file[directoryAt+i*directoryRow:]
		copy(row, tag)
		binary.BigEndian.PutUint32(row[4:], checksum(table))
		binary.BigEndian.PutUint32(row[8:], uint32(len(file)))
		binary.BigEndian.PutUint32(row[12:], uint32(len(table)))
		file = append(file, table...)
		file = append(file, make([]byte, -len(table)&3)...)
	}
	if head > 0 {
		binary.BigEndian.PutUint32(file[head+headAdjustmentAt:], checksumMagic-checksum(file))
	}
	return file
}

// checksum adds the words of a table, the last one filled with zeros.
func checksum(b []byte) uint32 {
	var sum uint32
	for len(b) >= 4 {
		sum += binary.BigEndian.Uint32(b)
		b = b[4:]
	}
	var last [4]byte
	copy(last[:], b)
	return sum + binary.BigEndian.Uint32(last[:])
}
