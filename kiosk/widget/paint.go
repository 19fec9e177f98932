package widget

import (
	"image"
	"image/color"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/text/v2"
	"github.com/hajimehoshi/ebiten/v2/vector"
)

// Painter draws scenes. It needs a display and is used from the frame loop
// only.
type Painter struct {
	kit *Kit
}

// NewPainter returns a painter that draws with the faces of kit.
func NewPainter(kit *Kit) *Painter { return &Painter{kit: kit} }

// Paint draws the part of s that lies inside clip, with the target pressed
// drawn as pressed. Motions are not drawn; see PaintMotion.
func (p *Painter) Paint(dst *ebiten.Image, s *Scene, pressed string, clip Rect) {
	part := clipped(dst, clip)
	part.Fill(s.Palette.Colour(Ground))
	for _, op := range s.Ops {
		if op.Bounds().Meets(clip) {
			p.op(part, s.Palette, op, pressed != "" && op.owner() == pressed)
		}
	}
}

// PaintMotion draws one moment of a motion over what is behind it.
func (p *Painter) PaintMotion(dst *ebiten.Image, s *Scene, m Motion, progress float64) {
	p.Paint(dst, s, "", m.Box)
	part := clipped(dst, m.Box)
	for _, op := range m.At(progress) {
		p.op(part, s.Palette, op, false)
	}
}

func clipped(dst *ebiten.Image, clip Rect) *ebiten.Image {
	r := image.Rect(int(math.Floor(clip.X)), int(math.Floor(clip.Y)),
		int(math.Ceil(clip.X+clip.W)), int(math.Ceil(clip.Y+clip.H)))
	part, ok := dst.SubImage(r).(*ebiten.Image)
	if !ok {
		return dst
	}
	return part
}

func (p *Painter) op(dst *ebiten.Image, pal *Palette, op Op, pressed bool) {
	switch o := op.(type) {
	case Fill:
		paintFill(dst, pal, o, pressed)
	case TextLine:
		p.paintText(dst, pal, o)
	case Drawing:
		paintDrawing(dst, pal, o)
	}
}

func (p *Painter) paintText(dst *ebiten.Image, pal *Palette, l TextLine) {
	face := p.kit.face(l.Font, l.Px)
	var o text.DrawOptions
	o.GeoM.Translate(math.Round(l.Box.X), math.Round(l.Baseline-face.Metrics().HAscent))
	o.ColorScale.ScaleWithColor(pal.Colour(l.Role))
	text.Draw(dst, l.Text, face, &o)
}

// pressedShade is how much darker a pressed face is.
const pressedShade = 0.02

func paintFill(dst *ebiten.Image, pal *Palette, f Fill, pressed bool) {
	if f.Raised > 0 && !pressed && !pal.edged {
		paintShadow(dst, f)
	}
	c := pal.Colour(f.Role)
	border := pal.Colour(f.Border)
	if pressed {
		c, border = darker(c), pal.Colour(Calm)
		f.Edge = max(f.Edge, f.Raised/2)
	}
	switch {
	case f.Bare:
		if pressed {
			fillRound(dst, f.Box, f.Radius, border)
			fillRound(dst, f.Box.Inset(f.Edge, f.Edge), f.Radius-f.Edge, darker(pal.Colour(Ground)))
			return
		}
		strokeRound(dst, f.Box.Inset(f.Edge/2, f.Edge/2), f.Radius, f.Edge, border)
	case f.Edge > 0:
		fillRound(dst, f.Box, f.Radius, border)
		fillRound(dst, f.Box.Inset(f.Edge, f.Edge), max(0, f.Radius-f.Edge), c)
	default:
		fillRound(dst, f.Box, f.Radius, c)
	}
}

func darker(c color.NRGBA) color.NRGBA {
	dim := func(v uint8) uint8 { return uint8(float64(v) * (1 - pressedShade)) }
	return color.NRGBA{dim(c.R), dim(c.G), dim(c.B), c.A}
}

// paintShadow lays a few faint layers under f, the widest first.
func paintShadow(dst *ebiten.Image, f Fill) {
	const layers = 6
	tint := color.NRGBA{0x5A, 0x48, 0x30, 0x07}
	for i := range layers {
		out := f.Raised * (1.5 - 1.7*float64(i)/layers)
		box := f.Box.Inset(-out, -out)
		box.Y += f.Raised * 0.6
		fillRound(dst, box, f.Radius+max(0, out), tint)
	}
}

