package widget

import (
	"image"
	"image/color"
)

// fillRect paints r of dst in one opaque colour.
func fillRect(dst *image.RGBA, r image.Rectangle, c color.RGBA) {
	r = r.Intersect(dst.Rect)
	if r.Empty() {
		return
	}
	first := dst.Pix[dst.PixOffset(r.Min.X, r.Min.Y):][:4*r.Dx()]
	fillRun(first, c)
	for y := r.Min.Y + 1; y < r.Max.Y; y++ {
		copy(dst.Pix[dst.PixOffset(r.Min.X, y):], first)
	}
}

// fillRun makes each pixel of run that colour.
func fillRun(run []byte, c color.RGBA) {
	if len(run) < 4 {
		return
	}
	run[0], run[1], run[2], run[3] = c.R, c.G, c.B, c.A
	for done := 4; done < len(run); done *= 2 {
		copy(run[done:], run[:done])
	}
}

// overPixel lays a premultiplied colour on one pixel.
func overPixel(p []byte, r, g, b, a uint32) {
	rest := 255 - a
	p[0] = uint8(r + (uint32(p[0])*rest+127)/255)
	p[1] = uint8(g + (uint32(p[1])*rest+127)/255)
	p[2] = uint8(b + (uint32(p[2])*rest+127)/255)
	p[3] = uint8(a + (uint32(p[3])*rest+127)/255)
}

// overRun lays the pixels of src on those of dst.
func overRun(dst, src []byte) {
	for len(dst) >= 4 && len(src) >= 4 {
		switch a := src[3]; a {
		case 0:
		case 255:
			copy(dst[:4], src[:4])
		default:
			overPixel(dst, uint32(src[0]), uint32(src[1]), uint32(src[2]), uint32(a))
		}
		dst, src = dst[4:], src[4:]
	}
}

// stretchRun lays one pixel on all of dst.
func stretchRun(dst, pixel []byte) {
	switch a := pixel[3]; a {
	case 0:
	case 255:
		fillRun(dst, color.RGBA{pixel[0], pixel[1], pixel[2], a})
	default:
		for ; len(dst) >= 4; dst = dst[4:] {
			overPixel(dst, uint32(pixel[0]), uint32(pixel[1]), uint32(pixel[2]), uint32(a))
		}
	}
}

// overImage lays src on dst with its corner at a point, inside clip.
func overImage(dst *image.RGBA, clip image.Rectangle, src *image.RGBA, at image.Point) {
	r := src.Rect.Sub(src.Rect.Min).Add(at).Intersect(clip).Intersect(dst.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from := src.PixOffset(src.Rect.Min.X+r.Min.X-at.X, src.Rect.Min.Y+y-at.Y)
		to := dst.PixOffset(r.Min.X, y)
		overRun(dst.Pix[to:to+4*r.Dx()], src.Pix[from:])
	}
}

// overMask lays a colour on dst through a mask with its corner at a point,
// inside clip.
func overMask(dst *image.RGBA, clip image.Rectangle, mask *image.Alpha, at image.Point, c color.RGBA) {
	r := mask.Rect.Add(at).Intersect(clip).Intersect(dst.Rect)
	red, green, blue, all := uint32(c.R), uint32(c.G), uint32(c.B), uint32(c.A)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		cover := mask.Pix[mask.PixOffset(r.Min.X-at.X, y-at.Y):][:r.Dx()]
		to := dst.Pix[dst.PixOffset(r.Min.X, y):][:4*r.Dx()]
		for i, m := range cover {
			switch {
			case m == 0:
			case m == 255 && all == 255:
				p := to[4*i : 4*i+4]
				p[0], p[1], p[2], p[3] = c.R, c.G, c.B, 255
			default:
				k := uint32(m)
				overPixel(to[4*i:4*i+4], (red*k+127)/255, (green*k+127)/255, (blue*k+127)/255, (all*k+127)/255)
			}
		}
	}
}

// overCells lays a picture on dst in the cells of two cuts: those along the
// middle are drawn out of one row or column.
func overCells(dst *image.RGBA, clip image.Rectangle, picture *image.RGBA, x, y cut) {
	clip = clip.Intersect(dst.Rect)
	for j := 1; j < len(y.dst); j++ {
		for row := max(y.dst[j-1], clip.Min.Y); row < min(y.dst[j], clip.Max.Y); row++ {
			from := y.src[j-1]
			if y.src[j]-from == y.dst[j]-y.dst[j-1] {
				from += row - y.dst[j-1]
			}
			overRow(dst, clip, row, picture.Pix[picture.PixOffset(0, from):], x)
		}
	}
}

// overRow lays one row of a picture on a row of dst in the cells of a cut.
func overRow(dst *image.RGBA, clip image.Rectangle, row int, src []byte, x cut) {
	for i := 1; i < len(x.dst); i++ {
		left, right := max(x.dst[i-1], clip.Min.X), min(x.dst[i], clip.Max.X)
		if left >= right {
			continue
		}
		to := dst.Pix[dst.PixOffset(left, row):][:4*(right-left)]
		from := src[4*x.src[i-1]:]
		if x.src[i]-x.src[i-1] == x.dst[i]-x.dst[i-1] {
			overRun(to, from[4*(left-x.dst[i-1]):])
		} else {
			stretchRun(to, from[:4])
		}
	}
}

// copyPart copies part of src to dst with its corner at a point.
func copyPart(dst, src *image.RGBA, part image.Rectangle, at image.Point) {
	part = part.Intersect(src.Rect)
	r := part.Sub(part.Min).Add(at).Intersect(dst.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from := src.PixOffset(part.Min.X+r.Min.X-at.X, part.Min.Y+y-at.Y)
		copy(dst.Pix[dst.PixOffset(r.Min.X, y):][:4*r.Dx()], src.Pix[from:])
	}
}
