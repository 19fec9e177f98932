package screen

import (
	"slices"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// home shows what one can do here: a tile for each entry, and below it what
// most people come for.
func (l *layout) home() {
	l.bottomBand(l.toSeek())
	box := l.middle
	l.Text(&box, l.heading(), l.say("screen.home-title"))
	box.CutTop(l.titleGap())

	entries, quick := l.arranged(box)
	foot := box.CutBottom(l.quickHeight(quick, box.W))
	box.CutBottom(l.gap())
	l.lattice(box, entries.tiles, entries.cols, 100)
	if len(quick.tiles) > 0 {
		title := l.quickTitle(box.W)
		l.Put(title, foot.CutTop(title.H))
		foot.CutTop(l.Px(3))
		l.lattice(foot, quick.tiles, quick.cols, 0)
	}
}

// array is tiles in so many columns.
type array struct {
	tiles []widget.Tile
	cols  int
}

// outdoes tells whether a tells more than b, or more largely.
func (a array) outdoes(b array) bool {
	if len(a.tiles) == 0 || len(b.tiles) == 0 {
		return false
	}
	mine, other := a.tiles[0], b.tiles[0]
	return mine.Hint != "" && other.Hint == "" || mine.Size == widget.Usual && other.Size >= widget.Slim
}

// arranged returns the tiles of what one can do and of what most people come
// for, as large and telling as there is room for both. Where there is none at
// all, the latter are left out: they stand on the list too.
func (l *layout) arranged(box widget.Rect) (entries, quick array) {
	for _, quick = range l.quickArrays() {
		room := box.H - l.quickHeight(quick, box.W) - l.gap()
		for _, entries = range l.entryArrays() {
			rows := float64((len(entries.tiles) + entries.cols - 1) / entries.cols)
			fits := rows*l.rowHeight(entries.tiles, entries.cols, box.W)+(rows-1)*l.tileGap() <= room
			if fits && !quick.outdoes(entries) {
				return entries, quick
			}
		}
	}
	return entries, quick
}

// entryArrays are the ways in which entries may stand, the best one first.
func (l *layout) entryArrays() []array {
	all := l.tiles(l.v.Tiles)
	cols := []int{2, 3, 4}
	switch {
	case l.wide() && len(all) == 3:
		cols = []int{3}
	case !l.wide() && len(all) <= 4:
		cols = []int{1, 2}
	case !l.wide():
		cols = []int{2}
	}
	var ways []array
	for _, hints := range []bool{true, false} {
		if hints && l.Large() && l.wide() {
			continue
		}
		for _, n := range cols {
			ways = append(ways, l.array(all, n, l.entrySize(len(all)), hints))
		}
	}
	for _, n := range cols {
		ways = append(ways, l.array(all, n, widget.Small, false))
	}
	if l.low && l.Large() {
		for _, n := range cols {
			ways = append(ways, l.array(all, n, widget.Least, false))
		}
	}
	return ways
}

func (l *layout) array(tiles []widget.Tile, cols int, size widget.TileSize, hints bool) array {
	tiles = slices.Clone(tiles)
	for i := range tiles {
		if tiles[i].Size = size; !hints {
			tiles[i].Hint = ""
		}
	}
	return array{tiles, cols}
}

// entrySize is how large each of so many entries may be.
func (l *layout) entrySize(of int) widget.TileSize {
	switch {
	case l.low && (l.Large() || of > 2):
		return widget.Small
	case l.low || l.Large() || of > 4 || l.wide() && of == 3:
		return widget.Usual
	}
	return widget.Big
}

// quickArrays are the ways in which what most people come for may stand, the
// best one first; none at all where a low panel in large type has no room.
func (l *layout) quickArrays() []array {
	all := l.tiles(l.v.Quick)
	cols, least := 1, widget.Small
	if l.wide() {
		cols = max(1, len(all))
	}
	size := widget.Usual
	if l.low || l.Large() && l.wide() {
		size = least
	}
	if l.low && l.Large() {
		return []array{{cols: 1}}
	}
	return []array{
		l.array(all, cols, size, !l.low && !l.Large()), l.array(all, cols, size, false), l.array(all, cols, least, false),
		{cols: 1},
	}
}

func (l *layout) quickTitle(width float64) widget.Block {
	return l.Measure(widget.Title().In(widget.Muted), l.say("screen.quick-title"), width)
}

func (l *layout) quickHeight(quick array, width float64) float64 {
	if len(quick.tiles) == 0 {
		return 0
	}
	rows := float64((len(quick.tiles) + quick.cols - 1) / quick.cols)
	return l.quickTitle(width).H + l.Px(3) + rows*l.rowHeight(quick.tiles, quick.cols, width) + (rows-1)*l.tileGap()
}

func (l *layout) tiles(all []flow.Tile) []widget.Tile {
	tiles := make([]widget.Tile, len(all))
	for i, t := range all {
		tiles[i] = l.tile(t)
	}
	return tiles
}

func (l *layout) tileGap() float64 {
	if l.low {
		return l.Px(4)
	}
	return l.Px(6)
}

// rowHeight is the height of the tallest of tiles laid in cols columns.
func (l *layout) rowHeight(tiles []widget.Tile, cols int, width float64) float64 {
	w := (width - l.tileGap()*float64(cols-1)) / float64(cols)
	height := 0.0
	for _, t := range tiles {
		height = max(height, l.TileHeight(w, t))
	}
	return height
}

// lattice lays tiles in cols columns over the top of box, with rows of most
// millimetres at most, or of the height they need when most is 0.
func (l *layout) lattice(box widget.Rect, tiles []widget.Tile, cols int, most widget.Millimetres) {
	if len(tiles) == 0 {
		return
	}
	need := l.rowHeight(tiles, cols, box.W)
	rows := (len(tiles) + cols - 1) / cols
	free := (box.H - l.tileGap()*float64(rows-1)) / float64(rows)
	height := need
	if most > 0 {
		height = max(need, min(free, l.Grown(most)))
	}
	if need > free+1 {
		l.Fault(widget.Overflow, "%d rows of tiles on %s need %.0f px each, have %.0f", rows, l.v.Screen, need, free)
	}
	for first := 0; first < len(tiles); first += cols {
		line := box.CutTop(height)
		box.CutTop(l.tileGap())
		for i, cell := range line.Columns(cols, l.tileGap()) {
			if first+i < len(tiles) {
				l.choose(cell, tiles[first+i])
			}
		}
	}
}
