package widget

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Lay lays the field, the candidates and the keys into box, from the top.
func (b *TextBoard) Lay(s *Sheet, box Rect, w Words) {
	const rows = 4
	gap := s.keyGap()
	lines := max(1, b.Lines)
	room := func() float64 {
		keys := rows*s.keyLeast() + (rows-1)*gap
		return box.H - keys - b.stripHeight(s) - 2*gap - s.fieldHeight(lines)
	}
	for lines > 1 && room() < 0 {
		lines--
	}
	s.field(box.CutTop(s.fieldHeight(lines)), field{text: b.shown(), lines: lines})
	box.CutTop(gap)
	if b.Decoder != nil {
		b.strip(s, box.CutTop(b.stripHeight(s)), w)
		box.CutTop(gap)
	}
	h := s.keyHeight(rows, box.H)
	unit := min((box.W-9*gap)/10, s.Px(34))
	for _, row := range b.keys(w) {
		s.keyRow(box.CutTop(h), unit, row)
		box.CutTop(gap)
	}
}

// keys are the four rows of keys.
func (b *TextBoard) keys(w Words) [][]keycap {
	rows := b.letterRows()
	kind := b.writes()
	erase := small(keyErase, w.Erase, "erase")
	erase.wide = 1.5
	first := small(keyShift, w.Shift, "shift")
	first.wide, first.Chosen = 1.5, b.shift
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
			line = append(line, letter(r))
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
	return []keycap{other, lang, space, all}
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

func (b *TextBoard) stripHeight(s *Sheet) float64 {
	if b.Decoder == nil {
		return 0
	}
	return s.Measure(Caption(), "a", 1e9).H + s.keyLeast()
}

// strip shows the letters that were typed and, large, what they may mean.
func (b *TextBoard) strip(s *Sheet, box Rect, w Words) {
	head := box.CutTop(s.Measure(Caption(), "a", 1e9).H)
	words, st := string(b.letters), Caption().Of(Bold).In(Calm)
	if len(b.letters) == 0 {
		words, st = w.PinyinHint, Caption()
	}
	if b.writes() != hanzi && len(b.letters) == 0 {
		words = ""
	}
	if words != "" {
		s.TextMiddle(head, st, words)
	}
	if len(b.found) == 0 {
		return
	}
	turn := s.Px(20)
	after, before := box.CutRight(turn), Rect{}
	box.CutRight(s.keyGap())
	before = box.CutRight(turn)
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
		key := Button{ID: fmt.Sprint(keyPick, i), Label: b.found[i].Text, Style: Title()}
		width := max(s.ButtonWidth(key)+s.Px(3), s.keyLeast())
		if width > box.W && i > b.first {
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
