package widget

import (
	"image"
	"image/color"
	"math"
)

// stroke is a path drawn with a round pen, as a picture.
type stroke struct {
	path  Path
	side  float64 // pixels that IconBox becomes
	width float64 // of the pen, in pixels
	c     color.NRGBA
}

// margin is how far the pen reaches out of the box, in whole pixels.
func (s stroke) margin() int { return int(math.Ceil(s.width/2)) + 1 }

// picture draws the stroke with its margin on all sides.
func (s stroke) picture() *image.RGBA {
	n := int(math.Ceil(s.side)) + 2*s.margin()
	img := image.NewRGBA(image.Rect(0, 0, n, n))
	ink := newReach(n, n, s.width)
	pen := pen{k: s.side / IconBox, origin: float64(s.margin()), line: ink.line}
	pen.draw(s.path)
	ink.each(func(i int, cover float64) {
		var k blend
		k.over(s.c, cover)
		img.SetRGBA(i%n, i/n, k.colour())
	})
	return img
}

// reach is what a round pen covers: the squared distance of each pixel to the
// lines that it drew.
type reach struct {
	w, h  int
	width float64 // of the pen, in pixels
	far   []float64
}

func newReach(w, h int, width float64) *reach {
	r := &reach{w, h, width, make([]float64, w*h)}
	for i := range r.far {
		r.far[i] = math.MaxFloat64
	}
	return r
}

// with is the smallest place that holds r, where it is one, and a dot of a pen
// around p.
func (r Rect) with(p point, pen float64) Rect {
	dot := Rect{p.x - pen, p.y - pen, 2 * pen, 2 * pen}
	if r == (Rect{}) {
		return dot
	}
	x, y := min(r.X, dot.X), min(r.Y, dot.Y)
	return Rect{x, y, max(r.X+r.W, dot.X+dot.W) - x, max(r.Y+r.H, dot.Y+dot.H) - y}
}

// each calls f for each pixel that the pen came near to, with how much of it is
// covered.
func (r *reach) each(f func(i int, cover float64)) {
	for i, d := range r.far {
		if d < math.MaxFloat64 {
			f(i, covered(math.Sqrt(d)-r.width/2))
		}
	}
}

// mask is all that is covered.
func (r *reach) mask() *image.Alpha {
	m := image.NewAlpha(image.Rect(0, 0, r.w, r.h))
	r.each(func(i int, cover float64) { m.Pix[i] = uint8(math.Round(255 * cover)) })
	return m
}

// line lowers the distances around the line from a to b.
func (r *reach) line(a, b point) {
	out := r.width/2 + 1
	x0, x1 := int(max(0, min(a.x, b.x)-out)), int(min(float64(r.w-1), max(a.x, b.x)+out))
	y0, y1 := int(max(0, min(a.y, b.y)-out)), int(min(float64(r.h-1), max(a.y, b.y)+out))
	along := point{b.x - a.x, b.y - a.y}
	length := along.x*along.x + along.y*along.y
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			to := point{float64(x) + 0.5 - a.x, float64(y) + 0.5 - a.y}
			t := 0.0
			if length > 0 {
				t = min(1, max(0, (to.x*along.x+to.y*along.y)/length))
			}
			dx, dy := to.x-t*along.x, to.y-t*along.y
			if d := dx*dx + dy*dy; d < r.far[y*r.w+x] {
				r.far[y*r.w+x] = d
			}
		}
	}
}

type point struct{ x, y float64 }

// pen walks a path in straight lines short enough to look round.
type pen struct {
	k, origin float64 // pixels a unit; where the box begins
	at, begun point
	line      func(a, b point)
}

func (p *pen) draw(path Path) {
	for _, s := range path {
		a := s.At
		switch s.Verb {
		case MoveTo:
			p.at = p.pixel(a[0], a[1])
			p.begun = p.at
		case LineTo:
			p.to(p.pixel(a[0], a[1]))
		case QuadTo:
			from, c, end := p.at, p.pixel(a[0], a[1]), p.pixel(a[2], a[3])
			third := func(v, w float64) float64 { return v + (w-v)*2/3 }
			p.curve(point{third(from.x, c.x), third(from.y, c.y)}, point{third(end.x, c.x), third(end.y, c.y)}, end)
		case CubicTo:
			p.curve(p.pixel(a[0], a[1]), p.pixel(a[2], a[3]), p.pixel(a[4], a[5]))
		case Circle:
			p.at = p.pixel(a[0]+a[2], a[1])
			p.arc(a[0], a[1], a[2], 0, 4)
		case Box:
			p.box(a[0], a[1], a[2], a[3], a[4])
		case Shut:
			p.to(p.begun)
		}
	}
}

func (p *pen) pixel(x, y float64) point { return point{p.origin + x*p.k, p.origin + y*p.k} }

func (p *pen) to(end point) {
	p.line(p.at, end)
	p.at = end
}

// curve goes along a cubic curve.
func (p *pen) curve(c1, c2, end point) {
	from := p.at
	n := steps(math.Hypot(c1.x-from.x, c1.y-from.y) + math.Hypot(c2.x-c1.x, c2.y-c1.y) + math.Hypot(end.x-c2.x, end.y-c2.y))
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		u := 1 - t
		q := func(a, b, c, d float64) float64 { return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d }
		p.to(point{q(from.x, c1.x, c2.x, end.x), q(from.y, c1.y, c2.y, end.y)})
	}
}

// arc goes clockwise along quarters of a circle, the first one being number
// from, counted from the right.
func (p *pen) arc(x, y, r float64, from, quarters int) {
	n := quarters * steps(r*p.k*math.Pi/2)
	for i := 1; i <= n; i++ {
		angle := (float64(from) + float64(i*quarters)/float64(n)) * math.Pi / 2
		p.to(p.pixel(x+r*math.Cos(angle), y+r*math.Sin(angle)))
	}
}

func (p *pen) box(x, y, w, h, r float64) {
	r = min(r, w/2, h/2)
	p.at = p.pixel(x+w-r, y)
	p.arc(x+w-r, y+r, r, 3, 1)
	p.to(p.pixel(x+w, y+h-r))
	p.arc(x+w-r, y+h-r, r, 0, 1)
	p.to(p.pixel(x+r, y+h))
	p.arc(x+r, y+h-r, r, 1, 1)
	p.to(p.pixel(x, y+r))
	p.arc(x+r, y+r, r, 2, 1)
	p.to(p.pixel(x+w-r, y))
}

// steps is how many straight lines stand for a curve of that many pixels.
func steps(length float64) int { return 2 + int(length/3) }
