package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// home shows what one can do here: a tile for each entry, and below it what
// most people come for.
func (l *layout) home() {
	l.bottomBand("", widget.Button{})
	box := l.middle
	l.Text(&box, l.heading(), l.say("screen.home-title"))
	box.CutTop(l.gap() / 2)

	entries, cols := l.entries()
	quick, quickCols := l.quick()
	title := l.Measure(widget.Title().In(widget.Muted), l.say("screen.quick-title"), box.W)
	below := 0.0
	if len(quick) > 0 {
		rows := float64((len(quick) + quickCols - 1) / quickCols)
		below = title.H + l.Px(3) + rows*l.rowHeight(quick, quickCols, box.W) + (rows-1)*l.tileGap()
	}
	foot := box.CutBottom(below)
	box.CutBottom(l.gap())
	l.lattice(box, entries, cols, 100)
	if len(quick) > 0 {
		l.Put(title, foot.CutTop(title.H))
		foot.CutTop(l.Px(3))
		l.lattice(foot, quick, quickCols, 0)
	}
}

// entries are the tiles of what one can do, as large as the panel allows, and
// the columns they stand in.
func (l *layout) entries() (tiles []widget.Tile, cols int) {
	tiles = l.tiles(l.v.Tiles)
	for i := range tiles {
		if l.Large() && l.wide() {
			tiles[i].Hint = ""
		}
		tiles[i].Size = l.entrySize(len(tiles))
	}
	switch {
	case l.wide() && len(tiles) == 3:
		return tiles, 3
	case l.wide() || len(tiles) > 4:
		return tiles, 2
	}
	return tiles, 1
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

// quick are the tiles of what most people come for, and the columns they stand
// in; none where a low panel in large type has no room, they stand on the list
// too.
func (l *layout) quick() (tiles []widget.Tile, cols int) {
	if l.low && l.Large() {
		return nil, 1
	}
	tiles = l.tiles(l.v.Quick)
	for i := range tiles {
		if l.low || l.Large() {
			tiles[i].Hint = ""
		}
		if l.low || l.Large() && l.wide() {
			tiles[i].Size = widget.Small
		}
	}
	if l.wide() {
		return tiles, max(1, len(tiles))
	}
	return tiles, 1
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
