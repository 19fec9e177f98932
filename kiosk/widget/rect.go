package widget

import (
	"image"
	"math"
)

// Millimetres is a length on the glass. It becomes pixels by the pitch of the
// panel, so that a button is as large on a small panel as on a large one.
type Millimetres float64

// Rect is a place in window pixels, from the top left corner.
type Rect struct{ X, Y, W, H float64 }

// Inset returns r made smaller by dx on the left and right, dy above and below.
func (r Rect) Inset(dx, dy float64) Rect {
	return Rect{r.X + dx, r.Y + dy, max(0, r.W-2*dx), max(0, r.H-2*dy)}
}

// CutTop takes h pixels off the top of r and returns them.
func (r *Rect) CutTop(h float64) Rect {
	h = min(h, r.H)
	cut := Rect{r.X, r.Y, r.W, h}
	r.Y, r.H = r.Y+h, r.H-h
	return cut
}

// CutBottom takes h pixels off the bottom of r and returns them.
func (r *Rect) CutBottom(h float64) Rect {
	h = min(h, r.H)
	r.H -= h
	return Rect{r.X, r.Y + r.H, r.W, h}
}

// CutLeft takes w pixels off the left of r and returns them.
func (r *Rect) CutLeft(w float64) Rect {
	w = min(w, r.W)
	cut := Rect{r.X, r.Y, w, r.H}
	r.X, r.W = r.X+w, r.W-w
	return cut
}

// CutRight takes w pixels off the right of r and returns them.
func (r *Rect) CutRight(w float64) Rect {
	w = min(w, r.W)
	r.W -= w
	return Rect{r.X + r.W, r.Y, w, r.H}
}

// Columns splits r into n equal columns with gap pixels between them.
func (r Rect) Columns(n int, gap float64) []Rect {
	cells := make([]Rect, n)
	w := (r.W - gap*float64(n-1)) / float64(n)
	for i := range cells {
		cells[i] = Rect{r.X + float64(i)*(w+gap), r.Y, w, r.H}
	}
	return cells
}

// Rows splits r into n equal rows with gap pixels between them.
func (r Rect) Rows(n int, gap float64) []Rect {
	cells := make([]Rect, n)
	h := (r.H - gap*float64(n-1)) / float64(n)
	for i := range cells {
		cells[i] = Rect{r.X, r.Y + float64(i)*(h+gap), r.W, h}
	}
	return cells
}

// Centred returns a w by h place in the middle of r.
func (r Rect) Centred(w, h float64) Rect {
	return Rect{r.X + (r.W-w)/2, r.Y + (r.H-h)/2, w, h}
}

// Contains tells whether the point is inside r.
func (r Rect) Contains(x, y float64) bool {
	return x >= r.X && y >= r.Y && x < r.X+r.W && y < r.Y+r.H
}

// Holds tells whether all of o is inside r, within half a pixel.
func (r Rect) Holds(o Rect) bool {
	const slack = 0.5
	return o.X >= r.X-slack && o.Y >= r.Y-slack &&
		o.X+o.W <= r.X+r.W+slack && o.Y+o.H <= r.Y+r.H+slack
}

// Meets tells whether r and o share any pixel.
func (r Rect) Meets(o Rect) bool {
	return r.X < o.X+o.W && o.X < r.X+r.W && r.Y < o.Y+o.H && o.Y < r.Y+r.H
}

// Outer is the smallest place on whole pixels that holds r.
func (r Rect) Outer() image.Rectangle {
	return image.Rect(int(math.Floor(r.X)), int(math.Floor(r.Y)), int(math.Ceil(r.X+r.W)), int(math.Ceil(r.Y+r.H)))
}
