package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// chooseItem is the list of service items, under the headings of their groups,
// in pages.
func (l *layout) chooseItem() {
	l.bottomBand("", widget.Button{})
	box := l.middle
	l.Text(&box, widget.Heading(), l.say("screen.choose-title"))
	box.CutTop(l.gap() / 2)

	cols := l.itemColumns(box.W)
	space := l.tileGap()
	columns := pack(l.itemPieces(box.W, cols), box.H, space)
	if len(columns) > 1 {
		foot := box.CutBottom(l.pagerHeight())
		columns = pack(l.itemPieces(box.W, cols), box.H, space)
		shown := l.turn(columns, 1)
		l.pager(foot)
		l.layColumn(box, shown[0], space)
		return
	}
	for _, column := range l.turn(columns, 1) {
		l.layColumn(box, column, space)
	}
}

// itemColumns is how many tiles stand side by side: as many as stay wide
// enough to read.
func (l *layout) itemColumns(width float64) int {
	least := l.Grown(106)
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
			b := l.Measure(widget.Title().In(widget.Calm), name, width)
			head = &piece{height: b.H, head: true, lay: func(box widget.Rect) { l.Put(b, box) }}
			pieces = append(pieces, *head)
		}
		for i := 0; i < n; i += cols {
			pieces = append(pieces, l.itemRow(group[i:min(i+cols, n)], width, cols, head))
		}
	}
	return pieces
}

func (l *layout) itemRow(items []flow.Tile, width float64, cols int, head *piece) piece {
	tiles := l.tiles(items)
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
