package screen

import (
	"fmt"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// pagerHeight is what the page buttons and the space above them take.
func (l *layout) pagerHeight() float64 { return l.Px(widget.TargetMain) + l.gap() }

// pager lays the page buttons into box: before at the left, after at the
// right, each only where there is such a page.
func (l *layout) pager(box widget.Rect) {
	if l.pages < 2 {
		return
	}
	row := box.CutBottom(l.Px(widget.TargetMain))
	w := l.mainWidth()
	before, after := row.CutLeft(w), row.CutRight(w)
	if l.page > 0 {
		l.press(before, flow.PageBefore, widget.Button{Label: l.say("screen.page-before"), Icon: "up"})
	}
	if l.page < l.pages-1 {
		l.press(after, flow.PageAfter, widget.Button{Label: l.say("screen.page-after"), Icon: "down"})
	}
	l.TextMiddle(row, widget.Body().In(widget.Muted).To(widget.Centre),
		l.say("screen.page", "page", fmt.Sprint(l.page+1), "pages", fmt.Sprint(l.pages)))
}

// piece is a part of a paged text or list. Its kin are kept with it: a heading
// never stands alone at the foot of a column.
type piece struct {
	height float64
	lay    func(box widget.Rect)
	head   bool   // must be followed by another piece in the same column
	again  *piece // what to repeat on top of a column that begins with this one
}

// pack fills columns of height pixels with pieces, space pixels apart.
func pack(pieces []piece, height, space float64) [][]piece {
	var columns [][]piece
	var column []piece
	used := 0.0
	for i, p := range pieces {
		need := p.height
		if p.head && i+1 < len(pieces) {
			need += space + pieces[i+1].height
		}
		if len(column) > 0 && used+space+need > height {
			columns = append(columns, column)
			column, used = nil, 0
			if p.again != nil {
				column, used = []piece{*p.again}, p.again.height
			}
		}
		if len(column) > 0 {
			used += space
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
	for i, p := range column {
		if i > 0 {
			box.CutTop(space)
		}
		if p.height > box.H+1 {
			l.Fault(widget.Overflow, "a piece of %.0f px on %s, page %d, has %.0f", p.height, l.v.Screen, l.page, box.H)
		}
		p.lay(box.CutTop(p.height))
	}
}
