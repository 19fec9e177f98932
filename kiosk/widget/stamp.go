package widget

import (
	"image"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
)

// mostStamps is how many bytes of pictures are kept. A screen needs some thirty
// pictures, a quarter of a megabyte; a day with all screens, sizes and colours
// some hundreds.
const mostStamps = 8 << 20

// stamps are plates and strokes that were drawn before, by what they look
// like. They lie on few textures, so that a whole picture of them is few
// calls of the graphics library.
type stamps[P any] struct {
	plates  map[plate]P
	strokes map[strokeKey]P
	keep    func(*image.RGBA) P // makes of a drawn picture one that is kept
	drop    func(P)             // lets it go
	bytes   int
}

// strokeKey is a stroke without its path: paths are never changed once loaded,
// so the first step tells which it is.
type strokeKey struct {
	first *Step
	look  [2]float64
	c     [4]uint8
}

func newStamps[P any](keep func(*image.RGBA) P, drop func(P)) *stamps[P] {
	return &stamps[P]{plates: map[plate]P{}, strokes: map[strokeKey]P{}, keep: keep, drop: drop}
}

// plate returns the picture of p, which must be its own least.
func (s *stamps[P]) plate(p plate) P {
	img, ok := s.plates[p]
	if !ok {
		img = s.kept(p.picture())
		s.plates[p] = img
	}
	return img
}

func (s *stamps[P]) stroke(k stroke) P {
	key := strokeKey{&k.path[0], [2]float64{k.side, k.width}, [4]uint8{k.c.R, k.c.G, k.c.B, k.c.A}}
	img, ok := s.strokes[key]
	if !ok {
		img = s.kept(k.picture())
		s.strokes[key] = img
	}
	return img
}

func (s *stamps[P]) kept(img *image.RGBA) P {
	s.bytes += len(img.Pix)
	return s.keep(img)
}

// tidy lets all go when there are too many. It must not be called while a
// picture is being painted.
func (s *stamps[P]) tidy() {
	if s.bytes < mostStamps {
		return
	}
	for _, img := range s.plates {
		s.drop(img)
	}
	for _, img := range s.strokes {
		s.drop(img)
	}
	clear(s.plates)
	clear(s.strokes)
	s.bytes = 0
}

func upload(img *image.RGBA) *ebiten.Image {
	out := ebiten.NewImage(img.Rect.Dx(), img.Rect.Dy())
	out.WritePixels(img.Pix)
	return out
}

// cut is where a plate is cut along one axis: places in its picture and on the
// glass, the middle being drawn out.
type cut struct{ src, dst []int }

// cutAxis cuts an axis of a picture of least pixels that is to become size
// pixels from at on, both without the margin.
func cutAxis(at, size, least, corner, margin int) cut {
	all := least + 2*margin
	c := cut{src: []int{0, all}, dst: []int{at - margin, at + size + margin}}
	if size > least {
		near, far := margin+corner, all-margin-corner
		c.src = []int{0, near, far, all}
		c.dst = []int{c.dst[0], at + corner, at + size - corner, c.dst[1]}
	}
	return c
}

// drawOut draws the picture of a least plate in the cells of the cuts.
func drawOut(dst, picture *ebiten.Image, x, y cut) {
	var corners []ebiten.Vertex
	var cells []uint16
	for j := range y.dst {
		for i := range x.dst {
			corners = append(corners, ebiten.Vertex{
				DstX: float32(x.dst[i]), DstY: float32(y.dst[j]), SrcX: float32(x.src[i]), SrcY: float32(y.src[j]),
				ColorR: 1, ColorG: 1, ColorB: 1, ColorA: 1,
			})
			if i > 0 && j > 0 {
				d := uint16(len(corners) - 1)
				up := d - uint16(len(x.dst))
				cells = append(cells, up-1, up, d-1, up, d, d-1)
			}
		}
	}
	dst.DrawTriangles(corners, cells, picture, nil)
}

// whole is r on whole pixels, at least one of each.
func whole(r Rect) image.Rectangle {
	x, y := int(math.Round(r.X)), int(math.Round(r.Y))
	return image.Rect(x, y, max(x+1, int(math.Round(r.X+r.W))), max(y+1, int(math.Round(r.Y+r.H))))
}
