package widget

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/segmenter"
)

// Wrap breaks text into lines no wider than width, as measured by measure. It
// follows UAX #14, keeps a dash or an ellipsis off the start of a line, keeps
// a phone number together at its spaces, and breaks a word only when the word
// alone is wider than a line. A newline in text ends a line. Spaces at line
// ends are dropped.
func Wrap(text string, width float64, measure func(string) float64) []string {
	if line, ok := oneLine(text, width, measure); ok {
		return []string{line}
	}
	return fill(pieces(text), width, measure)
}

// oneLine is text without the spaces at its end, if it stands on one line: most
// texts do, and need not be taken to pieces.
func oneLine(text string, width float64, measure func(string) float64) (string, bool) {
	line := strings.TrimRightFunc(text, unicode.IsSpace)
	return line, line != "" && !strings.ContainsAny(text, "\n\r") && measure(line) <= width
}

// fill is Wrap of a text that is in pieces already.
func fill(all []piece, width float64, measure func(string) float64) []string {
	var lines []string
	line := ""
	flush := func() {
		lines = append(lines, strings.TrimRightFunc(line, unicode.IsSpace))
		line = ""
	}
	fits := func(s string) bool {
		return measure(strings.TrimRightFunc(s, unicode.IsSpace)) <= width
	}
	for _, part := range all {
		if line != "" && !fits(line+part.text) {
			flush()
		}
		if line == "" && !fits(part.text) {
			heads, tail := chop(part.text, fits)
			lines = append(lines, heads...)
			part.text = tail
		}
		line += part.text
		if part.ends {
			flush()
		}
	}
	if line != "" {
		flush()
	}
	return lines
}

// piece is a stretch of text that stays on one line.
type piece struct {
	text string
	ends bool // a newline follows
}

func pieces(text string) []piece {
	var seg segmenter.Segmenter
	seg.Init([]rune(text))
	var all []piece
	for it := seg.LineIterator(); it.Next(); {
		l := it.Line()
		s := string(l.Text)
		ends := l.IsMandatoryBreak && strings.ContainsAny(s, "\n\r")
		s = strings.TrimRight(s, "\r\n")
		if n := len(all); n > 0 && !all[n-1].ends && glued(all[n-1].text, s) {
			all[n-1].text += s
			all[n-1].ends = ends
			continue
		}
		all = append(all, piece{s, ends})
	}
	return all
}

// glued tells whether after must stay on the line of before although UAX #14
// would allow a break.
func glued(before, after string) bool {
	if strings.HasPrefix(after, "—") || strings.HasPrefix(after, "…") {
		return true
	}
	b, a := []rune(before), []rune(after)
	if len(b) < 2 || len(a) == 0 {
		return false
	}
	last, prev := b[len(b)-1], b[len(b)-2]
	return last == ' ' && phoneSign(prev) && phoneSign(a[0])
}

func phoneSign(r rune) bool { return r >= '0' && r <= '9' || r == '+' || r == '-' }

// chop cuts a word that is wider than a line into lines and a rest that fits.
func chop(word string, fits func(string) bool) (lines []string, rest string) {
	var seg segmenter.Segmenter
	seg.Init([]rune(word))
	for it := seg.GraphemeIterator(); it.Next(); {
		g := string(it.Grapheme().Text)
		if rest != "" && !fits(rest+g) {
			lines = append(lines, strings.TrimRightFunc(rest, unicode.IsSpace))
			rest = ""
		}
		rest += g
	}
	return lines, rest
}

// stub is how much of the longest line a last line takes that looks forgotten,
// under a text of a few lines.
const stub = 0.25

// tidy wraps text so that its last line is not one lonely character: it takes
// a neighbour down with it. A text of two lines is balanced where the second
// would be one short word.
func tidy(text string, width float64, measure func(string) float64) []string {
	lines := Wrap(text, width, measure)
	if len(lines) == 2 && measure(lines[1]) < stub*measure(lines[0]) {
		return balance(text, width, measure)
	}
	if n := len(lines); n > 1 && len([]rune(lines[n-1])) <= 2 {
		em := measure("\u4e00")
		if again := Wrap(text, width-2*em, measure); len(again) == n {
			return again
		}
	}
	return lines
}

// balance narrows width as far as text keeps its number of lines, so that a
// centred text has no single character on its last line.
func balance(text string, width float64, measure func(string) float64) []string {
	if line, ok := oneLine(text, width, measure); ok {
		return []string{line}
	}
	all := pieces(text)
	lines := fill(all, width, measure)
	if len(lines) < 2 {
		return lines
	}
	low, high := width/float64(len(lines)+1), width
	for _, p := range all { // a word is not broken for the sake of balance
		low = max(low, measure(strings.TrimRightFunc(p.text, unicode.IsSpace)))
	}
	for high-low > width/100 {
		mid := (low + high) / 2
		if try := fill(all, mid, measure); len(try) == len(lines) && widest(try, measure) <= mid {
			high, lines = mid, try
		} else {
			low = mid
		}
	}
	return lines
}

func widest(lines []string, measure func(string) float64) float64 {
	w := 0.0
	for _, l := range lines {
		w = max(w, measure(l))
	}
	return w
}
