package paper

import (
	"fmt"
	"strings"
	"unicode"
)

// Kinsoku: marks that must not begin a line, and marks that must not end one.
const (
	neverFirst = "，。、；：？！）》〉」』】〕”’…—～·％℃,.;:?!)]}%"
	neverLast  = "（《〈「『【〔“‘￥№([{"
)

// wrap breaks text into the fewest lines of at most columns cells and then, if
// asked to, evens them out, so that no single character is left alone on a last
// line. It breaks between Han characters and at spaces, keeps Latin words whole
// unless one is longer than a line, and keeps closing marks with what they
// close and opening marks with what they open.
func wrap(text string, columns int, even bool) ([]string, error) {
	if strings.ContainsFunc(text, unicode.IsControl) {
		return nil, fmt.Errorf("%w: a control character", ErrBadText)
	}
	pieces := split(text)
	lines, ok := fill(pieces, columns)
	if !ok {
		if pieces = splitWords(pieces, columns); pieces != nil {
			lines, ok = fill(pieces, columns)
		}
	}
	if !ok {
		return nil, fmt.Errorf("%w: %d columns", ErrTooWide, columns)
	}
	for narrower := columns - 1; even && narrower > 0; narrower-- {
		evened, ok := fill(pieces, narrower)
		if !ok || len(evened) > len(lines) {
			break
		}
		lines = evened
	}
	return lines, nil
}

// split cuts text into the pieces between which a line may end. Spaces stay at
// the end of the piece before them.
func split(text string) []string {
	var pieces []string
	runes := []rune(text)
	start := 0
	for i := 1; i < len(runes); i++ {
		if mayBreak(runes[i-1], runes[i]) {
			pieces = append(pieces, string(runes[start:i]))
			start = i
		}
	}
	if start < len(runes) {
		pieces = append(pieces, string(runes[start:]))
	}
	return pieces
}

// mayBreak reports whether a line may end between two neighbours.
func mayBreak(before, after rune) bool {
	switch {
	case after == ' ':
		return false
	case strings.ContainsRune(neverFirst, after), strings.ContainsRune(neverLast, before):
		return false
	case before == ' ':
		return true
	}
	return cells(before) == 2 || cells(after) == 2
}

// splitWords cuts pieces that are wider than a line into characters. It
// returns nil when a single character is wider than the line.
func splitWords(pieces []string, columns int) []string {
	var all []string
	for _, p := range pieces {
		if width(strings.TrimRight(p, " ")) <= columns {
			all = append(all, p)
			continue
		}
		for _, r := range p {
			if cells(r) > columns {
				return nil
			}
			all = append(all, string(r))
		}
	}
	return all
}

// fill sets pieces into lines of at most columns cells, each as full as it
// goes. It reports false when a piece is wider than a line.
func fill(pieces []string, columns int) ([]string, bool) {
	var lines []string
	line := ""
	for _, p := range pieces {
		if width(strings.TrimRight(p, " ")) > columns {
			return nil, false
		}
		if width(strings.TrimRight(line+p, " ")) > columns {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		line += p
	}
	if line = strings.TrimRight(line, " "); line != "" {
		lines = append(lines, line)
	}
	return lines, true
}

// cells is the width of a character in columns: printers give every character
// outside ASCII the width of a Han one.
func cells(r rune) int {
	if r < 0x80 {
		return 1
	}
	return 2
}

// width is the width of a text in columns.
func width(text string) int {
	n := 0
	for _, r := range text {
		n += cells(r)
	}
	return n
}