func fillRound(dst *ebiten.Image, b Rect, radius float64, c color.NRGBA) {
	if b.W <= 0 || b.H <= 0 {
		return
	}
	if radius <= 0 {
		vector.FillRect(dst, float32(b.X), float32(b.Y), float32(b.W), float32(b.H), c, false)
		return
	}
	var path vector.Path
	roundRect(&path, b, radius)
	vector.FillPath(dst, &path, nil, drawIn(c))
}

func strokeRound(dst *ebiten.Image, b Rect, radius, width float64, c color.NRGBA) {
	var path vector.Path
	roundRect(&path, b, radius)
	vector.StrokePath(dst, &path, &vector.StrokeOptions{Width: float32(width), LineJoin: vector.LineJoinRound}, drawIn(c))
}

func roundRect(path *vector.Path, b Rect, radius float64) {
	r := float32(min(radius, b.W/2, b.H/2))
	x0, y0, x1, y1 := float32(b.X), float32(b.Y), float32(b.X+b.W), float32(b.Y+b.H)
	path.MoveTo(x0+r, y0)
	path.LineTo(x1-r, y0)
	path.ArcTo(x1, y0, x1, y0+r, r)
	path.LineTo(x1, y1-r)
	path.ArcTo(x1, y1, x1-r, y1, r)
	path.LineTo(x0+r, y1)
	path.ArcTo(x0, y1, x0, y1-r, r)
	path.LineTo(x0, y0+r)
	path.ArcTo(x0, y0, x0+r, y0, r)
	path.Close()
}

func drawIn(c color.NRGBA) *vector.DrawPathOptions {
	o := &vector.DrawPathOptions{AntiAlias: true}
	o.ColorScale.ScaleWithColor(c)
	return o
}

func paintDrawing(dst *ebiten.Image, pal *Palette, d Drawing) {
	path := pathIn(d.Path, d.Box)
	if d.Width == 0 {
		vector.FillPath(dst, path, nil, drawIn(pal.Colour(d.Role)))
		return
	}
	vector.StrokePath(dst, path, &vector.StrokeOptions{
		Width: float32(d.Width), LineCap: vector.LineCapRound, LineJoin: vector.LineJoinRound,
	}, drawIn(pal.Colour(d.Role)))
}

// circle is drawn in four curves that end where they began: the arc of package
// vector leaves a gap in its stroke.
func circle(path *vector.Path, x, y, r float32) {
	const k = 0.5522848 // of the radius: control points of a quarter
	c := r * k
	path.MoveTo(x+r, y)
	path.CubicTo(x+r, y+c, x+c, y+r, x, y+r)
	path.CubicTo(x-c, y+r, x-r, y+c, x-r, y)
	path.CubicTo(x-r, y-c, x-c, y-r, x, y-r)
	path.CubicTo(x+c, y-r, x+r, y-c, x+r, y)
	path.Close()
}

// pathIn maps a path from its units into box.
func pathIn(p Path, box Rect) *vector.Path {
	k := box.W / IconBox
	x := func(v float64) float32 { return float32(box.X + v*k) }
	y := func(v float64) float32 { return float32(box.Y + v*k) }
	var out vector.Path
	for _, s := range p {
		a := s.At
		switch s.Verb {
		case MoveTo:
			out.MoveTo(x(a[0]), y(a[1]))
		case LineTo:
			out.LineTo(x(a[0]), y(a[1]))
		case QuadTo:
			out.QuadTo(x(a[0]), y(a[1]), x(a[2]), y(a[3]))
		case CubicTo:
			out.CubicTo(x(a[0]), y(a[1]), x(a[2]), y(a[3]), x(a[4]), y(a[5]))
		case Circle:
			circle(&out, x(a[0]), y(a[1]), float32(a[2]*k))
		case Box:
			roundRect(&out, Rect{box.X + a[0]*k, box.Y + a[1]*k, a[2] * k, a[3] * k}, a[4]*k)
		case Shut:
			out.Close()
		}
	}
	return &out
}
