// Package pdf writes documents of one page whose Chinese text prints, can be
// searched and can be copied, names beyond the Basic Multilingual Plane
// included. The same page gives the same bytes, always.
//
// It refuses a character that its font cannot draw, before anything is
// written: no box and no gap comes out of a printer. It refuses to break lines,
// to shape scripts that need it, to read a clock and to make a second page.
//
// Documents cited: ISO 32000-1:2008, "PDF 1.7", by section.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"math"
	"strconv"
	"time"
	"unicode/utf16"
)

// Faults of what was to be drawn.
var (
	// ErrMissingGlyph reports a character that the font cannot draw. The error
	// names its code point.
	ErrMissingGlyph = errors.New("pdf: the font has no glyph for a character")
	// ErrFont reports font data that cannot be used.
	ErrFont = errors.New("pdf: unusable font")
)

// Length is a distance on paper in points.
type Length float64

// Units of Length, used as 20*pdf.Millimetre.
const (
	Point      Length = 1
	Millimetre Length = 72 / 25.4
)

// Style says how a text is drawn.
type Style struct {
	Size   Length  // of the em
	Spread Length  // added after every character
	Grey   float64 // 0 is black, 1 is white
	Angle  float64 // degrees against the clock around the start of the text
}

// Info is what a document tells about itself besides its page.
type Info struct {
	Title   string
	Created time.Time // to the second, in the zone it carries
}

// Page is one page that is being drawn. Distances are from its upper left
// corner. It is used by one goroutine.
type Page struct {
	font          *Font
	width, height Length
	content       bytes.Buffer
	pictures      []image.Image
	chars         []rune          // by CID less one, in the order of their first use
	cids          map[rune]uint16 // the reverse of chars
}

// NewPage returns an empty page that draws all its text with font.
func NewPage(font *Font, width, height Length) *Page {
	return &Page{font: font, width: width, height: height, cids: map[rune]uint16{}}
}

// Text draws one line that starts at x on a baseline. It returns
// ErrMissingGlyph, and then has drawn nothing.
func (p *Page) Text(x, baseline Length, text string, s Style) error {
	if err := p.font.check(text); err != nil {
		return err
	}
	// Characters that stand apart would be copied with spaces between them;
	// the replacement text says that they belong together (14.9.4).
	fmt.Fprintf(&p.content, "/Span <</ActualText <FEFF%X>>> BDC\nBT\n", utf16Bytes(text))
	sin, cos := math.Sincos(s.Angle * math.Pi / 180)
	fmt.Fprintf(&p.content, "%s g\n/F1 %s Tf\n%s Tc\n", decimal(s.Grey), number(s.Size), number(s.Spread))
	fmt.Fprintf(&p.content, "%s %s %s %s %s %s Tm\n<", decimal(cos), decimal(sin), decimal(-sin), decimal(cos), number(x), number(p.height-baseline))
	for _, r := range text {
		fmt.Fprintf(&p.content, "%04X", p.cid(r))
	}
	p.content.WriteString("> Tj\nET\nEMC\n")
	return nil
}

// cid numbers characters in the order of their first use. Numbering characters
// rather than glyphs keeps two characters apart that share a glyph.
func (p *Page) cid(r rune) uint16 {
	cid, ok := p.cids[r]
	if !ok {
		p.chars = append(p.chars, r)
		cid = uint16(len(p.chars))
		p.cids[r] = cid
	}
	return cid
}

// Rule draws a straight line of the given thickness.
func (p *Page) Rule(x1, y1, x2, y2, thickness Length, grey float64) {
	fmt.Fprintf(&p.content, "%s G\n%s w\n%s %s m\n%s %s l\nS\n", decimal(grey), number(thickness),
		number(x1), number(p.height-y1), number(x2), number(p.height-y2))
}

// Squares draws the dark ones of n by n squares of the given side in one
// shape, so that no seam shows between neighbours.
func (p *Page) Squares(x, y, side Length, n int, dark func(column, row int) bool) {
	p.content.WriteString("0 g\n")
	for row := range n {
		for column := 0; column < n; column++ {
			run := 0
			for column+run < n && dark(column+run, row) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&p.content, "%s %s %s %s re\n", number(x+Length(column)*side),
					number(p.height-y-Length(row+1)*side), number(Length(run)*side), number(side))
				column += run
			}
		}
	}
	p.content.WriteString("f\n")
}

// Picture draws an image as ink does: what is there already is seen through
// it, and its transparent parts do nothing (11.3.5, Multiply).
func (p *Page) Picture(x, y, width, height Length, picture image.Image) {
	fmt.Fprintf(&p.content, "q\n/Ink gs\n%s 0 0 %s %s %s cm\n/I%d Do\nQ\n", number(width), number(height),
		number(x), number(p.height-y-height), len(p.pictures)+1)
	p.pictures = append(p.pictures, picture)
}

// number writes a length to a ten-thousandth of a point.
func number(l Length) string { return decimal(float64(l)) }

func decimal(f float64) string {
	s := strconv.FormatFloat(f, 'f', 4, 64)
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// utf16Bytes encodes a text as 7.9.2.2 asks for, without the byte order mark.
func utf16Bytes(text string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return b
}
