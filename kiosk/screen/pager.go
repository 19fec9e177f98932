package screen

import (
	"fmt"
	"slices"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// pagerHeight is the height of the page buttons.
func (l *layout) pagerHeight() float64 {
	if l.low {
		return l.Px(16)
	}
	return l.Px(widget.TargetMain)
}

// titled lays the title of a paged screen at the top of box and returns where
// the page buttons go: below everything on an upright panel, beside the title
// on one that lies. What is left of box is for the pages.
func (l *layout) titled(box *widget.Rect, title string) (pager widget.Rect) {
	if !l.wide() {
		l.Text(box, l.heading(), title)
		pager = box.CutBottom(l.pagerHeight())
		box.CutBottom(l.gap())
	} else {
		w := min(box.W*0.55, l.Grown(190))
		words := l.WholeWords(l.heading(), title, box.W-w-l.gap())
		row := box.CutTop(max(words.H, l.pagerHeight()))
		pager = row.CutRight(w)
		pager = pager.Centred(w, l.pagerHeight())
		row.CutRight(l.gap())
		l.PutMiddle(words, row)
	}
	box.CutTop(l.titleGap())
	return pager
}

// pager lays the page buttons into row: before at the left, after at the
// right, each only where there is such a page.
func (l *layout) pager(row widget.Rect) {
	if l.pages < 2 {
		return
	}
	st := widget.Body().In(widget.Muted).To(widget.Centre)
	if l.low {
		st = widget.Caption().To(widget.Centre)
	}
	page := l.say("screen.page", "page", fmt.Sprint(l.page+1), "pages", fmt.Sprint(l.pages))
	w := min(row.W*0.4, (row.W-l.TextWidth(st, page)-l.Px(4))/2)
	before, after := row.CutLeft(w), row.CutRight(w)
	if l.page > 0 {
		l.press(before, flow.PageBefore, widget.Button{Label: l.say("screen.page-before"), Icon: "up"})
	}
	if l.page < l.pages-1 {
		l.press(after, flow.PageAfter, widget.Button{Label: l.say("screen.page-after"), Icon: "down"})
	}
	l.TextMiddle(row, st, page)
}

// piece is a part of a paged text or list. Its kin are kept with it: a heading
// never stands alone at the foot of a column.
type piece struct {
	height float64
	lay    func(box widget.Rect)
	lead   float64 // more space above it, except at the top of a column
	head   bool    // must be followed by another piece in the same column
	again  *piece  // what to repeat on top of a column that begins with this one
	// repeats marks what stands on top of a column because of again, and names
	// is the group that a heading is of.
	repeats bool
	names   string
}

// sheet lays pieces, space pixels apart, in cols columns a page on a surface
// over box, pad pixels from its edge. What has headings is read down its
// columns; what has none is spread over them. What fits on one page stands on a
// surface no larger than it needs.
func (l *layout) sheet(box, pager widget.Rect, cols int, pad, space float64, pieces func(width float64) []piece) {
	in := box.Inset(pad, pad)
	cells := in.Columns(cols, 2*pad)
	all, fill := pieces(cells[0].W), level
	if slices.ContainsFunc(all, func(p piece) bool { return p.head }) {
		fill = func(all []piece, height, space float64, _ int) [][]piece { return pack(all, height, space) }
	}
	shown := l.turn(fill(all, in.H, space, cols), cols)
	if l.pages == 1 {
		box.H = tallest(shown, space) + 2*pad
	}
	l.Panel(box)
	l.pager(pager)
	for i, column := range shown {
		l.layColumn(cells[i], column, space)
	}
}

// level packs pieces into pages of cols columns; those of the last page into
// columns as short as that allows.
func level(pieces []piece, height, space float64, cols int) [][]piece {
	columns := pack(pieces, height, space)
	if len(columns) == 0 {
		return nil
	}
	full := (len(columns) - 1) / cols * cols
	var rest []piece
	for i, column := range columns[full:] {
		if i > 0 && column[0].repeats {
			column = column[1:] // pack puts it there again
		}
		rest = append(rest, column...)
	}
	last, low, high := columns[full:], 0.0, height
	for high-low > 2 {
		mid := (low + high) / 2
		if try := pack(rest, mid, space); len(try) <= cols && tallest(try, space) <= mid && !stranded(try) {
			high, last = mid, try
		} else {
			low = mid
		}
	}
	return append(columns[:full:full], last...)
}

// stranded tells whether a heading stands alone at the foot of a column.
func stranded(columns [][]piece) bool {
	return slices.ContainsFunc(columns, func(column []piece) bool { return column[len(column)-1].head })
}

// tallest is the height of the tallest of columns.
func tallest(columns [][]piece, space float64) float64 {
	most := 0.0
	for _, column := range columns {
		height := 0.0
		for i, p := range column {
			if height += p.height; i > 0 {
				height += space + p.lead
			}
		}
		most = max(most, height)
	}
	return most
}

// pack fills columns of height pixels with pieces, space pixels apart.
func pack(pieces []piece, height, space float64) [][]piece {
	var columns [][]piece
	var column []piece
	used := 0.0
	for i, p := range pieces {
		need := p.height
		if p.head && i+1 < len(pieces) {
			need += space + pieces[i+1].lead + pieces[i+1].height
		}
		if len(column) > 0 && used+space+p.lead+need > height {
			columns = append(columns, column)
			column, used = nil, 0
			if p.again != nil && p.again.height+space+p.lead+p.height <= height {
				column, used = []piece{*p.again}, p.again.height
				column[0].repeats = true
			}
		}
		if len(column) > 0 {
			used += space + p.lead
		}
		column = append(column, p)
		used += p.height
	}
	if len(column) > 0 {
		columns = append(columns, column)
	}
	return columns
}

// turn chooses the page to show of so many columns, per page, and returns the
// columns on it.
func (l *layout) turn(columns [][]piece, perPage int) [][]piece {
	l.pages = max(1, (len(columns)+perPage-1)/perPage)
	l.page = min(max(l.v.Page, 0), l.pages-1)
	first := l.page * perPage
	return columns[min(first, len(columns)):min(first+perPage, len(columns))]
}

// layColumn lays one packed column from the top of box.
func (l *layout) layColumn(box widget.Rect, column []piece, space float64) {
	l.rolling(box)
	for i, p := range column {
		if i > 0 {
			box.CutTop(space + p.lead)
		}
		if p.height > box.H+1 {
			l.Fault(widget.Overflow, "a piece of %.0f px on %s, page %d, has %.0f", p.height, l.v.Screen, l.page, box.H)
		}
		if p.head && i == len(column)-1 {
			l.Fault(widget.Overflow, "a heading alone in its column on %s, page %d", l.v.Screen, l.page)
		}
		p.lay(box.CutTop(p.height))
	}
}

// rolling makes the columns, of which column is one, what a finger can scroll,
// with the shadows beside them. On the last page some columns may be empty.
func (l *layout) rolling(column widget.Rect) {
	if l.rolls.W > 0 {
		return
	}
	x := column.X - l.Px(3)
	l.rolls = widget.Rect{
		X: x, W: 2*l.middle.X + l.middle.W - 2*x,
		Y: column.Y - l.Px(1.6), H: column.H + l.Px(1.6) + min(l.Px(3.6), l.gap()/2),
	}
}
