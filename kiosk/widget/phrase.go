package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Where people pause when they read aloud: at the end of a phrase, and, less,
// between the members of a list and before a quotation.
const (
	phraseEnds = "，。；：！？,.;:!?"
	listEnds   = "、）》”」』)"
	opens      = "（《“「『("
)

// evenness is the least that the shorter of two lines may be of the longer one
// for a break at a pause.
const evenness = 0.4

// phrased breaks a text of a few lines where one pauses, when that takes as many
// lines and none is much shorter than another: a line that ends within a word
// is harder to read.
func phrased(text string, lines []string, width float64, measure func(string) float64) []string {
	n := len(lines)
	if n < 2 || n > 3 || strings.ContainsAny(text, "\n\r") {
		return lines
	}
	all := pieces(text)
	for _, pause := range []func(before, after rune) bool{
		func(before, _ rune) bool { return strings.ContainsRune(phraseEnds, before) },
		func(before, after rune) bool {
			return strings.ContainsRune(listEnds, before) || strings.ContainsRune(opens, after)
		},
	} {
		best := width + 1
		head := ""
		for i, p := range all[:len(all)-1] {
			head += p.text
			trimmed := strings.TrimRightFunc(head, unicode.IsSpace)
			before, _ := utf8.DecodeLastRuneInString(trimmed)
			after, _ := utf8.DecodeRuneInString(all[i+1].text)
			if !pause(before, after) {
				continue
			}
			parted := append(balance(trimmed, width, measure), balance(text[len(head):], width, measure)...)
			if longest := widest(parted, measure); len(parted) == n && longest < best && even(parted, longest, measure) {
				best, lines = longest, parted
			}
		}
		if best <= width {
			break
		}
	}
	return lines
}

// even tells whether no line is much shorter than the longest one.
func even(lines []string, longest float64, measure func(string) float64) bool {
	for _, line := range lines {
		if measure(line) < evenness*longest {
			return false
		}
	}
	return true
}
