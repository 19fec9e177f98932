package config

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// How far from the line that the YAML reader names the slip may stand: it
// often names the line before, and of a list that ends too early its first.
const (
	slipBefore = 1
	slipAfter  = 3
)

// slip is one way to get YAML wrong that can be told from a line.
type slip struct {
	shape  *regexp.Regexp
	advice string // what to write instead; %s is what the shape's group caught
}

// Slips that people make who write Chinese, the surest first.
var slips = []slip{
	{regexp.MustCompile(`^[ ]*(\t)`), "a tab stands at the beginning of the line; use blanks%.0s"},
	{regexp.MustCompile(`^\s*(?:- )?\{?([a-z][a-z-]*)：`), "the colon after %q is a Chinese one; write a plain colon and a blank"},
	{regexp.MustCompile(`^\s*(?:- )?[a-z][a-z-]*[:：]\s*([｛［【])`), "the bracket %s is a Chinese one; write a plain one"},
	{regexp.MustCompile(`\{.*，\s*([a-z][a-z-]*):.*\}`), "the comma before %q is a Chinese one; write a plain comma and a blank"},
	{regexp.MustCompile(`^\s*(?:- )?([a-z][a-z-]*):[^\s/]`), "a blank is missing after %q and its colon"},
	{regexp.MustCompile(`^[^"]*"[^"]*(?:"[^"]*"[^"]*)*()$`), "a double quote is opened and not closed%.0s"},
	{regexp.MustCompile(`\{[^"]*[^"?]*(\?)[^"]*\}`), "a text with %s within { } goes in \"double quotes\""},
	{regexp.MustCompile(`^\s*(?:- )?[a-z][a-z-]*: ([^"'{\[|>&*][^"{]*: )`), "a text with a colon and a blank goes in \"double quotes\"; here after %q"},
	{regexp.MustCompile(`(\{)[^}]*$`), "the bracket %s is not closed on its line"},
	{regexp.MustCompile(`^[^{]*(\})`), "the bracket %s closes what is not open"},
}

// explain says in plain words what is probably wrong near line, and where. It
// returns the line itself and "" when it cannot tell.
func explain(data []byte, line int, message string) (at int, advice string) {
	if !utf8.Valid(data) {
		return 1, "the file is not written in UTF-8; save it again with that encoding (UTF-8, not GBK or ANSI)"
	}
	if strings.Contains(message, "control characters") {
		return line, "this is no text file; write it with a text editor, not with a word processor"
	}
	lines := strings.Split(string(data), "\n")
	for _, s := range slips {
		for n := max(line-slipBefore, 1); n <= min(line+slipAfter, len(lines)); n++ {
			text := strings.TrimRight(lines[n-1], "\r")
			if caught := s.shape.FindStringSubmatch(text); caught != nil && !strings.HasPrefix(strings.TrimSpace(text), "#") {
				return n, fmt.Sprintf(s.advice, caught[1])
			}
		}
	}
	return astray(lines, line)
}

// astray finds the first line from line on that stands further in than the one
// above it although that one has a value already, or further out than the list
// it is in.
func astray(lines []string, line int) (at int, advice string) {
	const advised = "the line stands too far in or out; keys of one part stand exactly below each other, what belongs under a key two blanks further in"
	indent := func(n int) int { return len(lines[n]) - len(strings.TrimLeft(lines[n], " ")) }
	dash, hanging := -1, 0
	for n := max(line-slipBefore, 1) - 1; n < min(line+2*slipAfter, len(lines)); n++ {
		text := strings.TrimSpace(lines[n])
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		in := indent(n)
		if hanging > 0 && in >= hanging && strings.Contains(text, ":") {
			return n + 1, advised
		}
		if dash >= 0 && in == dash && !strings.HasPrefix(text, "- ") {
			return n + 1, advised
		}
		key := in
		if strings.HasPrefix(text, "- ") {
			dash, key = in, in+2
		} else if in < dash {
			dash = -1
		}
		hanging = 0
		if _, value, ok := strings.Cut(text, ": "); ok && value != "" {
			hanging = key + 1 // a line further in than this key has no place
		}
	}
	return line, ""
}
