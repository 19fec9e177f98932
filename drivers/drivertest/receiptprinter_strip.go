package drivertest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"slices"
	"time"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// row is one row of dots, 1 for ink.
type row []byte

// strip is the paper from the cutter's edge on. Its first gapDots rows were
// past the head already when the paper was last cut.
type strip struct {
	width  int
	rows   []row
	blank  int // rows at the beginning that were never under the head
	texts  []mark
	codes  []mark
	raw    []byte
	lastAt time.Time
}

// mark is something printed at a row.
type mark struct {
	row  int
	text string
}

// newStrip is paper that was just cut or put in.
func newStrip(width int) strip {
	s := strip{width: width, blank: gapDots}
	for range gapDots {
		s.rows = append(s.rows, make(row, width))
	}
	return s
}

// isPrinted reports whether the paper has moved since it was cut.
func (s *strip) isPrinted() bool { return len(s.rows) > s.blank }

// paper makes a piece out of the first rows.
func (s *strip) paper(rows int, cut bool, margin int) Paper {
	p := Paper{Cut: cut, Raw: bytes.Clone(s.raw), At: s.lastAt}
	for _, m := range s.texts {
		if m.row < rows {
			p.Text = append(p.Text, m.text)
		}
	}
	for _, m := range s.codes {
		if m.row < rows {
			p.QR = append(p.QR, m.text)
		}
	}
	palette := color.Palette{color.Gray{Y: 0xFF}, color.Gray{Y: 0x1A}}
	p.Image = image.NewPaletted(image.Rect(0, 0, s.width+2*margin, rows), palette)
	for y, r := range s.rows[:rows] {
		copy(p.Image.Pix[y*p.Image.Stride+margin:], r)
	}
	return p
}

// cut parts the paper at the cutter, gapDots before the head, and leaves the
// rest hanging.
func (s *strip) cut(margin int) Paper {
	at := len(s.rows) - gapDots
	p := s.paper(at, true, margin)
	rest := strip{width: s.width, rows: slices.Clone(s.rows[at:]), blank: gapDots}
	for _, m := range s.texts {
		if m.row >= at {
			rest.texts = append(rest.texts, mark{m.row - at, m.text})
		}
	}
	*s = rest
	return p
}

// romFont gives the dot patterns of a printer's own font: 24x24 for Chinese,
// 12x24 for the rest.
type romFont struct {
	han    outline
	latin  outline
	glyphs map[rune]glyph
}

// outline is an outline font at one size, in fine dots.
type outline struct {
	face     font.Face
	baseline int // from the top of the cell
}

// glyph is one character as dots.
type glyph struct {
	width int
	rows  [cellRows]row
}

// Cells of the ROM font, and how much finer its outlines are drawn before they
// become dots.
const (
	cellRows = 24
	finer    = 4
)

// newROMFont opens an outline font to make dots of. Latin characters are drawn
// smaller, so that what hangs below their base stays inside the cell.
func newROMFont(file []byte) (*romFont, error) {
	parsed, err := opentype.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	f := romFont{han: outline{baseline: 21 * finer}, latin: outline{baseline: 19 * finer}, glyphs: map[rune]glyph{}}
	f.han.face, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: cellRows * finer, DPI: 72})
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	f.latin.face, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: 22 * finer, DPI: 72})
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	return &f, nil
}

// glyph returns the dots of r and whether the font has it. Without it the
// dots are a box.
func (f *romFont) glyph(r rune) (glyph, bool) {
	if g, ok := f.glyphs[r]; ok {
		return g, true
	}
	g, o := glyph{width: cellRows / 2}, f.latin
	if r >= 0x80 {
		g.width, o = cellRows, f.han
	}
	for y := range g.rows {
		g.rows[y] = make(row, g.width)
	}
	advance, ok := o.face.GlyphAdvance(r)
	if !ok {
		for y := 2; y < cellRows-2; y++ {
			for x := 1; x < g.width-1; x++ {
				g.rows[y][x] = 1
			}
		}
		return g, false
	}
	o.draw(r, advance.Ceil(), g)
	f.glyphs[r] = g
	return g, true
}

// draw makes dots of an outline, squeezed sideways when it is wider than its
// cell.
func (o outline) draw(r rune, advance int, g glyph) {
	fine := image.NewAlpha(image.Rect(0, 0, max(advance, 1), cellRows*finer))
	d := font.Drawer{Dst: fine, Src: image.Opaque, Face: o.face, Dot: fixed.P(0, o.baseline)}
	d.DrawString(string(r))
	cell := max(advance, g.width*finer) // fine dots across the cell
	left := (cell - advance) / 2
	for y := range cellRows {
		for x := range g.width {
			ink, area := 0, 0
			for fy := y * finer; fy < (y+1)*finer; fy++ {
				for fx := x * cell / g.width; fx < (x+1)*cell/g.width; fx++ {
					ink += int(fine.AlphaAt(fx-left, fy).A)
					area += 0xFF
				}
			}
			if ink*100 > area*42 {
				g.rows[y][x] = 1
			}
		}
	}
}
