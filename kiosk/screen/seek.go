package screen

import (
	"cmp"
	"slices"
	"strings"

	"linli/kiosk/flow"
	"linli/kiosk/pinyin"
	"linli/kiosk/widget"
)

// toSeek is the way to the search, at the place of the main action but without
// its weight.
func (l *layout) toSeek() (flow.Control, widget.Button) {
	return flow.SeekItem, widget.Button{Label: l.say("seek.open"), Icon: "find"}
}

// seek shows, above the keys, the items that what is written may mean. They
// change with each key.
func (l *layout) seek() {
	l.bottomBand("", widget.Button{})
	box := l.middle
	if l.entry == nil {
		l.Fault(widget.NotDrawn, "nothing to write with on %s", l.v.Screen)
		return
	}
	board := box.CutBottom(l.boardHeight(box.H))
	l.write(board)
	box.CutBottom(l.gap() / 2)
	if !l.low {
		l.Text(&box, l.heading().Sized(widget.CapTitle), l.say("seek.title"))
		box.CutTop(l.gap() / 2)
	}
	text, letters := l.entry.sought()
	if text == "" && letters == "" {
		l.centred(box, l.words(widget.Body().In(widget.Muted).To(widget.Centre), box.W, l.say("seek.hint")))
		return
	}
	found := fitting(l.v.Tiles, text, letters, l.entry.pinyin)
	if len(found) == 0 {
		l.centred(box, l.words(widget.Body().To(widget.Centre), box.W, l.say("seek.nothing")))
		return
	}
	l.foundTiles(box, found)
}

// boardHeight is how much of the middle band the keys take.
func (l *layout) boardHeight(height float64) float64 {
	if l.low || l.wide() || l.Large() {
		return height * 0.68
	}
	return min(height*0.6, l.Grown(170))
}

// foundTiles lays as many of the items as there is room for, the likeliest
// first, in one row at least.
func (l *layout) foundTiles(box widget.Rect, found []flow.Tile) {
	tiles := l.tiles(found)
	for i := range tiles {
		if tiles[i].Size = widget.Small; l.wide() || l.Large() {
			tiles[i].Hint = ""
		}
	}
	cols := 1
	if l.wide() {
		cols = max(1, min(3, int((box.W+l.tileGap())/(l.Grown(108)+l.tileGap()))))
	}
	height := l.rowHeight(tiles, cols, box.W)
	if height > box.H {
		for i := range tiles {
			tiles[i].Size, tiles[i].Hint = widget.Least, ""
		}
		height = l.rowHeight(tiles, cols, box.W)
	}
	rows := max(1, int((box.H+l.tileGap())/(height+l.tileGap())))
	l.lattice(box, tiles[:min(len(tiles), rows*cols)], cols, 0)
}

// sought is what stands in the search: what was written, and letters that no
// Chinese was chosen for.
func (e *Entry) sought() (text, letters string) {
	if b, ok := e.with.(*widget.TextBoard); ok {
		return b.Value(), b.Letters()
	}
	return e.Value(), ""
}

// How much a match counts: in the name, in the line below it, in the group.
const (
	inName  = 20
	inHint  = 8
	inGroup = 3
	whole   = 10 // times as much when all that was written stands there
	short   = 5  // when it is what people shorten it to
	atFront = 10 // letters that the name begins with
)

// fitting are the tiles that text and letters may mean, the likeliest first.
// Text may be a sentence: any two neighbouring characters that also stand in a
// tile count, so that 我要办居住证 finds 居住证. Letters are pinyin or the first
// letters of it. Both must be found where both are written.
func fitting(tiles []flow.Tile, text, letters string, d *pinyin.Decoder) []flow.Tile {
	type scored struct {
		tile  flow.Tile
		score int
	}
	var all []scored
	for _, t := range tiles {
		byText, byLetters := 0, 0
		for _, part := range []struct {
			zh, en string
			counts int
		}{{t.Name.ZH, t.Name.EN, inName}, {t.Hint.ZH, t.Hint.EN, inHint}, {t.Group.ZH, t.Group.EN, inGroup}} {
			byText += part.counts * (sharedPairs(part.zh, text) + sharedWords(part.en, text))
			if letters != "" && (d != nil && d.Matches(part.zh, letters) || sharedWords(part.en, letters) > 0) {
				byLetters += part.counts
			}
		}
		if letters != "" && d != nil && slices.ContainsFunc(d.Initials(t.Name.ZH), func(first string) bool { return strings.HasPrefix(first, letters) }) {
			byLetters += atFront
		}
		if (text == "" || byText > 0) && (letters == "" || byLetters > 0) {
			all = append(all, scored{t, byText + byLetters})
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	found := make([]flow.Tile, len(all))
	for i, s := range all {
		found[i] = s.tile
	}
	return found
}

// sharedPairs counts the pairs of neighbouring characters of text that stand in
// phrase; a single character counts by itself, and a short form, such as 低保
// for 最低生活保障, by its characters in their order.
func sharedPairs(phrase, text string) int {
	runes := []rune(strings.ReplaceAll(text, " ", ""))
	if len(runes) == 0 || phrase == "" {
		return 0
	}
	if strings.Contains(phrase, string(runes)) {
		return whole
	}
	if shortens(runes, phrase) {
		return short
	}
	n := 0
	for i := range len(runes) - 1 {
		if strings.Contains(phrase, string(runes[i:i+2])) {
			n++
		}
	}
	return n
}

// shortens tells whether text is made of characters of phrase in their order.
func shortens(text []rune, phrase string) bool {
	for _, r := range phrase {
		if len(text) > 0 && text[0] == r {
			text = text[1:]
		}
	}
	return len(text) == 0
}

// sharedWords counts the words of text that a word of an English phrase begins
// with. One letter is no word.
func sharedWords(phrase, text string) int {
	n := 0
	words := strings.Fields(strings.ToLower(phrase))
	for _, sought := range strings.Fields(strings.ToLower(text)) {
		if len(sought) > 1 && slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, sought) }) {
			n++
		}
	}
	return n
}
