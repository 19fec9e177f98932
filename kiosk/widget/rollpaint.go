package widget

import (
	"image"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
)

// Picture draws the part of s that lies inside box as a picture of its own,
// nothing pressed and nothing in focus. Whoever asks for it lets it go.
func (p *Painter) Picture(s *Scene, box Rect) *ebiten.Image {
	in := whole(box)
	img := ebiten.NewImageWithOptions(image.Rect(0, 0, in.Dx(), in.Dy()), &ebiten.NewImageOptions{Unmanaged: true})
	img.Fill(s.Palette.Colour(Ground))
	var ops []Op
	for _, op := range s.Ops {
		if op.Bounds().Meets(box) {
			ops = append(ops, Shift(op, -in.Min.X, -in.Min.Y))
		}
	}
	p.ops(img, s.Palette, ops, "", Rect{W: float64(in.Dx()), H: float64(in.Dy())})
	return img
}

// PaintRoll draws what r shows now. Page gives the picture of a page, made by
// Picture of the roll's box.
func (p *Painter) PaintRoll(dst *ebiten.Image, pal *Palette, r *Roll, page func(int) *ebiten.Image) {
	in := whole(r.Box())
	part := clipped(dst, Rect{float64(in.Min.X), float64(in.Min.Y), float64(in.Dx()), float64(in.Dy())})
	off := math.Round(r.Offset())
	if off < 0 || off > float64(r.pages-1)*r.step {
		part.Fill(pal.Colour(Ground))
	}
	o := ebiten.DrawImageOptions{Blend: ebiten.BlendCopy}
	for i := int(math.Floor(off / r.step)); float64(i)*r.step < off+r.step; i++ {
		if i < 0 || i >= r.pages {
			continue
		}
		o.GeoM.Reset()
		o.GeoM.Translate(float64(in.Min.X), float64(in.Min.Y)+math.Round(float64(i)*r.step-off))
		part.DrawImage(page(i), &o)
	}
}
