package paper

import (
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"time"
	"unicode"

	"rsc.io/qr"

	"linli/assets/kai"
	"linli/kiosk"
	"linli/kiosk/paper/pdf"
)

// ErrTooMuch reports more than one sheet can hold, or more than a code of its
// size can. A certificate has one page: one of two could be exchanged.
var ErrTooMuch = errors.New("paper: more than the sheet can hold")

// Millimetres is a length on an A4 sheet.
type Millimetres float64

func (m Millimetres) length() pdf.Length { return pdf.Length(m) * pdf.Millimetre }

// CertificateFacts is everything a certificate (证明) tells.
type CertificateFacts struct {
	Title        kiosk.Text      // English may be empty
	Serial       string          // also what people type to check the certificate
	Paragraphs   []kiosk.Private // at least one
	Table        [][]Field       // rows of one or two fields; may be empty
	Issuer       string
	IssuedOn     time.Time // its date, in the zone it carries
	Verification Verification
	Seal         *Seal // nil leaves the place for a stamp
	Sample       bool  // 样张: says across the sheet that it certifies nothing
}

// Field is one thing by its name.
type Field struct {
	Label string
	Value kiosk.Private
}

// Verification is how anybody can check a certificate.
type Verification struct {
	Code string // printable ASCII for the QR code: the signed statement
	Page string // address that people type
}

// Seal is the picture of a seal as its owner supplied it. Nothing here draws
// one.
type Seal struct {
	Picture image.Image // its background is transparent
	Width   Millimetres
}

// Sizes that the office and its printers agree on.
const (
	maxSealWidth Millimetres = 60
	maxQRSquares             = 17 + 4*13 // version 13; a denser one is hard to read from paper
)

// LayCertificate returns an A4 certificate as a PDF document; the same facts
// give the same bytes. It returns ErrEmpty without a title, serial, paragraph,
// issuer, date or verification, pdf.ErrMissingGlyph for a character that the
// face lacks, ErrBadText for one that has no place on paper, ErrTooWide for a
// title or name longer than its line, and ErrTooMuch for what one sheet cannot
// hold. Errors name the place and never the text. It takes about 50 ms.
func LayCertificate(facts CertificateFacts) ([]byte, error) {
	code, err := checkCertificate(facts)
	if err != nil {
		return nil, err
	}
	font, err := pdf.ParseFont(kai.Regular(), kai.PostScriptName, kai.Family)
	if err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	s := &sheet{font: font, page: pdf.NewPage(font, sheetWidth.length(), sheetHeight.length())}
	s.certificate(facts, code)
	if s.err != nil {
		return nil, s.err
	}
	document, err := s.page.Bytes(pdf.Info{Title: facts.Title.ZH + " " + facts.Serial, Created: facts.IssuedOn})
	if err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return document, nil
}

// checkCertificate returns the code to print, or what is wrong with the facts.
func checkCertificate(facts CertificateFacts) (*qr.Code, error) {
	for _, need := range []struct {
		where string
		there bool
	}{
		{"title", facts.Title.ZH != ""},
		{"serial", facts.Serial != ""},
		{"paragraphs", len(facts.Paragraphs) > 0 && !slices.Contains(facts.Paragraphs, "")},
		{"issuer", facts.Issuer != ""},
		{"date of issue", !facts.IssuedOn.IsZero()},
		{"verification code", facts.Verification.Code != ""},
		{"verification page", facts.Verification.Page != ""},
	} {
		if !need.there {
			return nil, fmt.Errorf("%w: %s", ErrEmpty, need.where)
		}
	}
	if err := checkTable(facts.Table); err != nil {
		return nil, err
	}
	if s := facts.Seal; s != nil && (s.Picture == nil || s.Width <= 0 || s.Width > maxSealWidth) {
		return nil, fmt.Errorf("%w: a seal is a picture of at most %g mm", ErrTooMuch, maxSealWidth)
	}
	if strings.ContainsFunc(facts.Verification.Code, func(r rune) bool { return r < ' ' || r > '~' }) {
		return nil, fmt.Errorf("%w: verification code", ErrBadText)
	}
	code, err := qr.Encode(facts.Verification.Code, qr.M)
	if err != nil || code.Size > maxQRSquares {
		return nil, fmt.Errorf("%w: verification code of %d characters", ErrTooMuch, len(facts.Verification.Code))
	}
	return code, nil
}

func checkTable(rows [][]Field) error {
	for i, row := range rows {
		if len(row) != 1 && len(row) != 2 {
			return fmt.Errorf("%w: row %d of the table has %d fields, not one or two", ErrTooMuch, i+1, len(row))
		}
		for _, f := range row {
			if f.Label == "" {
				return fmt.Errorf("%w: label in row %d of the table", ErrEmpty, i+1)
			}
		}
	}
	return nil
}

// checkText refuses what the sheet cannot show.
func (s *sheet) checkText(where, text string) {
	if strings.ContainsFunc(text, unicode.IsControl) {
		s.fail(fmt.Errorf("%w: %s: a control character", ErrBadText, where))
	}
	for _, r := range text {
		if !s.font.Has(r) && !unicode.IsControl(r) {
			s.fail(fmt.Errorf("paper: %s: %w: %U", where, pdf.ErrMissingGlyph, r))
		}
	}
}
