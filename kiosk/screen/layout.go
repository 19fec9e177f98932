package screen

import (
	"fmt"
	"slices"
	"strings"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// layout is one View on its way to a Scene. The three bands lie at the same
// places on every screen.
type layout struct {
	*widget.Sheet
	v     flow.View
	low   bool   // a low panel: space between things must be small
	entry *Entry // what is being written; nil where nothing is

	area                widget.Rect // what the bands share
	top, middle, bottom widget.Rect
	main                flow.Control // of the bottom band
	page, pages         int
	rolls               widget.Rect // where pages are laid
	drawn               []flow.Control
	timeAbove           bool // the time stands above what is within reach
}

// wide tells whether the panel lies on its long side.
func (l *layout) wide() bool { return l.area.W > l.area.H }

// gap is the space between two things that belong together.
func (l *layout) gap() float64 {
	if l.low {
		return l.Px(widget.Grid / 2)
	}
	return l.Px(widget.Grid)
}

func (l *layout) margin() float64 {
	if l.low {
		return l.Px(widget.Grid)
	}
	return l.Px(widget.Margin)
}

// buttonHeight is the height of the buttons in the bottom band.
func (l *layout) buttonHeight() float64 {
	if l.low {
		return l.Px(widget.TargetMain)
	}
	return l.Grown(22)
}

func (l *layout) measureBands() {
	rest := l.area
	l.top = rest.CutTop(l.topHeight()).Inset(l.margin(), 0)
	l.bottom = rest.CutBottom(l.buttonHeight()+l.gap()+l.margin()).Inset(l.margin(), 0)
	l.bottom.CutBottom(l.margin())
	l.bottom = l.bottom.CutBottom(l.buttonHeight())
	l.middle = rest.Inset(l.margin(), l.gap()/2)
}

// say returns the phrase under key in the language of the View, with {name}
// replaced by the value that follows name in with.
func (l *layout) say(key string, with ...string) string {
	p, ok := assets.Lookup(key)
	if !ok {
		l.Fault(widget.NoPhrase, "%s", key)
		return key
	}
	words := l.in(kiosk.Text{ZH: p.ZH, EN: p.EN})
	for i := 0; i+1 < len(with); i += 2 {
		words = strings.ReplaceAll(words, "{"+with[i]+"}", with[i+1])
	}
	return words
}

func (l *layout) in(t kiosk.Text) string { return t.In(l.v.Lang) }

// count says how many, with words of their own for none and one.
func (l *layout) count(key string, n int) string {
	switch n {
	case 0:
		return l.say(key + "-none")
	case 1:
		return l.say(key + "-one")
	}
	return l.say(key, "n", fmt.Sprint(n))
}

// live tells whether the View lists c.
func (l *layout) live(c flow.Control) bool { return slices.Contains(l.v.Can, c) }

// busy tells whether the resident has nothing to press for a moment. The bands
// keep their places then, so that nothing jumps.
func (l *layout) busy() bool {
	return l.v.Screen == flow.Working || l.v.Screen == flow.Asking || l.v.Claim != nil && l.v.Claim.Paper == kiosk.Printing ||
		l.v.Screen == flow.Identify && l.v.Card != nil && l.v.Card.Phase == flow.CardRead
}

// press lays a button for c if c is live, and one that sleeps while the
// terminal is busy.
func (l *layout) press(box widget.Rect, c flow.Control, b widget.Button) {
	live := l.live(c)
	if !live && !l.busy() {
		return
	}
	b.Asleep = b.Asleep || !live
	b.ID = string(c)
	if b.Style == (widget.Style{}) {
		b.Style = widget.Title()
	}
	l.Button(box, b)
	if live {
		l.drawn = append(l.drawn, c)
	}
}

// choose lays a tile for t.
func (l *layout) choose(box widget.Rect, t widget.Tile) {
	l.Tile(box, t)
	l.drawn = append(l.drawn, flow.Control(t.ID))
}

// tile says t in the language of the View.
func (l *layout) tile(t flow.Tile) widget.Tile {
	return widget.Tile{ID: string(t.Control), Icon: t.Icon, Name: l.in(t.Name), Hint: l.in(t.Hint)}
}

// paged are the controls that are drawn only where there is a page to turn to,
// and items, which stand on one page only.
func (l *layout) paged(c flow.Control) bool {
	return l.pagedListing(c) || c == flow.PageBefore || l.atTheEnd(c) || c == flow.PageAfter || c == flow.SwitchReach && l.low || strings.HasPrefix(string(c), "item:") ||
		strings.HasPrefix(string(c), "choice:") || strings.HasPrefix(string(c), "reason:") || strings.HasPrefix(string(c), "bill:") || strings.HasPrefix(string(c), "served-at:") || strings.HasPrefix(string(c), "fix:") || strings.HasPrefix(string(c), "case:")
}

func (l *layout) checkDrawn() {
	for _, c := range l.v.Can {
		if c != flow.Begin && !l.paged(c) && !slices.Contains(l.drawn, c) {
			l.Fault(widget.NotDrawn, "%s on %s", c, l.v.Screen)
		}
	}
}

// heading is the style of the title of a screen.
func (l *layout) heading() widget.Style {
	switch {
	case l.low && l.Large():
		return widget.Heading().Sized(widget.CapBody)
	case l.low:
		return widget.Heading().Sized(widget.CapTitle)
	}
	return widget.Heading()
}

// fitting is the first of the styles in which words take no more than box.
func (l *layout) fitting(box widget.Rect, words string, styles ...widget.Style) widget.Block {
	var b widget.Block
	for _, st := range styles {
		b = l.Measure(st, words, box.W)
		if b.W <= box.W && b.H <= box.H {
			return b
		}
	}
	return b
}

// reading is the width of a column of body text in box: at most HanPerLine.
func (l *layout) reading(box widget.Rect, st widget.Style) float64 {
	em := l.TextWidth(st, "\u4e00")
	return min(box.W, em*widget.HanPerLine)
}
