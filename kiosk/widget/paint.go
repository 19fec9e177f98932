package widget

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/text/v2"
	"github.com/hajimehoshi/ebiten/v2/vector"
)

// Painter draws scenes. It needs a display and is used from the frame loop
// only. Plates and strokes are drawn once for each look and kept as pictures:
// drawing their outlines anew costs ten times as much as the whole rest.
type Painter struct {
	kit    *Kit
	stamps *stamps[*ebiten.Image]
}

// NewPainter returns a painter that draws with the faces of kit.
func NewPainter(kit *Kit) *Painter {
	return &Painter{kit: kit, stamps: newStamps(upload, (*ebiten.Image).Deallocate)}
}

// Paint draws the part of s that lies inside clip, with the target pressed
// drawn as pressed. Motions are not drawn; see PaintMotion.
func (p *Painter) Paint(dst *ebiten.Image, s *Scene, pressed string, clip Rect) {
	p.stamps.tidy()
	part := clipped(dst, clip)
	part.Fill(s.Palette.Colour(Ground))
	p.ops(part, s.Palette, s.Ops, pressed, clip)
	if ring, ok := s.ring(); ok {
		p.ops(part, s.Palette, []Op{ring}, "", clip)
	}
}

// PaintMotion draws what m looks like now, ops, over what is behind it.
func (p *Painter) PaintMotion(dst *ebiten.Image, s *Scene, m Motion, ops []Op) {
	p.Paint(dst, s, "", m.Box)
	p.ops(clipped(dst, m.Box), s.Palette, ops, "", m.Box)
}

func clipped(dst *ebiten.Image, clip Rect) *ebiten.Image {
	part, ok := dst.SubImage(clip.Outer()).(*ebiten.Image)
	if !ok {
		return dst
	}
	return part
}

// ops prepares all pictures first and draws them then: a picture that becomes
// ready between two others would part them into calls of their own.
func (p *Painter) ops(dst *ebiten.Image, pal *Palette, ops []Op, pressed string, clip Rect) {
	draws := make([]func(dst *ebiten.Image), 0, len(ops))
	for _, op := range ops {
		if !op.Bounds().Meets(clip) {
			continue
		}
		switch o := op.(type) {
		case Fill:
			draws = append(draws, p.fill(pal, o, pressed != "" && o.Owner == pressed))
		case TextLine:
			draws = append(draws, p.text(pal, o))
		case Drawing:
			draws = append(draws, p.drawing(pal, o))
		case Script:
			draws = append(draws, p.script(pal, o))
		}
	}
	for _, draw := range draws {
		draw(dst)
	}
}

func (p *Painter) text(pal *Palette, l TextLine) func(*ebiten.Image) {
	face := p.kit.face(l.Font, l.Px)
	glyphs := text.AppendGlyphs(nil, l.Text, face, nil)
	x, y := math.Round(l.Box.X), math.Round(l.Baseline-face.Metrics().HAscent)
	return func(dst *ebiten.Image) {
		var o ebiten.DrawImageOptions
		o.ColorScale.ScaleWithColor(pal.Colour(l.Role))
		for _, g := range glyphs {
			if g.Image != nil {
				o.GeoM.Reset()
				o.GeoM.Translate(x+g.X, y+g.Y)
				dst.DrawImage(g.Image, &o)
			}
		}
	}
}

func (p *Painter) fill(pal *Palette, f Fill, pressed bool) func(*ebiten.Image) {
	cut := cutPlate(pal, f, pressed)
	picture := p.stamps.plate(cut.least)
	return func(dst *ebiten.Image) { drawOut(dst, picture, cut.x, cut.y) }
}

func (p *Painter) drawing(pal *Palette, d Drawing) func(*ebiten.Image) {
	if len(d.Path) == 0 {
		return func(*ebiten.Image) {}
	}
	s := stroke{path: d.Path, side: d.Box.W, width: d.Width, c: pal.Colour(d.Role)}
	picture, margin := p.stamps.stroke(s), float64(s.margin())
	return func(dst *ebiten.Image) {
		var o ebiten.DrawImageOptions
		o.GeoM.Translate(math.Round(d.Box.X)-margin, math.Round(d.Box.Y)-margin)
		dst.DrawImage(picture, &o)
	}
}

// script draws a stroke as it is: it grows with each frame, so no picture of
// it is kept.
func (p *Painter) script(pal *Palette, s Script) func(*ebiten.Image) {
	var path vector.Path
	for i, at := range s.Points {
		x, y := float32(s.Box.X+float64(at.X)*s.Unit), float32(s.Box.Y+float64(at.Y)*s.Unit)
		if i == 0 {
			path.MoveTo(x, y)
			path.LineTo(x+0.1, y) // a stroke of one point is a dot
		}
		path.LineTo(x, y)
	}
	return func(dst *ebiten.Image) {
		o := &vector.DrawPathOptions{AntiAlias: true}
		o.ColorScale.ScaleWithColor(pal.Colour(s.Role))
		pen := &vector.StrokeOptions{Width: float32(s.Width), LineCap: vector.LineCapRound, LineJoin: vector.LineJoinRound}
		vector.StrokePath(dst, &path, pen, o)
	}
}
