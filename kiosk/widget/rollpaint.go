package widget

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"
)

// Picture draws the part of s that lies inside box as a picture of its own,
// nothing pressed and nothing in focus. Whoever asks for it lets it go.
func (p *Painter) Picture(s *Scene, box Rect) *ebiten.Image {
	in := whole(box)
	img := ebiten.NewImageWithOptions(image.Rect(0, 0, in.Dx(), in.Dy()), &ebiten.NewImageOptions{Unmanaged: true})
	img.Fill(s.Palette.Colour(Ground))
	p.ops(img, s.Palette, opsIn(s, box), "", Rect{W: float64(in.Dx()), H: float64(in.Dy())})
	return img
}

// Canvas is what pictures are put on: an image, or the glass itself.
type Canvas interface {
	DrawImage(*ebiten.Image, *ebiten.DrawImageOptions)
}

// PutPages puts on dst what r shows now, by way of m. Page gives the picture of
// a page, made by Picture of the roll's box.
func PutPages(dst Canvas, m ebiten.GeoM, r *Roll, page func(int) *ebiten.Image) {
	r.eachSeen(func(n int, seen image.Rectangle, at image.Point) {
		if part, ok := page(n).SubImage(seen).(*ebiten.Image); ok {
			o := ebiten.DrawImageOptions{Blend: ebiten.BlendCopy}
			o.GeoM.Translate(float64(at.X), float64(at.Y))
			o.GeoM.Concat(m)
			dst.DrawImage(part, &o)
		}
	})
}

// PutAround puts on dst by way of m what of a picture lies beside r.
func PutAround(dst Canvas, m ebiten.GeoM, r *Roll, picture *ebiten.Image) {
	in, all := whole(r.box), picture.Bounds()
	for _, side := range []image.Rectangle{
		{all.Min, image.Pt(all.Max.X, in.Min.Y)},
		{image.Pt(all.Min.X, in.Max.Y), all.Max},
		{image.Pt(all.Min.X, in.Min.Y), image.Pt(in.Min.X, in.Max.Y)},
		{image.Pt(in.Max.X, in.Min.Y), image.Pt(all.Max.X, in.Max.Y)},
	} {
		if part, ok := picture.SubImage(side).(*ebiten.Image); ok && !side.Empty() {
			o := ebiten.DrawImageOptions{Blend: ebiten.BlendCopy}
			o.GeoM.Translate(float64(side.Min.X), float64(side.Min.Y))
			o.GeoM.Concat(m)
			dst.DrawImage(part, &o)
		}
	}
}
