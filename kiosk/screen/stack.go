package screen

import (
	"slices"

	"linli/kiosk/widget"
)

// part is something that knows its height and how to be laid.
type part struct {
	height float64
	lay    func(box widget.Rect)
	spare  bool // left out where there is no room for all parts
	tied   bool // no more than reach pixels below the part above it
	reach  float64
}

// orLess marks p as spare.
func (p part) orLess() part { p.spare = true; return p }

// under ties p to the part above it: they are read as one.
func (p part) under(reach float64) part { p.tied, p.reach = true, reach; return p }

// centred stacks parts in the middle of box, near enough to be read as one.
func (l *layout) centred(box widget.Rect, parts ...part) { l.spread(box, l.Px(20), parts...) }

// spread stacks parts in the middle of box with equal space between them, most
// pixels at most, and less above one that is tied. Where they do not all fit,
// spare ones are left out, the last one first.
func (l *layout) spread(box widget.Rect, most float64, parts ...part) {
	total := stacked(parts)
	for i := len(parts) - 1; i >= 0 && total > box.H; i-- {
		if parts[i].spare {
			gone := parts[i]
			parts = slices.Delete(slices.Clone(parts), i, i+1)
			if i < len(parts) && parts[i].tied {
				parts[i].tied, parts[i].reach = gone.tied, gone.reach
			}
			total = stacked(parts)
		}
	}
	if total > box.H+1 {
		l.Fault(widget.Overflow, "%d parts on %s need %.0f px, have %.0f", len(parts), l.v.Screen, total, box.H)
	}
	space := min((box.H-total)/float64(len(parts)+1), most)
	above := func(i int) float64 {
		switch {
		case i == 0:
			return 0
		case parts[i].tied:
			return min(space, parts[i].reach)
		}
		return space
	}
	free := box.H - total
	for i := range parts {
		free -= above(i)
	}
	box.CutTop(free / 2)
	for i, p := range parts {
		box.CutTop(above(i))
		p.lay(box.CutTop(p.height))
	}
}

func stacked(parts []part) float64 {
	total := 0.0
	for _, p := range parts {
		total += p.height
	}
	return total
}

func (l *layout) words(st widget.Style, width float64, words string) part {
	b := l.Measure(st, words, width)
	return part{height: b.H, lay: func(box widget.Rect) { l.Put(b, box) }}
}

// row is an icon with one or two blocks of text beside it.
type row struct {
	icon         string
	role         widget.Role
	first, below widget.Block
}

func (r row) height(icon float64) float64 { return max(icon, r.first.H+r.below.H) }

func (l *layout) layRow(box widget.Rect, r row, icon float64) {
	l.Icon(r.icon, box.CutLeft(icon), r.role)
	box.CutLeft(l.Px(5))
	text := box.Centred(box.W, r.first.H+r.below.H)
	l.Put(r.first, text.CutTop(r.first.H))
	if r.below.H > 0 {
		l.Put(r.below, text)
	}
}
