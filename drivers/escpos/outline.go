package escpos

import (
	"errors"
	"fmt"
	"image"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// ErrNoGlyph reports a character that an Outline has no drawing for.
var ErrNoGlyph = errors.New("escpos: font lacks a character")

// Outline is a Rasterizer that draws with OpenType fonts. It may be used from
// several goroutines.
type Outline struct{ regular, bold *opentype.Font }

// NewOutline reads two OpenType or TrueType font files. Without a bold one the
// regular one serves for both.
func NewOutline(regular, bold []byte) (*Outline, error) {
	r, err := opentype.Parse(regular)
	if err != nil {
		return nil, fmt.Errorf("escpos: regular font: %w", err)
	}
	if bold == nil {
		return &Outline{regular: r, bold: r}, nil
	}
	b, err := opentype.Parse(bold)
	if err != nil {
		return nil, fmt.Errorf("escpos: bold font: %w", err)
	}
	return &Outline{regular: r, bold: b}, nil
}

// Rasterize draws t with an em of 24·Scale dots, or smaller where that would
// be wider than the paper. The error wraps ErrNoGlyph for a character that the
// font lacks.
func (o *Outline) Rasterize(t Text, width int) (*image.Alpha, error) {
	chosen := o.regular
	if t.Bold {
		chosen = o.bold
	}
	var buffer sfnt.Buffer
	for _, r := range t.Text {
		if glyph, err := chosen.GlyphIndex(&buffer, r); err != nil || glyph == 0 {
			return nil, fmt.Errorf("%w: U+%04X", ErrNoGlyph, r)
		}
	}
	em := float64(t.Scale * cellHeight)
	face, ink, err := measure(chosen, t.Text, em)
	if err == nil && ink.Dx() > width {
		em *= float64(width-1) / float64(ink.Dx()) // one dot for rounding
		face, ink, err = measure(chosen, t.Text, em)
	}
	if err != nil {
		return nil, fmt.Errorf("escpos: draw text: %w", err)
	}
	picture := image.NewAlpha(image.Rect(0, 0, ink.Dx(), ink.Dy()))
	drawer := font.Drawer{
		Dst: picture, Src: image.Opaque, Face: face,
		Dot: fixed.P(-ink.Min.X, -ink.Min.Y),
	}
	drawer.DrawString(t.Text)
	return picture, nil
}

// baseline is how far down the em square a Chinese font's baseline lies.
const baseline = 0.88

// measure opens the font at a size and gives the box, around a dot at the
// origin, that holds the em square's height, all ink of text and the space that
// it begins with.
func measure(f *opentype.Font, text string, em float64) (font.Face, image.Rectangle, error) {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: em, DPI: 72})
	if err != nil {
		return nil, image.Rectangle{}, err
	}
	bounds, _ := font.BoundString(face, text)
	top := min(bounds.Min.Y.Floor(), -int(baseline*em))
	bottom := max(bounds.Max.Y.Ceil(), int((1-baseline)*em))
	left := bounds.Min.X.Floor()
	if strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\u3000") {
		left = min(left, 0) // a line that is set in has no ink there
	}
	return face, image.Rect(left, top, bounds.Max.X.Ceil(), bottom), nil
}
