package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// chooseItem is the list of service items, under the headings of their groups,
// in pages. On a panel that lies, the groups run down columns side by side.
func (l *layout) chooseItem() {
	l.bottomBand(l.toSeek())
	l.tilePages(l.chooseTitle())
}

// tilePages lays the tiles of the View under a title.
func (l *layout) tilePages(title string) {
	box := l.middle
	pager := l.titled(&box, title)
	columns, cells := l.tileColumns(box)
	shown := l.turn(columns, len(cells))
	l.pager(pager)
	for i, column := range shown {
		if i > 0 && column[0].repeats && column[0].names == shown[i-1][0].names {
			column[0].lay = func(widget.Rect) {} // it stands at the left already
		}
		l.layColumn(cells[i], column, l.tileGap())
	}
}

// tileColumns packs the tiles into columns and returns where these stand on a
// page: upright one, of rows of tiles. Tiles are as wide as they can be without
// a page more.
func (l *layout) tileColumns(box widget.Rect) (columns [][]piece, cells []widget.Rect) {
	packed := func(cols int) ([][]piece, []widget.Rect) {
		if !l.wide() {
			return pack(l.itemPieces(box.W, cols), box.H, l.tileGap()), []widget.Rect{box}
		}
		cells := box.Columns(cols, l.gap())
		return level(l.itemPieces(cells[0].W, 1), box.H, l.tileGap(), cols), cells
	}
	pages := func(columns [][]piece, cells []widget.Rect) int { return (len(columns) + len(cells) - 1) / len(cells) }
	least := 1
	if l.wide() {
		least = 2
	}
	cols := l.itemColumns(box.W)
	columns, cells = packed(cols)
	for cols--; cols >= least; cols-- {
		wider, places := packed(cols)
		if pages(wider, places) > pages(columns, cells) {
			break
		}
		columns, cells = wider, places
	}
	return columns, cells
}

// chooseTitle says what the choice is for.
func (l *layout) chooseTitle() string {
	if entry := l.in(l.v.Heading); entry != "" {
		return l.say("screen.choose-for", "entry", entry)
	}
	return l.say("screen.choose-title")
}

// itemColumns is how many tiles stand side by side: as many as stay wide
// enough to read.
func (l *layout) itemColumns(width float64) int {
	least := l.Grown(108)
	if l.v.Screen == flow.Entries {
		least = l.Grown(180) // titles of notices are sentences
	}
	if l.low && l.v.Screen != flow.Entries {
		least = l.Grown(80)
	}
	return max(1, min(4, int((width+l.tileGap())/(least+l.tileGap()))))
}

// itemPieces makes a heading for each group and rows of tiles under it.
func (l *layout) itemPieces(width float64, cols int) []piece {
	var pieces []piece
	all := l.v.Tiles
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Group == all[0].Group {
			n++
		}
		group := all[:n]
		all = all[n:]
		var head *piece
		if name := l.in(group[0].Group); name != "" {
			b := l.Measure(l.groupStyle(), name, width)
			head = &piece{height: b.H, head: true, names: name, lay: func(box widget.Rect) { l.Put(b, box) }}
			pieces = append(pieces, *head)
		}
		for i := 0; i < n; i += cols {
			pieces = append(pieces, l.itemRow(group[i:min(i+cols, n)], width, cols, head))
		}
	}
	return pieces
}

// groupStyle is the style of the heading of a group; smaller where large
// letters leave hardly room for what stands below it.
func (l *layout) groupStyle() widget.Style {
	st := widget.Title().In(widget.Calm)
	if l.Large() && l.wide() {
		return st.Sized(widget.CapCaption)
	}
	return st
}

func (l *layout) itemRow(items []flow.Tile, width float64, cols int, head *piece) piece {
	tiles := l.tiles(items)
	l.sayFor(tiles, items)
	for i := range tiles {
		if l.low || l.Large() && l.wide() {
			tiles[i].Hint, tiles[i].Size = "", widget.Small
		}
	}
	return piece{
		height: l.rowHeight(tiles, cols, width),
		again:  head,
		lay: func(box widget.Rect) {
			for i, cell := range box.Columns(cols, l.tileGap()) {
				if i < len(tiles) {
					l.choose(cell, tiles[i])
				}
			}
		},
	}
}
