package guides

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	dropped = regexp.MustCompile(`(?is)<(script|style|xml)\b.*?</(script|style|xml)\s*>|<!--.*?-->`)
	lineTag = regexp.MustCompile(`(?i)<\s*/?\s*(br|p|div|li|tr|h[1-6]|ul|ol|table)\b[^<>]*>`)
	// inTable are the headings and the first cells of a table within a cell,
	// which count its rows.
	inTable = regexp.MustCompile(`^(序号( .*)?|[0-9]{1,3})$`)
	rowMark = regexp.MustCompile(`^[0-9]{1,3} `)
	cellEnd = regexp.MustCompile(`(?i)<\s*/t[dh]\s*>`)
	anyTag  = regexp.MustCompile(`<\s*/?\s*[A-Za-z!][^<>]*>`)
	// numbers begin a line of a list: (一) 1、 2. 第一步： ① ●
	numbers = regexp.MustCompile(`^(?:[（(]\s*[0-9一二三四五六七八九十]{1,3}\s*[）)]\s*[、.．]?|[0-9]{1,2}\s*[、．)）]|[0-9]{1,2}\s*\.\s*|第?[一二三四五六七八九十]{1,3}步?\s*[、：:．]|[①-⑳]|[●■◆▪·•]|[-—]\s)\s*`)
	decimal = regexp.MustCompile(`^[0-9]{1,2}\.[0-9]`)
	inLine  = regexp.MustCompile(`([；;。])\s*((?:[（(][0-9一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[、．]|[①-⑳]))`)
	// a blank before a Chinese sign is what is left of a tag
	blankBefore = regexp.MustCompile(` ([。，；、：！？）》])`)
	nothing     = regexp.MustCompile(`(?i)^(无|暂无|/|[-—]+|null|none|undefined|不涉及|n/?a)[。.]?$`)
)

// cell is what an export says in one place, cleaned, and what was done to it.
type cell struct {
	lines []string
	notes []string
}

// words is all of a cell on one line.
func (c cell) words() string { return strings.Join(c.lines, "；") }

func (c *cell) note(what string) {
	for _, n := range c.notes {
		if n == what {
			return
		}
	}
	c.notes = append(c.notes, what)
}

// clean takes pieces of web pages, invisible signs and numbers of lists out of
// what an export says. It changes how something is written, never what it says;
// a cell that says there is nothing is empty.
func clean(raw string) cell {
	var c cell
	plain := raw
	for range 3 { // what was escaped is escaped again in some exports
		read := html.UnescapeString(plain)
		if read == plain {
			break
		}
		plain = read
		c.note("signs of web pages were read")
	}
	bare := dropped.ReplaceAllString(plain, "")
	table := cellEnd.MatchString(bare)
	bare = cellEnd.ReplaceAllString(bare, " ")
	bare = lineTag.ReplaceAllString(bare, "\n")
	bare = anyTag.ReplaceAllString(bare, "")
	if bare != plain {
		c.note("tags of web pages were taken out")
	}
	bare = strings.Map(plainSign, strings.ReplaceAll(bare, "\r", "\n"))
	bare = inLine.ReplaceAllString(bare, "$1\n$2")
	for line := range strings.SplitSeq(bare, "\n") {
		line = blankBefore.ReplaceAllString(strings.Join(strings.Fields(line), " "), "$1")
		if table {
			line = c.untabled(line)
		}
		if line = c.unnumbered(line); line != "" && !nothing.MatchString(line) {
			c.lines = append(c.lines, line)
		}
	}
	return c
}

// plainSign takes away what cannot be seen and makes digits and letters of full
// width plain.
func plainSign(r rune) rune {
	switch {
	case r == '\n':
		return r
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
		return -1
	case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ', r == '－', r == '％':
		return r - '０' + '0'
	}
	return r
}

// unnumbered takes the number of a list off a line: the screen and the paper
// number for themselves.
func (c *cell) unnumbered(line string) string {
	if decimal.MatchString(line) {
		return line
	}
	if mark := numbers.FindString(line); mark != "" {
		line = line[len(mark):]
		c.note("numbers of lists were taken out")
	}
	return strings.TrimRight(strings.TrimSpace(line), "；;，,")
}

// untabled takes off a line what only a table needs.
func (c *cell) untabled(line string) string {
	bare := rowMark.ReplaceAllString(inTable.ReplaceAllString(line, ""), "")
	if bare != line {
		c.note("headings and numbers of tables were taken out")
	}
	return bare
}

// fitted parts lines that are longer than a phrase may be at the ends of their
// sentences. A sentence that is longer by itself stays.
func (c *cell) fitted(room int) {
	var all []string
	for _, line := range c.lines {
		if utf8.RuneCountInString(line) <= room {
			all = append(all, line)
			continue
		}
		c.note("long paragraphs were parted at the ends of sentences")
		part := ""
		for _, sentence := range strings.SplitAfter(strings.ReplaceAll(line, "；", "；\x00"), "。") {
			for piece := range strings.SplitSeq(sentence, "\x00") {
				if part != "" && utf8.RuneCountInString(part+piece) > room {
					all = append(all, strings.TrimRight(part, "；"))
					part = ""
				}
				part += strings.TrimSpace(piece)
			}
		}
		if part != "" {
			all = append(all, strings.TrimRight(part, "；"))
		}
	}
	c.lines = all
}
