package catalogue

import (
	"fmt"
	"regexp"
	"slices"

	"linli/internal/config"
	"linli/kiosk"
)

// Certificate (证明) is the paper that staff may decide a case with. The zero
// value is none.
type Certificate struct {
	Title     kiosk.Text
	Text      []string         // paragraphs; {id} stands for the answer to a field
	Rows      []CertificateRow // of its table, in order
	ValidDays int              `yaml:"valid-days"`
}

// CertificateRow is one answer by its name on paper.
type CertificateRow struct {
	Field string // its id
	Label string // in Chinese, as all of a certificate
}

// Offered tells whether there is a certificate.
func (c Certificate) Offered() bool { return len(c.Text) > 0 }

// Bounds of a certificate, which is one sheet.
const (
	maxParagraphs = 4
	maxParagraph  = 200
	maxRows       = 8
	maxValidDays  = 3650
)

var blank = regexp.MustCompile(`\{([^{}]*)\}`)

// Fill puts answers in the place of {id}, by a function that knows them.
func (c Certificate) Fill(answer func(field string) kiosk.Private) []kiosk.Private {
	var all []kiosk.Private
	for _, text := range c.Text {
		all = append(all, kiosk.Private(blank.ReplaceAllStringFunc(text, func(mark string) string {
			return answer(mark[1 : len(mark)-1]).Reveal()
		})))
	}
	return all
}

// certificate checks what an application may be decided with.
func (c *checker) certificate(src *config.Source, a Apply) {
	if !a.Certificate.Offered() {
		if src.Has("apply.certificate") {
			c.fault(src, "apply.certificate.text", "is missing; expected at least one paragraph")
		}
		return
	}
	cert, at := a.Certificate, "apply.certificate."
	c.name(src, at+"title", cert.Title)
	c.certified(src, a, at)
	if cert.ValidDays < 1 || cert.ValidDays > maxValidDays {
		c.fault(src, at+"valid-days", "expected 1 to %d days, found %d", maxValidDays, cert.ValidDays)
	}
	if !slices.ContainsFunc(a.Steps, func(s Step) bool { return s.Kind == StepIdentify }) {
		c.fault(src, "apply.steps", "lacks %s: only the card of its owner gets a certificate", StepIdentify)
	}
}

// certified checks what stands on the sheet: there is room for it, and each
// blank is filled by an answer.
func (c *checker) certified(src *config.Source, a Apply, at string) {
	cert := a.Certificate
	known := func(key, id string) {
		if _, ok := a.Field(id); !ok {
			c.fault(src, key, "names the field %q, which the application does not ask", id)
		}
	}
	if len(cert.Text) > maxParagraphs {
		c.fault(src, at+"text", "has %d paragraphs; the sheet has room for %d", len(cert.Text), maxParagraphs)
	}
	for i, text := range cert.Text {
		key := fmt.Sprintf("%stext[%d]", at, i)
		if n := len([]rune(text)); n == 0 || n > maxParagraph {
			c.fault(src, key, "has %d characters; expected 1 to %d", n, maxParagraph)
		}
		for _, mark := range blank.FindAllStringSubmatch(text, -1) {
			known(key, mark[1])
		}
	}
	if len(cert.Rows) > maxRows {
		c.fault(src, at+"rows", "has %d rows; the sheet has room for %d", len(cert.Rows), maxRows)
	}
	for i, row := range cert.Rows {
		key := fmt.Sprintf("%srows[%d]", at, i)
		known(key+".field", row.Field)
		if n := len([]rune(row.Label)); n == 0 || n > maxNameZH {
			c.fault(src, key+".label", "has %d characters; expected 1 to %d", n, maxNameZH)
		}
	}
}
