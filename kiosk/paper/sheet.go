package paper

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/paper/pdf"
)

// The A4 sheet, ISO 216, and what is kept free around it.
const (
	sheetWidth  Millimetres = 210
	sheetHeight Millimetres = 297
	sideMargin  Millimetres = 28
	measure                 = sheetWidth - 2*sideMargin
)

// maxStretch is how far a line may be spread to end at the margin, in ems per
// character. A wider gap would be read and copied as a space.
const maxStretch = 0.08

// sheet is an A4 page that is being filled from top to bottom; the first error
// stays.
type sheet struct {
	font *pdf.Font
	page *pdf.Page
	y    pdf.Length // how far down the sheet is full
	err  error
}

func (s *sheet) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// words returns a phrase of the assets.
func (s *sheet) words(key string) kiosk.Text {
	p, ok := assets.Lookup(key)
	if !ok {
		s.fail(fmt.Errorf("paper: no words under %q", key))
	}
	return kiosk.Text(p)
}

// text draws one line at a baseline.
func (s *sheet) text(x, baseline pdf.Length, text string, style pdf.Style) {
	if s.err == nil && text != "" {
		s.err = s.page.Text(x, baseline, text, style)
	}
}

// width is how long a text is in a style, without the space after its last
// character.
func (s *sheet) width(text string, style pdf.Style) pdf.Length {
	gaps := max(utf8.RuneCountInString(text)-1, 0)
	return s.font.Width(text, style.Size) + pdf.Length(gaps)*style.Spread
}

// centred draws one line with its middle at x.
func (s *sheet) centred(x, baseline pdf.Length, text string, style pdf.Style) {
	s.text(x-s.width(text, style)/2, baseline, text, style)
}

// rule draws a thin line between the margins.
func (s *sheet) rule(y pdf.Length, thickness Millimetres) {
	s.page.Rule(sideMargin.length(), y, (sheetWidth - sideMargin).length(), y, thickness.length(), 0)
}

// paragraph sets a text between the margins, or at x in a narrower column, and
// moves down. Full lines end at the margin.
func (s *sheet) paragraph(x, width, indent, leading pdf.Length, text string, style pdf.Style) {
	lines := s.breakLines(text, width, indent, style)
	for i, line := range lines {
		s.y += leading
		set, left := style, x
		if i == 0 {
			left += indent
		}
		if i < len(lines)-1 {
			set.Spread = s.stretch(line, x+width-left, style)
		}
		s.text(left, s.y, line, set)
	}
}

// stretch is what is to be added after each character so that a line fills its
// width, or nothing when that would tear it apart.
func (s *sheet) stretch(line string, width pdf.Length, style pdf.Style) pdf.Length {
	gaps := utf8.RuneCountInString(line) - 1
	if gaps < 1 {
		return 0
	}
	spread := (width - s.width(line, style)) / pdf.Length(gaps)
	if spread < 0 || spread > maxStretch*style.Size {
		return 0
	}
	return spread
}

// breakLines breaks a text by the rules of wrap, measuring real characters; the
// first line is shorter by indent.
func (s *sheet) breakLines(text string, width, indent pdf.Length, style pdf.Style) []string {
	var lines []string
	line, room := "", width-indent
	fits := func(t string) bool { return s.width(strings.TrimRight(t, " "), style) <= room+0.001 }
	end := func() {
		lines = append(lines, strings.TrimRight(line, " "))
		line, room = "", width
	}
	for _, piece := range split(text) {
		if line != "" && !fits(line+piece) {
			end()
		}
		if fits(line + piece) {
			line += piece
			continue
		}
		for _, r := range piece { // a word longer than a line
			if !fits(line + string(r)) {
				end()
			}
			line += string(r)
		}
	}
	if strings.TrimRight(line, " ") != "" {
		end()
	}
	return lines
}

// spreadTo is what makes a short Chinese name as long as its neighbours.
func (s *sheet) spreadTo(width pdf.Length, text string, style pdf.Style) pdf.Length {
	gaps := utf8.RuneCountInString(text) - 1
	if gaps < 1 || strings.ContainsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
		return 0
	}
	return max(0, (width-s.width(text, style))/pdf.Length(gaps))
}
