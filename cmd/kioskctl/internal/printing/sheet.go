package printing

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/paper"
)

// Distances on the sheets.
const (
	gap       paper.Dots = 24
	bottomGap paper.Dots = 48
	cell      paper.Dots = 12 // width of a plain Latin character; Han is twice that
)

// Address in the codes of the sheets: a reserved name, so that nobody who scans
// one gets anywhere.
const specimenURL = "https://linli.example/t/TEST"

// TextSheet is plain text, broken where a line is longer than the paper.
func TextSheet(text string) Sheet {
	return Sheet{Name: "text", Lay: func(to Target) (paper.Page, error) {
		page := paper.Page{Width: to.Width}
		text := strings.TrimRight(strings.NewReplacer("\r\n", "\n", "\t", "    ", "\ufeff", "").Replace(text), "\n")
		for line := range strings.SplitSeq(text, "\n") {
			for _, part := range fold(line, int(paper.Dots(to.Width)/cell)) {
				page.Elements = append(page.Elements, paper.Line{Text: part, Size: 1})
			}
		}
		page.Elements = append(page.Elements, paper.Feed{Height: bottomGap}, paper.Cut{})
		return page, nil
	}}
}

// fold breaks a line after so many cells.
func fold(line string, columns int) []string {
	var (
		parts []string
		start int
		used  int
	)
	for i, r := range line {
		width := 1
		if r >= 0x80 {
			width = 2
		}
		if used+width > columns {
			parts = append(parts, line[start:i])
			start, used = i, 0
		}
		used += width
	}
	return append(parts, line[start:])
}

// TicketSheet is a queue ticket as residents get it, marked as a sample.
func TicketSheet(now time.Time) Sheet {
	return Sheet{Name: "ticket", Lay: func(to Target) (paper.Page, error) {
		place, err := words("testpage.place")
		if err != nil {
			return paper.Page{}, err
		}
		item, err := words("testpage.item")
		if err != nil {
			return paper.Page{}, err
		}
		return paper.LayTicket(paper.TicketFacts{
			Place: place, Number: "A000", Item: item, IssuedAt: now, TrackURL: specimenURL, Demo: true,
		}, kiosk.Chinese, to.Width)
	}}
}

// longestPDF bounds a finished document in bytes: a few pages with pictures.
const longestPDF = 32 << 20

// PDFSheet is a finished document that is read from a file. The file's name
// goes nowhere: it may be a resident's.
func PDFSheet(file string) (Sheet, error) {
	f, err := os.Open(file)
	if err != nil {
		return Sheet{}, fmt.Errorf("printing: %w", err)
	}
	defer f.Close()
	document, err := io.ReadAll(io.LimitReader(f, longestPDF+1))
	switch {
	case err != nil:
		return Sheet{}, fmt.Errorf("printing: %w", err)
	case len(document) > longestPDF:
		return Sheet{}, fmt.Errorf("printing: %s: longer than %d MiB", file, longestPDF>>20)
	case !bytes.HasPrefix(document, []byte("%PDF-")):
		return Sheet{}, fmt.Errorf("printing: %s: is no PDF", file)
	}
	return Sheet{Name: "pdf", PDF: document}, nil
}

// TestSheet shows what a technician looks for: both edges of the paper, every
// kind of character, sizes, places, a code to scan, and what the printer is called.
func TestSheet(now time.Time) Sheet {
	return Sheet{Name: "testpage", Lay: func(to Target) (paper.Page, error) {
		columns := int(paper.Dots(to.Width) / cell)
		s := setter{page: paper.Page{Width: to.Width}}
		s.phrase("title", 2, paper.Centre)
		s.line(fmt.Sprintf("%s  %s", to.Printer, now.Format("2006-01-02 15:04")), 1, paper.Centre)
		s.add(paper.Rule{}, paper.Feed{Height: gap / 3})
		s.line(strings.Repeat("1234567890", columns/10+1)[:columns], 1, paper.Left)
		s.phrase("simple", 1, paper.Left)
		s.phrase("rare", 1, paper.Left)
		s.phrase("drawn", 1, paper.Left)
		s.phrase("left", 1, paper.Left)
		s.phrase("centre", 1, paper.Centre)
		s.phrase("right", 1, paper.Right)
		for _, size := range []int{1, 2, 4, 8} {
			s.line("A0", size, paper.Centre)
		}
		s.add(paper.Rule{}, paper.Feed{Height: gap}, paper.QR{Text: specimenURL, Module: 6}, paper.Feed{Height: bottomGap}, paper.Cut{})
		return s.page, s.err
	}}
}

// setter gathers a page; the first error stays.
type setter struct {
	page paper.Page
	err  error
}

func (s *setter) add(e ...paper.Element) { s.page.Elements = append(s.page.Elements, e...) }

func (s *setter) line(text string, size int, align paper.Align) {
	s.add(paper.Line{Text: text, Size: size, Align: align})
}

// phrase sets Chinese and English under each other.
func (s *setter) phrase(key string, size int, align paper.Align) {
	t, err := words("testpage." + key)
	if err != nil && s.err == nil {
		s.err = err
	}
	s.line(t.ZH, size, align)
	s.line(t.EN, 1, align)
}

// words looks a text up.
func words(key string) (kiosk.Text, error) {
	p, ok := assets.Lookup(key)
	if !ok {
		return kiosk.Text{}, fmt.Errorf("printing: there is no text %q", key)
	}
	return kiosk.Text{ZH: p.ZH, EN: p.EN}, nil
}
