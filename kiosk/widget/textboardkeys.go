package widget

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// boardRows are the rows of keys.
const boardRows = 4

// Lay lays the field, the candidates and the keys into box, from the top. Where
// that is low, the field has fewer lines and the letters that were typed stand
// beside what they may mean instead of above it.
func (b *TextBoard) Lay(s *Sheet, box Rect, w Words) {
	if b.writes() == byFinger {
		b.layHand(s, box, w)
		return
	}
	gap := s.keyGap()
	least := boardRows*s.keyLeast() + (boardRows-1)*gap
	lines, tight := max(1, b.Lines), false
	above := func() float64 { return s.fieldHeight(lines) + b.stripHeight(s, tight) + 2*gap }
	for lines > 1 && above()+least > box.H {
		lines--
	}
	if tight = above()+least > box.H; tight {
		gap = s.Px(GapLeast)
	}
	h := s.keyHeight(boardRows, box.H-above(), gap)
	box = box.Centred(box.W, above()+boardRows*h+(boardRows-1)*gap)
	s.field(box.CutTop(s.fieldHeight(lines)), field{text: b.shown(), lines: lines})
	box.CutTop(gap)
	if b.Decoder != nil {
		b.strip(s, box.CutTop(b.stripHeight(s, tight)), w, tight)
		box.CutTop(gap)
	}
	unit := min((box.W-9*s.keyGap())/10, s.Px(34))
	for _, row := range b.keys(w, s.letterStyle(unit, h)) {
		s.keyRow(box.CutTop(h), unit, row)
		box.CutTop(gap)
	}
}

// keys are the rows of keys, with letters in the style st.
func (b *TextBoard) keys(w Words, st Style) [][]keycap {
	rows := b.letterRows()
	kind := b.writes()
	erase := small(keyErase, w.Erase, "erase")
	erase.wide = 1.5
	first := small(keyShift, w.Shift, "shift")
	first.wide = 1.5
	if b.shift {
		first.Weight = Picked
	}
	if kind == hanzi {
		first = small(Key+"'", w.Part, "")
		first.wide = 1.5
	}
	var caps [][]keycap
	for i, row := range rows {
		var line []keycap
		if i == 2 && kind != signs {
			line = append(line, first)
		}
		for _, r := range row {
			line = append(line, letter(r, st))
		}
		if i == 2 {
			line = append(line, erase)
		}
		caps = append(caps, line)
	}
	return append(caps, b.lastRow(w))
}

func (b *TextBoard) lastRow(w Words) []keycap {
	words := w.Digits
	if b.signs {
		words = w.Letters
	}
	other := small(keySigns, words, "")
	other.wide = 2
	space := small(keySpace, w.Space, "")
	space.wide, space.Weight = 4, Secondary
	all := small(keyClear, w.Clear, "")
	all.wide = 2
	if b.Decoder == nil {
		return []keycap{other, space, all}
	}
	name := w.Latin
	if b.away {
		name = w.Hanzi
	}
	lang := small(keyOther, name, "")
	lang.wide = 2
	if b.Reader == nil {
		return []keycap{other, lang, space, all}
	}
	hand := small(keyHand, w.Hand, "")
	hand.wide, space.wide = 2, 2
	return []keycap{other, lang, hand, space, all}
}

func (b *TextBoard) letterRows() []string {
	switch {
	case b.signs && (b.Decoder == nil || b.away):
		return []string{"1234567890", "@.-_/:+#&", ",;!?()'\""}
	case b.signs:
		return []string{"1234567890", "，。、：；？！—", "（）《》·-/"}
	}
	rows := []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}
	if b.shift {
		for i := range rows {
			rows[i] = strings.ToUpper(rows[i])
		}
	}
	return rows
}

func (b *TextBoard) stripHeight(s *Sheet, tight bool) float64 {
	switch {
	case b.Decoder == nil:
		return 0
	case tight:
		return s.keyLeast()
	}
	return s.Measure(Caption(), "0", 1e9).H + s.Px(17)
}

// strip shows the letters that were typed and, large, what they may mean.
func (b *TextBoard) strip(s *Sheet, box Rect, w Words, tight bool) {
	st := Caption().Of(Bold).In(Calm)
	letters := s.Measure(st, string(b.letters), 1e9)
	switch {
	case !b.Waiting():
		words := map[writing]string{hanzi: w.PinyinHint, byFinger: w.HandHint}[b.writes()]
		if hint := s.Measure(Caption(), words, 1e9); hint.W <= box.W {
			s.PutMiddle(hint, box)
		}
		return
	case !tight:
		s.Put(letters, box.CutTop(letters.H))
	case letters.W < box.W/3:
		s.PutMiddle(letters, box.CutLeft(letters.W))
		box.CutLeft(s.keyGap())
	}
	if len(b.found) == 0 {
		return
	}
	turn := s.Px(18)
	after := box.CutRight(turn)
	box.CutRight(s.keyGap())
	before := box.CutRight(turn)
	box.CutRight(s.keyGap())
	next := b.candidates(s, box)
	s.Key(before, Button{ID: keyUp, Icon: "back", Weight: Quiet, Asleep: len(b.before) == 0})
	s.Key(after, Button{ID: keyFrom + strconv.Itoa(next), Icon: "forward", Weight: Quiet, Asleep: next >= len(b.found)})
}

// candidates lays as many candidates as box holds, and returns the number of
// the next.
func (b *TextBoard) candidates(s *Sheet, box Rect) int {
	i := b.first
	for ; i < len(b.found); i++ {
		key := s.fitted(box, Button{ID: fmt.Sprint(keyPick, i), Label: b.found[i].Text, Style: Title()})
		width := max(s.ButtonWidth(key)+s.Px(3), s.keyLeast())
		if width > box.W+1 && i > b.first {
			break
		}
		s.Key(box.CutLeft(width), key)
		box.CutLeft(s.keyGap())
	}
	return i
}

// numbered is the number behind prefix in id.
func numbered(id, prefix string) (int, bool) {
	rest, ok := strings.CutPrefix(id, prefix)
	n, err := strconv.Atoi(rest)
	return n, ok && err == nil && unicode.IsDigit(rune(rest[0]))
}
