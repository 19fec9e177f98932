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
const evenness = 0.35

// phrased breaks a text of two lines where one pauses, when both lines fit and
// neither is much shorter than the other: a line that ends within a word is
// harder to read.
func phrased(text string, lines []string, width float64, measure func(string) float64) []string {
	if len(lines) != 2 || strings.ContainsAny(text, "\n\r") {
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
			tail := strings.TrimRightFunc(text[len(head):], unicode.IsSpace)
			a, b := measure(trimmed), measure(tail)
			if longer := max(a, b); longer < best && longer <= width && min(a, b) >= evenness*longer {
				best, lines = longer, []string{trimmed, tail}
			}
		}
		if best <= width {
			break
		}
	}
	return lines
}
