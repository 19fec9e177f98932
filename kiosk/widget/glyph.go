package widget

import (
	"image"
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/hajimehoshi/ebiten/v2/text/v2"
	"golang.org/x/image/draw"
	"golang.org/x/image/vector"
)

// mostGlyphs is how many bytes of glyphs are kept. A screen full of text in
// three sizes is some 400 KiB.
const mostGlyphs = 4 << 20

// subpixel is the unit in which glyphs are moved sideways.
const subpixel = 64

// glyphs are characters as masks, by how they were drawn before. They look as
// those that the graphics library makes: the same outlines, moved by the same
// parts of a pixel, smoothed by the same rasteriser.
type glyphs struct {
	faces [fonts]*font.Face // of our own: they hold what was drawn last
	masks map[glyphKey]*image.Alpha
	bytes int
}

type glyphKey struct {
	font  Font
	px    float64
	id    uint32
	moved int // sideways, in subpixels
}

func newGlyphs(k *Kit) *glyphs {
	g := &glyphs{masks: map[glyphKey]*image.Alpha{}}
	for f, source := range k.sources {
		if shared, ok := source.UnsafeInternal().(*font.Face); ok {
			g.faces[f] = font.NewFace(shared.Font)
		}
	}
	return g
}

// tidy lets all go when there are too many.
func (g *glyphs) tidy() {
	if g.bytes > mostGlyphs {
		g.clear()
	}
}

// clear overwrites all that is kept and lets it go.
func (g *glyphs) clear() {
	for _, mask := range g.masks {
		clear(mask.Pix)
	}
	g.masks, g.bytes = map[glyphKey]*image.Alpha{}, 0
}

// mask returns the picture of one glyph of a line and where it lies, counted
// from the line's corner; nil for one that draws nothing.
func (g *glyphs) mask(f Font, px, height float64, l text.LazyGlyph) *image.Alpha {
	if l.ImageBounds.Empty() || g.faces[f] == nil {
		return nil
	}
	step := subpixel / finenessOf(height)
	x := int((l.OriginX+l.OriginOffsetX)*subpixel) / step * step
	y := math.Floor(l.OriginY + l.OriginOffsetY)
	key := glyphKey{f, px, l.GID, x - int(math.Floor(float64(x)/subpixel))*subpixel}
	m, ok := g.masks[key]
	if !ok {
		origin := [2]float32{float32(x)/subpixel - float32(l.ImageBounds.Min.X), float32(y) - float32(l.ImageBounds.Min.Y)}
		m = g.draw(f, px, l, origin)
		g.masks[key] = m
		g.bytes += len(m.Pix)
	}
	return m
}

// finenessOf is into how many parts a pixel is divided sideways for lines of
// that height: small characters need it, large ones do not.
func finenessOf(height float64) int {
	switch {
	case height < 20:
		return 8
	case height < 40:
		return 4
	case height < 80:
		return 2
	}
	return 1
}

// draw draws the outline of a glyph with its origin at a point.
func (g *glyphs) draw(f Font, px float64, l text.LazyGlyph, origin [2]float32) *image.Alpha {
	face := g.faces[f]
	size := l.ImageBounds.Size()
	m := image.NewAlpha(image.Rectangle{Max: size})
	outline, ok := face.GlyphData(font.GID(l.GID)).(font.GlyphOutline)
	if !ok {
		return m
	}
	scale := float32(px / float64(face.Upem()))
	at := func(p opentype.SegmentPoint) (x, y float32) { return origin[0] + p.X*scale, origin[1] - p.Y*scale }
	r := vector.NewRasterizer(size.X, size.Y)
	for _, s := range outline.Segments {
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
		x2, y2 := at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			r.MoveTo(x0, y0)
		case opentype.SegmentOpLineTo:
			r.LineTo(x0, y0)
		case opentype.SegmentOpQuadTo:
			r.QuadTo(x0, y0, x1, y1)
		case opentype.SegmentOpCubeTo:
			r.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	r.ClosePath()
	r.DrawOp = draw.Src
	r.Draw(m, m.Rect, image.Opaque, image.Point{})
	return m
}
